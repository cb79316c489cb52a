"""Search, as MkDocs calls it: writes what each section says, for the search that runs in the reader's browser.

A page may name, under ``found_by:`` in its front matter, words that readers use and the page does not.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from selectolax.lexbor import LexborHTMLParser

LEFT_OUT = ".footnote, .headerlink, .spoken, sup, script, .tabbed-labels"
HEADINGS = ("h1", "h2", "h3")
documents: list[dict[str, Any]] = []


def on_pre_build(config: MkDocsConfig) -> None:
    """Starts anew: a preview builds many times in one process."""
    documents.clear()


def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Keeps the text of the page's sections."""
    rank = config.extra.get("search", {}).get("rank", {}).get(page.meta.get("type"), 1)
    of = page.meta.get("title") or page.title
    given = page.meta.get("found_by")
    found_by = given if isinstance(given, list) else []
    for number, (anchor, title, text) in enumerate(sections(html)):
        entry = {"page": page.url, "url": page.url + ("#" + anchor if number else ""), "of": of}
        entry |= {"title": title or of, "text": text, "boost": rank}
        whole = {"words": " ".join(map(str, found_by)), "about": page.meta.get("description") or ""}
        documents.append(entry if number else entry | whole)
    return html


def on_post_build(config: MkDocsConfig) -> None:
    """Writes them as a script, since a page opened from disk may load nothing else."""
    out = Path(config.site_dir, "search", "index.js")
    out.parent.mkdir(exist_ok=True)
    fields = config.extra.get("search", {}).get("fields", {"title": 1, "text": 1})
    data = json.dumps({"fields": fields, "documents": documents}, ensure_ascii=False, separators=(",", ":"))
    out.write_text(f"globalThis.searchIndex={data}", "utf-8")


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """The id, the heading and the text of each part of a page; what stands before any heading comes first."""
    tree = LexborHTMLParser(html)
    for node in tree.css(LEFT_OUT):
        node.decompose()
    anchor, title, parts = "", "", list[str]()
    for node in tree.body.traverse(include_text=True) if tree.body else ():
        if node.tag in HEADINGS:
            if title or parts:
                yield anchor, title, " ".join(" ".join(parts).split())
            anchor, title, parts = node.id or "", " ".join(node.text().split()), []
        elif node.tag == "-text" and (node.parent is None or node.parent.tag not in HEADINGS):
            parts.append(node.text_content or "")
    yield anchor, title, " ".join(" ".join(parts).split())
