"""The build hook: when MkDocs has written the site, finishes and checks the folder; nothing is published that fails.

What a page must be, and how it is checked, knows nothing of MkDocs: see writing/, publishing/ and checker/.
"""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

from checker import Project, TextFile, check
from checker.page import CONTENT_END, CONTENT_START
from publishing.preview import show_findings

log = logging.getLogger("mkdocs.hooks.gate")


class Build:
    """One build. MkDocs says once a process which command runs; a build through its API never does."""

    command, dirty = "build", False

    def __init__(self, config: MkDocsConfig) -> None:
        file = Path(config.config_file_path).resolve() if config.config_file_path else None
        self.project = Project(file, site_url=config.site_url, docs_dir=config.docs_dir)
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
    """Reads a page that is not UTF-8 with marks for the lost letters; a rule reports it."""
    return _source(page, config).text


def _source(page: Any, config: MkDocsConfig) -> TextFile:
    return TextFile(build.project.name(Path(config.docs_dir, page.file.src_uri)), page.file.content_bytes)


@event_priority(-100)
def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Any) -> str:
    """Marks what was Markdown, on a site that does not use the extension. Keeps what a plugin made or moved."""
    if build.project.file_behind(page.file.dest_uri) != page.file.src_uri:
        build.sources[page.file.dest_uri] = _source(page, config)
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
    problems = f"{len(findings)} problem{'s' * (len(findings) != 1)}"
    log.info("The gate read %d pages and found %s.", len(site.pages), problems)
    if findings and Build.command != "serve":
        raise PluginError(f"Build stopped: {problems} to fix, listed above. Nothing was published.")
    show_findings(site, findings)


def on_build_error(error: Exception) -> None:
    """Leaves nothing to publish, and one line instead of a traceback ('--verbose' shows it)."""
    if Build.command == "serve":
        return
    if "build" in globals() and not Build.dirty:
        clean_directory(str(build.out))
    if not isinstance(error, MkDocsException):
        log.debug("The build failed:", exc_info=error)
        raise Abort(f"The build failed: {type(error).__name__}: {error}") from None
