"""'make changes' names each edit that makes the site less safe, and nothing that only words a sentence anew."""
# ruff: noqa: E501, the table as it is printed

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.changes import compare, items_of, main

FILES = {
    "mkdocs.yml": """hooks: [scripts/gate.py]
extra:
  gate:
    longest_sentence: 30
    callouts:
      warning: {safety: true, max_per_page: 2}
    page_types:
      safety: {medical: true, opens_with: emergency, sections: [In short, Next step]}
""",
    "docs/about/safety.yml": """numbers:
  - {country: UK, number: "999"}
helplines:
  - {country: UK, number: "111", note: NHS}
  - {country: UK, number: "116123", note: Samaritans}
signs:
  emergency:
    - id: breathing
      text: You cannot breathe.
      source: [label, other]
    - id: speech
      text: Your speech is slurred.
      source: [label]
  today:
    - id: lid
      text: One eyelid droops.
      source: [label]
bans:
  - id: pregnant
    text: You are pregnant.
    source: [label]
""",
    "docs/about/facts.yml": '- id: droop\n  value: "2"\n  unit: out of 100\n  source: [label]\n  checked: 2026-11-26\n',
    "docs/about/sources.yml": "- id: label\n  title: Label\n  state: read\n",
    "docs/about/reviewers.yml": "- name: Ann Example\n  body: A body\n  number: '1'\n",
    "docs/safety/harm.md": """---
title: Harm
description: What harm can come of it.
type: safety
last_reviewed: 2026-11-26
reviewed_by:
---

# Harm

<!-- generated: emergency-card -->

## In short

The toxin can spread
in 10 out of 1,000 people.[^label] Call 112.

- A droop comes in {{droop}} out of 100.[^label][^other]
- It passes.[^label][^other]
- It may itch.[^other]

![A face](face.svg)

*[DIY]: Doing it yourself

!!! warning "Take care"

    - Do not drive.[^label]
    - Do not read.
    - Do not lie down.

Text after the card.

| Area | Botox | Dummy |
|---|---|---|
| Frown lines | 32 | 4 |

[Call](tel:999) or read [the label](https://label.example/).

## Next step

Wait for two weeks.
""",
}
HARM, SAFETY, POLICY = "docs/safety/harm.md", "docs/about/safety.yml", "mkdocs.yml"
CARD = "    - Do not drive.[^label]\n"
# What is done, to which file: what is there, and what takes its place; then how it must be called, and a part of its row.
EDITS = {
    "sign dropped": (SAFETY, "    - id: speech\n      text: Your speech is slurred.\n      source: [label]\n", "", "dropped sign"),
    "sign weakened": (SAFETY, "You cannot breathe", "You wheeze", "changed sign"),
    "sign less urgent": (SAFETY, "  today:\n", "", "changed sign"),
    "sign rests on less": (SAFETY, "[label, other]", "[label]", "changed sign"),
    "ban dropped": (SAFETY, "  - id: pregnant\n    text: You are pregnant.\n    source: [label]\n", "", "dropped ban"),
    "emergency number": (SAFETY, '"999"', '"99"', "changed emergency number"),
    "helpline": (SAFETY, "116123", "116124", "changed helpline"),
    "card of a weaker type": (HARM, "!!! warning", "!!! note", "changed card"),
    "card that is hidden": (HARM, "!!! warning", "!!! warning spoken", "changed card"),
    "card that is collapsed": (HARM, "!!! warning", "??? warning", "changed card"),
    "card in a tab": (HARM, "!!! warning", '=== "More"\n\n    !!! warning', "added card"),
    "card renamed": (HARM, '"Take care"', '"By the way"', "changed card"),
    "card in HTML": (HARM, "Text after", '<div class="admonition warning">Text after', "added card"),
    "card around HTML": (HARM, "<!-- generated", "<div hidden>\n\n<!-- generated", "added card"),
    "first item lost": (HARM, CARD, "", "dropped card"),
    "middle item lost": (HARM, "    - Do not read.\n", "", "dropped card"),
    "last item lost": (HARM, "    - Do not lie down.\n", "", "dropped card"),
    "item fell out": (HARM, "    - Do not read", "\n- Do not read", "dropped card"),
    "item without words": (HARM, "Do not lie down.", "\u200b", "card"),
    "item worded anew": (HARM, "Do not lie", "You may lie", "changed card"),
    "citation in a card": (HARM, "drive.[^label]", "drive.", "changed card"),
    "marker of a card dropped": (HARM, "<!-- generated: emergency-card -->", "", "dropped card"),
    "another marker": (HARM, "emergency-card", "emergency-line", "changed card"),
    "figure": (HARM, "10 out of 1,000", "1 out of 1,000", "changed statement"),
    "figure in words": (HARM, "two weeks", "four weeks", "changed statement"),
    "figure in a table": (HARM, "| 32 |", "| 23 |", "changed statement"),
    "fact by another name": (HARM, "{{droop}}", "{{lid}}", "changed statement"),
    "number in the text": (HARM, "Call 112", "Call 111", "changed statement"),
    "number in a link": (HARM, "tel:999", "tel:998", "changed statement"),
    "address": (HARM, "https://label", "https://l\u0430bel", "changed statement"),
    "citation dropped": (HARM, "people.[^label]", "people.", "changed statement"),
    "one of two citations": (HARM, "100.[^label][^other]", "100.[^label]", "changed statement"),
    "then as of another": (HARM, "passes.[^label][^other]", "passes.[^other]", "changed statement"),
    "source of one's own": (HARM, "people.[^label]", "people.[^own]\n\n[^own]: A friend", "added statement"),
    "other citation": (HARM, "people.[^label]", "people.[^other]", "changed statement"),
    "invisible letter in it": (HARM, "people.[^label]", "people.[^la\u200bbel]", "changed statement"),
    "statement dropped": (HARM, "Wait for two weeks.", "Wait.", "dropped statement"),
    "statement in a comment": (HARM, "Wait for two weeks.", "<!-- Wait for two weeks. -->Wait.", "dropped statement"),
    "section dropped": (HARM, "## Next step\n", "", "dropped section"),
    "section emptied": (HARM, "## Next step\n\nWait for two weeks.", "## Next step\n\n.", "changed section"),
    "section of nothing seen": (HARM, "Wait for two weeks.", "\u200b", "changed section"),
    "section in a tab": (HARM, "## Next step\n\n", '=== "More"\n\n    ## Next step\n\n    ', "dropped section"),
    "text that is turned": (HARM, "Call 112", "Call \u202e112", "changed statement"),
    "letters that look alike": (HARM, "The toxin", "\uff34he toxin", "changed statement"),
    "promise in a picture": (HARM, "[A face]", "[A face without risk]", "changed statement"),
    "promise in a tooltip": (HARM, "read [the label](https://label.example/)", "read [the label](https://label.example/ 'No risk')", "changed statement"),
    "promise in an abbreviation": (HARM, "Doing it", "No risk in doing it", "changed statement"),
    "promise in the title": (HARM, "title: Harm", "title: No harm", "changed front matter"),
    "page type": (HARM, "type: safety", "type: topic", "changed page type"),
    "page type twice": (HARM, "type: safety", "type: safety\ntype: topic", "dropped page type"),
    "promise in the front matter": (HARM, "What harm can", "No harm can", "changed front matter"),
    "review date": (HARM, "last_reviewed: 2026-11-26", "last_reviewed: 2026-11-27", "changed review"),
    "reviewer of a page": (HARM, "reviewed_by:", "reviewed_by: Ann Example", "changed review"),
    "reviewer": ("docs/about/reviewers.yml", "'1'", "'2'", "changed reviewer"),
    "fact": ("docs/about/facts.yml", '"2"', '"1"', "changed fact"),
    "fact not compared": ("docs/about/facts.yml", "2026-11-26", "2026-11-27", "changed fact"),
    "source": ("docs/about/sources.yml", "state: read", "state: cited", "changed source"),
    "section not required": (POLICY, "[In short, Next step]", "[In short]", "changed policy"),
    "card not required": (POLICY, ", opens_with: emergency", "", "dropped policy"),
    "limit loosened": (POLICY, "sentence: 30", "sentence: 60", "changed policy"),
    "type not medical": (POLICY, "medical: true", "medical: false", "changed policy"),
    "no gate": (POLICY, "hooks: [scripts/gate.py]", "hooks: []", "dropped policy"),
}  # fmt: skip
# What is no change for safety.
QUIET = {
    "worded anew": (HARM, "The toxin can spread", "It is known that the toxin can travel"),
    "lines broken anew": (HARM, "spread\nin", "spread in"),
    "moved": (HARM, "Text after the card.\n", "\nText after it all.\n"),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def rows(tmp_path: Path, name: str, before: str, after: str) -> list[str]:
    """What is said of each difference after one edit."""
    assert FILES[name].count(before) == 1
    edited = FILES | {name: FILES[name].replace(before, after)}
    old, new = (write(tmp_path / where, files) for where, files in (("old", FILES), ("new", edited)))
    changes = compare(list(items_of(old)), list(items_of(new)))
    hows = {(True, True): "changed", (True, False): "dropped", (False, True): "added"}
    return [f"{hows[bool(a), bool(b)]} {(b or a).kind}" for a, b in changes if a or b]  # type: ignore[union-attr]


@pytest.mark.parametrize("case", EDITS)
def test_each_weakening_is_listed(tmp_path: Path, case: str) -> None:
    name, before, after, wanted = EDITS[case]
    assert any(wanted in row for row in rows(tmp_path, name, before, after))


@pytest.mark.parametrize("case", QUIET)
def test_nothing_else_is_listed(tmp_path: Path, case: str) -> None:
    assert rows(tmp_path, *QUIET[case]) == []


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_prints_a_dropped_sign_first_and_follows_a_renamed_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through git: the whole list, in GitHub's summary and as the output of a step too."""
    write(tmp_path, FILES)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "before")
    for case in ("sign dropped", "sign weakened", "figure in a table", "limit loosened"):
        name, before, after, _ = EDITS[case]
        (tmp_path / name).write_text((tmp_path / name).read_text().replace(before, after))
    write(tmp_path, {"docs/assets/site.css": "", "docs/new.md": "# New\n\nIn 3 days.\n\n!!! note\n\n    A.\n"})
    (tmp_path / "docs/leak.svg").symlink_to("/etc/passwd")
    git(tmp_path, "mv", HARM, "docs/safety/risk.md")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "after")
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, str(tmp_path / name))
    done = CliRunner().invoke(main, ["HEAD~1"])
    assert (
        done.output.rstrip()
        == """## What changed for safety

1 dropped, 3 changed, 4 added since `HEAD~1`.

Touched too, and drawing the cards or holding the gate: `docs/assets/site.css`.

| | What | Where | Before | After |
|---|---|---|---|---|
| **dropped** | sign speech | docs/about/safety.yml:11 | `emergency; text: Your speech is slurred.; source: label` |  |
| **changed** | sign breathing | docs/about/safety.yml:8 | `emergency; text: You cannot breathe.; source: label, other` | `emergency; text: You wheeze.; source: label, other` |
| **added** | page | docs/new.md:1 |  | `None` |
| **added** | card | docs/new.md:5 |  | `!!! note` |
| **added** | card | docs/new.md:7 |  | `→ A.` |
| **changed** | policy extra.gate.longest_sentence | mkdocs.yml:4 | `30` | `60` |
| **changed** | statement | docs/safety/risk.md:36 | `\\| Frown lines \\| 32 \\| 4 \\|` | `\\| Frown lines \\| 23 \\| 4 \\|` |
| **added** | link to a file | docs/leak.svg:1 |  | `/etc/passwd` |"""
    )
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text() == done.output
    first, *text, last = (tmp_path / "GITHUB_OUTPUT").read_text().splitlines()
    assert (first, "\n".join(text).rstrip()) == (f"changes<<{last}", done.output.rstrip())


def test_what_stops_it_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, FILES))
    git(tmp_path, "init", "-q")
    done = CliRunner().invoke(main, ["nowhere"])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
