"""Citations, as MkDocs calls them: defines just the sources that a page cites with ``[^id]``.

Python-Markdown prints every footnote that is defined, cited or not, so a page gets only its own.
"""

import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

import project
from model import Reference, Source, read_references
from model.lists import STATES
from model.source import blank

CITATION = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Adds the definition of each source that the page, or a snippet in it, cites, in the order of the text."""
    listed = project.listed(project.policy(config).sources, config)
    if not listed:
        return markdown
    references, _ = read_references(listed.path, listed.text)
    source = project.source_of(page.file, config)
    text = blank(Source(source.path, markdown.encode, source.read_snippet).expanded)
    cited = dict.fromkeys(CITATION.findall(text))
    lines = [f"[^{name}]: {cite(references[name])}" for name in cited if name in references]
    return "\n\n".join([markdown, *lines]) + "\n"


def cite(reference: Reference) -> str:
    """One source as a line of Markdown: who, what, when, and how far it has been read."""
    dated = " No date given." if reference.date == "undated" else f" {reference.date}."
    return f"{reference.publisher}.{dated} [{reference.title}]({reference.url}). {STATES[reference.state]}."
