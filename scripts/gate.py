"""The build gate, as MkDocs calls it: nothing is published unless the built site passes every rule.

Decides on the files that the build wrote, and points at the Markdown, the template or the setting that
an editor can mend. Any finding fails a build and empties the site folder; a preview only shows them.
"""

import logging
import os
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import clean_directory, get_build_datetime

import project
from model import Finding, Page, Site
from rules import check

log = logging.getLogger("mkdocs.hooks.gate")


class _Build:
    """What one event tells a later one. The command is said once a process; the rest anew each build."""

    command = "build"
    dirty = False
    site_dir = ""
    files = Files([])
    in_nav: set[str] = set()  # noqa: RUF012, replaced as a whole at each build


def on_startup(command: str, dirty: bool) -> None:
    """Only here does MkDocs say whether this is a preview; a build through its API says nothing."""
    _Build.command, _Build.dirty = command, dirty


def on_config(config: MkDocsConfig) -> None:
    """Remembers which folder a failed build must leave empty; reads the policy, to fail early where it is wrong."""
    _Build.site_dir = config.site_dir
    project.policy(config)


def on_page_read_source(page: Any, config: MkDocsConfig) -> str:
    """Reads a page that is not UTF-8 with marks for the lost letters; a rule reports it with the rest."""
    raw: bytes = page.file.content_bytes
    return raw.decode("utf-8-sig", errors="replace")


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keeps which pages are in the navigation."""
    _Build.in_nav = {page.file.dest_uri for page in nav.pages}


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Keeps the list of files, to tell later what a page was made from."""
    _Build.files = files


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Checks what was written, after every other plugin and hook."""
    if _Build.dirty:
        log.warning("The gate checks nothing in a --dirty build: not every page was built.")
        return
    site = gather(config, _Build.files)
    findings = check(site)
    for finding in findings:
        log.error("%s", finding)
    log.info("The gate read %d pages and found %d problems.", len(site.pages), len(findings))
    if findings and _Build.command != "serve":
        raise PluginError(f"Nothing was published: {len(findings)} to mend. Each line above says where and what.")
    if findings:
        show(site, findings, Path(config.site_dir))


def on_build_error(error: Exception) -> None:
    """Leaves nothing to publish, and one line instead of a traceback ('--verbose' shows it)."""
    if _Build.command == "serve":
        return
    if _Build.site_dir and not _Build.dirty:
        clean_directory(_Build.site_dir)
    if not isinstance(error, MkDocsException):
        log.debug("The build failed:", exc_info=error)
        raise Abort(f"The build failed: {type(error).__name__}: {error}") from None


def gather(config: MkDocsConfig, files: Files) -> Site:
    """The site as it was written to config.site_dir."""
    out, docs, policy = Path(config.site_dir), Path(config.docs_dir), project.policy(config)
    start = len(str(out)) + 1
    written = {
        os.path.join(folder, file)[start:].replace(os.sep, "/") for folder, _, names in os.walk(out) for file in names
    }
    made = {file.dest_uri: file for file in files.documentation_pages()}
    own = written - made.keys()
    copied = {file.dest_uri: file for file in files if file.src_dir == config.docs_dir and file.dest_uri in own}
    # Templates that stand in the docs folder are copied, but no page for readers.
    templates = Path(config.theme.custom_dir or out)
    pages = [
        page_of(url, out / url, made.get(url), config)
        for url in sorted(written)
        if url.endswith((".html", ".htm")) and not (url in copied and (docs / url).is_relative_to(templates))
    ]
    settings = [Path(config.config_file_path)] if config.config_file_path else []
    settings += sorted(Path(config.theme.custom_dir).rglob("*.html")) if config.theme.custom_dir else []
    by_address: dict[str, dict[str, None]] = defaultdict(dict)
    for file in files:
        if file.inclusion.is_included():  # type: ignore[no-untyped-call]
            by_address[file.dest_uri][file.src_uri] = None
            # MkDocs leaves a README.md beside an index.md out, and only warns.
            readme = posixpath.join(posixpath.dirname(file.src_uri), "README.md")
            if posixpath.basename(file.src_uri) == "index.md" and (docs / readme).is_file():
                by_address[file.dest_uri][readme] = None
    listed = (url for url, file in made.items() if file.inclusion.is_in_nav())  # type: ignore[no-untyped-call]
    unlisted = set(listed) - _Build.in_nav if config.nav else set()
    redirects = config.plugins.get("redirects")
    return Site(
        pages=pages,
        files=written,
        read=lambda path: (out / path).read_text("utf-8", errors="replace"),
        site_url=config.site_url or "",
        docs_dir=project.name(docs, config),
        policy=policy,
        made_from={url: project.source_of(file, config) for url, file in copied.items()},
        settings=[project.source(path, config) for path in settings],
        references_source=project.listed(policy.sources, config),
        glossary_source=project.listed(policy.glossary, config),
        redirects=redirects.config.get("redirect_maps", {}) if redirects else {},
        unlisted=unlisted,
        clashes=[
            [project.name(docs / one, config) for one in names] for names in by_address.values() if len(names) > 1
        ],
        today=get_build_datetime().date(),
    )


def page_of(url: str, path: Path, file: File | None, config: MkDocsConfig) -> Page:
    """One written page, with what MkDocs knows of it where it was made from Markdown."""

    def read() -> str:
        return path.read_text("utf-8", errors="replace")

    page = file.page if file else None
    if file is None or page is None:
        return Page(url, read)
    source = project.source_of(file, config, snippets="8<" in (page.markdown or ""))
    return Page(url, read, source, page.content, page.meta, frozenset(ids_of(page.toc)))


def ids_of(items: Iterable[AnchorLink]) -> Iterator[str]:
    """The ids of the headings in a table of contents."""
    for item in items:
        yield item.id
        yield from ids_of(item.children)


def show(site: Site, findings: list[Finding], out: Path) -> None:
    """Puts the findings of each page at its top, and those of no page at the top of the first; in a preview only."""
    paths = {page.path for page in site.written}
    for number, page in enumerate(site.written):
        mine = [one for one in findings if one.path == page.path or (number == 0 and one.path not in paths)]
        items = "".join(f"<li>{escape(str(one))}</li>" for one in mine)
        title = '<p class="admonition-title">The gate</p>'
        box = f'<div class="admonition danger" role="alert">{title}<ul>{items}</ul></div>'
        before, heading, after = page.html.partition("<h1")
        if mine:
            (out / page.url).write_text(f"{before}{box}{heading}{after}" if heading else box + page.html, "utf-8")
