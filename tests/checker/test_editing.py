"""The commands for editors: what they write, that it is what the policy asks for, and what they refuse."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from conftest import POLICY, ROOT, run

DAY = {"SOURCE_DATE_EPOCH": "1772236800"}  # 28 February 2026
CONFIG = """# A comment that stays.
site_name: Test
extra: {gate: {sources: sources.yml, front_matter: [title, type, last_reviewed, next_review], page_types: {topic: {}}}}
nav:
  - Home: index.md # stays too
  - The treatment:
      - Uses: treatment/uses.md   # and this

  - Flow: [other/a.md]
  - About: about.md
"""
LIST = """# A header that stays.
- id: beta
  title: "Beta: a paper"
  publisher: A journal
  date: "2020"
  url: https://doi.org/10.1000/BETA.1
  state: read # how far
  note: >-
    Folded.
# Above delta.
- id: delta
  title: Delta
  publisher: NHS (UK)
  date: 2020-01-31
  url: https://www.nhs.uk/delta/?a=1
  state: cited
- id: gamma
  title: Gamma
  publisher: A journal
  date: undated
  url: https://pubmed.ncbi.nlm.nih.gov/123/
  state: copy
"""
NEW = {"URL": "10.1000/new", "TITLE": "New", "PUBLISHER": "A journal", "DATE": "", "STATE": "read", "NOTE": ""}


def command(folder: Path, name: str, told: dict[str, str] | None = None, typed: str = "") -> tuple[int, str]:
    """Runs a command in a project with what make was told, and what is typed; its code, and what it prints."""
    env = {key: value for key, value in os.environ.items() if key not in {*NEW, "ID", "TYPE", "GROUP", "CHANGED"}}
    program = [sys.executable, str(ROOT / "scripts" / f"{name}.py")]
    done = subprocess.run(
        program, cwd=folder, input=typed.encode(), capture_output=True, env={**env, **DAY, **(told or {})}, timeout=60
    )
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small project, with a page and a list of sources."""
    (tmp_path / "docs" / "treatment").mkdir(parents=True)
    (tmp_path / "docs" / "treatment" / "uses.md").write_text("# Uses\n")
    (tmp_path / "docs" / "sources.yml").write_text(LIST)
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
    code, output = command(folder, "new_page", told, typed)
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
    code, output = command(folder, "new_page", told)
    assert (code, message in output, "Traceback" in output) == (1, True, False), output
    assert len(output.strip().splitlines()) == 1 or case == "end of input"
    assert (folder / "mkdocs.yml").read_text() == CONFIG
    assert sorted(path.name for path in folder.rglob("*.md")) == ["uses.md"]


# What is asked for, the entry that comes of it, and the text that comes right before it in the list.
ADDED = {
    "first": ({**NEW, "ID": "alpha"}, "alpha", "# A header that stays.\n"),
    "between": ({**NEW, "ID": "cesar"}, "cesar", "    Folded.\n"),
    "last": ({**NEW, "ID": "zeta"}, "zeta", "  state: copy\n"),
    "id offered": ({**NEW, "DATE": "2024-05", "ID": ""}, "a-journal-2024", "# A header that stays.\n"),
    "no date": ({**NEW, "PUBLISHER": "The NHS: a & b", "ID": ""}, "the-nhs-a", "  state: copy\n"),
}  # fmt: skip
ADDRESSES = {
    "10.1000/New.(1)<2>": "https://doi.org/10.1000/New.%281%29%3C2%3E",
    "doi: 10.1000/new.": "https://doi.org/10.1000/new",
    "http://dx.doi.org/10.1000/new?utm_source=x": "https://doi.org/10.1000/new",
    "PMID: 00124": "https://pubmed.ncbi.nlm.nih.gov/124/",
    "www.ncbi.nlm.nih.gov/pubmed/124?x=1": "https://pubmed.ncbi.nlm.nih.gov/124/",
    "www.who.int/a/?utm_medium=y&b=2#c": "https://www.who.int/a/?b=2#c",
}


@pytest.mark.parametrize("case", [*ADDED, *ADDRESSES])
def test_source_is_added_in_its_place(folder: Path, case: str) -> None:
    told, name, before = ADDED.get(case, ({**NEW, "URL": case, "ID": "zeta"}, "zeta", "  state: copy\n"))
    code, output = command(folder, "add_source", told)
    assert (code, f"[^{name}]" in output) == (0, True), output
    after = (folder / "docs" / "sources.yml").read_text()
    entry = next(one for one in yaml.safe_load(after) if one["id"] == name)
    assert entry["url"] == ADDRESSES.get(case, "https://doi.org/10.1000/new")
    head, _, rest = after.partition(f"- id: {name}\n")
    new, mark, tail = rest.partition("  state: read\n")
    assert head.endswith(before)
    assert head + tail == LIST
    assert re.findall(r"^  (\w+): ", new + mark, re.MULTILINE) == ["title", "publisher", "date", "url", "state"]


DELTA = "is there already: 'delta', docs/sources.yml:11; cite it as [^delta]"
NOT_ADDED = {
    "same id": ({**NEW, "ID": "delta"}, f"This id {DELTA}"),
    "same address": ({**NEW, "URL": "HTTP://NHS.uk:443/delta?utm_source=x&a=1#part"}, f"This document {DELTA}"),
    "same DOI": ({**NEW, "URL": "doi:10.1000/beta.1"}, "'beta', docs/sources.yml:2"),
    "same PMID": ({**NEW, "URL": "http://www.ncbi.nlm.nih.gov/pubmed/123"}, "'gamma', docs/sources.yml:17"),
    "no address": (
        {**NEW, "URL": "ftp://x"},
        "URL: 'ftp://x' is no DOI (10.…), PMID (a number) or address (https://…)",
    ),
    "space": ({**NEW, "URL": "https://a.example/b c"}, "hold no spaces"),
    "bad date": ({**NEW, "DATE": "31/01/2026"}, "DATE: Date '31/01/2026' must be YYYY"),
    "no such day": ({**NEW, "DATE": "2026-02-30"}, "DATE: Date '2026-02-30' must be YYYY"),
    "bad id": ({**NEW, "ID": "No_id"}, "ID: Id 'No_id' must be lower-case"),
    "bad state": ({**NEW, "STATE": "rea"}, "STATE: No state 'rea'; did you mean 'read'?"),
    "no title": ({**NEW, "TITLE": " "}, "TITLE: This can't be empty"),
    "not UTF-8": ({**NEW, "TITLE": "Caf\udce9"}, "TITLE: This is not UTF-8 text"),
    "end of input": ({}, "not every question was answered"),
    "no such id": ({"ID": "delt", "CHANGED": "today"}, "'delt' is not; did you mean 'delta'?"),
    "future": ({"ID": "delta", "CHANGED": "2026-03-01"}, "Changed '2026-03-01' lies in the future"),
    "no day": ({"ID": "delta", "CHANGED": "2026-02"}, "Changed '2026-02' must be a day"),
}


@pytest.mark.parametrize("case", NOT_ADDED)
def test_source_is_refused_in_one_line(folder: Path, case: str) -> None:
    told, message = NOT_ADDED[case]
    code, output = command(folder, "add_source", told)
    assert (code, message in output, "Traceback" in output) == (1, True, False), output
    assert (folder / "docs" / "sources.yml").read_text() == LIST


BAD_LISTS = {
    "not UTF-8": (LIST.encode() + b"# Caf\xe9\n", "docs/sources.yml:23: This line is not UTF-8 text"),
    "not YAML": (b"- id: [\n" + LIST.encode(), "docs/sources.yml:3: This line is not YAML"),
    "flow style": (b"- {id: delta, title: D, publisher: P, date: '2020', url: 'https://a.example', state: read}\n",
                   "docs/sources.yml:1: This entry is not one key a line"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_LISTS)
def test_a_list_that_cannot_be_edited_stays(folder: Path, case: str) -> None:
    raw, message = BAD_LISTS[case]
    (folder / "docs" / "sources.yml").write_bytes(raw)
    code, output = command(folder, "add_source", {"ID": "delta", "STATE": "copy"})
    assert (code, message in output, "Traceback" in output) == (1, True, False), output
    assert (folder / "docs" / "sources.yml").read_bytes() == raw


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_changed_source_is_marked_in_place(folder: Path, end: str) -> None:
    path = folder / "docs" / "sources.yml"
    path.write_bytes(LIST.replace("\n", end).encode())
    assert command(folder, "add_source", {"ID": "beta", "STATE": "copy"})[0] == 0
    assert command(folder, "add_source", {"ID": "gamma", "CHANGED": "2026-02-01"})[0] == 0
    assert command(folder, "add_source", {"ID": "gamma", "STATE": "read", "CHANGED": "today"})[0] == 0
    expected = LIST.replace("state: read # how far\n", "state: copy # how far\n  changed: 2026-02-28\n")
    expected = expected.replace("state: copy\n", "state: read\n  changed: 2026-02-28\n")
    assert path.read_bytes() == expected.replace("\n", end).encode()


def filled(text: str) -> str:
    """A page with every prompt filled in."""
    text = re.sub(r'^description: ".*"$', f"description: {'A plain sentence. ' * 4}", text, flags=re.MULTILINE)
    return re.sub(r"\[Write: [^\]]+\]", "Text.[^us-label]", re.sub(r'"\[Write: [^\]]+\]', '"Text', text))


def test_page_template_and_gate_follow_the_policy(tmp_path: Path) -> None:
    """A changed policy changes what 'make new' writes, what editors see and what the gate asks for, all alike."""
    for name in ("docs", "overrides", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    policy = (ROOT / "mkdocs.yml").read_text()
    old = "callouts: [contraindication, warning]\n        sections: [In short, "
    assert old in policy
    new = "callouts: [contraindication, warning, tip]\n        sections: [Who pays, In short, "
    (tmp_path / "mkdocs.yml").write_text(policy.replace(old, new))
    kinds = list(POLICY["page_types"])
    paths = {kind: tmp_path / "docs" / "safety" / f"a-new-{kind}.md" for kind in kinds}
    for kind in kinds:
        assert command(tmp_path, "new_page", {"TYPE": kind, "TITLE": f"A new {kind}", "GROUP": "Safety"})[0] == 0
    written = {kind: path.read_text() for kind, path in paths.items()}
    assert "## Who pays\n\n[Write: the text of 'Who pays']\n\n!!! contraindication" in written["contraindications"]
    assert '!!! tip "[Write: makes something easier]"' in written["contraindications"]

    done = run(tmp_path, tmp_path / "site", **DAY)
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
    text = (tmp_path / real).read_text()
    (tmp_path / real).write_text(
        text.replace("## In short", '## Who pays\n\n!!! tip "Ask"\n\n    Text.\n\n## In short', 1)
    )
    done = run(tmp_path, tmp_path / "site")
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


def test_interrupted_command_leaves_the_list(folder: Path) -> None:
    program = [sys.executable, str(ROOT / "scripts" / "add_source.py")]
    asked = subprocess.Popen(
        program, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    with asked:
        assert asked.stdout is not None
        assert asked.stdout.read(4) == b"Its "
        for _ in range(50):  # one that comes just before the command waits for an answer is only seen with the next
            if asked.poll() is None:
                time.sleep(0.2)
                asked.send_signal(signal.SIGINT)
        output = asked.stdout.read().decode()
    assert (asked.returncode, output.split("\n")[-2]) == (1, "Nothing was written: not every question was answered.")
    assert (folder / "docs" / "sources.yml").read_text() == LIST
