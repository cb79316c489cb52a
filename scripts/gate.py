"""The build hook: when MkDocs has written the site, finishes and checks the folder; nothing is published that fails."""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

from checker import Project, TextFile, check, problems
from checker.page import mark_content
from publishing import pack, preview, publish

log = logging.getLogger("mkdocs.hooks.gate")


class Build:
    """The build at hand. MkDocs says once a process which command runs; a build through its API never does."""

    command, dirty = "build", False
    project: Project


def on_startup(command: str, dirty: bool) -> None:
    """Only here does MkDocs say whether this is a preview."""
    Build.command, Build.dirty = command, dirty


def on_config(config: MkDocsConfig) -> None:
    """Starts anew, and hands the project to the Markdown extension."""
    file = Path(config.config_file_path).resolve() if config.config_file_path else None
    Build.project = Project(file, **{key: config[key] for key in ("site_url", "docs_dir", "site_dir")})
    if "writing" in config.markdown_extensions:
        config.mdx_configs["writing"] = {"project": Build.project}


def on_page_read_source(page: Any, config: MkDocsConfig) -> str:
    """Reads a page that is not UTF-8 with marks for the lost letters; a rule reports it."""
    return TextFile("", page.file.content_bytes).text


def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Any) -> str:
    """Marks what was Markdown, on a site that does not use the extension. Keeps what a plugin made or moved."""
    if Build.project.file_behind(page.file.dest_uri) != page.file.src_uri:
        name = Build.project.name(Path(config.docs_dir, page.file.src_uri))
        Build.project.made[page.file.dest_uri] = TextFile(name, page.file.content_bytes)
    return mark_content(html)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Every step after the last plugin: publish, check, then stop the build, show the findings or pack the copy."""
    if Build.dirty:
        log.warning("The gate checks nothing in a --dirty build: not every page was built.")
        return
    out = Path(config.site_dir)
    unpublishable = publish(Build.project, out)
    site, findings = check(Build.project, out)
    findings += unpublishable
    for finding in findings:
        log.error("%s", finding)
    for line in preview.explanations(site, findings):
        log.info("%s", line)
    log.info("The gate read %d pages and found %s.", len(site.pages), problems(findings))
    if Build.command == "serve":
        preview.show(site, findings)
    elif findings:
        raise PluginError(f"Build stopped: {problems(findings)} to fix, listed above. Nothing was published.")
    else:
        pack(Build.project, out)


def on_build_error(error: Exception) -> None:
    """Leaves nothing to publish, and one line instead of a traceback."""
    if Build.command != "serve" and hasattr(Build, "project") and not Build.dirty:
        clean_directory(Build.project.settings["site_dir"])
    if Build.command != "serve" and not isinstance(error, MkDocsException):
        raise Abort(f"The build failed: {type(error).__name__}: {error}") from None
