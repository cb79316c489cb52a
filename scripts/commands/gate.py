"""``make gate``: checks a folder that any engine wrote, and prints what the build would print."""

from pathlib import Path

import click

from checker import Project, check, problems
from commands import config_option, folder_argument, print_findings, run
from publishing import publish


@click.command()
@folder_argument
@config_option
@click.option("--publish", "finish", is_flag=True, help="First run the publishing steps, as the build does.")
def main(folder: Path, config_file: Path, finish: bool) -> int:
    """Check the site in FOLDER. The exit code is 1 where anything must be fixed."""
    project = Project(config_file.resolve())
    unpublishable = publish(project, folder) if finish else []
    site, findings = check(project, folder)
    findings += unpublishable
    if not site.markdown_pages:
        raise click.ClickException(f"No page in '{folder}' was made from {project.name(project.docs)}/: build it first")
    print_findings(findings)
    click.echo(f"INFO    -  The gate read {len(site.pages)} pages and found {problems(findings)}.", err=True)
    return 1 if findings else 0


if __name__ == "__main__":
    run(main)
