"""The command that starts a page: what it writes, that it is what the policy asks for, and what it refuses."""

import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from conftest import NEW_PAGE, POLICY, build_project, new_page

DAY = {"SOURCE_DATE_EPOCH": "1772236800"}  # 28 February 2026
CONFIG = """# A comment that stays.
site_name: Test
extra: {gate: {front_matter: [title, type, last_reviewed, next_review], page_types: {topic: {}}}}
nav:
  - Home: index.md # stays too
  - The treatment:
      - Uses: treatment/uses.md   # and this

  - Flow: [other/a.md]
  - About: about.md
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small project with a page."""
    (tmp_path / "docs" / "treatment").mkdir(parents=True)
    (tmp_path / "docs" / "treatment" / "uses.md").write_text("# Uses\n")
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    return tmp_path


TOPIC = {"TYPE": "Topic", "TITLE": "Jaw", "GROUP": "the treatment"}
# What is asked for, and the page and line of the navigation that come of it.
PAGES = {
    "told": (TOPIC, "", "jaw.md", "Jaw: treatment/jaw.md"),
    "typed": ({}, "topic\nJaw\nThe treatment\n", "jaw.md", "Jaw: treatment/jaw.md"),
    "mistyped": ({}, "topik\ntopic\n!\nJaw\nthe tretment\nThe treatment\n", "jaw.md", "Jaw: treatment/jaw.md"),
    "a colon": (
        {**TOPIC, "TITLE": "Jaw: \"X\" & 'y'"},
        "",
        "jaw-x-y.md",
        '"Jaw: \\"X\\" & \'y\'": treatment/jaw-x-y.md',
    ),
    "accents": ({**TOPIC, "TITLE": "Crème  brûlée"}, "", "creme-brulee.md", "Crème brûlée: treatment/creme-brulee.md"),
    "a date": ({**TOPIC, "TITLE": "2026-01-31"}, "", "2026-01-31.md", '"2026-01-31": treatment/2026-01-31.md'),
}


@pytest.mark.parametrize("case", PAGES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_new_page_is_written_and_in_the_navigation(folder: Path, case: str, end: str) -> None:
    told, typed, page, line = PAGES[case]
    before = CONFIG.replace("\n", end)
    (folder / "mkdocs.yml").write_bytes(before.encode())
    code, output = new_page(folder, told, typed, **DAY)
    assert (code, "Wrote docs/treatment/" in output) == (0, True), output
    head, tail = before.split("# and this" + end)
    after = (folder / "mkdocs.yml").read_bytes().decode()
    assert after == f"{head}# and this{end}      - {line}{end}{tail}"
    front = yaml.safe_load((folder / "docs" / "treatment" / page).read_text().split("---")[1])
    assert [str(front[key]) for key in ("type", "last_reviewed", "next_review")] == [
        "topic",
        "2026-02-28",
        "2026-08-28",
    ]
    assert {front["title"]: f"treatment/{page}"} in yaml.safe_load(after)["nav"][1]["The treatment"]


NO_PAGE = {
    "unknown type": ({**TOPIC, "TYPE": "topik"}, "TYPE: No page type 'topik'; did you mean 'topic'?"),
    "unknown group": ({**TOPIC, "GROUP": "Treatment"}, "GROUP: No group 'Treatment'; did you mean 'The treatment'?"),
    "no letter": ({**TOPIC, "TITLE": "日本"}, "TITLE: The title must hold a letter from a to z"),
    "there already": ({**TOPIC, "TITLE": "Uses"}, "docs/treatment/uses.md is there already"),
    "flow style": ({**TOPIC, "GROUP": "Flow"}, "not one page a line: add 'Jaw: other/jaw.md' by hand"),
    "end of input": ({"TYPE": "topic"}, "not every question was answered"),
}


@pytest.mark.parametrize("case", NO_PAGE)
def test_new_page_refuses_in_one_line(folder: Path, case: str) -> None:
    told, message = NO_PAGE[case]
    code, output = new_page(folder, told, **DAY)
    assert (code, message in output, "Traceback" in output) == (1, True, False), output
    assert len(output.strip().splitlines()) == 1 or case == "end of input"
    assert (folder / "mkdocs.yml").read_text() == CONFIG
    assert sorted(path.name for path in folder.rglob("*.md")) == ["uses.md"]


def filled(text: str) -> str:
    """A page with every prompt filled in."""
    text = re.sub(r'^description: ".*"$', f"description: {'A plain sentence. ' * 4}", text, flags=re.MULTILINE)
    return re.sub(r"\[Write: [^\]]+\]", "Text.[^us-label]", re.sub(r'"\[Write: [^\]]+\]', '"Text', text))


def test_page_template_and_gate_follow_the_policy(project_copy: Path, tmp_path: Path) -> None:
    """A changed policy changes what 'make new' writes, what editors see and what the gate asks for, all alike."""
    config = project_copy / "mkdocs.yml"
    old = "callouts: [contraindication, warning]\n        sections: [In short, "
    assert old in config.read_text()
    new = "callouts: [contraindication, warning, tip]\n        sections: [Who pays, In short, "
    config.write_text(config.read_text().replace(old, new))
    kinds = list(POLICY["page_types"])
    paths = {kind: project_copy / "docs" / "safety" / f"a-new-{kind}.md" for kind in kinds}
    for kind in kinds:
        assert new_page(project_copy, {"TYPE": kind, "TITLE": f"A new {kind}", "GROUP": "Safety"}, **DAY)[0] == 0
    written = {kind: path.read_text() for kind, path in paths.items()}
    assert "## Who pays\n\n[Write: the text of 'Who pays']\n\n!!! contraindication" in written["contraindications"]
    assert '!!! tip "[Write: makes something easier]"' in written["contraindications"]

    done = build_project(project_copy, tmp_path / "site", **DAY)
    unfilled = {(path, line) for path, line, rule in done.findings if rule == "unfilled-prompt"}
    assert unfilled == {
        (f"docs/safety/a-new-{kind}.md", number)
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
        text.replace("## In short", '## Who pays\n\n!!! tip "Ask"\n\n    Text.\n\n## In short', 1)
    )
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


def test_interrupted_command_leaves_everything(folder: Path) -> None:
    asked = subprocess.Popen(
        NEW_PAGE,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # A job in the background starts its children deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with asked:
        try:
            assert asked.stdout is not None
            assert asked.stdout.read(5) == b"Which"
            for _ in range(5):  # one that comes just before the command waits for an answer is only seen with the next
                time.sleep(0.5)
                asked.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    asked.wait(timeout=10)
                    break
        finally:
            asked.kill()
        output = asked.stdout.read().decode()
    assert (asked.returncode, output.split("\n")[-2]) == (1, "Nothing was written: not every question was answered.")
    assert (folder / "mkdocs.yml").read_text() == CONFIG
    assert sorted(path.name for path in folder.rglob("*.md")) == ["uses.md"]
