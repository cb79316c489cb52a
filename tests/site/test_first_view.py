"""The first screen of a phone: what the page is, who checked it, and its answer, with the card on emergencies short."""

import gzip
import re
from xml.etree import ElementTree

from playwright.sync_api import Browser

from browser import opened
from conftest import ROOT, Build

BASE = "https://site.example/base/"
ATOM = "{http://www.w3.org/2005/Atom}"
# Pages whose card is the answer.
CARDS = {"safety/when-to-get-help/", "safety/who-should-not-have-it/"}


def test_first_screen_answers(site: Build, served: str, chromium: Browser) -> None:
    medical = 0
    with opened(chromium, served, viewport={"width": 360, "height": 740}) as page:
        for url in site.addresses:
            page.goto(served + url)
            review = page.locator(".review p").first
            if not review.count() or "clinician" not in review.inner_text():
                continue
            medical += 1
            assert re.fullmatch(
                r"Not yet reviewed by a clinician\. Last checked \d\d? \w+ \d{4}\.", review.inner_text()
            )
            assert review.evaluate("line => line.parentElement.previousElementSibling.tagName") == "H1"
            answer = page.locator("article :is(p, li):not(.admonition *, .review *)").first
            top = answer.evaluate("text => text.getBoundingClientRect().top")
            assert url in CARDS or top < 600, (url, top)
    assert medical > 20


def test_feed_lists_what_the_page_lists(site: Build) -> None:
    feed = ElementTree.parse(site.site / "feed.xml").getroot()  # noqa: S314, our own
    entries = feed.findall(f"{ATOM}entry")
    days = re.findall(r"^- date: (.*)$", (ROOT / "docs/about/changes.yml").read_text(), re.MULTILINE)
    assert [str(entry.findtext(f"{ATOM}updated"))[:10] for entry in entries] == days
    said = "".join("".join(entry.itertext()) for entry in entries)
    page = (site.site / "about/what-changed/index.html").read_text()
    listed = re.findall(r"^      what: ([^\"].*)$", (ROOT / "docs/about/changes.yml").read_text(), re.MULTILINE)
    assert [what for what in listed if what not in said] == []
    assert 'href="../../feed.xml"' in page
    links = {str(link.get("href")) for link in feed.iter("{http://www.w3.org/1999/xhtml}a")}
    assert links
    assert {link.removeprefix(BASE) for link in links} <= set(site.addresses)


def test_sitemap_says_when_each_page_was_last_reviewed(site: Build) -> None:
    plain = (site.site / "sitemap.xml").read_bytes()
    assert gzip.decompress((site.site / "sitemap.xml.gz").read_bytes()) == plain
    dated = dict(re.findall(r"<loc>([^<]*)</loc>\s*<lastmod>([^<]*)", plain.decode()))
    for url in site.addresses:
        if url != "404.html":
            name = (url.removesuffix("/") or "index") + ".md"
            source = next(path for path in (ROOT / "docs" / name, ROOT / "docs" / url / "index.md") if path.is_file())
            assert f"last_reviewed: {dated[BASE + url]}\n" in source.read_text()
