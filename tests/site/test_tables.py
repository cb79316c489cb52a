"""Tables and pictures where there is little room and in either palette: rows as blocks in full size, no dazzling."""

import io
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser import opened
from conftest import Build

PHONE = {"width": 360, "height": 740}
CELLS = """() => [...document.querySelectorAll("table td")].filter((cell) => cell.checkVisibility()).map((cell) => ({
  text: cell.textContent.slice(0, 40),
  size: parseFloat(getComputedStyle(cell).fontSize),
  width: cell.getBoundingClientRect().width,
  label: cell.matches(":first-child") || cell.closest("tr").children.length < 2 || Boolean(cell.dataset.label),
}))"""


def test_each_row_reads_as_a_block_on_a_phone(site: Build, served: str, chromium: Browser) -> None:
    seen = 0
    with opened(chromium, served, viewport=PHONE) as page:
        for url in site.addresses:
            page.goto(served + url)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, url
            cells = page.evaluate(CELLS)
            seen += len(cells)
            assert [cell for cell in cells if cell["size"] < 16 or cell["width"] < 240] == [], url
    assert seen > 300


def test_a_row_says_which_column_each_cell_is_of(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "deciding/is-it-right-for-you/", viewport=PHONE) as page:
        cells = page.locator("table").first.locator("tr").nth(1).locator("td")
        labels = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    assert labels[0] == "none"
    assert labels[1:3] == ['"Botox" ": "', '"Nothing" ": "'] or labels[1:3] == ['"Botox: "', '"Nothing: "']


@pytest.mark.parametrize("device", ["light", "dark"])
def test_pictures_follow_the_switch_and_not_the_device(served: str, chromium: Browser, device: Any) -> None:
    with opened(chromium, served + "safety/eyelid-or-brow-droops/", color_scheme=device) as page:
        picture = page.locator("figure img").first
        shots = {}
        for scheme in ("default", "slate"):
            page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
            shots[scheme] = io.BytesIO(picture.screenshot()).getvalue()
        light = page.evaluate(
            """async (bytes) => Promise.all(bytes.map(async (one) => {
              const image = await createImageBitmap(new Blob([new Uint8Array(one)]));
              const paint = new OffscreenCanvas(image.width, image.height).getContext("2d");
              paint.drawImage(image, 0, 0);
              return paint.getImageData(image.width / 2, 12, 1, 1).data[0] > 128;
            }))""",
            [list(shots["default"]), list(shots["slate"])],
        )
    assert light == [True, False]
