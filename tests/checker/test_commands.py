"""The commands: what each prints and writes, and that whatever stops one is one clear line."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from commands import gate, new_page, readability, report, run
from conftest import ROOT, Build

DAY = "1772236800"  # 28 February 2026
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Runs a command in the test's folder, with what is typed; returns its code, and all that it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    for name in ("TYPE", "TITLE", "GROUP", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def call(command: Any, *arguments: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["command", *arguments])
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as stopped:
            run(command)
        code, text = stopped.value.code or 0, "".join(capsys.readouterr())
        return (code, text) if isinstance(code, int) else (1, f"{text}{code}\n")

    return call


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes files by path."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


SITE = {
    "mkdocs.yml": "site_name: Test\n",
    "docs/index.md": "# A\n\n[Gone](b.md)\n",
    "site/index.html": "<title>A</title><article><h1>A</h1><p>Text.</p></article>",
}


# The commands that take a folder, and what stops them: the arguments, and the one line that comes of it.
WRONG = {
    "no such folder": (["none"], "Error: Invalid value for 'FOLDER': Directory 'none' does not exist."),
    "no such setting": (["site", "--config-file", "none.yml"], "File 'none.yml' does not exist."),
    "another folder": (["docs"], "Error: No page in 'docs' was made from docs/: build it first"),
}


@pytest.mark.parametrize("command", [gate.main, readability.main])
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_folder_is_one_line(call: Call, tmp_path: Path, command: Any, case: str) -> None:
    write(tmp_path, SITE)
    arguments, message = WRONG[case]
    code, output = call(command, *arguments)
    assert (code, output.count("\n"), message in output) == (1, 1, True), output


def test_gate_prints_what_the_build_prints(call: Call, tmp_path: Path) -> None:
    """On a folder that MkDocs wrote without the hook, the same lines as the build with it."""
    pages = {"docs/index.md": "# A\n\n[Gone](b.md)\n", "docs/c.md": "# C\n\n[Top](index.md#none)\n"}
    off = "site_name: Test\nplugins: []\nvalidation: {links: {not_found: ignore, anchors: ignore}}\n"
    write(tmp_path, {**pages, "off.yml": off, "mkdocs.yml": f"{off}hooks: [{ROOT / 'scripts' / 'gate.py'}]\n"})
    builds = {}
    for name in ("off.yml", "mkdocs.yml"):
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", name, "-d", tmp_path / name.split(".")[0]]
        builds[name] = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert [done.returncode for done in builds.values()] == [0, 1]
    code, output = call(gate.main, "off")
    assert code == 1
    *errors, last = output.splitlines()
    assert errors == [line for line in builds["mkdocs.yml"].stderr.splitlines() if line.endswith("]")]
    assert last == "INFO    -  The gate read 3 pages and found 2 problems."
    matcher = json.loads((ROOT / ".github" / "gate-problem-matcher.json").read_text())["problemMatcher"][0]
    found = [re.match(matcher["pattern"][0]["regexp"], line) for line in errors]
    assert [one and one.groups()[::3] for one in found] == [
        ("docs/c.md", "broken-anchor"),
        ("docs/index.md", "broken-link"),
    ]


def test_gate_passes_a_sound_folder(call: Call, tmp_path: Path) -> None:
    write(tmp_path, SITE)
    assert call(gate.main, "site") == (0, "INFO    -  The gate read 1 pages and found 0 problems.\n")


CONFIG = """# A comment that stays.
site_name: Test
extra: {gate: {front_matter: [title, type, last_reviewed, next_review], page_types: {topic: {purpose: Explains}}}}
other:
  - treatment/uses.md
nav:
  - Home: index.md # stays too
  - The treatment:
      - Uses: treatment/uses.md   # and this

  - Flow: [other/a.md]
  - Nested:
      - Inner:
          - B: other/b.md
  - About: about.md
  - Last:
    - "C": other/c.md"""
TOPIC = {"TYPE": "Topic", "TITLE": "Jaw", "GROUP": "the treatment"}
# What is given by name and typed; then the file of the page, and its line in the navigation.
PAGES = {
    "given": (TOPIC, "", "jaw.md", "Jaw: treatment/jaw.md"),
    "typed": ({}, "topic\nJaw\nThe treatment\n", "jaw.md", "Jaw: treatment/jaw.md"),
    "mistyped": ({}, "topik\ntopic\n!\nJaw\nthe tretment\nThe treatment\n", "jaw.md", "Jaw: treatment/jaw.md"),
    "colon": ({**TOPIC, "TITLE": "Jaw: \"X\" & 'y'"}, "", "jaw-x-y.md", '"Jaw: \\"X\\" & \'y\'": treatment/jaw-x-y.md'),
    "accents": ({**TOPIC, "TITLE": "Crème  brûlée"}, "", "creme-brulee.md", "Crème brûlée: treatment/creme-brulee.md"),
    "date": ({**TOPIC, "TITLE": "2026-01-31"}, "", "2026-01-31.md", '"2026-01-31": treatment/2026-01-31.md'),
}  # fmt: skip


@pytest.mark.parametrize("case", PAGES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_new_page_is_written_and_in_the_navigation(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str, end: str
) -> None:
    given, typed, page, line = PAGES[case]
    write(tmp_path, {"docs/treatment/uses.md": "# Uses\n"})
    (tmp_path / "mkdocs.yml").write_bytes(CONFIG.replace("\n", end).encode())
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    code, output = call(new_page.main, typed=typed)
    assert (code, f"Wrote docs/treatment/{page}." in output, "by hand" in output) == (0, True, False), output
    added = CONFIG.replace("# and this\n", f"# and this\n      - {line}\n").replace("\n", end)
    assert (tmp_path / "mkdocs.yml").read_bytes().decode() == added
    front = yaml.safe_load((tmp_path / "docs" / "treatment" / page).read_text().split("---")[1])
    assert [str(front.pop(key)) for key in ("last_reviewed", "next_review")] == ["2026-02-28", "2026-08-28"]
    assert {front["title"]: f"treatment/{page}"} in yaml.safe_load(added)["nav"][1]["The treatment"]


# The group, what is written, and whether its line must be added by hand.
GROUPS = {"Flow": True, "Nested": True, "Last": False}


@pytest.mark.parametrize("group", GROUPS)
def test_new_page_leaves_a_navigation_that_it_cannot_add_to(call: Call, tmp_path: Path, group: str) -> None:
    write(tmp_path, {"mkdocs.yml": CONFIG, "docs/other/a.md": "# A\n"})
    code, output = call(new_page.main, "--type=topic", "--title=Jaw", f"--group={group}")
    text = (tmp_path / "mkdocs.yml").read_text()
    hint = f"Add this line by hand to '{group}' under nav in mkdocs.yml:\n  - Jaw: other/jaw.md\n"
    assert (code, hint in output, text == CONFIG) == (0, GROUPS[group], GROUPS[group]), output
    assert text == CONFIG or text == f"{CONFIG}\n    - Jaw: other/jaw.md"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.md", "jaw.md", "mkdocs.yml"]


# The options, the text of mkdocs.yml, and what is said.
NO_PAGE = {
    "unknown type": (["--type=topik"], CONFIG, "Error: Invalid value for '--type': 'topik' is not 'topic'."),
    "unknown group": (["--type=topic", "--title=Jaw", "--group=None"], CONFIG, "'None' is not one of 'the treatment',"),
    "no letter": (["--type=topic", "--title=日本"], CONFIG, "a title must have a letter from a to z or a digit"),
    "there": (["--type=topic", "--title=Uses", "--group=The treatment"], CONFIG, "treatment/uses.md is there already"),
    "not UTF-8": (["--type=topic", "--title=Caf\udce9", "--group=Flow"], CONFIG, "surrogates not allowed"),
    "no folder": (["--type=topic", "--title=Jaw", "--group=Flow"], CONFIG, "No such file or directory"),
    "end of input": (["--type=topic"], CONFIG, "Stopped: the command did not finish."),
    "no types": ([], "site_name: Test\n", "must name page types under extra.gate, and groups of pages under nav"),
    "wrong policy": ([], "extra: {gate: {typo: 1}}\n", "mkdocs.yml:1: extra.gate.typo: no key 'typo' here"),
    # Since Python 3.13 the whole path.
    "no mkdocs.yml": ([], "", "mkdocs.yml'"),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_PAGE)
def test_new_page_refuses_in_one_line(call: Call, tmp_path: Path, case: str) -> None:
    options, config, message = NO_PAGE[case]
    files = {"docs/treatment/uses.md": "# Uses\n", **({"mkdocs.yml": config} if config else {})}
    write(tmp_path, files)
    code, output = call(new_page.main, *options)
    assert (code, message in output) == (1, True), output
    assert output.count("\n") == 1 or case == "end of input"
    assert {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*.*")} == files


def test_new_page_interrupted_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": CONFIG, "docs/treatment/uses.md": "# Uses\n"})
    asked = subprocess.Popen(
        [sys.executable, "-m", "commands.new_page"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Where the tests run in the background, the shell has them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        asked.stdin.write(b"topic\n")
        asked.stdin.flush()
        assert asked.stdout.read(10) == b"  topic: E"
        output = ""
        for _ in range(8):  # one that comes just before it waits for an answer is seen only with the next
            asked.send_signal(signal.SIGINT)
            try:
                output = asked.communicate(timeout=4)[0].decode()  # a second one while it ends would kill it
                break
            except subprocess.TimeoutExpired:
                continue
        asked.kill()
    assert (asked.returncode, output.splitlines()[-1:]) == (1, ["Stopped: the command did not finish."])
    assert [path.name for path in tmp_path.rglob("*.md")] == ["uses.md"]
    assert (tmp_path / "mkdocs.yml").read_text() == CONFIG


HARD = " ".join(["You go home and you rest and"] * 5) + " you eat."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>A</h1><p>Go home. Rest<sup>1</sup> for a day<code>x</code>.</p>", "Go home. Rest for a day."),
        ("<ul><li>One:</li><li><p>Two</p><ul><li>Three</li></ul></li></ul>", "One. Two. Three."),
        ("<table><tr><td>A</td></tr></table><div class=footnote><p>B</p></div><p>—</p>", ""),
        ("<dl><dt>A</dt><dd>What it is</dd></dl><figcaption>Eye</figcaption>", "What it is. Eye."),
    ],
)
def test_readability_counts_prose(html: str, expected: str) -> None:
    assert " ".join(readability.sentences_of(list(readability.blocks(html)))) == expected


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("", []),
        ("You can go home if you feel well. Rest there for a whole day.", []),
        ("Go home. Rest for a day.", ["short"]),
        (HARD, ["masked", "mean"]),
        ("Administration necessitates comprehensive consideration of individual factors.", ["masked", "ease"]),
    ],
)
def test_readability_knows_the_limits(text: str, broken: list[str]) -> None:
    readability.provide_dictionary()
    assert readability.broken(readability.measure([text])) == broken


def test_readability_names_the_page_and_what_to_do(call: Call, tmp_path: Path) -> None:
    write(tmp_path, {**SITE, "docs/index.md": "# A\n", "site/index.html": f"<article><p>{HARD}</p></article>"})
    code, output = call(readability.main, "site")
    assert code == 1
    grade = "10.6 grade (at most 7): write shorter sentences and plainer words"
    assert f"ERROR   -  docs/index.md:1: {grade} [readability]\n" in output


def test_readability_compares_with_the_stored_state(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = ("index", "b", "c", "contribute/d")
    write(tmp_path, {"mkdocs.yml": "site_name: Test\n", "tests/x": "", **{f"docs/{page}.md": "" for page in pages}})
    easy = "<article><p>You can go home and rest for a day.</p></article>"
    write(tmp_path, {"site/index.html": easy, "site/b.html": easy, "site/contribute/d.html": f"<p>{HARD}</p>"})
    code, output = call(readability.main, "site", "--write")
    assert (code, "docs/index.md (new)" in output, "contribute" in output) == (0, True, False), output
    stored = (tmp_path / "tests" / "readability.csv").read_text()
    assert stored.splitlines()[1:] == [f"docs/{page}.md,9,-0.3,113.1,9,0,9,0" for page in ("b", "index")]

    write(tmp_path, {"site/index.html": easy.replace("a day", "one whole day"), "site/c.html": easy})
    (tmp_path / "site" / "b.html").unlink()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    assert call(readability.main, "site")[0] == 0
    summary = (tmp_path / "summary").read_text()
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in summary.splitlines()[4:]]
    assert rows == [["docs/b.md (removed)", "9"], ["docs/c.md (new)", "9"], ["docs/index.md", "9 → 10"]]
    assert (tmp_path / "tests" / "readability.csv").read_text() == stored
    call(readability.main, "site", "--write")
    call(readability.main, "site")
    assert (tmp_path / "summary").read_text().endswith("## Readability\n\nNo page for patients has changed.\n")


def test_the_real_pages_are_plain(call: Call, site: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code, output = call(readability.main, str(site.site))
    assert (code, len(re.findall(r"^\| docs/", output, re.MULTILINE)) >= 20) == (0, True), output


class Answers(BaseHTTPRequestHandler):
    """Answers with the number that the address names."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_report_lists_what_is_overdue_and_dead(call: Call, tmp_path: Path, server: str) -> None:
    """Through lychee itself; the day of an overdue page lies before today's."""
    for name, day in {"a": "2026-02-27", "b": "2026-02-28", "c": "soon"}.items():
        write(tmp_path, {f"docs/{name}.md": f"---\nnext_review: {day}\n---\n"})
    links = "".join(f'<a href="{server}/{code}">x</a>' for code in (200, 403, 404, 410, 503))
    dead = '<a href="http://127.0.0.1:1/">x</a>'
    page = f'<a href="{server}/404">x</a>{dead}'
    write(tmp_path, {"mkdocs.yml": "", "site/a/index.html": f'{links}{dead}<a href="gone.html">x</a>'})
    write(tmp_path, {f"site/{name}.html": page for name in ("b", "c", "d")})
    code, output = call(report.main, "site")
    assert (code, output) == (
        0,
        f"""As of 2026-02-28; `make report` prints the same.

## Overdue for review

- a.md: was due on 2026-02-27

## Links that are gone or do not answer

- <http://127.0.0.1:1/>: no answer; on a.md, b.md, c.md, d.html
- <{server}/404>: 404; on a.md, b.md, c.md, d.html
- <{server}/410>: 410; on a.md

## Links to open by hand: these sites turn programs away

- <{server}/403>: 403; on a.md
- <{server}/503>: 503; on a.md
""",
    )


FAILED = {"url": "https://a.example/", "status": {"text": "Rejected", "code": 404}}
CACHED = {**FAILED, "status": {"text": "Error (cached)", "code": 404}}
# What lychee prints, and the first line after the date.
LYCHEE = {
    "remembered": ({"error_map": {"site/a.html": [FAILED], "site/b.html": [CACHED]}}, "## Links that are gone or do"),
    "no network": ({"error_map": {"site/a.html": [{**FAILED, "status": {"text": "No"}}]}}, "**Not checked: links to"),
    "no JSON": ("", "**Not checked: links to other sites:** no route."),
    "nothing": ({"successful": 1}, "No page is overdue, and no link is dead."),
}


def lychee_says(monkeypatch: pytest.MonkeyPatch, folder: Path, case: str) -> None:
    """Puts a program in the place of lychee, which asks servers that no test may depend on."""
    found = LYCHEE[case][0]
    empty = {"error_map": {}, "timeout_map": {}, "successful": 0}
    text = json.dumps({**empty, **found}) if isinstance(found, dict) else found
    (folder / "bin").mkdir()
    (folder / "bin" / "lychee").write_text(f"#!/bin/sh\necho 'Warn\nno route' >&2\necho '{text}'\n")
    (folder / "bin" / "lychee").chmod(0o700)
    monkeypatch.setattr("sys.executable", str(folder / "bin" / "python"))


@pytest.mark.parametrize("case", LYCHEE)
def test_report_says_first_what_was_not_checked(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    lychee_says(monkeypatch, tmp_path, case)
    write(tmp_path, {"mkdocs.yml": "", "site/a.html": ""})
    code, output = call(report.main, "site")
    assert (code, output.splitlines()[2].startswith(LYCHEE[case][1])) == (0, True), output
    assert output.count("a.example") == (case == "remembered")


GH = """#!/bin/sh
echo "$@" >> "$LOG"
if [ "$2" = list ]; then echo "$ISSUES"; else cat >> "$LOG"; fi
exit "$CODE"
"""
MINE = [{"number": 3, "title": "Another"}, {"number": 7, "title": report.TITLE}]
# The issues that are open, what lychee finds, and the one call that changes something.
ISSUES = {
    "opens one": (MINE[:1], "remembered", f"issue create --title {report.TITLE} --body-file -"),
    "updates it": (MINE, "remembered", "issue edit 7 --body-file -"),
    "closes it": (MINE, "nothing", "issue close 7 --comment As of "),
    "leaves it where something was not checked": (MINE, "no JSON", ""),
    "needs none": (MINE[:1], "nothing", ""),
}


@pytest.mark.parametrize("case", ISSUES)
@pytest.mark.parametrize("failing", ["0", "1"])
def test_report_keeps_one_issue(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str, failing: str
) -> None:
    issues, found, change = ISSUES[case]
    lychee_says(monkeypatch, tmp_path, found)
    write(tmp_path, {"mkdocs.yml": "", "site/a.html": "", "bin/gh": GH})
    (tmp_path / "bin" / "gh").chmod(0o700)
    told = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "LOG": str(tmp_path / "log")}
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    for name, value in {**told, "PATH": path, "ISSUES": json.dumps(issues), "CODE": failing}.items():
        monkeypatch.setenv(name, value)
    code, output = call(report.main, "site")
    first, *rest = (tmp_path / "log").read_text().splitlines()
    assert first == "issue list --app github-actions --limit 100 --json number,title"
    if failing == "1":
        assert (code, output.splitlines()[-1], rest) == (1, "Error: The issue was not written: gh issue list: ", [])
        return
    assert (code, (tmp_path / "summary").read_text()) == (0, output)
    assert [line.startswith(change) for line in rest[:1]] == [True] * bool(change)
    assert ("- <https://a.example/>: 404; on a.html, b.html" in rest) == (found == "remembered")
