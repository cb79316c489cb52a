"""The built site in a real browser, served below a base path as on a shared host."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser import opened
from conftest import Build
from serving import serving

WIDTHS = (320, 768, 1280)


def test_pages_open_with_no_error_and_ask_nobody_else(site: Build, served: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    errors: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.add(request.url))
    for url in site.addresses:
        page.goto(served + url)
    assert errors == []
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize(
    ("url", "above"), [("", 560), ("safety/side-effects/", 300), ("safety/when-to-get-help/", 400)]
)
def test_emergency_card_is_seen_at_once(served: str, chromium: Browser, url: str, above: int) -> None:
    """The home page first says in a few sentences what Botox is."""
    for width in WIDTHS:
        with opened(chromium, served + url, viewport={"width": width, "height": 700}) as page:
            card = page.locator(".admonition.emergency").first
            box = card.bounding_box()
            assert card.is_visible()
            assert box
            assert box["y"] < above


def test_script_planted_in_a_published_page_does_not_run(site: Build, chromium: Browser, tmp_path: Path) -> None:
    copy = shutil.copytree(site.site, tmp_path / "site")
    home = (copy / "index.html").read_text()
    planted = "<script>window.evil = 1</script><img src=data: onerror='window.evil = 2'>"
    (copy / "index.html").write_text(home.replace("<h1", planted + "<h1", 1))
    (copy / "open.html").write_text(planted)
    with serving(copy) as served:
        with opened(chromium, served) as page:
            assert page.locator("h1").is_visible()
            assert page.evaluate("window.evil") is None
        with opened(chromium, served + "open.html") as page:
            assert page.evaluate("window.evil"), "the script would run without the policy"


def test_injected_script_does_not_run(served: str, chromium: Browser) -> None:
    with opened(chromium, served) as page:
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.evil = 1'}))"
        )
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.evil = 1\">')")
        page.wait_for_timeout(200)
        assert page.evaluate("window.evil") is None


def test_every_feature_works_under_the_policy(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "contribute/style/", viewport={"width": 360, "height": 800}) as page:
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.get_by_role("button", name="Menu", exact=True).click()
        page.get_by_role("button", name="Dark colours").click()
        page.keyboard.press("Escape")
        page.locator(".tabbed-labels label").nth(1).click()
        page.locator("a.footnote-ref:visible").first.click()
        assert page.locator(".citation").is_visible()
        page.keyboard.press("Control+k")
        page.locator(".search input").fill("pregnant")
        page.locator(".search__results a").first.wait_for()
    assert refused == []


def test_policy_is_strict_on_every_page_and_in_the_headers(site: Build) -> None:
    headers = (site.site / "_headers").read_text()
    for url in (page for page in site.written if page.endswith(".html")):
        html = (site.site / url).read_text()
        if 'http-equiv="refresh"' in html:
            continue  # a page that only sends its reader on has a stricter one
        found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
        assert found, url
        assert "default-src 'self'" in found[1]
        assert "object-src 'none'" in found[1]
        assert "unsafe" not in found[1]
    assert "frame-ancestors 'none'" in headers
    assert "unsafe" not in headers
    for name in ("Referrer-Policy", "X-Content-Type-Options", "Strict-Transport-Security", "Permissions-Policy"):
        assert f"\n  {name}: " in headers
