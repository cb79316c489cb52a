"""The copy to read offline, opened from disk with no server."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser import find, opened
from conftest import Build

FILE = "safety/when-to-get-help.html"


@pytest.fixture(scope="module")
def folder(offline: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, unpacked."""
    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(offline) as packed:
        packed.extractall(place)
    return place / "botox-explained"


@pytest.fixture
def page(folder: Path, chromium: Browser) -> Iterator[Page]:
    with opened(chromium, (folder / "index.html").as_uri()) as page:
        yield page


def test_opens_and_leads_on(page: Page, folder: Path) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.get_by_role("link", name="When to get help").first.click()
    assert page.url == (folder / FILE).as_uri()
    card = page.locator(".admonition.emergency").first
    assert card.evaluate("card => getComputedStyle(card).borderTopWidth") == "2px", "the styles are missing"
    page.get_by_role("button", name="Dark colours").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert errors == []


def test_searches(page: Page, folder: Path) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.keyboard.press("Control+k")
    assert find(page, folder.as_uri() + "/", "can't swallow")[0] == FILE
    page.keyboard.press("Enter")
    page.wait_for_url("**/when-to-get-help.html*")
    assert errors == []


def test_published_site_links_to_it(site: Build, offline: Path, served: str, chromium: Browser) -> None:
    assert (site.site / "botox-explained.zip").read_bytes() == offline.read_bytes()
    with opened(chromium, served + "safety/side-effects/") as page, page.expect_download() as download:
        page.get_by_role("link", name="read offline").click()
    assert download.value.suggested_filename == "botox-explained.zip"
