"""The build hook: when MkDocs has written the site, finishes and checks the folder; nothing is published that fails."""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

from checker import Project, TextFile, check, problems
from checker.page import CONTENT_END, CONTENT_START
from publishing import pack, preview, publish

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


def on_config(config: MkDocsConfig) -> None:
    """Starts anew, and hands the project to the Markdown extension."""
    global build
    build = Build(config)
    if "writing" in config.markdown_extensions:
        config.mdx_configs["writing"] = {"project": build.project}


def on_page_read_source(page: Any, config: MkDocsConfig) -> str:
    """Reads a page that is not UTF-8 with marks for the lost letters; a rule reports it. Keeps what a plugin made."""
    source = TextFile(build.project.name(Path(config.docs_dir, page.file.src_uri)), page.file.content_bytes)
    if build.project.file_behind(page.file.dest_uri) != page.file.src_uri:
        build.sources[page.file.dest_uri] = source
    return source.text


@event_priority(-100)
def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Any) -> str:
    """Marks what was Markdown, on a site that does not use the extension."""
    return html if CONTENT_START in html else f"{CONTENT_START}{html}{CONTENT_END}"


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Every step after the last plugin: publish, check, then stop the build, show the findings or pack the copy."""
    if Build.dirty:
        log.warning("The gate checks nothing in a --dirty build: not every page was built.")
        return
    unpublishable = publish(build.project, build.out)
    site, findings = check(build.project, build.out, build.sources)
    findings += unpublishable
    for finding in findings:
        log.error("%s", finding)
    log.info("The gate read %d pages and found %s.", len(site.pages), problems(findings))
    if Build.command == "serve":
        preview.show(site, findings)
    elif findings:
        raise PluginError(f"Build stopped: {problems(findings)} to fix, listed above. Nothing was published.")
    else:
        pack(build.project, build.out)


def on_build_error(error: Exception) -> None:
    """Leaves nothing to publish, and one line instead of a traceback ('--verbose' shows it)."""
    if Build.command == "serve":
        return
    if "build" in globals() and not Build.dirty:
        clean_directory(str(build.out))
    if not isinstance(error, MkDocsException):
        log.debug("The build failed:", exc_info=error)
        raise Abort(f"The build failed: {type(error).__name__}: {error}") from None
