"""One page as a reader gets it: its links, ids, sections and callouts, from the parsed HTML."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from model.finding import Place
from model.source import Source

# Where HTML may name a file or page (HTML Living Standard, index of attributes; SVG's xlink:href).
URL_ATTRIBUTES = {
    "href", "src", "srcset", "imagesrcset", "poster", "data", "action", "formaction", "xlink:href", "style"
}  # fmt: skip
LINKED = (
    r"[href],[src],[srcset],[imagesrcset],[poster],object[data],form[action],[formaction],[xlink\:href],[style],style,"
    r"meta[http-equiv=refresh i]"
)
# Comments and strings are matched too, so that what stands in them is passed over.
CSS_TOKEN = re.compile(
    r"""/\*.*?\*/|(?:url\(\s*|@import\s+)(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>[^\s"')]+))\s*[);]"""
    r"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""",
    re.IGNORECASE | re.DOTALL,
)
# An address, perhaps with a width or density, up to a comma (HTML Living Standard, "parse a srcset attribute").
SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+[^,]*)?(?:,|$)")
REFRESH = re.compile(r"\s*[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']*)", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# How a document marks its main content; Material uses <article>, MkDocs' own themes role=main.
ROOTS = ("article", '[role="main"]', "main", "body")
NOT_PROSE = {"code", "pre", "script", "style", "svg", "kbd", "samp", "math", "textarea", "template"}


@dataclass(frozen=True, slots=True)
class Link:
    """One address in a page. nth: how many equal ones stand before it in the content; bare: it is its own text."""

    url: str
    tag: str
    attribute: str
    in_content: bool = False
    nth: int = 0
    bare: bool = False


@dataclass
class Section:
    """A heading and what stands under it, up to the next heading."""

    level: int
    title: str
    filled: bool = False


@dataclass
class Callout:
    """An admonition (or a collapsed one). nth: how many of its type stand before it."""

    type: str
    title: str
    node: LexborNode = field(repr=False)
    nth: int = 0

    @property
    def hidden(self) -> bool:
        """Whether a reader must open something to see it: a collapsed block or a tab."""
        return any(
            node.tag == "details" or "tabbed-block" in classes(node) for node in (self.node, *_ancestors(self.node))
        )

    @cached_property
    def body(self) -> str:
        """The text without the title."""
        return clean(self.node.text()).removeprefix(self.title).strip()

    @cached_property
    def lines(self) -> list[str]:
        """The text of each list item."""
        return [clean(item.text()) for item in self.node.css("li")]


def clean(text: str) -> str:
    """The text with white space folded and the theme's heading marks dropped."""
    return " ".join(text.replace("¶", " ").split())


def classes(node: LexborNode) -> list[str]:
    """The classes of an element."""
    return (node.attributes.get("class") or "").split()


def css_urls(css: str) -> list[str]:
    """The addresses in a style sheet or style attribute, outside comments and strings."""
    found = (token["double"] or token["single"] or token["bare"] for token in CSS_TOKEN.finditer(css))
    return [url.strip() for url in found if url]


class Page:
    """A page of the built site.

    url: path of the written file below the site's root, not percent-encoded; read: gives its whole text; source:
    the Markdown that it was made from, or None for a page of the theme; content: the HTML of that Markdown alone;
    meta: its front matter, {} where it has none or it can't be read; anchors: ids that it has for certain.
    """

    def __init__(
        self,
        url: str,
        read: Callable[[], str],
        source: Source | None = None,
        content: str | None = None,
        meta: Mapping[str, Any] | None = None,
        anchors: Set[str] = frozenset(),
    ) -> None:
        self.url = url
        self.read = read
        self.source = source
        self.markup = content
        self.meta = meta or {}
        self.anchors = anchors

    @cached_property
    def html(self) -> str:
        """Its whole text."""
        return self.read()

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The whole page, as a browser would parse it."""
        return LexborHTMLParser(self.html)

    @property
    def path(self) -> str:
        """What findings name: the Markdown file, or the written page where there is none."""
        return self.source.path if self.source else self.url

    @property
    def unreadable(self) -> bool:
        """Whether its front matter is there and can't be read."""
        return bool(not self.meta and self.source and self.source.front_matter[1])

    @property
    def damaged(self) -> bool:
        """Whether its source is not UTF-8; only a page that shows the mark for a lost letter is looked into."""
        return bool("\ufffd" in self.html and self.source and self.source.bad_line)

    @cached_property
    def root(self) -> LexborNode:
        """The main content, without the theme around it."""
        for selector in ROOTS:
            if node := self.tree.css_first(selector):
                return node
        raise AssertionError("the parser makes a body for every document")

    @cached_property
    def content(self) -> LexborHTMLParser:
        """What the Markdown became, parsed by itself: markup in it can't hide by closing the theme's elements."""
        return self.tree if self.markup is None else LexborHTMLParser(self.markup)

    @cached_property
    def ids(self) -> set[str]:
        """Every anchor: ids, and names of <a>."""
        named = self.tree.css("a[name]") if "name=" in self.html.lower() else ()
        return {node.id or "" for node in self.tree.css("[id]")} | {node.attributes["name"] or "" for node in named}

    @cached_property
    def links(self) -> list[Link]:
        """Every address, in the order of the page."""
        content = {node.mem_id for node in self.root.css(LINKED)}
        seen: Counter[str] = Counter()
        links = []
        for node in self.tree.css(LINKED):
            inside = node.mem_id in content
            for attribute, url in _urls(node):
                bare = "://" in url and node.text(strip=True) == url
                links.append(Link(url, node.tag or "", attribute, inside, seen[url] if inside else 0, bare))
                seen[url] += inside
        return links

    @cached_property
    def redirect(self) -> str | None:
        """Where the page sends its reader at once; None where it does not."""
        return (
            next((link.url for link in self.links if link.tag == "meta"), None) if "http-equiv" in self.html else None
        )

    @cached_property
    def blocks(self) -> list[LexborNode]:
        """The content's blocks in order, looking into plain wrappers so that no heading is missed."""
        body = self.content.body
        return list(_blocks(body)) if body else []

    @cached_property
    def sections(self) -> list[Section]:
        """The headings of the content; one is filled if anything but a heading follows it."""
        sections: list[Section] = []
        for node in self.blocks:
            if node.tag in HEADINGS:
                sections.append(Section(int(node.tag[1]), clean(node.text())))
            elif sections and (clean(node.text()) or node.css_first("img, svg, input, video, span[class]")):
                sections[-1].filled = True
        return sections

    @cached_property
    def callouts(self) -> list[Callout]:
        """The admonitions of the content, in the order of the page."""
        callouts: list[Callout] = []
        seen: Counter[str] = Counter()
        for node in self.content.css(".admonition, details[class]"):
            kind = next((name for name in classes(node) if name != "admonition"), "")
            title = node.css_first(".admonition-title, summary")
            callouts.append(Callout(kind, clean(title.text()) if title else "", node, seen[kind]))
            seen[kind] += 1
        return callouts

    @cached_property
    def opening(self) -> str:
        """The type of the callout that follows the first heading at once; '' where other text does."""
        after_heading = False
        for node in self.blocks:
            if after_heading and clean(node.text()):
                return next((name for name in classes(node) if name != "admonition"), "")
            after_heading = after_heading or node.tag == "h1"
        return ""

    @cached_property
    def cited(self) -> list[str]:
        """Ids of the footnotes that the text refers to, each once."""
        refs = (node.attributes.get("href") or "" for node in self.root.css("a.footnote-ref"))
        return list(dict.fromkeys(ref.removeprefix("#fn:") for ref in refs))

    @cached_property
    def prose(self) -> str:
        """The content's text, with a mark in the place of code, formulas and the like."""
        return "".join(_prose(self.root))

    def place(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Place:
        """The place of the nth match in the source; line 1 where it is not found."""
        return (self.source and self.source.find(pattern, nth, flags)) or Place(self.path)


def _urls(node: LexborNode) -> Iterator[tuple[str, str]]:
    """The attribute and address of each link of an element."""
    if node.tag == "style":
        yield from (("style", url) for url in css_urls(node.text()))
    for attribute, value in node.attributes.items():
        if node.tag == "meta" and attribute == "content":
            yield attribute, (REFRESH.match(value or "") or [""])[1].strip()
        elif attribute not in URL_ATTRIBUTES or (attribute == "data" and node.tag != "object"):
            continue
        elif attribute == "style":
            yield from ((attribute, url) for url in css_urls(value or ""))
        elif "srcset" in attribute:
            yield from ((attribute, url) for url in SRCSET.findall(value or ""))
        else:
            yield attribute, (value or "").strip()


def _blocks(root: LexborNode) -> Iterator[LexborNode]:
    waiting = list(root.iter())[::-1]
    while waiting:
        node = waiting.pop()
        wrapper = node.tag in ("div", "section") and "admonition" not in classes(node)
        if wrapper and node.css_first(",".join(HEADINGS)):
            waiting.extend(list(node.iter())[::-1])
        else:
            yield node


def _prose(root: LexborNode) -> Iterator[str]:
    waiting = list(root.iter(include_text=True))[::-1]
    while waiting:
        node = waiting.pop()
        if node.tag == "-text":
            yield node.text(deep=False)
        elif node.tag in NOT_PROSE or {"arithmatex", "highlight", "headerlink"} & set(classes(node)):
            yield "\ufffc"
        else:
            waiting.extend(list(node.iter(include_text=True))[::-1])


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
