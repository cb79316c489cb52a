"""The weekly report: what it finds, and what it does to the one issue."""

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import report

HOLE = {"name": "sample", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
SAFE = {"name": "sample", "version": "1.1", "vulns": []}
UNKNOWN = {"name": "other", "skip_reason": "Dependency not found"}
NPM_HOLE = {"range": "<2", "severity": "high", "fixAvailable": True}
OVERDUE = (
    '<aside class="review"><dl><dd>2026-01-01</dd><dd>2026-07-01</dd></dl><p class="review__overdue">x</p></aside>'
)


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answers with the number that the address names."""
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "page").mkdir(parents=True)
    return tmp_path / "site"


def test_finds_overdue_pages(site: Path) -> None:
    found = report.Report()
    (site / "index.html").write_text(OVERDUE.replace("review__overdue", ""))
    (site / "page" / "index.html").write_text(OVERDUE)
    report.overdue(site, found)
    assert found.broken == {"Overdue for review": {"page/: was due on 2026-07-01"}}


def test_tells_dead_links_from_those_that_turn_programs_away(site: Path, server: str) -> None:
    """Through lychee itself, against a server on this machine."""
    links = "".join(f'<a href="{server}/{code}">x</a>' for code in (200, 403, 404, 410, 503))
    (site / "index.html").write_text(f'{links}<a href="http://127.0.0.1:1/">x</a><a href="gone.html">x</a>')
    (site / "page" / "index.html").write_text(f'<a href="{server}/404">x</a>')
    found = report.Report()
    report.links(site, found)
    dead = sorted(found.broken.pop("Links that are gone or do not answer"))
    away = sorted(found.unsure.pop("Links to open by hand: these sites turn programs away"))
    assert [line.split(">")[0] for line in dead] == ["<http://127.0.0.1:1/", f"<{server}/404", f"<{server}/410"]
    assert dead[1].endswith("; on home page, page/")
    assert [line.split(">")[0] for line in away] == [f"<{server}/403", f"<{server}/503"]
    assert (found.broken, found.unsure) == ({}, {})


def test_says_so_where_nothing_can_be_reached(site: Path) -> None:
    (site / "index.html").write_text('<a href="http://127.0.0.1:1/">x</a>')
    found = report.Report()
    report.links(site, found)
    assert found.broken == {}
    assert found.unsure == {"Not checked": {"links to other sites: none of them could be reached from here"}}


AUDITS: dict[str, tuple[Any, Any, set[str], set[str]]] = {
    "holes": (
        {"dependencies": [HOLE, HOLE, UNKNOWN]},
        {"vulnerabilities": {"pack": NPM_HOLE}},
        {"sample 1.0: CVE-1, mended in 1.1", "pack <2: high, a newer version mends it"},
        {"Python packages: 1 could not be looked up, such as other"},
    ),
    "none": ({"dependencies": [SAFE]}, {"vulnerabilities": {}}, set(), set()),
    "no answer": ("no route", {"message": "405"}, set(), {"Python packages: no route", "npm packages: 405"}),
}


def answer(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """Lets the two audits answer as in a case; they ask servers that no test may depend on."""
    pip, npm, *_ = AUDITS[case]
    own = report._json

    def told(*command: str, **env: str) -> Any:
        return {"pip-audit": pip, "npm": npm}.get(Path(command[0]).name) or own(*command, **env)

    monkeypatch.setattr(report, "_json", told)


@pytest.mark.parametrize("case", AUDITS)
def test_reads_the_audits(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    answer(monkeypatch, case)
    found = report.Report()
    report.python(found)
    report.npm(found)
    assert found.broken.get("Known holes in what the project uses", set()) == AUDITS[case][2]
    assert found.unsure.get("Not checked", set()) == AUDITS[case][3]


GH = """#!/bin/sh
echo "$@" >> "$LOG"
if [ "$2" = list ]; then echo "$ISSUES"; else cat > "$LOG.text"; fi
exit "$CODE"
"""
MINE = [{"number": 3, "title": "Another"}, {"number": 7, "title": report.TITLE}]
CASES = {
    "opens one": (MINE[:1], "holes", f"issue create --title {report.TITLE} --body-file -"),
    "updates the open one": (MINE, "holes", "issue edit 7 --body-file -"),
    "closes it": (MINE, "none", "issue close 7 --comment As of "),
    "leaves it where something was not checked": (MINE, "no answer", None),
    "does nothing": (MINE[:1], "none", None),
}


@pytest.mark.parametrize("case", CASES)
def test_keeps_one_issue(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    issues, audits, call = CASES[case]
    answer(monkeypatch, audits)
    run(site, tmp_path, monkeypatch, issues, "0")
    report.main()
    calls = (tmp_path / "log").read_text().splitlines()
    assert calls[0] == "issue list --app github-actions --limit 100 --json number,title"
    assert [one.startswith(call or "") for one in calls[1:] if one.startswith("issue")] == [True] * bool(call)
    if audits == "holes":
        assert "- sample 1.0: CVE-1, mended in 1.1" in (tmp_path / "log.text").read_text()
    assert (tmp_path / "summary").read_text() == capsys.readouterr().out


def test_an_issue_that_cannot_be_written_is_one_clear_line(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "holes")
    run(site, tmp_path, monkeypatch, [], "1")
    with pytest.raises(SystemExit, match="The issue was not written: gh list: "):
        report.main()
    assert "CVE-1" in capsys.readouterr().out


def test_a_laptop_only_prints(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "holes")
    run(site, tmp_path, monkeypatch, [], "0")
    monkeypatch.delenv("GITHUB_ACTIONS")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    report.main()
    assert "CVE-1" in capsys.readouterr().out
    assert not (tmp_path / "log").exists()


def run(site: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, issues: list[dict[str, Any]], code: str) -> None:
    """Makes this look like a run on GitHub: its variables, and a gh that writes down how it was called."""
    (folder / "bin").mkdir()
    (folder / "bin" / "gh").write_text(GH)
    (folder / "bin" / "gh").chmod(0o700)
    monkeypatch.setattr("sys.argv", ["report.py", str(site)])
    for name, value in {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "LOG": str(folder / "log"),
        "ISSUES": json.dumps(issues),
        "CODE": code,
    }.items():
        monkeypatch.setenv(name, value)
