"""Callouts as care cards, on the page that shows them all: clear in words and icon, in every palette, in print."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser import opened
from conftest import POLICY

CALLOUTS = POLICY["callouts"]
CARDS = [name for name, card in CALLOUTS.items() if "spoken_prefix" in card]
# WCAG 2.2's contrast ratio of each text of a card with what lies behind it; colours may be see-through.
CONTRASTS = """(card) => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colours) => {
    paint.fillStyle = "#fff";
    for (const colour of ["#fff", ...colours]) { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [card, ...card.querySelectorAll("p, li, a, strong, abbr")].map((element) => {
    const behind = [];
    for (let up = element; up; up = up.parentElement) behind.unshift(getComputedStyle(up).backgroundColor);
    const levels = [over([...behind, getComputedStyle(element).color]), over(behind)].sort((a, b) => b - a);
    return (levels[0] + 0.05) / (levels[1] + 0.05);
  });
}"""


@pytest.fixture(scope="module")
def page(served: str, chromium: Browser) -> Iterator[Page]:
    with opened(chromium, served + "contribute/style/") as page:
        yield page


def icon(page: Page, name: str) -> str:
    """The picture before a card's title, as the browser paints it."""
    title = page.locator(f".admonition.{name} > .admonition-title").first
    return str(title.evaluate("title => getComputedStyle(title, '::before').maskImage"))


def test_each_card_has_its_own_icon_and_spoken_words(page: Page) -> None:
    icons = [icon(page, name) for name in CALLOUTS]
    assert len({*icons, "none"}) == len(CALLOUTS) + 1
    for name in CARDS:
        title = page.locator(f".admonition.{name} > .admonition-title").first
        assert str(title.text_content()).startswith(CALLOUTS[name]["spoken_prefix"] + ": ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", CALLOUTS)
def test_contrast(page: Page, scheme: Any, name: str) -> None:
    page.emulate_media(color_scheme=scheme)
    ratios = page.locator(f".admonition.{name}").first.evaluate(CONTRASTS)
    assert min(ratios) >= (7 if name == "emergency" else 4.5), [round(ratio, 2) for ratio in ratios]
    page.emulate_media(color_scheme=None)


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}])
def test_clear_without_the_site_s_colours(page: Page, media: dict[str, Any], name: str) -> None:
    page.emulate_media(**media)
    card = page.locator(f".admonition.{name}").first
    border, style = card.evaluate("card => [getComputedStyle(card).borderTopWidth, getComputedStyle(card).borderStyle]")
    assert (float(border.removesuffix("px")) >= 2, style) == (True, "solid")
    title = card.locator(".admonition-title")
    behind = title.evaluate("title => getComputedStyle(title, '::before').backgroundColor")
    assert behind not in ("rgba(0, 0, 0, 0)", title.evaluate("title => getComputedStyle(title).backgroundColor"))
    assert min(card.evaluate(CONTRASTS)) >= 7
    page.emulate_media(forced_colors=None, media=None)
