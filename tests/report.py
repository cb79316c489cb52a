"""What goes stale or breaks although nobody changes anything: ``make report``, and each week on GitHub.

Lists pages overdue for review, links to other sites that lead nowhere, and known holes in what the project uses. On a
laptop it prints that; on GitHub it opens one issue, keeps it up to date, and closes it once nothing is left. What it
finds never fails the run; only an issue that can't be written does.
"""

import datetime
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
TITLE = "Weekly check: this needs a person"
GONE = (404, 410)


@dataclass
class Report:
    """broken: what must be mended, by heading; unsure: what a program can't tell."""

    broken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unsure: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __str__(self) -> str:
        parts = [f"As of {datetime.datetime.now(datetime.UTC).date()}; `make report` prints the same."]
        for title, lines in (self.broken | self.unsure).items():
            parts.append("\n".join([f"## {title}\n", *(f"- {line}" for line in sorted(lines))]))
        if not self.broken:
            parts.insert(1, "Nothing is broken or overdue.")
        return "\n\n".join(parts)


def _json(*command: str, **env: str) -> Any:
    """What a tool printed as JSON; a text that says why where it printed none."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env})
    try:
        return json.loads(done.stdout)
    except ValueError:
        return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]


def overdue(site: Path, report: Report) -> None:
    """The pages that say of themselves that they are overdue."""
    for path in sorted(site.rglob("*.html")):
        tree = LexborHTMLParser(path.read_text("utf-8"))
        if tree.css_first(".review__overdue"):
            due = [node.text() for node in tree.css(".review dd")][-1]
            report.broken["Overdue for review"].add(f"{_page(path, site)}: was due on {due}")


def links(site: Path, report: Report) -> None:
    """The links to other sites, each tried up to three times."""
    options = ["--no-progress", "--format", "json", "--max-retries", "2", "--timeout", "20", "--max-concurrency", "16"]
    found = _json(
        str(BIN / "lychee"), *options, "--scheme", "https", "--scheme", "http", "--root-dir", str(site), str(site)
    )
    if not isinstance(found, dict):
        report.unsure["Not checked"].add(f"links to other sites: {found}")
        return
    pages: dict[tuple[str, int | None, str], set[str]] = defaultdict(set)
    for failed in (found["error_map"], found["timeout_map"]):
        for path, ones in failed.items():
            for one in ones:
                status = one["status"]
                pages[one["url"], status.get("code"), status["text"]].add(_page(Path(path), site))
    answered = found["successful"] or any(code for _, code, _ in pages)
    if pages and not answered:
        report.unsure["Not checked"].add("links to other sites: none of them could be reached from here")
        return
    for (url, code, text), names in pages.items():
        line = f"<{url}>: {text.split(' (error')[0]}; on {', '.join(sorted(names))}"
        if code is None or code in GONE:
            report.broken["Links that are gone or do not answer"].add(line)
        else:
            report.unsure["Links to open by hand: these sites turn programs away"].add(line)


def python(report: Report) -> None:
    """What the two lock files of Python name."""
    files = ["-r", "requirements.txt", "-r", "requirements-dev.txt"]
    found = _json(
        str(BIN / "pip-audit"), "--disable-pip", "--require-hashes", "--progress-spinner", "off", "-f", "json", *files
    )
    if not isinstance(found, dict):
        report.unsure["Not checked"].add(f"Python packages: {found}")
        return
    unknown = {one["name"] for one in found["dependencies"] if "skip_reason" in one}
    if unknown:
        report.unsure["Not checked"].add(
            f"Python packages: {len(unknown)} could not be looked up, such as {min(unknown)}"
        )
    for one in found["dependencies"]:
        for hole in one.get("vulns", []):
            fixed = f"mended in {', '.join(hole['fix_versions'])}" if hole["fix_versions"] else "not mended yet"
            report.broken["Known holes in what the project uses"].add(
                f"{one['name']} {one['version']}: {hole['id']}, {fixed}"
            )


def npm(report: Report) -> None:
    """What the lock file of npm names."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    found = _json(str(BIN / "npm"), "audit", "--json", "--package-lock-only", "--prefix", ".", PATH=path)
    if not isinstance(found, dict) or "vulnerabilities" not in found:
        report.unsure["Not checked"].add(f"npm packages: {found['message'] if isinstance(found, dict) else found}")
        return
    for name, one in found["vulnerabilities"].items():
        fixed = "a newer version mends it" if one["fixAvailable"] else "not mended yet"
        report.broken["Known holes in what the project uses"].add(f"{name} {one['range']}: {one['severity']}, {fixed}")


def _page(path: Path, site: Path) -> str:
    return path.resolve().relative_to(site.resolve()).as_posix().removesuffix("index.html") or "home page"


def gh(*arguments: str, text: str = "") -> str:
    """Runs GitHub's own command. Raises ChildProcessError with what it said."""
    done = subprocess.run(["gh", *arguments], input=text, capture_output=True, text=True)
    if done.returncode:
        raise ChildProcessError(f"The issue was not written: gh {arguments[1]}: {done.stderr.strip()}")
    return done.stdout


def tell(report: Report) -> None:
    """Opens the issue, or updates or closes the one that is open. Raises ChildProcessError."""
    listed = gh("issue", "list", "--app", "github-actions", "--limit", "100", "--json", "number,title")
    number = next((str(one["number"]) for one in json.loads(listed) if one["title"] == TITLE), None)
    if report.broken and number:
        gh("issue", "edit", number, "--body-file", "-", text=str(report))
    elif report.broken:
        gh("issue", "create", "--title", TITLE, "--body-file", "-", text=str(report))
    elif number and "Not checked" not in report.unsure:
        gh("issue", "close", number, "--comment", str(report))


def main() -> None:
    """Looks at everything, prints it, and on GitHub tells."""
    site, report = Path(sys.argv[1]), Report()
    overdue(site, report)
    links(site, report)
    python(report)
    npm(report)
    print(report)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a") as file:
            file.write(f"{report}\n")
    if os.environ.get("GITHUB_ACTIONS"):
        try:
            tell(report)
        except ChildProcessError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
