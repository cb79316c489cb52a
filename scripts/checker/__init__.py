"""The gate: checks a folder that any engine wrote, and points at the line that an editor can fix.

Knows files and text; never an engine, a theme or a hook. Arrows inside run one way: rules → rule → site → page, project
→ policy, lists, text_file → finding.
"""

from pathlib import Path

from checker import rules as rules  # registers the rules
from checker.finding import Finding, problems
from checker.project import Project
from checker.rule import run_rules
from checker.site import Site
from checker.text_file import TextFile

__all__ = ["Finding", "Project", "Site", "TextFile", "check", "problems"]


def check(project: Project, folder: Path) -> tuple[Site, list[Finding]]:
    """Checks the site in a folder: what it is, and all that must be fixed."""
    site = Site(project, folder)
    return site, run_rules(site)
