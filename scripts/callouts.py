"""Callouts, as MkDocs calls it: says aloud how urgent a callout is, for those who hear the page.

Sighted readers see colour and icon; a hidden word before the title says the same (NHS care cards do so).
"""

import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

import project

TITLE = re.compile(r'(<div class="admonition ([\w-]+)[^"]*">\s*<p class="admonition-title">)')


def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Adds the hidden words to the title of each callout that has some."""
    callouts = project.policy(config).callouts

    def speak(found: re.Match[str]) -> str:
        spoken = callouts[found[2]].spoken if found[2] in callouts else ""
        return f'{found[1]}<span class="spoken">{spoken}: </span>' if spoken else found[1]

    return TITLE.sub(speak, html)
