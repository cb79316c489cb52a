"""Plain language: no page that patients read may be harder than the bar."""

import pytest

import readability
from conftest import ROOT, Build

PAGES = sorted(
    readability.address(path.relative_to(ROOT).as_posix())
    for folder in (".", "treatment", "deciding", "having-it", "safety")
    for path in (ROOT / "docs" / folder).glob("*.md")
) + [f"about/{name}/index.html" for name in ("the-original-article", "how-we-write", "accessibility")]


def test_every_patient_page_is_measured(site: Build) -> None:
    assert sorted(PAGES) == sorted(readability.patient_pages(site.site))


@pytest.mark.parametrize("url", PAGES)
def test_page_is_plain(site: Build, url: str) -> None:
    one = readability.score((site.site / url).read_text())
    assert one.broken == [], one


def test_a_hard_text_fails() -> None:
    hard = (
        "<article><p>Administration of the aforementioned neurotoxin necessitates comprehensive consideration of "
        "individual contraindications, concomitant pharmacotherapy and anticipated physiological consequences, which "
        "were communicated by the practitioner who is responsible for it.</p></article>"
    )
    one = readability.score(hard)
    assert one.masked > 6
    assert one.longest > 25
    assert one.passive == 100


EASY = "<article><p>You can go home. Rest for a day.</p></article>"
HARD = f"<article><p>{'You go home and you rest and ' * 5}you eat.</p></article>"


@pytest.mark.parametrize(
    ("before", "after", "touched", "rows"),
    [
        ({"a/index.html": EASY}, {"a/index.html": EASY}, set(), []),
        ({"a/index.html": EASY}, {"a/index.html": EASY}, {"a/index.html"}, ["| a/ | -2.2 | 118 | 4 | 8 |  |"]),
        ({"a/index.html": EASY}, {"a/index.html": HARD}, set(), ["| a/ | -2.2 → 10.6 | "]),
        ({}, {"index.html": EASY}, set(), ["| home page (new) | -2.2 | 118 | "]),
        ({"a/index.html": EASY}, {}, set(), ["| a/ (removed) | -2.2 | 118 | "]),
        (None, {"a/index.html": HARD, "b/index.html": EASY}, {"a/index.html"}, ["| a/ | 10.6 | 85 | 37 | 37 | ❌ "]),
    ],
)
def test_compares_the_touched_pages(
    before: dict[str, str] | None, after: dict[str, str], touched: set[str], rows: list[str]
) -> None:
    text = readability.compare(before, after, touched)
    found = text.splitlines()[2:]
    assert len(found) == len(rows)
    assert all(line.startswith(row) for line, row in zip(found, rows, strict=True)), text
    assert ("No page that patients read was touched." in text) == (not rows)
    assert ("❌ grade 10.6 (at most 6.0)" in text) == (HARD in after.values())
