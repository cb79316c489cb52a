"""A page must be light. Bytes do not vary, so they are held here; times (``make lighthouse``) are not."""

import re

import pytest
from playwright.sync_api import Browser

from budget import Cost, costs
from conftest import Build

FIRST_VIEW = 40 * 1024


@pytest.fixture(scope="module")
def measured(site: Build, served: str, chromium: Browser) -> dict[str, Cost]:
    return dict(costs(chromium, served, site.addresses))


def test_first_view_is_light_and_still(measured: dict[str, Cost]) -> None:
    assert {url: one.total for url, one in measured.items() if one.total > FIRST_VIEW} == {}
    assert {url: one.shift for url, one in measured.items() if one.shift} == {}
    assert {url for url, one in measured.items() if one.bytes["fonts"]} == set()
    assert min(one.total for one in measured.values()) > 10_000, "nothing was measured"


def test_nothing_is_shipped_that_no_page_needs(site: Build, measured: dict[str, Cost]) -> None:
    asked = {path.removeprefix("/base/") for one in measured.values() for path in one.paths}
    texts = (path for path in site.written if path.endswith((".html", ".js")) and not path.startswith("search/"))
    text = "".join((site.site / path).read_text() for path in texts)
    named = {name for name in site.written if re.search(rf"[\"'/]{re.escape(name)}[\"']", text)}
    # Read by hosts and by search engines, not by pages.
    for_machines = {"_headers", "robots.txt", "sitemap.xml", "sitemap.xml.gz"}
    pages = {page for page in site.written if page.endswith(".html")}
    assert set(site.written) - asked - named - for_machines - pages == set()
