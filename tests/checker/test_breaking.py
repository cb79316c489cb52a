"""Breaks the real pages: each link, anchor, section, callout and citation in turn of kind; the gate must name each."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import POLICY, ROOT, run

# By kind: what to look for in a line, what to put in its place, and the rule that must speak.
KINDS = {
    "link": (r"\]\((?!#|https?:)([^)#\s]+)\.md", r"](\1-broken.md", "broken-link"),
    "anchor": (r"\]\(([^)\s]*)#([^)\s]+)\)", r"](\1#\2-broken)", "broken-anchor"),
    "picture": (r"!\[([^\]]+)\]\(([^)\s]+)\.svg\)", r"![\1](\2-broken.svg)", "broken-image"),
    "citation": (r"\[\^([a-z0-9-]+)\]", r"[^\1-broken]", "unknown-source"),
    "callout": (r"^!!! ([a-z]+)", r"!!! \1-broken", "unknown-callout"),
}


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a page, outside code and front matter."""
    fenced = False
    for number, line in enumerate(path.read_text().split("\n"), start=1):
        fenced = fenced != line.lstrip().startswith("```")
        if not fenced and "`" not in line:
            yield number, line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project, without its environment."""
    for name in ("docs", "overrides", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / "copy" / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "copy")
    return tmp_path / "copy"


@pytest.mark.parametrize("kind", KINDS)
def test_every_broken_line_is_named(copy: Path, tmp_path: Path, kind: str) -> None:
    pattern, broken, rule = KINDS[kind]
    expected = set()
    for path in (copy / "docs").rglob("*.md"):
        lines = path.read_text().split("\n")
        for number, line in lines_of(path):
            changed = re.sub(pattern, broken, line)
            if changed != line:
                lines[number - 1] = changed
                expected.add((path.relative_to(copy).as_posix(), number, rule))
        path.write_text("\n".join(lines))
    done = run(copy, tmp_path / "site")
    assert done.code == 1
    assert {finding for finding in done.findings if finding[2] == rule} == expected
    assert expected or kind == "picture"


def test_every_required_section_and_callout_is_missed(copy: Path, tmp_path: Path) -> None:
    expected = []
    for path in (copy / "docs").rglob("*.md"):
        text = path.read_text()
        kind = re.search(r"^type: (\S+)$", text, re.MULTILINE)
        wanted = POLICY["page_types"].get(kind[1], {}) if kind else {}
        name = path.relative_to(copy).as_posix()
        for title in wanted.get("sections", []):
            text = re.sub(rf"^## {re.escape(title)}$", "## Something else", text, count=1, flags=re.MULTILINE)
            expected.append((name, "missing-section"))
        for callout in {*wanted.get("callouts", []), *filter(None, [wanted.get("opens_with")])}:
            text = re.sub(rf"^!!! {callout} ", "!!! note ", text, flags=re.MULTILINE)
            expected.append((name, "missing-callout"))
        path.write_text(text.replace('--8<-- "emergency.md"', ""))
    done = run(copy, tmp_path / "site")
    found = [(path, rule) for path, _, rule in done.findings if rule in ("missing-section", "missing-callout")]
    assert sorted(found) == sorted(expected)
