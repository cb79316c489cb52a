"""The search index: what each section of the written pages says, for docs/assets/search.js to search.

A page may name, under ``found_by:`` in its front matter, words that readers use and the page does not.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

LEFT_OUT = ".footnote, .headerlink, .review, .spoken, sup, script, .tabbed-labels"
HEADINGS = ("h1", "h2", "h3")


def write_index(
    site: Path,
    pages: Mapping[str, str],
    front_matter: Callable[[str], Mapping[str, Any]],
    options: Mapping[str, Any],
) -> None:
    """Writes search/index.js: a script, since a page opened from disk may load nothing else.

    pages: HTML by path; options: 'fields', how much each counts, and 'rank', how high each type of page ranks.
    """
    # A site whose pages are files, as on a disk, is linked to by files; another by folders.
    as_files = any(not path.endswith("index.html") for path in pages if path != "404.html")
    documents: list[dict[str, Any]] = []
    for path, html in pages.items():
        if path == "404.html" or not (parts := list(sections(html))):
            continue
        meta, url = front_matter(path), path if as_files else path.removesuffix("index.html")
        title = meta.get("title") or next((heading for _, heading, _ in parts if heading), url)
        for number, (anchor, heading, text) in enumerate(parts):
            entry = {"page": url, "url": url + ("#" + anchor if number else ""), "pageTitle": title}
            entry |= {"title": heading or title, "text": text}
            entry["boost"] = options.get("rank", {}).get(meta.get("type"), 1)
            if number == 0:
                found_by = meta.get("found_by")
                entry["found_by"] = " ".join(map(str, found_by)) if isinstance(found_by, list) else ""
                entry["about"] = meta.get("description") or ""
            documents.append(entry)
    index = {"fields": options.get("fields", {"title": 1, "text": 1}), "documents": documents}
    out = site / "search" / "index.js"
    out.parent.mkdir(exist_ok=True)
    data = json.dumps(index, ensure_ascii=False, separators=(",", ":"), default=str)
    out.write_text(f"globalThis.searchIndex={data}", "utf-8", errors="replace")


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """The id, the heading and the text of each part of a page; what comes before any heading is the first part."""
    _, begin, after = html.partition("<!--content-->")
    tree = LexborHTMLParser(after.partition("<!--/content-->")[0] if begin else html)
    content = tree.body if begin else tree.css_first("article") or tree.css_first("main")
    for node in content.css(LEFT_OUT) if content else ():
        node.decompose()
    anchor, title, words = "", "", list[str]()
    for node in content.traverse(include_text=True) if content else ():
        if node.tag in HEADINGS:
            if title or words:
                yield anchor, title, " ".join(words)
            anchor, title, words = node.id or "", " ".join(node.text().split()), []
        elif node.tag == "-text" and (node.parent is None or node.parent.tag not in HEADINGS):
            words += (node.text_content or "").split()
    if title or words:
        yield anchor, title, " ".join(words)
