"""Finishes the folder of HTML that an engine wrote. Knows files and text, never the engine.

Needs npm's packages beside Python's: ``make build`` installs both into .venv.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publishing import files, search, styles

NODE_MODULES = Path(sys.prefix, "npm", "node_modules")
POLICY = '<meta http-equiv="Content-Security-Policy"'
OVERDUE = re.compile(r'\s*<p class="review__overdue" data-due="([^"]*)">.*?</p>', re.DOTALL)
# The theme sets an attribute that HTML does not allow on a checkbox.
CHECKBOX = re.compile(r'(<input [^>]*type="checkbox"[^>]*) autocomplete="off"')


def publish(site: Path, root: Path, front_matter: Callable[[str], Mapping[str, Any]], extra: Mapping[str, Any]) -> None:
    """Runs every step on a folder of built HTML, in the order that stands here.

    site: the folder; root: the project's, which has docs/; front_matter: of the Markdown behind a written path such as
    'safety/side-effects/index.html', {} where there is none; extra: mkdocs.yml's.
    Raises ValueError, 'path:line: reason', for what an editor can fix.
    """
    docs = root / "docs"
    # What is not UTF-8 is written back as it was: the gate reports it.
    pages = {
        path.relative_to(site).as_posix(): path.read_text("utf-8", errors="surrogateescape")
        for path in sorted(site.rglob("*.html"))
    }
    require_policy(pages)
    pages = {path: CHECKBOX.sub(r"\1", without_overdue(html, build_date())) for path, html in pages.items()}
    search.write_index(site, pages, front_matter, extra.get("search", {}))
    pages = styles.join_sheets(site, docs, pages)
    files.remove_unused(site, docs, pages)
    files.copy_search_engine(site, NODE_MODULES)
    files.add_sitemap(site, pages)
    for path, html in pages.items():
        (site / path).write_text(html, "utf-8", errors="surrogateescape")


def require_policy(pages: Mapping[str, str]) -> None:
    """Raises ValueError for a page without the content policy, which overrides/main.html gives to all."""
    for path, html in pages.items():
        if POLICY not in html.partition("</head>")[0]:
            raise ValueError(f"{path}:1: The page has no Content-Security-Policy; overrides/main.html writes it.")


def preview_policy(html: str) -> str:
    """The page for a preview: inline scripts may run, since the engine adds one that reloads the page."""
    return html.replace("default-src 'self';", "default-src 'self'; script-src 'self' 'unsafe-inline';", 1)


def without_overdue(html: str, today: str) -> str:
    """The page without the words that its review is overdue, unless it is. ISO dates sort as text."""
    return OVERDUE.sub(lambda found: found[0] if found[1] < today else "", html)


def build_date() -> str:
    """The day the build goes by (UTC): SOURCE_DATE_EPOCH where it is set, as engines do."""
    return datetime.fromtimestamp(float(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), UTC).date().isoformat()
