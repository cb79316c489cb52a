"""``make release``: writes CHANGELOG.md from what changed for readers, the data of the page *What changed*."""

from pathlib import Path

import click

from checker import Project
from commands import run

HEAD = """# Changelog

Made by `make release` from `docs/about/changes.yml`, which readers see as the page *What changed*: add there, not here.
A release is a tag with the day of its entry, such as `v2026.11.26`. What changed in the code is in the log of git.
"""


def changelog(project: Project) -> str:
    """The whole file: a section a day, newest first, each change with its kind and its pages."""
    parts = [HEAD]
    for day in project.changes:
        edition = f": {day['edition']}" if day.get("edition") else ""
        lines = [
            f"- **{row['kind'].capitalize()}:** {row['what']} ({', '.join(row['pages'])})" for row in day["changes"]
        ]
        parts.append("\n".join([f"## {day['date']}{edition}\n", *lines]) + "\n")
    return "\n".join(parts)


@click.command()
def main() -> None:
    """Write CHANGELOG.md in the current project."""
    project = Project(Path("mkdocs.yml").resolve(strict=True))
    (project.root / "CHANGELOG.md").write_text(changelog(project), "utf-8")
    click.echo(f"Wrote CHANGELOG.md: {len(project.changes)} entries, the newest of {project.changes[0]['date']}.")


if __name__ == "__main__":
    run(main)
