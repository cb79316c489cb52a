"""What readers do on a page beside reading: get help, see where they are, open words and sources, change colours."""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from browser import opened
from conftest import Build

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
HELP = "safety/when-to-get-help/"
EFFECTS = "safety/side-effects/"


@pytest.fixture
def phone(served: str, chromium: Browser) -> Iterator[Page]:
    with opened(chromium, served + EFFECTS, **PHONE) as page:
        yield page


def top_element(one: Locator) -> bool:
    """Whether a finger on the middle of it would meet it, with nothing above."""
    return bool(
        one.evaluate(
            """one => {
              const box = one.getBoundingClientRect();
              const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return one.contains(met);
            }"""
        )
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_help_is_one_tap_away_wherever_one_has_scrolled(
    site: Build, served: str, chromium: Browser, size: dict[str, Any]
) -> None:
    for url in ("", EFFECTS, "about/sources/"):
        with opened(chromium, served + url, **size) as page:
            for _ in range(2):
                link = page.locator("header").get_by_role("link", name="When to get help")
                assert top_element(link), url
                box = link.bounding_box()
                assert box
                assert min(box["width"], box["height"]) >= 24
                page.mouse.wheel(0, 2000)
                page.wait_for_timeout(100)
            link.click()
            page.wait_for_url("**/when-to-get-help/")


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_header_has_room_for_all_that_is_in_it(served: str, chromium: Browser, width: int) -> None:
    with opened(chromium, served + EFFECTS, viewport={"width": width, "height": 800}) as page:
        page.mouse.wheel(0, 2000)
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown = page.locator(".md-header__inner > *:visible")
        boxes = [box for one in shown.all() if (box := one.bounding_box())]
        boxes.sort(key=lambda box: box["x"])
        assert all(left["x"] + left["width"] <= right["x"] + 1 for left, right in pairwise(boxes))
        assert boxes[-1]["x"] + boxes[-1]["width"] <= width


def test_menu_has_a_title_a_way_out_and_help_first(phone: Page) -> None:
    phone.get_by_role("button", name="Menu", exact=True).tap()
    menu = phone.locator("#menu")
    expect(menu.get_by_text("Menu", exact=True)).to_be_visible()
    first = menu.get_by_role("link").first
    assert first.inner_text() == "When to get help"
    assert top_element(first)
    menu.get_by_role("button", name="Close the menu").tap()
    expect(first).to_be_hidden()


def test_phone_names_the_page_and_lists_its_sections_once_scrolled(phone: Page) -> None:
    bar = phone.locator(".here")
    expect(bar).to_be_hidden()
    phone.mouse.wheel(0, 2000)
    expect(bar.get_by_text("Side effects")).to_be_visible()
    bar.locator("summary").tap()
    headings = [text.strip("¶ \n") for text in phone.locator("article h2").all_inner_texts()]
    assert [text for text in bar.locator("nav a").all_inner_texts() if text in headings] == headings
    bar.get_by_role("link", name="Heart").tap()
    heading = phone.locator("article h2#heart")
    expect(heading).to_be_in_viewport()
    under = bar.bounding_box()
    box = heading.bounding_box()
    assert under
    assert box
    assert box["y"] >= under["y"] + under["height"], "the bar hides the heading"
    bar.get_by_role("link", name="Top").tap()
    expect(phone.locator("h1")).to_be_in_viewport()
    expect(bar).to_be_hidden()


def test_desktop_names_the_page_in_the_header_once_scrolled(served: str, chromium: Browser) -> None:
    with opened(chromium, served + EFFECTS, **DESKTOP) as page:
        name = page.locator(".here-name")
        expect(name).to_be_hidden()
        page.mouse.wheel(0, 2000)
        expect(name).to_have_text("Side effects")
        expect(name).to_be_visible()
        page.get_by_role("link", name="Back to the top").click()
        expect(page.locator("h1")).to_be_in_viewport()


def test_source_opens_in_place_under_a_finger_and_one_link_leads_back(phone: Page) -> None:
    link = phone.locator("a.footnote-ref").nth(5)
    link.scroll_into_view_if_needed()
    before = phone.evaluate("scrollY")
    link.tap()
    note = phone.locator(".citation")
    expect(note).to_be_visible()
    assert phone.evaluate("scrollY") == before
    assert "#" not in phone.url
    assert note.get_by_role("link").first.get_attribute("href", timeout=1000).startswith("http")  # type: ignore[union-attr]
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    phone.locator("article h1").evaluate("one => one.click()")
    expect(note).to_be_hidden()
    link.tap()
    note.get_by_role("link", name="In the list of sources").tap()
    back = phone.get_by_role("link", name="Back to where you were")
    assert back.count() == 1
    assert top_element(back)
    back.tap()
    expect(link).to_be_in_viewport()
    assert link.evaluate("link => link === document.activeElement")
    assert phone.locator(".footnote-backref:visible").count() == 0


def test_source_opens_by_key_and_its_link_is_the_next_stop(served: str, chromium: Browser) -> None:
    with opened(chromium, served + EFFECTS) as page:
        link = page.locator("a.footnote-ref").first
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".citation")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.citation') !== null")
        page.keyboard.press("Escape")
        expect(page.locator(".citation")).to_be_hidden()
        assert link.evaluate("link => link === document.activeElement")


def test_citations_are_large_enough_and_never_begin_a_line(site: Build, served: str, chromium: Browser) -> None:
    small, alone = [], []
    with opened(chromium, served, **PHONE) as page:
        for url in site.addresses:
            page.goto(served + url)
            found = page.evaluate(
                """() => [...document.querySelectorAll("article a.footnote-ref")].map((link) => {
                  const box = link.getBoundingClientRect();
                  const sup = link.closest("sup");
                  let before = sup.previousSibling;
                  while (before && !before.textContent.trim()) before = before.previousSibling;
                  const range = document.createRange();
                  if (before) range.selectNodeContents(before);
                  const last = before && [...range.getClientRects()].at(-1);
                  const small = box.width && (box.width < 23.9 || box.height < 23.9);
                  // A run of sources that is longer than a line breaks between two of them.
                  const run = before && before.nodeName === "SUP";
                  return [sup.id, small, Boolean(last) && !run && box.top > last.bottom];
                })"""
            )
            small += [f"{url} {name}" for name, is_small, _ in found if is_small]
            alone += [f"{url} {name}" for name, _, is_alone in found if is_alone]
    assert small == []
    assert alone == []


@pytest.mark.parametrize("how", ["finger", "key", "pointer"])
def test_word_of_the_glossary_opens(served: str, chromium: Browser, how: str) -> None:
    with opened(chromium, served + EFFECTS, **(PHONE if how == "finger" else DESKTOP)) as page:
        word = page.locator("article abbr").first
        word.scroll_into_view_if_needed()
        if how == "finger":
            word.tap()
        elif how == "pointer":
            word.hover()
        else:
            page.locator("article h1").evaluate("one => { one.tabIndex = -1; one.focus(); }")
            for _ in range(20):
                page.keyboard.press("Tab")
                if word.evaluate("word => word === document.activeElement"):
                    break
            page.keyboard.press("Enter")
            assert word.get_attribute("aria-expanded") == "true"
        expect(page.locator(".citation")).to_contain_text("An effect of a medicine that was not wanted")
        page.keyboard.press("Escape")
        expect(page.locator(".citation")).to_be_hidden()


def test_word_of_the_glossary_is_explained_on_paper(served: str, chromium: Browser) -> None:
    for scripts in (True, False):
        with opened(chromium, served + EFFECTS, java_script_enabled=scripts) as page:
            text = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
        assert "side effects (An effect of a medicine that was not wanted.)" in text


def test_heading_marks_take_no_room_and_are_not_read(served: str, chromium: Browser) -> None:
    context = chromium.new_context(**PHONE, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served + EFFECTS)
    heading = page.get_by_role("heading", name="In short", exact=True)
    mark = heading.locator(".headerlink")
    assert mark.get_attribute("aria-hidden") == "true"
    heights = page.locator("article h2").evaluate_all(
        """all => all.map((one) => {
          const before = one.offsetHeight;
          one.querySelector(".headerlink").style.display = "none";
          const after = one.offsetHeight;
          one.querySelector(".headerlink").style.display = "";
          return before - after;
        })"""
    )
    assert set(heights) == {0}
    mark.tap()
    expect(page.get_by_text("address of this section is copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{served}{EFFECTS}#in-short"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_device_without_scripts(served: str, chromium: Browser, scheme: Any) -> None:
    with opened(chromium, served + EFFECTS, java_script_enabled=False, color_scheme=scheme) as page:
        back = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        red = int(re.findall(r"\d+", back)[0])
        assert (red < 60) == (scheme == "dark"), back


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colour_switch_changes_at_each_press_and_tells_its_state(served: str, chromium: Browser, scheme: Any) -> None:
    other: Any = {"light": "dark", "dark": "light"}[scheme]
    with opened(chromium, served + EFFECTS, color_scheme=scheme, **DESKTOP) as page:
        button = page.get_by_role("button", name="Dark colours")
        seen, pressed = [], []
        for _ in range(4):
            seen.append(page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor"))
            pressed.append(button.get_attribute("aria-pressed"))
            button.press("Enter")
        assert seen[0] != seen[1]
        assert seen[:2] == seen[2:]
        assert pressed == (["false", "true"] * 2 if scheme == "light" else ["true", "false"] * 2)
        # Turned back, it follows the device again.
        page.emulate_media(color_scheme=other)
        expect(button).to_have_attribute("aria-pressed", "true" if other == "dark" else "false")


def test_no_single_key_does_anything(served: str, chromium: Browser) -> None:
    with opened(chromium, served + EFFECTS) as page:
        for key in ("/", "s", "f", "k", "p", "n"):
            page.keyboard.press(key)
        page.wait_for_timeout(100)
        assert page.locator("dialog[open]").count() == 0
        page.keyboard.press("Control+k")
        expect(page.locator("dialog.search")).to_be_visible()


LOST = "safety/droopy-eyelid/"


def lost(page: Page, site: Build, served: str) -> None:
    """Opens an address that leads nowhere, which a host answers with the site's page for that."""
    body = (site.site / "404.html").read_text()
    page.route(f"**/{LOST}", lambda route: route.fulfill(status=404, body=body, content_type="text/html"))
    page.goto(served + LOST)


def test_page_for_a_lost_address_helps_on(site: Build, served: str, chromium: Browser) -> None:
    with opened(chromium, served, **PHONE) as page:
        lost(page, site, served)
        expect(page.locator("h1")).to_have_text("This page is not here")
        link = page.locator(".admonition.emergency a")
        assert link.evaluate("link => link.href") == served + HELP
        ways = page.locator("article ul a").evaluate_all("links => links.map(link => link.href)")
        assert len(ways) == 6
        for way in ways:
            assert page.request.get(way).ok
        page.get_by_role("button", name="Search for “safety droopy eyelid”").tap()
        expect(page.locator(".search input")).to_have_value("safety droopy eyelid")
        expect(page.locator(".search__results a").first).to_have_attribute("href", re.compile("eyelid-or-brow"))
    with opened(chromium, served, java_script_enabled=False) as page:
        lost(page, site, served)
        assert page.get_by_role("link", name="When to get help").count() >= 2
        expect(page.locator("article").get_by_role("button")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 768, 1024, 1280, 1440])
def test_no_heading_lies_over_a_number_to_call(site: Build, served: str, chromium: Browser, width: int) -> None:
    with opened(chromium, served, viewport={"width": width, "height": 900}) as page:
        for url in ("", HELP, EFFECTS):
            page.goto(served + url)
            for number in page.locator("article a[href^='tel:']").all():
                number.scroll_into_view_if_needed()
                assert top_element(number), f"{url}: {number.inner_text()}"
