"""Generated text, as MkDocs calls it: fills ``<!-- generated: name -->`` from the project's own data.

So a list that readers or editors see can't drift from what the gate and the citations use.
"""

import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

import project
from model import read_references
from model.references import STATES

MARKER = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Puts each generated text in the place of its marker; an unknown marker stays a comment."""
    return MARKER.sub(lambda found: GENERATED[found[1]](config) if found[1] in GENERATED else found[0], markdown)


def sources(config: MkDocsConfig) -> str:
    """Every source, in one table for each state."""
    listed = project.references_source(config)
    references, _ = read_references(listed.path, listed.text) if listed else ({}, [])
    parts = [f"There are {len(references)} sources."]
    for state, meaning in STATES.items():
        rows = [
            f"| **[{one.title}]({one.url})**{{: #{one.id} }}<br>{one.publisher}. {one.note} | {one.date} |"
            for one in references.values()
            if one.state == state
        ]
        if rows:
            parts.append("\n".join([f"## {meaning}\n", "| Source | Its date |", "| --- | --- |", *rows]))
    return "\n\n".join(parts)


GENERATED = {"sources": sources}
