"""Nobody is kept out: axe on every page in every width and palette, and a walk through pages by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import browser
from browser import opened
from conftest import NPM, Build

AXE = NPM / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe passes is not described and not handed over: that takes longer than to look.
RUN = "options => axe.run(options).then(found => found.violations)"
WIDTHS = (320, 768, 1280)
SCHEMES: dict[Any, str] = {"light": "default", "dark": "slate"}
TABS = "contribute/style/"
# The pages are shared out, so that workers end together.
PARTS = 7


def violations(page: Page) -> list[str]:
    """What axe finds on a page as it stands: the rule and the start of each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(RUN, {"runOnly": TAGS, "resultTypes": ["violations"]})
    return [f"{page.url} {one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def violations_in_each_view(page: Page) -> list[str]:
    """The same at each width and in each scheme, on one load of the page, which follows both."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, name in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                "([width, name]) => innerWidth === width && document.body.dataset.mdColorScheme === name",
                arg=[width, name],
            )
            found += [f"{width} {scheme} {one}" for one in violations(page)]
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(site: Build, served: str, chromium: Browser, part: int) -> None:
    with opened(chromium, served) as page:
        found = []
        for url in site.addresses[part::PARTS]:
            page.goto(served + url)
            found += violations_in_each_view(page)
    assert found == []


PLANT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .planted { display: none; background: #fff }
    @media (max-width: 400px) { [data-md-color-scheme="slate"] .planted { display: block; color: #eee } }
  `);
  document.adoptedStyleSheets.push(sheet);
  document.querySelector("article").insertAdjacentHTML("beforeend", "<p class='planted'>Too pale to read</p><input>");
}"""


def test_axe_sees_what_is_wrong_in_one_view_only(served: str, chromium: Browser) -> None:
    with opened(chromium, served) as page:
        page.evaluate(PLANT)
        found = [" ".join(one.split()[:2] + one.split()[3:4]) for one in violations_in_each_view(page)]
    no_name = [f"{width} {scheme} label:" for width in WIDTHS for scheme in SCHEMES]
    assert sorted(found) == sorted([*no_name, "320 dark color-contrast:"])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_what_opens(served: str, chromium: Browser, width: int, scheme: Any) -> None:
    with opened(chromium, served + TABS, color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        if width < 1220:
            page.get_by_role("button", name="Menu", exact=True).click()
            assert violations(page) == []
            page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        page.locator(".search input").fill("pregnant")
        page.locator(".search__results a").first.wait_for()
        assert violations(page) == []
        page.keyboard.press("Escape")
        labels = page.locator(".tabbed-labels label")
        assert labels.count() > 1
        for label in labels.all():
            label.click()
            assert violations(page) == []
        page.locator("a.footnote-ref:visible").first.click()
        assert page.locator(".citation").is_visible()
        assert violations(page) == []


FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const label = element.matches(".tabbed-set > input") && document.querySelector(`label[for=${element.id}]`);
  const shown = label || element;
  const box = [...shown.getClientRects()].find((box) => box.width && box.height) || new DOMRect();
  const [x, y] = [Math.min(box.left + box.width / 2, innerWidth - 2), box.top + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  const style = getComputedStyle(shown);
  return {
    name: element.outerHTML.slice(0, 100),
    seen: Boolean(top) && (shown.contains(top) || top.contains(shown)),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@pytest.mark.parametrize("size", [(1280, 900), (768, 1024), (320, 256)])
@pytest.mark.parametrize("url", ["", "safety/side-effects/", TABS])
def test_every_stop_of_the_tab_key_is_seen(served: str, chromium: Browser, url: str, size: tuple[int, int]) -> None:
    """320 by 256 is a desktop's window at a zoom of 400% (WCAG 2.2, 1.4.10)."""
    with opened(chromium, served + url, viewport={"width": size[0], "height": size[1]}) as page:
        page.keyboard.press("Tab")
        first = page.evaluate(FOCUSED)
        assert "md-skip" in first["name"]
        stops: list[dict[str, Any]] = []
        while (stop := page.evaluate(FOCUSED)) and len(stops) < 400:
            stops.append(stop)
            page.keyboard.press("Tab")
            page.wait_for_timeout(15)
        assert len(stops) > 20
        assert [stop["name"] for stop in stops if not (stop["seen"] and stop["outlined"])] == []


def test_skip_link_leads_past_the_menu(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "safety/side-effects/") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('article') !== null")


def test_menu_opens_and_closes_by_key(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "safety/side-effects/", viewport={"width": 320, "height": 640}) as page:
        menu = page.get_by_role("button", name="Menu", exact=True)
        entry = page.locator("#menu").get_by_role("link", name="Who should not have it")
        assert not entry.is_visible()
        menu.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "page"
        assert menu.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.ariaLabel") == "Menu"
        assert not entry.is_visible()
        page.keyboard.press("Enter")
        entry.click()
        page.wait_for_url("**/who-should-not-have-it/")


def test_colours_switch_by_key_and_are_kept(served: str, chromium: Browser) -> None:
    with opened(chromium, served, color_scheme="dark", viewport={"width": 1280, "height": 900}) as page:
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        page.get_by_role("button", name="Dark colours").press("Enter")
        page.goto(served + "safety/side-effects/")
        assert page.locator("body").get_attribute("data-md-color-scheme") == "default"


def test_tabs_switch_by_key(served: str, chromium: Browser) -> None:
    with opened(chromium, served + TABS) as page:
        page.locator(".tabbed-set > input").first.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".tabbed-block").nth(1).is_visible()
        page.reload()
        assert page.locator(".tabbed-block").nth(1).is_visible(), "the choice is not kept"


@pytest.mark.parametrize(("width", "text"), [(320, 16), (640, 32), (1280, 32)])
def test_large_text_and_zoom_lose_nothing(site: Build, served: str, chromium: Browser, width: int, text: int) -> None:
    """400% zoom of 1,280 pixels is 320; 32 pixels is 200% of a browser's usual text. Nothing may leave the window."""
    large = chromium.browser_type.launch(
        executable_path=browser.executable(), args=["--no-sandbox", f"--blink-settings=defaultFontSize={text}"]
    )
    with opened(large, served, viewport={"width": width, "height": 800}) as page:
        lost = []
        for url in site.addresses:
            page.goto(served + url)
            lost += page.evaluate(
                """() => [...document.querySelectorAll("body *")]
                  .filter((element) => !element.closest(".md-sidebar--primary, .spoken, [hidden], .md-tabs, svg"))
                  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
                  .map((element) => `${location.pathname}: ${element.outerHTML.slice(0, 90)}`)"""
            )
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == text * 1.25
    large.close()
    assert lost == []


def test_nothing_moves_for_those_who_ask_for_it(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "safety/side-effects/") as page:
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((element) => {
                 const style = getComputedStyle(element);
                 return parseFloat(style.transitionDuration) || parseFloat(style.animationDuration)
                   || style.scrollBehavior === "smooth";
               }).map((element) => element.outerHTML.slice(0, 80))"""
        )
    assert moving == []


def test_works_where_the_browser_keeps_nothing(served: str, chromium: Browser) -> None:
    with opened(chromium, served) as page:
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(served + TABS)
        page.get_by_role("button", name="Dark colours").click()
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        page.locator(".tabbed-labels label").nth(1).click()
        assert page.locator(".tabbed-block").nth(1).is_visible()
        assert errors == []


def test_page_can_be_read_and_left_without_scripts(served: str, chromium: Browser) -> None:
    with opened(chromium, served, java_script_enabled=False, viewport={"width": 320, "height": 640}) as page:
        assert page.locator(".admonition.emergency").first.is_visible()
        assert page.get_by_role("button").count() == 0, "a button that can do nothing"
        page.locator(".menu-label").first.click()
        page.locator("#menu").get_by_role("link", name="When to get help").first.click()
        page.wait_for_url("**/when-to-get-help/")
