"""A changed policy changes what 'make new' writes, what editors see and what the gate asks for, all alike."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import POLICY, build_project, new_page

DAY = "1772236800"  # 28 February 2026
CHANGES = {
    "callouts: [contraindication, ask-first]\n        sections: [In short, ": (
        "callouts: [contraindication, ask-first, tip]\n        sections: [Who pays, In short, "
    ),
    "folders: [.]": "folders: [., safety]",
}
# The group of the navigation that is offered for a folder.
GROUPS = {
    "treatment": "The treatment",
    "deciding": "Deciding",
    "having-it": "Your treatment",
    "safety": "Safety",
    "about": "About",
    "contribute": "For editors",
}


def filled(text: str) -> str:
    """A page with every prompt filled in."""
    text = re.sub(r'^description: ".*"$', f"description: {'A plain sentence. ' * 4}", text, flags=re.MULTILINE)
    text = re.sub(r'"\[Write: [^\]]+\]', '"Text', text)
    return re.sub(r"\[Write: [^\]]+\]", "Some words of text.[^us-label]", text)


def test_page_template_and_gate_follow_the_policy(
    project_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed policy changes what 'make new' writes, what editors see and what the gate asks for, all alike."""
    config = project_copy / "mkdocs.yml"
    for old, new in CHANGES.items():
        assert config.read_text().count(old) == 1
        config.write_text(config.read_text().replace(old, new))
    kinds = list(POLICY["page_types"])
    folders = {kind: POLICY["page_types"][kind]["folders"][0].replace(".", "safety") for kind in kinds}
    paths = {kind: project_copy / "docs" / folders[kind] / f"a-new-{kind}.md" for kind in kinds}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    for kind in kinds:
        new_page(project_copy, kind, f"A new {kind}", GROUPS[folders[kind]])
    written = {kind: path.read_text() for kind, path in paths.items()}
    assert "## Who pays\n\n[Write: the text of 'Who pays']\n\n<!-- generated: c" in written["contraindications"]
    assert '!!! tip "[Write: makes something easier]"' in written["contraindications"]

    done = build_project(project_copy, tmp_path / "site")
    unfilled = {(path, line) for path, line, rule in done.findings if rule == "unfilled-prompt"}
    assert unfilled == {
        (paths[kind].relative_to(project_copy).as_posix(), number)
        for kind, text in written.items()
        for number, line in enumerate(text.split("\n"), start=1)
        if "[Write: " in line
    }
    real = "docs/safety/who-should-not-have-it.md"
    assert {rule for path, _, rule in done.findings if path == real} >= {"missing-section", "missing-callout"}

    for kind, path in paths.items():
        path.write_text(filled(written[kind]))
    text = (project_copy / real).read_text()
    (project_copy / real).write_text(
        text.replace("## In short", '## Who pays\n\n!!! tip "Ask"\n\n    Some words of text.\n\n## In short', 1)
    )
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    done = build_project(project_copy, tmp_path / "site")
    assert (done.code, done.findings) == (0, []), done.output

    tree = LexborHTMLParser((tmp_path / "site" / "contribute" / "page-types" / "index.html").read_text())
    days = r"(?m)^(last_reviewed|next_review): .*$"
    samples = [
        re.sub(r"A new .*", "Title of the page", re.sub(days, r"\1: YYYY-MM-DD", text)) for text in written.values()
    ]
    assert [node.text().strip() for node in tree.css("article pre")] == [sample.strip() for sample in samples]
    tree = LexborHTMLParser((tmp_path / "site" / "contribute" / "index.html").read_text())
    rows = [" | ".join(cell.text() for cell in row.css("td")) for row in tree.css("tr")]
    assert [row for row in rows if row.startswith("contraindications |") and "Who pays, In short" in row]
    # No other table of the types, written by hand.
    assert sum(row.startswith(f"{kind} |") for row in rows for kind in kinds) == len(kinds)


# A list, what stands in it, what an editor made of that; the rule, and the text on the line that is named.
SLIPS = {
    "tab": ("sources", "\n  publisher: ", "\n\tpublisher: ", "invalid-entry", "\n  publisher: "),
    "open quote": ("safety", "text: Your speech is", 'text: "Your speech is', "invalid-entry", '"Muscles away'),
    "no such page": (
        "changes",
        "safety/side-effects.md",
        "safety/side-efects.md",
        "broken-link",
        "safety/side-effects",
    ),
    "no such source": ("safety", "[swast-999,", "[swast-999, none,", "unknown-source", "[swast-999,"),
    "another number": ("safety", '"999"', '"998"', "changed-safety", "\nagreed:"),
    "alias of itself": ("safety", "\nnumbers:", "\nloop: &a [*a]\nnumbers:", "changed-safety", "\nagreed:"),
    "day to come": ("facts", "checked: 20", "checked: 21", "invalid-entry", "\n- id:"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_in_a_list_is_named_there(project_copy: Path, tmp_path: Path, case: str) -> None:
    name, old, new, rule, at = SLIPS[case]
    path = project_copy / "docs" / POLICY[name]
    text = path.read_text()
    path.write_text(text.replace(old, new, 1))
    findings = build_project(project_copy, tmp_path / "site").findings
    line = text.count("\n", 0, text.index(at) + 1) + 1
    named = (path.relative_to(project_copy).as_posix(), line, rule)
    # Whatever changes the safety data is reported beside it.
    assert [one for one in findings if one[2] in (rule, "changed-safety")][-1] == named, findings
    assert {rule for _, _, rule in findings} <= {rule, "changed-safety"}


# A file, what stands in it, what an editor made of that; and the file and rule that are named.
LOST = {
    "page out of the menu": (
        "mkdocs.yml",
        "      - When to get help: safety/when-to-get-help.md\n",
        "",
        ("mkdocs.yml", "orphan-page"),
    ),
    "redirect of a page that is there": (
        "mkdocs.yml",
        "\n  redirects:\n",
        "\n  redirects:\n    safety/when-to-get-help.md: index.md\n",
        ("mkdocs.yml", "broken-redirect"),
    ),
    "card that its page must have": (
        "docs/having-it/before.md",
        "<!-- generated: contraindication-card -->\n",
        "",
        ("docs/having-it/before.md", "missing-callout"),
    ),
    "card of the error page": (
        "overrides/404.html",
        'class="admonition emergency"',
        'class="admonition emergency" hidden',
        ("overrides/404.html", "weak-error-page"),
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_a_way_to_help_that_is_lost_is_named_once(project_copy: Path, tmp_path: Path, case: str) -> None:
    name, old, new, wanted = LOST[case]
    path = project_copy / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    findings = build_project(project_copy, tmp_path / "site").findings
    assert [(path, rule) for path, _, rule in findings] == [wanted]
