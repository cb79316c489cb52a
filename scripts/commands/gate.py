"""``make gate``: checks a folder that any engine wrote, and prints what the build would print."""

from pathlib import Path

import click

from checker import Project, check
from commands import config_option, folder_argument, print_findings, run


@click.command()
@folder_argument
@config_option
def main(folder: Path, config_file: Path) -> int:
    """Check the site in FOLDER. The exit code is 1 where anything must be fixed."""
    project = Project(config_file.resolve())
    site, findings = check(project, folder)
    if not site.markdown_pages:
        raise click.ClickException(f"No page in '{folder}' was made from {project.name(project.docs)}/: build it first")
    print_findings(findings)
    click.echo(f"INFO    -  The gate read {len(site.pages)} pages and found {len(findings)} problems.", err=True)
    return 1 if findings else 0


if __name__ == "__main__":
    run(main)
