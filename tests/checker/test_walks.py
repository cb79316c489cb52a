"""Five changes as an editor makes them, with the real commands, in a fresh clone; and what the gate says on the way.

Each walk is a list of steps. A step changes the clone, and says which lines the gate must print then, word for word:
for each line of some files that matches a pattern, that file, line and message. Where it can, a step does nothing but
what the lines of the step before ask for. The steps of all walks are built together; at the end nothing is found.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from conftest import ROOT

# Files, a pattern for their lines, and the message, in which '\1' is what the pattern found.
Said = list[tuple[str, str, str]]
Step = Callable[[Path, list[str]], Said]
FINDING = re.compile(r"^ERROR +-  (.+\]$)", re.MULTILINE)


def make(clone: Path, *told: str) -> tuple[int, str]:
    """Runs make in the clone, with the environment that runs this test."""
    command = ["make", "-o", ".venv/.site", f"BIN={Path(sys.executable).parent}", *told]
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    done = subprocess.run(
        command, cwd=clone, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env, timeout=300
    )
    return done.returncode, done.stdout + done.stderr


def change(path: Path, pattern: str, new: str) -> None:
    """Changes the one place of a file that a pattern finds."""
    text, count = re.subn(pattern, new, path.read_text(), flags=re.MULTILINE)
    assert count == 1, f"{path} has {count} times {pattern}: choose another place for this walk"
    path.write_text(text)


def change_line(clone: Path, line: str, pattern: str, new: str) -> None:
    """Changes the line that the gate named."""
    path, number, _ = line.split(":", 2)
    lines = (clone / path).read_text().split("\n")
    lines[int(number) - 1] = re.sub(pattern, new, lines[int(number) - 1])
    (clone / path).write_text("\n".join(lines))


def fix_a_typo(clone: Path, said: list[str]) -> Said:
    change(clone / "docs/treatment/uses.md", r"^description: (.*)\.$", r"description: \1!")
    return []


SIDE_EFFECTS = "docs/safety/side-effects.md"


def cite_a_source_that_is_not_there(clone: Path, said: list[str]) -> Said:
    change(clone / SIDE_EFFECTS, r"^## Heart$", "## Rash\n\nA rash can come.[^made-up-rash]\n\n## Heart")
    new = "No source or footnote 'made-up-rash'; add a new source to docs/about/sources.yml [unknown-source]"
    return [(SIDE_EFFECTS, r"made-up-rash", new)]


def add_the_source_and_cite_it_wrongly(clone: Path, said: list[str]) -> Said:
    told = [
        "URL=doi:10.1000/rash",
        "TITLE=A made-up paper: rash | A journal",
        "PUBLISHER=A journal",
        "DATE=2024",
        "STATE=read",
    ]
    code, output = make(clone, "source", *told, "NOTE=", "ID=made-up-rash")
    assert (code, "Cite it after each sentence that rests on it: [^made-up-rash]" in output) == (0, True), output
    [line] = [line for line in said if "made-up-rash" in line]
    change_line(clone, line, r"made-up-rash", "made-up-rsh")
    wrong = "No source or footnote 'made-up-rsh'; did you mean 'made-up-rash'? [unknown-source]"
    unused = "No page cites the source 'made-up-rash': cite it or remove it [unused-source]"
    return [(SIDE_EFFECTS, r"made-up-rsh", wrong), ("docs/about/sources.yml", r"^- id: made-up-rash$", unused)]


def cite_it_as_the_gate_says(clone: Path, said: list[str]) -> Said:
    for line in said:
        if found := re.search(r"footnote '(.+)'; did you mean '(.+)'\?", line):
            change_line(clone, line, re.escape(found[1]), found[2])
    return []


def rename_two_headings(clone: Path, said: list[str]) -> Said:
    change(clone / SIDE_EFFECTS, r"^## Spread of the toxin$", "## When it travels")
    change(clone / SIDE_EFFECTS, r"^## Mostly mild side effects$", "## Mild side effects")
    titles = re.findall(r"^#+ (.+)$", (clone / SIDE_EFFECTS).read_text(), re.MULTILINE)
    headings = ", ".join("#" + re.sub(r"\W+", "-", title.lower().replace("'", "")) for title in titles)
    gone = rf"No '\1' on 'safety/side-effects.md'; its headings are {headings} [broken-anchor]"
    near = r"No '\1' on 'safety/side-effects.md'; did you mean '#mild-side-effects'? [broken-anchor]"
    links = r"side-effects\.md(#{})\)"
    return [
        ("docs/**/*.md", links.format("spread-of-the-toxin"), gone),
        ("docs/**/*.md", links.format("mostly-mild-side-effects"), near),
    ]


def change_the_links_that_it_names(clone: Path, said: list[str]) -> Said:
    for line in said:
        if found := re.search(r"No '(#.+?)' on .*?(?:did you mean '(.+)'|headings are .*(#when-it-travels))", line):
            change_line(clone, line, re.escape(found[1]), found[2] or found[3])
    return []


JAW = "docs/treatment/jaw-slimming.md"


def start_a_page(clone: Path, said: list[str]) -> Said:
    code, output = make(clone, "new", "TYPE=practical", "TITLE=Jaw slimming", "GROUP=The treatment")
    assert (code, f"Wrote {JAW}, and added it to 'The treatment' in mkdocs.yml." in output) == (0, True), output
    return [(JAW, r"(\[Write: [^\]]+\])", r"Still to be filled in: '\1' [unfilled-prompt]")]


def fill_it_in_with_two_slips(clone: Path, said: list[str]) -> Said:
    for line in said:
        if line.startswith(JAW):
            change_line(
                clone, line, r'"?\[Write: [^\]]+\]"?', "Some plain words that say what the reader must know here."
            )
    change(clone / JAW, r"(## Next step\n\n).*", r"\1Read [Results](result.md), then decide.[^us-lable]")
    link = "Nothing is at 'result.md'; did you mean 'results.md'? [broken-link]"
    source = "No source or footnote 'us-lable'; did you mean 'us-label'? [unknown-source]"
    return [(JAW, r"result\.md", link), (JAW, r"us-lable", source)]


def mend_the_slips(clone: Path, said: list[str]) -> Said:
    for line in said:
        if found := re.search(rf"^{JAW}.* '(.+)'; did you mean '(.+)'\?", line):
            change_line(clone, line, re.escape(found[1]), found[2])
    return []


COST = "docs/deciding/cost.md"


def delete_a_page(clone: Path, said: list[str]) -> Said:
    own, *others = [COST, *(str(path.relative_to(clone)) for path in clone.glob("docs/**/*.md"))]
    cited = [set(re.findall(r"\[\^([\w-]+)\]", (clone / path).read_text())) for path in (own, *others) if path != own]
    lonely = set(re.findall(r"\[\^([\w-]+)\]", (clone / own).read_text())) - set().union(*cited)
    (clone / COST).unlink()
    mend = r"Nothing is at '\1': mend the address, or take the {} away [broken-link]"
    unused = r"No page cites the source '\1': cite it or remove it [unused-source]"
    return [
        ("docs/**/*.md", r"\]\(((?:[./a-z-]+/)?cost\.md)[#)]", mend.format("link")),
        ("mkdocs.yml", r": (deciding/cost\.md)$", mend.format("line")),
        ("docs/about/sources.yml", rf"^- id: ({'|'.join(sorted(lonely)) or '(?!)'})$", unused),
    ]


def do_what_each_line_says(clone: Path, said: list[str]) -> Said:
    for line in reversed(said):
        if "[unused-source]" in line:
            path, number, _ = line.split(":", 2)
            lines = (clone / path).read_text().split("\n")
            end = next(n for n in range(int(number), len(lines)) if not lines[n].startswith("  "))
            (clone / path).write_text("\n".join([*lines[: int(number) - 1], *lines[end:]]))
        elif "take the line away" in line:
            change(clone / "mkdocs.yml", r"^ +- .*: deciding/cost\.md\n", "")
        elif "take the link away" in line:
            change_line(clone, line, r"\[([^\]]+)\]\([^)]*cost\.md[^)]*\)", r"\1")
    return []


WALKS: dict[str, list[Step]] = {
    "fix a typo": [fix_a_typo],
    "delete a page": [delete_a_page, do_what_each_line_says],
    "add a side effect": [
        cite_a_source_that_is_not_there,
        add_the_source_and_cite_it_wrongly,
        cite_it_as_the_gate_says,
    ],
    "rename a heading": [rename_two_headings, change_the_links_that_it_names],
    "add a page": [start_a_page, fill_it_in_with_two_slips, mend_the_slips],
}


def lines_of(clone: Path, said: Said) -> list[str]:
    """The lines that the gate must print."""
    return [
        f"{path.relative_to(clone).as_posix()}:{number}: {found.expand(message)}"
        for files, pattern, message in said
        for path in clone.glob(files)
        for number, line in enumerate(path.read_text().split("\n"), start=1)
        if (found := re.search(pattern, line))
    ]


def test_what_the_gate_says_is_enough_to_finish(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    findings: list[str] = []
    for number in range(max(map(len, WALKS.values()))):
        said = [row for steps in WALKS.values() if len(steps) > number for row in steps[number](clone, findings)]
        code, output = make(clone, "build")
        findings = FINDING.findall(output)
        assert sorted(findings) == sorted(lines_of(clone, said))
        assert (code != 0) == bool(said), output
        assert (
            not said
            or f"Nothing was published: {len(findings)} to mend. Each line above says where and what." in output
        )
        for files, pattern, _ in said:
            assert any(re.search(pattern, path.read_text(), re.MULTILINE) for path in clone.glob(files)), pattern
    assert findings == []
    tree = LexborHTMLParser((clone / "site" / "about" / "sources" / "index.html").read_text())
    cells = [[cell.text() for cell in row.css("td")] for row in tree.css("tr") if row.css_first("#made-up-rash")]
    assert cells == [["A made-up paper: rash | A journalA journal.", "2024"]]
