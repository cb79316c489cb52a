"""A page must be light. Bytes do not vary, so they are held here; times (``make lighthouse``) are not."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from budget import Cost, costs
from conftest import ROOT, Build, addresses, run

FIRST_VIEW = 40 * 1024


@pytest.fixture(scope="module")
def measured(site: Build, served: str, chromium: Browser) -> dict[str, Cost]:
    return dict(costs(chromium, served, addresses(site)))


def test_first_view_is_light_and_still(measured: dict[str, Cost]) -> None:
    assert {url: one.total for url, one in measured.items() if one.total > FIRST_VIEW} == {}
    assert {url: one.shift for url, one in measured.items() if one.shift} == {}
    assert {url for url, one in measured.items() if one.bytes["fonts"]} == set()
    assert min(one.total for one in measured.values()) > 10_000, "nothing was measured"


def test_nothing_is_shipped_that_no_page_needs(site: Build, measured: dict[str, Cost]) -> None:
    asked = {path.removeprefix("/base/") for one in measured.values() for path in one.paths}
    texts = (path for path in site.written if path.endswith((".html", ".js")) and path != "search/index.js")
    text = "".join((site.site / path).read_text() for path in texts)
    named = {name for name in site.written if re.search(rf"[\"'/]{re.escape(name)}[\"']", text)}
    # Read by hosts and by search engines, not by pages.
    for_machines = {"_headers", "robots.txt", "sitemap.xml", "sitemap.xml.gz"}
    pages = {page for page in site.written if page.endswith(".html")}
    assert set(site.written) - asked - named - for_machines - pages == set()


def test_bad_css_gets_one_clear_line(tmp_path: Path) -> None:
    for name in ("docs", "overrides", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    with (tmp_path / "docs/assets/content.css").open("a") as sheet:
        line = (ROOT / "docs/assets/content.css").read_text().count("\n") + 1
        sheet.write(".x { color red; }\n")
    done = run(tmp_path, tmp_path / "site")
    assert (done.code, done.written) == (1, [])
    assert f"assets/content.css:{line}: This is not CSS" in done.output
    assert "Traceback" not in done.output
