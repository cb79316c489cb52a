"""What a person saw to be ugly, as a machine can see it: each row names a page, a width and what must not be there."""

import pytest
from playwright.sync_api import Browser

from browser import opened

HELP = "safety/when-to-get-help/"
ALL = """
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (one) => one.getBoundingClientRect();
"""
# What must not be there; the expression returns all that is.
UGLY = {
    "an empty band above the title": ("", 360, "all('h1').filter((one) => box(one).top > 44 + 40)"),
    "a card in small letters or another frame": (
        HELP,
        360,
        """all("article .admonition").filter((one) => {
          const { fontSize, borderTopWidth } = getComputedStyle(one);
          return parseFloat(fontSize) < 16 || borderTopWidth !== "2px";
        })""",
    ),
    "a gap below a card's title": (
        HELP,
        360,
        "all('.admonition-title').filter((one) => box(one.nextElementSibling).top - box(one).bottom > 10)",
    ),
    "a name that is cut in the foot": (
        "deciding/questions/",
        360,
        "all('.md-footer .md-ellipsis').filter((one) => one.scrollWidth > one.clientWidth)",
    ),
    "a publisher that looks like a title": (
        "about/sources/",
        360,
        "all('td:first-child').filter((one) => getComputedStyle(one).fontWeight === '700')",
    ),
    "a column of single words": (
        "about/the-original-article/",
        1440,
        "all('td:nth-child(2)').filter((one) => box(one).width < 150)",
    ),
    "a picture in larger letters than the text": (
        "treatment/results/",
        1440,
        "all('figure img').filter((one) => box(one).width > 360)",
    ),
    "a choice out of sight on a desktop": (
        "deciding/is-it-right-for-you/",
        1280,
        "all('.md-typeset__scrollwrap').filter((one) => one.scrollWidth > one.clientWidth)",
    ),
    "a table whose edge hides that it goes on": (
        "deciding/is-it-right-for-you/",
        768,
        """all(".md-typeset__scrollwrap").filter((one) => {
          const edge = box(one).right;
          const isCut = (cell) => box(cell).left < edge - 30 && box(cell).right > edge + 30;
          return ![...one.querySelectorAll("th")].some(isCut);
        })""",
    ),
    "a way in alone on its row": (
        "",
        1440,
        "all('.grid li').filter((one) => box(one).top !== box(one.parentElement.firstElementChild).top)",
    ),
    "a list of words without letters to jump to": (
        "about/glossary/",
        360,
        "all('article').filter((one) => one.querySelectorAll('h2').length < 15)",
    ),
    "links run together": (
        "about/what-changed/",
        360,
        "all('article li a + a').filter((one) => !one.previousSibling.textContent.trim())",
    ),
}


@pytest.mark.parametrize("what", UGLY)
def test_nothing_ugly_is_left(served: str, chromium: Browser, what: str) -> None:
    url, width, look = UGLY[what]
    with opened(chromium, served + url, viewport={"width": width, "height": 900}) as page:
        assert page.evaluate(f"() => {{ {ALL} return ({look}).map((one) => one.textContent.slice(0, 60)); }}") == []
