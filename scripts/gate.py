"""The build gate, as MkDocs calls it: nothing is published unless the built site passes every rule.

Decides on the files that the build wrote, and points at the Markdown, the template or the setting that
an editor can mend. Any finding fails a build and empties the site folder; a preview only shows them.
"""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.utils import clean_directory

import project
from model import Page, Site
from rules import check

log = logging.getLogger("mkdocs.hooks.gate")


class _Build:
    """What one event tells a later one. The command is said once a process; the rest anew each build."""

    command = "build"
    dirty = False
    site_dir = ""
    files = Files([])


def on_startup(command: str, dirty: bool) -> None:
    """Only here does MkDocs say whether this is a preview; a build through its API says nothing."""
    _Build.command, _Build.dirty = command, dirty


def on_config(config: MkDocsConfig) -> None:
    """Remembers which folder a failed build must leave empty."""
    _Build.site_dir = config.site_dir


def on_page_read_source(page: Any, config: MkDocsConfig) -> str | None:
    """Reads a page that is not UTF-8 with marks for the lost letters; the rule reports it with the rest."""
    raw: bytes = page.file.content_bytes
    return raw.decode("utf-8-sig", errors="replace")


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Keeps the list of files, to tell later which Markdown a page was made from."""
    _Build.files = files


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Checks what was written, after every other plugin and hook."""
    if _Build.dirty:
        log.warning("The gate checks nothing in a --dirty build: not every page was built.")
        return
    site = gather(config, _Build.files)
    findings = check(site)
    log.info("The gate read %d pages and found %d problems.", len(site.pages), len(findings))
    for finding in findings:
        log.error("%s", finding)
    if findings and _Build.command != "serve":
        raise PluginError(f"{len(findings)} findings: nothing was published. Each line above says where and what.")


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
    out = Path(config.site_dir)
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    made_from = {file.dest_uri: project.source_of(file, config) for file in files.documentation_pages()}
    settings = [Path(config.config_file_path)] if config.config_file_path else []
    settings += sorted(Path(config.theme.custom_dir).rglob("*.html")) if config.theme.custom_dir else []
    return Site(
        pages=[
            Page(url, (out / url).read_text("utf-8", errors="replace"), made_from.get(url))
            for url in sorted(written)
            if url.endswith((".html", ".htm"))
        ],
        files=written,
        site_url=config.site_url or "",
        docs_dir=project.name(config.docs_dir, config),
        policy=project.policy(config),
        settings=[project.source(path, config) for path in settings],
        references_source=project.references_source(config),
    )
