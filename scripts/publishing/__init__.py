"""Finishes the folder of HTML that an engine wrote. Knows files and text, never the engine.

Needs npm's packages beside Python's: ``make build`` installs both into .venv.
"""

import datetime
import re
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from pathlib import Path

from checker import Finding, Project
from checker.page import Page
from publishing import offline, search
from publishing.redirects import write_redirects

NODE_MODULES = Path(sys.prefix, "npm", "node_modules")
POLICY = '<meta http-equiv="Content-Security-Policy"'
NOT_REVIEWED = "Not yet reviewed by a clinician."
OVERDUE = re.compile(r'\s*(<p class="review__overdue") data-due="([^"]*)"(>.*?</p>)', re.DOTALL)
DAY = re.compile(r'(<time datetime="(\d{4}-\d\d-\d\d)">)[^<]*(?=</time>)')
# The theme sets an attribute that HTML does not allow on a checkbox.
CHECKBOX = re.compile(r'(<input [^>]*type="checkbox"[^>]*) autocomplete="off"')


def publish(project: Project, site: Path) -> list[Finding]:
    """Runs every step on a folder of built HTML, in the order that stands here; a site without extra.search needs none.

    What an editor can fix comes back as a finding, and the steps after it are left out.
    """
    if "search" not in project.extra:
        return []
    from publishing import feed, files, styles  # what another site may not have installed

    # What is not UTF-8 is written back as it was: the gate reports it.
    pages = {
        path.relative_to(site).as_posix(): path.read_text("utf-8", errors="surrogateescape")
        for path in sorted(site.rglob("*.html"))
    }
    try:
        require_policy(pages)
        today = project.today.isoformat()
        pages = {path: CHECKBOX.sub(r"\1", without_overdue(html, today)) for path, html in pages.items()}
        pages = {path: with_reviewer(in_words(html), project, path) for path, html in pages.items()}
        name = str(project.settings.get("site_name") or "")
        search.write_index(site, pages, project.front_matter, project.extra["search"], name)
        pages = styles.join_sheets(site, project.docs, pages)
        files.remove_unused(site, project.docs, pages)
        files.drop_comments(site, project.docs)
        files.copy_search_engine(site, NODE_MODULES)
        files.add_sitemap(site, pages)
        files.date_sitemap(site, project)
        feed.write_feed(site, project)
    except ValueError as error:
        path, line, reason = str(error).split(":", 2)
        return [Finding(path, int(line), reason.strip(), "unpublishable")]
    write_redirects(project, site)
    for name, html in pages.items():
        (site / name).write_text(html, "utf-8", errors="surrogateescape")
    copy = project.extra.get("offline") or {}
    if copy.get("publish"):
        shutil.copy(copy["publish"], site / copy["name"])
    return []


def pack(project: Project, site: Path) -> None:
    """Packs the folder into the zip that extra.offline.pack names, where it names one."""
    target = (project.extra.get("offline") or {}).get("pack")
    if target:
        offline.pack(site, Path(target), project.now.timetuple()[:6])


def require_policy(pages: Mapping[str, str]) -> None:
    """Raises ValueError for a page without the content policy, which overrides/main.html gives to all."""
    for path, html in pages.items():
        if POLICY not in html.partition("</head>")[0]:
            raise ValueError(f"overrides/main.html:1: The page '{path}' has no Content-Security-Policy")


def with_reviewer(html: str, project: Project, path: str) -> str:
    """The page with the name of the clinician who reviewed it. Templates say that nobody has, so once the text has
    changed, a page says that again by itself."""
    name = project.file_behind(path)
    source = project.text_file(project.docs / name, snippets=True) if name else None
    if not source or not source.front_matter.get("reviewed_by"):
        return html
    page = Page(path, html.encode(errors="surrogateescape"), source)
    if not (one := project.reviewer_of(page.meta, page.fingerprint)):
        return html
    return html.replace(NOT_REVIEWED, escape(f"Reviewed by {one.name} ({one.body}, {one.number})."))


def in_words(html: str) -> str:
    """The page with each day of its review in words, 26 November 2026; what is no day, the gate reports."""

    def words(found: re.Match[str]) -> str:
        with suppress(ValueError):
            return f"{found[1]}{datetime.date.fromisoformat(found[2]):%-d %B %Y}"
        return found[0]

    return DAY.sub(words, html)


def without_overdue(html: str, today: str) -> str:
    """The page without the words that its review is overdue, unless it is. ISO dates sort as text."""
    return OVERDUE.sub(lambda found: found[1] + found[3] if found[2] < today else "", html)
