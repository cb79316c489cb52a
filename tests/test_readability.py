"""Plain language: no page that patients read may be harder than the bar."""

import pytest

import readability
from conftest import ROOT, Build

PAGES = sorted(
    path.relative_to(ROOT / "docs").as_posix().replace("index.md", "index.html").replace(".md", "/index.html")
    for folder in (".", "treatment", "deciding", "having-it", "safety")
    for path in (ROOT / "docs" / folder).glob("*.md")
) + [f"about/{name}/index.html" for name in ("the-original-article", "how-we-write", "accessibility")]


def test_every_patient_page_is_measured(site: Build) -> None:
    assert sorted(PAGES) == sorted(readability.patient_pages(site.site))


@pytest.mark.parametrize("url", PAGES)
def test_page_is_plain(site: Build, url: str) -> None:
    """The bars: grade at most 6.0 masked and 7.5 raw, ease at least 70, sentences of 15 words at most on average and
    25 at the longest; few in the passive."""
    one = readability.score((site.site / url).read_text())
    assert one.masked <= 6.0, one
    assert one.raw <= 7.5, one
    assert one.ease >= 70, one
    assert one.mean <= 15, one
    assert one.longest <= 25, one
    assert one.passive <= 15, one


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
