"""The gate: checks a folder that any engine wrote, and points at the line that an editor can fix.

Knows files and text; never an engine, a theme or a hook. Arrows inside run one way: rules → rule → site → page, project
→ policy, lists, text_file → finding.
"""

from collections.abc import Mapping
from pathlib import Path

from checker import rules as rules  # registers the rules
from checker.finding import Finding, problems
from checker.project import Project
from checker.rule import run_rules
from checker.site import Site
from checker.text_file import TextFile

__all__ = ["Finding", "Project", "Site", "TextFile", "check", "problems"]


def check(project: Project, folder: Path, sources: Mapping[str, TextFile] | None = None) -> tuple[Site, list[Finding]]:
    """Checks the site in a folder. sources: the Markdown of pages that have no file, by the path that was written."""
    site = Site(project, folder, sources)
    return site, run_rules(site)
