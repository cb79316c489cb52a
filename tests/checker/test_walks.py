"""Five changes as an editor makes them, in a copy of the site; and what the gate says on the way.

Each walk is a list of steps. A step changes the copy, and says which findings must come then: for each line of some
files that matches a pattern, that file, line and rule. Where it can, a step does nothing but what the lines of the step
before ask for. The steps of all walks are built together; at the end nothing is found.
"""

import re
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from conftest import FINDING, build_project, new_page

# Files, a pattern for their lines or a line's number, and the rule.
Said = list[tuple[str, str | int, str]]
Step = Callable[[Path, list[str]], Said]


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
SOURCES = "docs/about/sources.yml"


def cite_a_source_that_is_not_there(clone: Path, said: list[str]) -> Said:
    change(clone / SIDE_EFFECTS, r"^## Heart$", "## Rash\n\nA rash can come.[^made-up-rash]\n\n## Heart")
    return [(SIDE_EFFECTS, r"made-up-rash", "unknown-source")]


ENTRY = """- id: made-up-rash
  title: "A made-up paper: rash | A journal"
  publisher: A journal
  date: "2024"
  url: https://doi.org/10.1000/rash
  state: read
"""


def add_the_source_and_cite_it_wrongly(clone: Path, said: list[str]) -> Said:
    """Puts an entry before the first one of a later name, as an editor does who copies the sample."""
    [line] = [line for line in said if "made-up-rash" in line]
    path = clone / SOURCES
    text = path.read_text()
    later = min(name for name in re.findall(r"(?m)^- id: (.+)$", text) if name > "made-up-rash")
    path.write_text(text.replace(f"- id: {later}\n", f"{ENTRY}- id: {later}\n"))
    change_line(clone, line, r"made-up-rash", "made-up-rsh")
    return [(SIDE_EFFECTS, r"made-up-rsh", "unknown-source"), (SOURCES, r"^- id: made-up-rash$", "unused-source")]


def cite_it_as_the_gate_says(clone: Path, said: list[str]) -> Said:
    for line in said:
        if found := re.search(r"footnote '(.+)'; did you mean '(.+)'\?", line):
            change_line(clone, line, re.escape(found[1]), found[2])
    return []


def rename_two_headings(clone: Path, said: list[str]) -> Said:
    change(clone / SIDE_EFFECTS, r"^## What Botox adds$", "## In numbers")
    change(clone / SIDE_EFFECTS, r"^## Allergy$", "## An allergy")
    return [("docs/**/*.md", r"(side-effects\.md|\()#(allergy|what-botox-adds)\)", "broken-anchor")]


def change_the_links_that_it_names(clone: Path, said: list[str]) -> Said:
    for line in said:
        if found := re.search(r"No '(#.+?)' on .*?(?:did you mean '(.+)'|headings are .*(#in-numbers))", line):
            change_line(clone, line, re.escape(found[1]), found[2] or found[3])
    return []


JAW = "docs/having-it/jaw-slimming.md"


def start_a_page(clone: Path, said: list[str]) -> Said:
    assert JAW in new_page(clone, "practical", "Jaw slimming", "Your treatment")
    return [(JAW, r"\[Write: [^\]]+\]", "unfilled-prompt"), (JAW, 1, "uncited-page")]


def fill_it_in_with_two_slips(clone: Path, said: list[str]) -> Said:
    for line in said:
        if line.startswith(JAW):
            change_line(
                clone, line, r'"?\[Write: [^\]]+\]"?', "Some plain words that say what the reader must know here."
            )
    change(clone / JAW, r"(## In short\n\n.*)$", r"\1[^us-label]")
    change(clone / JAW, r"(## Next step\n\n).*", r"\1Read [Results](../treatment/result.md), then decide.[^us-lable]")
    return [(JAW, r"result\.md", "broken-link"), (JAW, r"us-lable", "unknown-source")]


def fix_the_slips(clone: Path, said: list[str]) -> Said:
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
    return [
        ("docs/**/*.md", r"\]\((?:[./a-z-]+/)?cost\.md[#)]", "broken-link"),
        ("mkdocs.yml", r": deciding/cost\.md$", "broken-link"),
        ("docs/about/addresses.yml", r"^- deciding/cost\.md$", "gone-address"),
        (SOURCES, rf"^- id: ({'|'.join(sorted(lonely)) or '(?!)'})$", "unused-source"),
    ]


def do_what_each_line_says(clone: Path, said: list[str]) -> Said:
    for line in reversed(said):
        if "[unused-source]" in line:
            path, number, _ = line.split(":", 2)
            lines = (clone / path).read_text().split("\n")
            end = next(n for n in range(int(number), len(lines)) if not lines[n].startswith("  "))
            (clone / path).write_text("\n".join([*lines[: int(number) - 1], *lines[end:]]))
        elif "[gone-address]" in line:
            change(
                clone / "mkdocs.yml", r"^  redirects:\n", "  redirects:\n    deciding/cost.md: deciding/questions.md\n"
            )
        elif line.startswith("mkdocs.yml:"):
            change(clone / "mkdocs.yml", r"^ +- .*: deciding/cost\.md\n", "")
        elif "cost.md" in line:
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
    "add a page": [start_a_page, fill_it_in_with_two_slips, fix_the_slips],
}


def marked(clone: Path, said: Said) -> list[tuple[str, int, str]]:
    """Path, line and rule of each finding that must come."""
    return [
        (path.relative_to(clone).as_posix(), number, rule)
        for files, pattern, rule in said
        for path in clone.glob(files)
        for number, line in enumerate(path.read_text().split("\n"), start=1)
        if (number == pattern if isinstance(pattern, int) else re.search(pattern, line))
    ]


def test_what_the_gate_says_is_enough_to_finish(project_copy: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    for number in range(max(map(len, WALKS.values()))):
        said = [row for steps in WALKS.values() if len(steps) > number for row in steps[number](project_copy, lines)]
        done = build_project(project_copy, tmp_path / "site")
        lines = [found[0].partition("-  ")[2] for found in FINDING.finditer(done.output)]
        assert sorted(done.findings) == sorted(marked(project_copy, said)), done.output
        assert (done.code != 0) == bool(said), done.output
        assert {rule for _, _, rule in said} == {rule for _, _, rule in done.findings}
    assert lines == []
    tree = LexborHTMLParser((tmp_path / "site" / "about" / "sources" / "index.html").read_text())
    cells = [[cell.text() for cell in row.css("td")] for row in tree.css("tr") if row.css_first("#made-up-rash")]
    assert cells == [["A made-up paper: rash | A journalA journal.", "2024"]]
