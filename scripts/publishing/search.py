"""The search index: what each section of the written pages says, for docs/assets/search.js to search.

A page may name, under ``found_by:`` in its front matter, words that readers use and the page does not.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

LEFT_OUT = ".footnote, .headerlink, .review, .spoken, script, .tabbed-labels, [hidden]"
HEADINGS = ("h1", "h2", "h3")
# What stands in one of these is read apart from what stands beside it.
BLOCKS = ("p", "li", "td", "th", "dt", "dd", "figcaption", "summary", "h4", "h5", "h6", "br", "div", "pre")
# Marks the place of a citation: no text that spans it is found on the page.
CITATION = "\u200b"


def write_index(
    site: Path,
    pages: Mapping[str, str],
    front_matter: Callable[[str], Mapping[str, Any]],
    options: Mapping[str, Any],
    site_name: str = "",
) -> None:
    """Writes search/index.js, which finds pages by what they are called and found by, and search/text.js with the text.

    On a slow line the first results need only the first. Both are scripts: a page from disk may load nothing else.

    pages: HTML by path. options: 'fields', how much each counts; 'rank', how high each type of page ranks; 'last', the
    types that come after all others; 'shorten', how many words of each section are kept, by type or by path of the
    Markdown file; 'unknown', the page that a word leads to which no page has.
    """
    # A site whose pages are files, as on a disk, is linked to by files; another by folders.
    as_files = any(not path.endswith("index.html") for path in pages if path != "404.html")
    listed: list[dict[str, Any]] = []
    written: list[tuple[int, str, str]] = []
    texts: list[str] = []
    for path, html in pages.items():
        if path == "404.html" or not (parts := list(sections(html))):
            continue
        meta, url = front_matter(path), path if as_files else path.removesuffix("index.html")
        kind, source = meta.get("type"), path.removesuffix("/index.html").removesuffix(".html") + ".md"
        title = meta.get("title") or next((heading for _, heading, _ in parts if heading), url)
        found_by = meta.get("found_by")
        page = {"url": url, "title": title, "about": meta.get("description") or ""}
        page["found_by"] = [str(word) for word in found_by] if isinstance(found_by, list) else []
        page["rank"] = options.get("rank", {}).get(kind, 1)
        page |= {"last": True} if kind in options.get("last", ()) else {}
        page |= {"help": True} if kind == "emergency" else {}
        page |= {"unknown": True} if source == options.get("unknown") else {}
        shorten = options.get("shorten", {})
        limit = shorten.get(source, shorten.get(kind))
        for number, (anchor, heading, text) in enumerate(parts):
            written.append((len(listed), anchor if number else "", heading if number else ""))
            texts.append(shortened(text, limit))
        listed.append(page)
    index = {
        "fields": options.get("fields", {"title": 1, "text": 1}),
        "name": site_name,
        "pages": listed,
        "sections": written,
    }
    for name, data in {"index": index, "text": texts}.items():
        out = site / "search" / f"{name}.js"
        out.parent.mkdir(exist_ok=True)
        code = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
        out.write_text(f"globalThis.search_{name}={code}", "utf-8", errors="replace")


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """The id, the heading and the text of each part of a page; what comes before any heading is the first part.

    A block that does not end as a sentence does, such as a cell of a table, is closed by ' ·'.
    """
    _, begin, after = html.partition("<!--content-->")
    tree = LexborHTMLParser(after.partition("<!--/content-->")[0] if begin else html)
    content = tree.body if begin else tree.css_first("article") or tree.css_first("main")
    for node in content.css(LEFT_OUT) if content else ():
        node.decompose()
    for node in content.css("sup") if content else ():
        node.replace_with(CITATION)
    anchor, title, words = "", "", list[str]()
    block: LexborNode | None = None
    for node in content.traverse(include_text=True) if content else ():
        if node.tag in HEADINGS:
            if title or words:
                yield anchor, title, joined(words)
            anchor, title, words, block = node.id or "", " ".join(node.text().split()), [], None
        elif node.tag == "-text" and (inside := _block(node)) is not None:
            text = (node.text_content or "").replace("\n", " ")
            if text.strip() and inside.mem_id != (block.mem_id if block else 0):
                words.append("\n")
                block = inside
            words.append(text)
    if title or words:
        yield anchor, title, joined(words)


def _block(node: LexborNode) -> LexborNode | None:
    """The block that a text stands in; None in a heading, whose text is known."""
    while (above := node.parent) is not None:
        if above.tag in HEADINGS:
            return None
        if above.tag in (*BLOCKS, "body", "article", "main"):
            return above
        node = above
    return node


def joined(words: list[str]) -> str:
    """One line of the texts of blocks, which line ends keep apart."""
    lines = [" ".join(line.split()) for line in re.sub(f"(?: *{CITATION})+", CITATION, "".join(words)).split("\n")]
    lines = [line for line in lines if line.strip(CITATION + " ")]
    ended = [line if line.rstrip(CITATION)[-1:] in ".!?:;" else f"{line} ·" for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def shortened(text: str, words: int | None) -> str:
    """The first words of a text; all where no number is given."""
    return text if words is None else " ".join(text.split()[:words])
