"""On paper, in a PDF that Chromium makes: the sheets fit a page each, sources show their address, the frame is gone."""

import io
import re

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from browser import opened

# A sheet's page, its first words and its last.
SHEETS = {
    "deciding/questions/": ("Your question sheet", "Signs can start hours to weeks later"),
    "deciding/is-it-right-for-you/": ("Weigh it up for yourself", "You can stop at any point"),
    "having-it/before/": ("Tell your practitioner", "All my medicines, herbs and supplements"),
}


def pages(chromium: Browser, url: str, paper: str = "A4") -> list[str]:
    """The text of each page of paper, white space folded."""
    with opened(chromium, url) as page:
        reader = PdfReader(io.BytesIO(page.pdf(format=paper)))
    return [" ".join(sheet.extract_text().split()) for sheet in reader.pages]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("url", SHEETS)
def test_sheet_fits_one_page(served: str, chromium: Browser, url: str, paper: str) -> None:
    first, last = SHEETS[url]
    printed = pages(chromium, served + url, paper)
    sheet = [text for text in printed if first in text]
    assert sheet[-1].startswith(first)
    assert last in sheet[-1]
    with opened(chromium, served + url) as page:
        page.emulate_media(media="print")
        assert page.locator(".sheet").count() == 1
        assert page.locator(".sheet :is(.note-line, td:empty)").count() >= 3, "there is no room to write"


@pytest.mark.parametrize("url", ["", "safety/side-effects/", "treatment/uses/"])
def test_page_prints_whole_and_without_the_frame(served: str, chromium: Browser, url: str) -> None:
    printed = pages(chromium, served + url)
    text = " ".join(printed)
    assert bool(re.search(r"[Cc]all 999 \(UK\), 911 \(US\) or 112 \(EU\) now", text)) == (url != "treatment/uses/")
    assert not re.search(r"On this page|Skip to content|Keep a copy|↩|¶", text)
    with opened(chromium, served + url) as page:
        sources = page.locator(".footnote a[href^=http]").evaluate_all("links => links.map(link => link.href)")
    missing = [source for source in sources if source.split("//")[1] not in text.replace(" ", "").replace("\u00ad", "")]
    assert sources
    assert missing == []
    assert min(map(len, printed)) > 40, "a page is empty"
