"""What editors and maintainers run, one file a command: ``python -m commands.NAME``, mostly through make."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from checker import Finding

folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
config_option = click.option("--config-file", "-f", type=existing_file, default="mkdocs.yml", show_default=True)


def run(command: Callable[..., int | None]) -> None:
    """Runs a click command with the arguments of this process, and exits with its code; what stops it is one line."""
    try:
        sys.exit(command(standalone_mode=False))
    except click.Abort:
        sys.exit("\nStopped: the command did not finish.")
    except click.ClickException as error:
        sys.exit(f"Error: {error.format_message()}")
    except (OSError, UnicodeError) as error:
        sys.exit(f"Error: {error}")


def print_findings(findings: Iterable[Finding]) -> None:
    """Prints each as the build does, so that whatever reads a build's output reads this too."""
    for finding in findings:
        click.echo(f"ERROR   -  {finding}", err=True)


def append_to_summary(text: str) -> None:
    """Adds Markdown to what GitHub shows of this run; does nothing elsewhere."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
