"""``make addresses``: adds each page to the list of those that were ever published; a release runs it."""

from pathlib import Path

import click

from checker import Project
from checker.project import MARKDOWN
from commands import run


def write_addresses(project: Project) -> int:
    """Adds the pages that are not in the list yet, in its order, and returns how many. Takes none away."""
    if not project.policy.addresses:
        return 0
    path = project.docs / project.policy.addresses
    text = path.read_bytes().decode()
    head = text[: text.index("- ")] if "- " in text else text
    pages = [name for name in project.files if name.endswith(MARKDOWN)]
    listed = sorted({*project.addresses, *pages})
    path.write_bytes((head + "".join(f"- {name}\n" for name in listed)).encode())
    return len(listed) - len(project.addresses)


@click.command()
def main() -> None:
    """Add each page of the project to its list of addresses."""
    click.echo(f"{write_addresses(Project(Path('mkdocs.yml').resolve(strict=True)))} pages are new in the list.")


if __name__ == "__main__":
    run(main)
