"""The build gate, as MkDocs calls it: nothing is published unless the built site passes every rule.

Decides on the files that the build wrote, and points at the Markdown, the template or the setting that
an editor can mend. Any finding fails a build and empties the site folder; a preview only shows them.
"""

import logging
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.utils import clean_directory

import project
from gather import gather
from model import Finding, Site
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
    site = gather(config, _Build.files, _Build.in_nav)
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
