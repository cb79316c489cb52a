"""``make report``, and each week on GitHub: pages overdue for review, and links to other sites that lead nowhere.

Prints what it finds. On GitHub it also keeps one issue: opens it, updates it, and closes it once nothing is left. What
it finds never fails the run; only an issue that can't be written does.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import click

from checker import Project
from checker.project import MARKDOWN
from commands import append_to_summary, folder_argument, run

TITLE = "Weekly check: this needs a person"
OVERDUE, GONE = "Overdue for review", "Links that are gone or do not answer"
UNLISTED = "New pages: run `make addresses`, so that their addresses are kept"
BY_HAND = "Links to open by hand: these sites turn programs away"
OPTIONS = ("--format=json", "--no-progress", "--scheme=http", "--scheme=https", "--max-retries=2", "--timeout=20")


def overdue(project: Project) -> list[str]:
    """The pages whose next review was due before today."""
    names = [name for name in project.files if name.endswith(MARKDOWN)]
    due = {name: project.text_file(project.docs / name).front_matter.get("next_review") for name in names}
    return [f"{name}: was due on {day}" for name, day in due.items() if type(day) is date and day < project.today]


def unlisted(project: Project) -> list[str]:
    """The published pages that the list of addresses lacks, so that nobody would notice if they were taken away."""
    return sorted({*project.titles} - {*project.addresses}) if project.policy.addresses else []


def dead_links(project: Project, folder: Path) -> tuple[dict[str, list[str]], str]:
    """The links to other sites that fail, each tried up to three times; and why they could not be checked, or ''."""
    program = Path(sys.executable).with_name("lychee")
    done = subprocess.run([program, *OPTIONS, "--root-dir", folder, folder], capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return {}, done.stderr.strip().rpartition("\n")[2] or f"lychee ended with code {done.returncode}"
    # Not by lychee's text: for the second page with a link, it may only say that it remembers.
    pages: dict[tuple[str, int], set[str]] = defaultdict(set)
    for path, failed in [*found["error_map"].items(), *found["timeout_map"].items()]:
        output = Path(path).resolve().relative_to(folder).as_posix()
        for one in failed:
            pages[one["url"], one["status"].get("code") or 0].add(project.file_behind(output) or output)
    if pages and not found["successful"] and not any(code for _, code in pages):
        return {}, "none of them could be reached from here"
    links: dict[str, list[str]] = {GONE: [], BY_HAND: []}
    for (url, code), names in sorted(pages.items()):
        line = f"<{url}>: {code or 'no answer'}; on {', '.join(sorted(names))}"
        links[GONE if code in (0, 404, 410) else BY_HAND].append(line)
    return links, ""


def gh(*arguments: str, text: str = "") -> str:
    """Runs GitHub's own command. Raises ClickException with what it said."""
    done = subprocess.run(["gh", "issue", *arguments], input=text, capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException(f"The issue was not written: gh issue {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def keep_issue(text: str, needed: bool, complete: bool) -> None:
    """Opens or updates the one issue where it is needed; closes it where it is not, and everything was looked at."""
    listed = json.loads(gh("list", "--app", "github-actions", "--limit", "100", "--json", "number,title"))
    number = next((str(one["number"]) for one in listed if one["title"] == TITLE), "")
    if needed:
        gh(*(["edit", number] if number else ["create", "--title", TITLE]), "--body-file", "-", text=text)
    elif number and complete:
        gh("close", number, "--comment", text)


@click.command()
@folder_argument
def main(folder: Path) -> None:
    """Look at the project and its site in FOLDER, print what is found, and on GitHub keep the issue."""
    project = Project(Path("mkdocs.yml").resolve(strict=True))
    links, unchecked = dead_links(project, folder.resolve())
    found = {OVERDUE: overdue(project), UNLISTED: unlisted(project)} | links
    needed = bool(found[OVERDUE] or found[UNLISTED] or found.get(GONE))
    parts = [f"As of {project.today}; `make report` prints the same."]
    parts += [f"**Not checked: links to other sites:** {unchecked}."] if unchecked else []
    parts += [] if needed else ["No page is overdue." if unchecked else "No page is overdue, and no link is dead."]
    parts += [f"## {title}\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in found.items() if lines]
    text = "\n\n".join(parts)
    click.echo(text)
    append_to_summary(text)
    if os.environ.get("GITHUB_ACTIONS"):
        keep_issue(text, needed, not unchecked)


if __name__ == "__main__":
    run(main)
