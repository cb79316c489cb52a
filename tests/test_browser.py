"""The built site in a real browser, served below a base path as on a shared host."""

import json

import pytest
from playwright.sync_api import Browser

from conftest import Build, addresses, opened

WIDTHS = (320, 768, 1280)


def test_pages_open_with_no_error_and_ask_nobody_else(site: Build, served: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    errors: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.add(request.url))
    for url in addresses(site):
        page.goto(served + url, wait_until="networkidle")
    assert errors == []
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("url", ["", "safety/side-effects/"])
def test_emergency_card_is_seen_first(served: str, chromium: Browser, url: str) -> None:
    for width in WIDTHS:
        with opened(chromium, served + url, viewport={"width": width, "height": 700}) as page:
            card = page.locator(".admonition.emergency").first
            box = card.bounding_box()
            assert card.is_visible()
            assert box
            assert box["y"] < 300


def test_injected_script_does_not_run(served: str, chromium: Browser) -> None:
    with opened(chromium, served) as page:
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.evil = 1'}))"
        )
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.evil = 1\">')")
        page.wait_for_timeout(200)
        assert page.evaluate("window.evil") is None


def test_structured_data_names_no_reviewer(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "safety/side-effects/") as page:
        data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert data["@type"] == "MedicalWebPage"
    assert data["about"]["contraindication"]
    assert not {"author", "reviewedBy"} & set(data)
