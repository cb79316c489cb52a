"""``make new``: starts a page of a type, with all that it must have, and adds it to the navigation."""

import calendar
import datetime
import re
from pathlib import Path, PurePosixPath
from typing import Any

import click
from markdown.extensions.toc import slugify

from checker import Project
from commands import run
from writing.generated import render, yaml_scalar


def new_page(project: Project) -> click.Command:
    """The command for a project: takes or asks for what the page is, offering its page types and groups."""
    nav = project.settings.get("nav")
    items = [pair for item in nav if isinstance(item, dict) for pair in item.items()] if isinstance(nav, list) else []
    groups = {str(name): inner for name, inner in items if isinstance(inner, list) and pages_of(inner)}
    kinds = project.policy.page_types
    if project.findings or not kinds or not groups:
        reason = "mkdocs.yml must name page types under extra.gate, and groups of pages under nav"
        raise click.ClickException(str(next(iter(project.findings), reason)))
    purposes = "\n".join(f"  {kind.name}: {kind.purpose}" for kind in kinds.values())
    one_of_kinds, one_of_groups = (click.Choice([*names], case_sensitive=False) for names in (kinds, groups))

    @click.command()
    @click.option("--type", "kind", envvar="TYPE", type=one_of_kinds, prompt=f"{purposes}\nType", show_choices=False)
    @click.option("--title", envvar="TITLE", type=titled, prompt=True)
    @click.option("--group", envvar="GROUP", type=one_of_groups, prompt="Group of the navigation")
    def command(kind: str, title: str, group: str) -> None:
        page = str(PurePosixPath(pages_of(groups[group])[0]).with_name(f"{slugify(title, '-')}.md"))
        path, today = project.docs / page, project.today
        if path.exists():
            raise click.ClickException(f"{project.name(path)} is there already: choose another title, or edit it")
        text = render("new-page", project, kinds[kind], title, str(today), str(half_a_year_after(today))) + "\n"
        raw = text.encode()
        with path.open("xb") as file:
            file.write(raw)
        click.echo(f"Wrote {project.name(path)}. Now replace each '[Write: …]' in it; 'make serve' shows what is left.")
        line = f"- {yaml_scalar(title)}: {yaml_scalar(page)}"
        if page not in pages_of(nav) and not add_to_nav(project, groups[group], title, page, line):
            click.echo(f"Add this line by hand to '{group}' under nav in mkdocs.yml:\n  {line}")

    return command


def titled(text: str) -> str:
    """A title with single blanks. Raises BadParameter where no file can be named after it."""
    if not re.search("[a-z0-9]", slugify(text, "-")):
        raise click.BadParameter("a title must have a letter from a to z or a digit: the file is named after it")
    return " ".join(text.split())


def half_a_year_after(day: datetime.date) -> datetime.date:
    """The same day 6 months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month + 5, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def pages_of(nav: Any) -> list[str]:
    """The paths of pages that a part of the navigation names; addresses of other sites are left out."""
    if isinstance(nav, str):
        return [] if "://" in nav else [nav]
    parts = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ()
    return [page for part in parts for page in pages_of(part)]


def add_to_nav(project: Project, group: list[Any], title: str, page: str, line: str) -> bool:
    """Adds a line below the last page of a group; every other byte of mkdocs.yml stays.

    False, and nothing is changed, where the file then would not say what is wanted: the group may be nested, or on one
    line. group: as it stands in the project's settings, where the page is added too.
    """
    file = project.root / "mkdocs.yml"
    text = file.read_bytes().decode()
    start = re.search(r"^nav:", text, re.MULTILINE)
    pattern = re.compile(rf"^([ \t]*)-[^\r\n]*{re.escape(pages_of(group)[-1])}[^\r\n]*", re.MULTILINE)
    last = pattern.search(text, start.start()) if start else None
    if not last:
        return False
    group.append({title: page})
    end = "\r\n" if "\r\n" in text else "\n"
    draft = file.with_name("mkdocs.yml.new")
    try:
        draft.write_bytes(f"{text[: last.end()]}{end}{last[1]}{line}{text[last.end() :]}".encode())
        if Project(draft).settings.get("nav") != project.settings["nav"]:
            return False
        draft.replace(file)
        return True
    finally:
        draft.unlink(missing_ok=True)


def main(**options: Any) -> None:
    """Runs the command in the current folder's project."""
    new_page(Project(Path("mkdocs.yml").resolve(strict=True)))(**options)


if __name__ == "__main__":
    run(main)
