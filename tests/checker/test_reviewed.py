"""A page names the clinician who reviewed it only while it reads as the one that they read."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checker import Project
from conftest import ROOT, Build, build_project
from publishing import NOT_REVIEWED

REVIEWERS = "- name: Ann Example\n  body: A <body>\n  number: '1'\n  date: 2026-11-01\n  scope: All pages\n"
PRINT = re.compile(r'reviewed_text: "(\w+)"')
PAGE = "docs/index.md"
FILES = {
    PAGE: """---
title: Home
description: What a page says.
reviewed_by: Ann Example
reviewed_text: ""
---

# Home

A bruise comes in {{bruise}} out of 100 people.[^label] Read [more](more.md).

<!-- generated: urgent-card -->
""",
    "docs/more.md": "# More\n\n[Home](index.md)\n",
    "docs/about/reviewers.yml": REVIEWERS.replace("<body>", "body"),
    "docs/about/facts.yml": '- id: bruise\n  value: "4"\n  of: all\n  source: [label]\n  checked: 2026-11-01\n',
    "docs/about/sources.yml": "- id: label\n  title: Label\n  publisher: A body\n  date: undated\n"
    "  url: https://label.example/\n  state: read\n",
    "docs/about/safety.yml": "signs:\n  today:\n    - id: lid\n      text: An eyelid droops.\n      source: [label]\n",
    "docs/about/glossary.yml": "- term: bruise\n  meaning: Blood under the skin.\n",
}
CONFIG = """exclude_docs: /about/*.yml
markdown_extensions: [writing, footnotes, admonition, abbr, attr_list]
extra:
  gate:
    reviewers: about/reviewers.yml
    facts: about/facts.yml
    sources: about/sources.yml
    safety: about/safety.yml
    glossary: about/glossary.yml
"""
# What is changed after the review, and in which file.
CHANGES = {
    "nothing": (PAGE, "", ""),
    "the line of the review": (PAGE, "title:", "last_reviewed: 2026-11-02\ntitle:"),
    "lines broken anew": (PAGE, "comes in", "comes\nin"),
    "its own words": (PAGE, "comes in", "comes in about"),
    "where a link leads": (PAGE, "(more.md)", "(index.md)"),
    "its description": (PAGE, "What a page", "What this page"),
    "a fact that it takes in": ("docs/about/facts.yml", '"4"', '"3"'),
    "a sign in a card that it takes in": ("docs/about/safety.yml", "An eyelid", "One eyelid"),
    "a source that it cites": ("docs/about/sources.yml", "Label", "Old label"),
    "the meaning of a word": ("docs/about/glossary.yml", "the skin", "your skin"),
}
SAME = list(CHANGES)[:3]


@pytest.mark.parametrize("case", CHANGES)
def test_a_review_ends_when_what_readers_get_changes(build: Callable[..., Build], case: str) -> None:
    found = PRINT.search(build(FILES, CONFIG).output)
    assert found
    reviewed = FILES | {PAGE: FILES[PAGE].replace('reviewed_text: ""', found[0])}
    name, before, after = CHANGES[case]
    assert before in reviewed[name]
    done = build(reviewed | {name: reviewed[name].replace(before, after, 1)}, CONFIG)
    rules = [rule for _, _, rule in done.findings if rule != "changed-safety"]
    assert rules == ["unknown-reviewer"] * (case not in SAME), done.output


def test_the_site_names_the_reviewer(project_copy: Path, tmp_path: Path) -> None:
    """In both forms of the site, which are built with addresses of two kinds."""
    (project_copy / "docs/about/reviewers.yml").write_text(REVIEWERS)
    path = project_copy / "docs/treatment/results.md"
    path.write_text(path.read_text().replace("reviewed_by:", "reviewed_by: Ann Example"))
    found = PRINT.search(build_project(project_copy, tmp_path / "site").output)
    assert found
    path.write_text(path.read_text().replace("reviewed_by:", f"{found[0]}\nreviewed_by:"))
    done = build_project(project_copy, tmp_path / "site", DIRECTORY_URLS="false")
    assert done.findings == [], done.output
    html = (tmp_path / "site/treatment/results.html").read_text()
    assert "Reviewed by Ann Example (A &lt;body&gt;, 1)." in html
    assert NOT_REVIEWED not in html
    assert NOT_REVIEWED in (tmp_path / "site/treatment/uses.html").read_text()


def test_nobody_is_made_up() -> None:
    assert Project(ROOT / "mkdocs.yml").reviewers == {}
