"""One page as a reader gets it: its links, ids, sections and callouts, from the parsed HTML."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from model.finding import Place
from model.source import Source

# Where HTML may name a file or page (HTML Living Standard, "attributes" index; SVG's xlink:href).
URL_ATTRIBUTES = (
    "href",
    "src",
    "srcset",
    "imagesrcset",
    "poster",
    "data",
    "action",
    "formaction",
    "xlink:href",
)
LINKED = ",".join(f"[{name.replace(':', chr(92) + ':')}]" for name in URL_ATTRIBUTES)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# How a document marks its main content; Material uses <article>, MkDocs' own themes role=main.
ROOTS = ("article", '[role="main"]', "main", "body")


@dataclass(frozen=True)
class Link:
    """One address in a page. nth: how many equal ones stand before it in the content."""

    url: str
    tag: str
    attribute: str
    in_content: bool
    nth: int = 0


@dataclass
class Section:
    """A heading and what stands under it, up to the next heading."""

    level: int
    title: str
    text: str = ""


@dataclass
class Callout:
    """An admonition (or a collapsed one). nth: how many of its type stand before it."""

    type: str
    title: str
    node: LexborNode = field(repr=False)
    nth: int = 0
    collapsed: bool = False

    @cached_property
    def body(self) -> str:
        """The text without the title."""
        return clean(self.node.text()).removeprefix(self.title).strip()


def clean(text: str) -> str:
    """The text with white space folded and the theme's heading marks dropped."""
    return " ".join(text.replace("¶", " ").split())


class Page:
    """A page of the built site.

    url: path of the written file below the site's root, not percent-encoded; html: its whole text;
    source: the Markdown that it was made from, or None for a page of the theme.
    """

    def __init__(self, url: str, html: str, source: Source | None = None) -> None:
        self.url = url
        self.source = source
        self.tree = LexborHTMLParser(html)

    @property
    def path(self) -> str:
        """What findings name: the Markdown file, or the written page where there is none."""
        return self.source.path if self.source else self.url

    @property
    def meta(self) -> dict[str, Any]:
        """The front matter."""
        return self.source.front_matter[0] if self.source else {}

    @cached_property
    def root(self) -> LexborNode:
        """The main content, without the theme around it."""
        for selector in ROOTS:
            if node := self.tree.css_first(selector):
                return node
        raise AssertionError("the parser makes a body for every document")

    @cached_property
    def ids(self) -> set[str]:
        """Every anchor: ids, and names of <a>."""
        ids = {node.attributes["id"] or "" for node in self.tree.css("[id]")}
        return ids | {node.attributes["name"] or "" for node in self.tree.css("a[name]")}

    @cached_property
    def links(self) -> list[Link]:
        """Every address, in the order of the page."""
        content = {node.mem_id for node in self.root.css(LINKED)}
        seen: Counter[str] = Counter()
        links = []
        for node in self.tree.css(LINKED):
            inside = node.mem_id in content
            for attribute, value in node.attributes.items():
                if attribute not in URL_ATTRIBUTES:
                    continue
                for url in _urls(attribute, value or ""):
                    links.append(Link(url, node.tag or "", attribute, inside, seen[url] if inside else 0))
                    seen[url] += inside
        return links

    @cached_property
    def sections(self) -> list[Section]:
        """The headings of the content, each with the text that follows it."""
        sections: list[Section] = []
        for node in _blocks(self.root):
            if node.tag in HEADINGS:
                sections.append(Section(int(node.tag[1]), clean(node.text())))
            elif sections:
                sections[-1].text += clean(node.text()) + ("[picture]" if node.css_first("img, svg") else "")
        return sections

    @cached_property
    def callouts(self) -> list[Callout]:
        """The admonitions of the content, in the order of the page."""
        callouts: list[Callout] = []
        seen: Counter[str] = Counter()
        for node in self.root.css(".admonition, details[class]"):
            names = [name for name in (node.attributes.get("class") or "").split() if name != "admonition"]
            kind = names[0] if names else ""
            title = node.css_first(".admonition-title, summary")
            callouts.append(
                Callout(kind, clean(title.text()) if title else "", node, seen[kind], node.tag == "details")
            )
            seen[kind] += 1
        return callouts

    @cached_property
    def opening(self) -> str:
        """The type of the callout that follows the first heading at once; '' where other text does."""
        after_heading = False
        for node in _blocks(self.root):
            if after_heading and clean(node.text()):
                names = (node.attributes.get("class") or "").split()
                return names[1] if names[:1] == ["admonition"] and len(names) > 1 else ""
            after_heading = after_heading or node.tag == "h1"
        return ""

    @cached_property
    def cited(self) -> list[str]:
        """Ids of the footnotes that the text refers to, each once."""
        refs = (node.attributes.get("href") or "" for node in self.root.css("a.footnote-ref"))
        return list(dict.fromkeys(ref.removeprefix("#fn:") for ref in refs))

    @cached_property
    def prose(self) -> str:
        """The content's text, without code, scripts, and the theme's own parts."""
        parts = []
        for node in self.root.traverse(include_text=True):
            if node.tag == "-text" and not _inside(node, ("code", "pre", "script", "style", "svg", "kbd", "math")):
                parts.append(node.text(deep=False))
        return "".join(parts)

    def place(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Place:
        """The place of the nth match in the source; line 1 where it is not found."""
        return (self.source and self.source.find(pattern, nth, flags)) or Place(self.path)


def _urls(attribute: str, value: str) -> list[str]:
    if "srcset" in attribute:
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value.strip()]


def _blocks(root: LexborNode) -> Iterator[LexborNode]:
    """The root's block children, looking into plain wrappers so that a heading is never missed."""
    for node in root.iter():
        if node.tag in ("div", "section") and not node.attributes.get("class") and node.css_first(",".join(HEADINGS)):
            yield from _blocks(node)
        else:
            yield node


def _inside(node: LexborNode, tags: tuple[str, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False
