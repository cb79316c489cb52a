"""The build hook: when MkDocs has written the site, finishes and checks the folder; nothing is published that fails.

What a page must be, and how it is checked, knows nothing of MkDocs: see writing/, publishing/ and checker/.
"""

import logging
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

from checker import Finding, Project, Site, TextFile, check
from checker.page import CONTENT_END, CONTENT_START

log = logging.getLogger("mkdocs.hooks.gate")


class Build:
    """One build. command: 'build' or 'serve', which MkDocs says once a process, and a build through its API never."""

    command = "build"
    dirty = False

    def __init__(self, config: MkDocsConfig) -> None:
        keys = ("site_url", "docs_dir", "use_directory_urls")
        file = Path(config.config_file_path).resolve() if config.config_file_path else None
        self.project = Project(file, **{key: config[key] for key in keys})
        self.out = Path(config.site_dir)
        self.sources: dict[str, TextFile] = {}


build: Build


def on_startup(command: str, dirty: bool) -> None:
    """Only here does MkDocs say whether this is a preview."""
    Build.command, Build.dirty = command, dirty


@event_priority(-100)
def on_config(config: MkDocsConfig) -> None:
    """Starts anew, and hands the project to the Markdown extension."""
    global build
    build = Build(config)
    if "writing" in config.markdown_extensions:
        config.mdx_configs["writing"] = {"project": build.project}


def on_page_read_source(page: Any, config: MkDocsConfig) -> str:
    """Reads a page that is not UTF-8 with marks for the lost letters; a rule reports it. Keeps what a plugin made."""
    file = page.file
    source = TextFile(build.project.name(file.abs_src_path or Path(config.docs_dir, file.src_uri)), file.content_bytes)
    if build.project.file_behind(file.dest_uri) != file.src_uri:
        build.sources[file.dest_uri] = source
    return source.text


@event_priority(-100)
def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Any) -> str:
    """Marks what was Markdown, on a site that does not use the extension."""
    return html if CONTENT_START in html else f"{CONTENT_START}{html}{CONTENT_END}"


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Checks what was written, after every other plugin and hook."""
    if Build.dirty:
        log.warning("The gate checks nothing in a --dirty build: not every page was built.")
        return
    site, findings = check(build.project, build.out, build.sources)
    for finding in findings:
        log.error("%s", finding)
    log.info("The gate read %d pages and found %d problems.", len(site.pages), len(findings))
    if findings and Build.command != "serve":
        raise PluginError(f"Build stopped: {len(findings)} problems to fix, listed above. Nothing was published.")
    show(site, findings)


def on_build_error(error: Exception) -> None:
    """Leaves nothing to publish, and one line instead of a traceback ('--verbose' shows it)."""
    if Build.command == "serve":
        return
    if "build" in globals() and not Build.dirty:
        clean_directory(str(build.out))
    if not isinstance(error, MkDocsException):
        log.debug("The build failed:", exc_info=error)
        raise Abort(f"The build failed: {type(error).__name__}: {error}") from None


def show(site: Site, findings: list[Finding]) -> None:
    """Puts the findings of each page at its top, and those of no page at the top of every page; in a preview only."""
    names = {page.name for page in site.markdown_pages}
    for page in site.markdown_pages if findings else ():
        items = "".join(f"<li>{escape(str(one))}</li>" for one in findings if one.path not in names - {page.name})
        if items:
            title = '<p class="admonition-title">The gate</p>'
            box = f'<div class="admonition danger" role="alert">{title}<ul>{items}</ul></div>'
            path = site.folder / page.path
            before, heading, after = path.read_text("utf-8").partition("<h1")
            path.write_text(f"{before}{box}{heading}{after}" if heading else box + before, "utf-8")
