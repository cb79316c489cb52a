"""Breaks the real pages: each link, anchor, section, callout and citation; the gate must name each."""

import re
from collections.abc import Iterator
from pathlib import Path

from conftest import POLICY, Build, build_project

# By kind: what to look for in a line, what to put in its place, and the rule that must speak. {n}: the line's number,
# since a fault that stands in very many places is reported once.
KINDS = {
    "link": (r"\]\((?!#|https?:)([^)#\s]+)\.md", r"](\1-broken.md", "broken-link"),
    "anchor": (r"\]\(([^)\s]*)#([^)\s]+)\)", r"](\1#\2-broken)", "broken-anchor"),
    "picture": (r"!\[([^\]]+)\]\(([^)\s]+)\.svg\)", r"![\1](\2-broken.svg)", "broken-image"),
    "citation": (r"\[\^([a-z0-9-]+)\]", r"[^\1-broken{n}]", "unknown-source"),
    "callout": (r"^!!! ([a-z]+)", r"!!! \1-broken{n}", "unknown-callout"),
}


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a page, outside code and front matter."""
    fenced = False
    for number, line in enumerate(path.read_text().split("\n"), start=1):
        fenced = fenced != line.lstrip().startswith("```")
        if not fenced and "`" not in line:
            yield number, line


def break_lines(project: Path, kinds: set[str]) -> set[tuple[str, int, str]]:
    """Breaks each line of the docs folder that holds one of some kinds; what the gate must say."""
    expected = set()
    for path in (project / "docs").rglob("*.md"):
        lines = path.read_text().split("\n")
        for number, _ in lines_of(path):
            for kind in kinds:
                pattern, broken, rule = KINDS[kind]
                changed = re.sub(pattern, broken.replace("{n}", str(number)), lines[number - 1])
                if changed != lines[number - 1]:
                    lines[number - 1] = changed
                    expected.add((path.relative_to(project).as_posix(), number, rule))
        path.write_text("\n".join(lines))
    assert {KINDS[kind][2] for kind in kinds} - {"broken-image"} <= {rule for _, _, rule in expected}
    return expected


def named(done: Build, kinds: set[str]) -> set[tuple[str, int, str]]:
    """The findings of a build that are about some kinds."""
    assert done.code == 1
    return {finding for finding in done.findings if finding[2] in {KINDS[kind][2] for kind in kinds}}


def test_every_broken_line_is_named(project_copy: Path, tmp_path: Path) -> None:
    kinds = {*KINDS} - {"anchor"}
    expected = break_lines(project_copy, kinds)
    assert named(build_project(project_copy, tmp_path / "site"), kinds) == expected


def test_every_broken_anchor_and_every_missing_section_and_callout_is_named(project_copy: Path, tmp_path: Path) -> None:
    """Anchors are not broken with the rest: of a page that is not there, no anchor is looked for."""
    anchors = break_lines(project_copy, {"anchor"})
    expected = []
    for path in (project_copy / "docs").rglob("*.md"):
        text = path.read_text()
        kind = re.search(r"^type: (\S+)$", text, re.MULTILINE)
        wanted = POLICY["page_types"].get(kind[1], {}) if kind else {}
        name = path.relative_to(project_copy).as_posix()
        for title in wanted.get("sections", []):
            text = re.sub(rf"^## {re.escape(title)}$", "## Something else", text, count=1, flags=re.MULTILINE)
            expected.append((name, "missing-section"))
        for callout in {*wanted.get("callouts", []), *filter(None, [wanted.get("opens_with")])}:
            text = re.sub(rf"^!!! {callout} ", "!!! note ", text, flags=re.MULTILINE)
            text = re.sub(rf"^<!-- generated: {callout}-(card|line) -->$", "No card.", text, flags=re.MULTILINE)
            expected.append((name, "missing-callout"))
        path.write_text(text)
    done = build_project(project_copy, tmp_path / "site")
    found = [(path, rule) for path, _, rule in done.findings if rule in ("missing-section", "missing-callout")]
    assert sorted(found) == sorted(expected)
    assert named(done, {"anchor"}) == anchors
