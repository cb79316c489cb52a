"""Search as a thing to use: while one types, slips, whole sentences, what no page has, marks, Back, and a slow line."""

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser

from browser import find, opened
from conftest import Build

HELP = "safety/when-to-get-help/"
EFFECTS = "safety/side-effects/"
MEDICINES = "safety/medicines/"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def searching(served: str, chromium: Browser) -> Iterator[Page]:
    with opened(chromium, served) as page:
        page.get_by_role("button", name="Search").click()
        find(page, served, "bruise")
        yield page


def status(page: Page) -> str:
    return page.locator(".search__status").inner_text()


WORDS = [
    "bruising", "swelling", "breathing", "infection", "injection", "emergency", "reporting", "wrinkles", "pregnancy",
    "medicines", "appointment", "exercise", "allergic", "swallowing", "practitioner", "headache", "breastfeeding",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_nothing_flashes_while_a_word_is_typed(searching: Page, word: str) -> None:
    searching.locator(".search input").fill("")
    for letter in word:
        searching.locator(".search input").press_sequentially(letter)
        assert "No page" not in status(searching)
        assert "ill" not in status(searching)


@pytest.mark.parametrize(
    ("slip", "word"), [("bruse", "bruise"), ("pian", "pain"), ("headake", "headache"), ("infecton", "infection")]
)
def test_slip_of_the_pen_is_read_as_the_word(searching: Page, served: str, slip: str, word: str) -> None:
    assert find(searching, served, slip)
    if slip != "pian":  # two letters changed places: more than one slip in a short word
        assert f"No page has “{slip}”; these have “{word}”" in status(searching)


def test_stop_word_is_never_taken_for_another(searching: Page, served: str) -> None:
    for query in ("how often can you have it", "how often"):
        assert "treatment/results/" in find(searching, served, query)[:3]
        marks = searching.locator(".search__results mark").all_inner_texts()
        assert not [mark for mark in marks if mark.lower().startswith("soft")]
    assert "about/glossary/" not in find(searching, served, "should i do it"), "a letter of the glossary is no word"


def test_name_of_the_site_weighs_nothing(searching: Page, served: str) -> None:
    assert find(searching, served, "can i fly after botox")[0] == find(searching, served, "can i fly")[0]
    find(searching, served, "can i fly after botox")
    assert "#" in str(searching.locator(".search__results a").first.get_attribute("href")), "it opens no section"
    marks = {mark.lower() for mark in searching.locator(".search__results mark").all_inner_texts()}
    assert "botox" not in marks


def test_word_that_no_page_has_is_named_and_leads_on(searching: Page, served: str) -> None:
    for query in ("xyzzytamine", "xyzzytamine after botox"):
        assert {HELP, MEDICINES} <= set(find(searching, served, query)[:3])
        assert "No page has “xyzzytamine”" in status(searching)
    found = find(searching, served, "xyzzytamine pregnant swollen")
    assert MEDICINES in found[:3]
    assert "these have the rest" in status(searching)


def test_pages_for_editors_come_last(searching: Page, served: str) -> None:
    for query in ("side effects", "page", "sources", "word"):
        find(searching, served, query)
        while (more := searching.get_by_role("button", name="Show more")).is_visible():
            more.click()
        links = searching.locator(".search__results li > a:first-child").evaluate_all("all => all.map(one => one.href)")
        editing = ["/contribute/" in link for link in links]
        assert editing == sorted(editing), query


def test_number_of_pages_is_true_and_there_is_a_way_to_more(searching: Page, served: str) -> None:
    assert len(find(searching, served, "treatment")) == 10
    said = re.search(r"Showing 10 of (\d+) pages", status(searching))
    assert said
    for _ in range(9):
        if (more := searching.get_by_role("button", name="Show more")).is_visible():
            more.click()
    assert searching.locator(".search__results li").count() == int(said[1])
    assert f"{said[1]} pages" in status(searching)


QUERIES = ("bruise", "drooping eyelid", "cost uk", "warfarin", "pregnant", "headache how often", "licensed forehead")


@pytest.mark.parametrize("query", QUERIES)
def test_excerpts_are_the_page_s_words_and_cut_no_number(site: Build, searching: Page, served: str, query: str) -> None:
    pages = find(searching, served, query)
    texts = searching.locator(".search__results li > a:first-child .search__text").all_inner_texts()
    assert len(pages) == len(texts)
    for url, text in zip(pages, texts, strict=True):
        tree = LexborHTMLParser((site.site / url / "index.html").read_text())
        description = tree.css("meta[name=description]")[0].attributes["content"] or ""
        for node in tree.css("sup, .headerlink, .footnote"):
            node.decompose()
        whole = " ".join(tree.css("article")[0].text(separator="").split()) + " " + description
        shown = text.strip("… \u00a0")
        for piece in shown.split(" · "):
            assert " ".join(piece.split()) in whole, f"{url}: {piece}"
        end = " ".join(shown.split(" · ")[-1].split())
        after = whole[whole.index(end) + len(end) :]
        assert not re.match(r"[\d,.%]*\d| (in|out of|to|of|%) ?\d", after), text
        assert not re.search(r"\d (in|out of|to|of|per)$", end), text


def test_result_opens_the_section_and_marks_the_words(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "?q=racing%20heart") as page:
        first = page.locator(f".search__results a[href*='{EFFECTS}']").first
        href = first.get_attribute("href") or ""
        assert "#heart:~:text=" in href
        words = unquote(href.split(":~:text=")[1])
        assert "heart" in words.lower()
        first.click()
        page.wait_for_url(f"**/{EFFECTS}**")
        expect(page.locator("h2#heart")).to_be_in_viewport()
        assert words in " ".join(page.locator("article").inner_text().split())


@pytest.mark.parametrize("query", ["choking on water", "hard to breathe", "my mum has weak arms", "botulism symptoms"])
def test_page_for_help_opens_at_its_card(searching: Page, served: str, query: str) -> None:
    assert find(searching, served, query)[0] == HELP
    first = searching.locator(".search__results a").first
    assert first.get_attribute("href") == served + HELP
    assert "as usual" not in first.inner_text(), "an excerpt from lower levels calms"


@pytest.mark.parametrize(("query", "url"), [("how much does it cost", "deciding/cost/"), ("side effects", EFFECTS)])
def test_page_asked_for_by_name_opens_at_its_top(searching: Page, served: str, query: str, url: str) -> None:
    find(searching, served, query)
    assert searching.locator(".search__results a").first.get_attribute("href") == served + url


def test_a_long_note_covers_no_result(served: str, chromium: Browser) -> None:
    with opened(chromium, served + "?q=swelling%20qwertzine%20after%20xyzzytamine%20pain", **PHONE) as page:
        find(page, served, "swelling qwertzine after xyzzytamine pain")
        note = page.locator(".search__status").evaluate("note => [note.scrollHeight, note.clientHeight]")
        assert note[0] > 60
        assert note[0] <= note[1]


def test_search_has_an_address_and_back_brings_it_back(served: str, chromium: Browser) -> None:
    with opened(chromium, served, **PHONE) as page:
        page.get_by_role("button", name="Search").tap()
        find(page, served, "yellow card")
        assert page.url == f"{served}?q=yellow+card"
        page.locator(".search__results a").first.tap()
        page.wait_for_url("**/report-a-problem/**")
        assert "q=" not in page.url
        page.go_back()
        expect(page.locator("dialog.search")).to_be_visible()
        expect(page.locator(".search input")).to_have_value("yellow card")
        expect(page.locator(".search__results a").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog.search")).to_be_hidden()
        assert page.url == served


def test_address_that_holds_markup_shows_it_as_text(served: str, chromium: Browser) -> None:
    evil = "<img src=x onerror=alert(1)>"
    with opened(chromium, f"{served}?q={quote(evil)}") as page:
        expect(page.locator(".search input")).to_have_value(evil)
        page.wait_for_function("document.querySelector('.search').dataset.query")
        assert page.locator("dialog img").count() == 0


def test_help_comes_first_for_all_that_the_page_for_it_is_found_by(site: Build, searching: Page, served: str) -> None:
    words = re.search(r'"found_by":(\[[^\]]*\]),"rank":\d+,"help":true', (site.site / "search/index.js").read_text())
    assert words
    phrases = re.findall(r'"([^"]+)"', words[1])
    assert len(phrases) > 30
    assert [one for one in phrases if find(searching, served, one)[:1] != [HELP]] == []
    assert [one for one in phrases if find(searching, served, f"{one} after my botox")[:1] != [HELP]] == []


def packed(site: Build, name: str) -> int:
    return len(gzip.compress((site.site / name).read_bytes()))


def test_index_is_light(site: Build) -> None:
    """The first results need no text."""
    assert packed(site, "search/index.js") + packed(site, "search/text.js") < 60 * 1024
    first = ("search/index.js", "assets/minisearch.js", "assets/search.js")
    assert sum(packed(site, name) for name in first) < 28 * 1024


WATCH = """() => {
  window.times = {};
  const dialog = document.querySelector(".search");
  document.querySelector(".search-open").addEventListener("click", () => (times.tap = performance.now()), true);
  new MutationObserver(() => {
    times.open ??= performance.now();
    times.said ??= dialog.querySelector(".search__status").textContent;
    if (dialog.querySelector(".search__results a")) times.first ??= performance.now();
  }).observe(dialog, { attributes: true, childList: true, subtree: true });
}"""


def test_slow_line_sees_the_dialog_at_once_and_results_soon(served: str, chromium: Browser) -> None:
    """400 kbit/s, 400 ms, a quarter of this machine's speed."""
    with opened(chromium, served + EFFECTS, **PHONE) as page:
        page.evaluate(WATCH)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        line = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        session.send("Network.emulateNetworkConditions", line)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.get_by_role("button", name="Search").tap()
        page.locator(".search input").fill("bruise")
        page.locator(".search__results a").first.wait_for()
        times = page.evaluate("times")
        assert "Loading" in times["said"]
        assert times["open"] - times["tap"] < 500
        assert times["first"] - times["tap"] < 2500
