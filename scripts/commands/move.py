"""``make move``: gives a page another path, with all that leads to it; the old address then leads to the new one."""

import os
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import click

from checker import Project
from checker.text_file import TYPED_TARGETS
from commands import run
from commands.addresses import write_addresses
from commands.changes import git

# Where the path of a page may stand beside its pages: the navigation, the lists, templates, what is measured.
NAMED_IN = ("mkdocs.yml", "docs/about/*.yml", "scripts/writing/templates/*.md", "overrides/**/*.html", "tests/*.csv")
REDIRECTS = re.compile(r"^  redirects:.*\n", re.MULTILINE)


def links_moved(text: str, page: str, old: str, new: str) -> str:
    """A page's text with its links as they must be once a page is at another path; page: where this one stood."""
    here = posixpath.dirname(new if page == old else page)

    def link(found: re.Match[str]) -> str:
        path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", found["target"], re.DOTALL).groups()  # type: ignore[union-attr]
        if not path or re.match(r"[\w+.-]+:|/", path):
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))
        if target != old and page != old:
            return found[0]
        target = new if target == old else target
        return found[0].replace(found["target"], posixpath.relpath(target, here or ".") + mark + rest, 1)

    return TYPED_TARGETS[0].sub(link, text)


def move(project: Project, old: str, new: str) -> list[str]:
    """Moves a page of the docs folder, and returns the files that were changed. Raises ClickException."""
    if not (project.docs / old).is_file():
        raise click.ClickException(f"There is no page '{old}' in {project.name(project.docs)}/")
    if (project.docs / new).exists():
        raise click.ClickException(f"'{new}' is there already: choose another path")
    if not re.fullmatch(r"(?:[a-z0-9-]+/)*[a-z0-9-]+\.md", new):
        raise click.ClickException(f"'{new}' must be a path such as safety/side-effects.md, in small letters")
    settings = project.root / "mkdocs.yml"
    if not REDIRECTS.search(settings.read_text("utf-8")):
        raise click.ClickException("mkdocs.yml must have 'redirects:' under 'extra:'")
    pages = [name for name in project.files if name.endswith(".md")]
    texts = {project.docs / name: links_moved(read(project.docs / name), name, old, new) for name in pages}
    named = re.compile(rf"(?<![\w./-])(\.\./|docs/)?{re.escape(old)}(?![\w-])")
    for path in [
        path for pattern in NAMED_IN for path in sorted(project.root.glob(pattern)) if path.stem != "addresses"
    ]:
        texts[path] = named.sub(lambda found: (found[1] or "") + new, read(path))
    texts[settings] = re.sub(rf"^    {re.escape(new)}:.*\n", "", texts[settings], flags=re.MULTILINE)
    texts[settings] = REDIRECTS.sub(lambda found: f"  redirects:\n    {old}: {new}\n", texts[settings], count=1)
    changed = [path for path, text in texts.items() if text != read(path)]
    for path in changed:
        path.write_bytes(texts[path].encode())
    (project.docs / new).parent.mkdir(parents=True, exist_ok=True)
    try:
        git("mv", os.fspath(project.docs / old), os.fspath(project.docs / new))
    except (click.ClickException, FileNotFoundError):  # no git, or a page that it does not know yet
        (project.docs / old).rename(project.docs / new)
    return [project.name(path) for path in changed]


def read(path: Path) -> str:
    """The text of a file with its line ends as they are."""
    return path.read_bytes().decode()


@click.command()
@click.argument("old", metavar="FROM")
@click.argument("new", metavar="TO")
def main(old: str, new: str) -> None:
    """Move a page; FROM and TO are paths in docs/, such as safety/side-effects.md."""
    file = Path("mkdocs.yml").resolve(strict=True)
    old, new = (path.removeprefix("docs/") for path in (old, new))
    for name in move(Project(file), old, new):
        click.echo(f"Changed {name}")
    write_addresses(Project(file))
    click.echo(f"Moved {old} to {new}; its old address leads there. Now run 'make build'.")


if __name__ == "__main__":
    run(main)
