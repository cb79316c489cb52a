"""One page as a reader gets it: its links, ids, sections and callouts, from the parsed HTML."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checker.finding import Location
from checker.seen_text import NO_TEXT
from checker.text_file import TextFile

# Stand around what the Markdown became, so that it can be looked at apart from the theme, whatever engine wrote it.
# Sought from both ends of a page, so nothing in the Markdown can move them inwards.
CONTENT_START, CONTENT_END = "<!--content-->", "<!--/content-->"
# Where HTML may name a file or page (HTML Living Standard, index of attributes; SVG's xlink:href).
URL_ATTRIBUTES = {
    "href", "src", "srcset", "imagesrcset", "poster", "data", "action", "formaction", "xlink:href", "style"
}  # fmt: skip
LINKED = (
    r"[src],[srcset],[imagesrcset],[poster],object[data],form[action],[formaction],[xlink\:href],[style],style,"
    r"meta[http-equiv=refresh i]"
)
# Comments and strings are matched too, so that what stands in them is passed over.
CSS_TOKEN = re.compile(
    r"""/\*.*?\*/|(?:url\(\s*|@import\s+(?!url\())(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>[^\s"')]+))\s*[);]"""
    r"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""",
    re.IGNORECASE | re.DOTALL,
)
# An address, perhaps with a width or density, up to a comma (HTML Living Standard, "parse a srcset attribute").
SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+[^,]*)?(?:,|$)")
REFRESH = re.compile(r"\s*[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']*)", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# How a document marks its main content; Material uses <article>, MkDocs' own themes role=main.
MAIN = ("article", '[role="main"]', "main", "body")
INLINE = set("abbr b br cite del em i ins mark q s small span strong sub sup u".split())
BOXES = {"admonition", "tabbed-set", "footnote"}
MARKED = {"arithmatex", "highlight", "headerlink"}
NOT_PROSE = {"code", "pre", "script", "style", "svg", "kbd", "samp", "math", "textarea", "template"}


class Link(NamedTuple):
    """One address in a page. nth: index among equal ones in the content; is_own_text: it is the link's own text."""

    url: str
    tag: str
    attribute: str
    in_content: bool = False
    nth: int = 0
    is_own_text: bool = False


@dataclass
class Section:
    """A heading and what stands under it, up to the next heading. words: how many words, a picture being many."""

    level: int
    title: str
    words: int = 0


@dataclass
class Callout:
    """An admonition (or a collapsed one). nth: index among those of its type."""

    type: str
    title: str
    node: LexborNode = field(repr=False)
    nth: int = 0

    @property
    def hidden(self) -> bool:
        """Whether a reader must open something to see it: a collapsed block or a tab."""
        return any(
            node.tag == "details" or "tabbed-block" in classes(node) for node in (self.node, *ancestors(self.node))
        )

    @cached_property
    def body(self) -> str:
        """The text without the title."""
        return clean(self.node.text()).removeprefix(self.title).strip()

    @cached_property
    def items(self) -> list[str]:
        """The text of each list item."""
        return [clean(item.text()) for item in self.node.css("li")]


def mark_content(html: str) -> str:
    """The HTML of a page's Markdown between the two marks, once."""
    marked = html.startswith(CONTENT_START) and html.endswith(CONTENT_END)
    return html if marked else f"{CONTENT_START}{html}{CONTENT_END}"


def clean(text: str) -> str:
    """The text with white space folded and the theme's heading marks dropped."""
    return " ".join(text.replace("¶", " ").split())


def classes(node: LexborNode) -> list[str]:
    """The classes of an element."""
    return (node.attributes.get("class") or "").split()


def callout_in_markdown(name: str) -> str:
    """A pattern for the start of a callout of a type, as an editor types it."""
    return rf"^[ \t>]*(?:!!!|\?\?\?\+?)[ \t]*{re.escape(name)}\b"


def own_text(node: LexborNode) -> str:
    """The text of a block without citations and the lists in it, white space folded; NO_TEXT for what is no text."""
    return " ".join("".join(_prose(node, leave_out=("ul", "ol", "sup"))).split())


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around another, the nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def preceding(node: LexborNode) -> LexborNode | None:
    """The element right before another; None where text or nothing stands there."""
    return _neighbour(node, "prev")


def following(node: LexborNode) -> LexborNode | None:
    """The element right after another; None where text or nothing stands there."""
    return _neighbour(node, "next")


def _neighbour(node: LexborNode, way: str) -> LexborNode | None:
    near: LexborNode | None = getattr(node, way)
    while near is not None and near.tag in ("-text", "-comment", "_comment", "!--"):
        if near.tag == "-text" and clean(near.text()):
            return None
        near = getattr(near, way)
    return near


def css_urls(css: str) -> list[str]:
    """The addresses in a style sheet or style attribute, outside comments and strings."""
    found = (token["double"] or token["single"] or token["bare"] for token in CSS_TOKEN.finditer(css))
    return [url.strip() for url in found if url]


class Page:
    """A page of the built site.

    path: of the written file below the site's root, not percent-encoded; html: all of it; source: the Markdown
    that it was made from, empty for a page of the theme;
    from_markdown: whether there is any. The parsed trees are dropped by close(); what other pages'
    rules ask for stays.
    """

    def __init__(self, path: str, html: bytes, source: TextFile | None = None) -> None:
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.from_markdown = source is not None
        self.source = source or TextFile(path, b"")
        self._html = html

    def close(self) -> None:
        """Drops the text and the trees; keeps ids, citations and the source."""
        _ = self.ids, self.cited_ids, self.headings
        self._html = b""
        for name in ("_parts", "_anchors", "links", "blocks", "sections", "callouts", "prose"):
            self.__dict__.pop(name, None)

    @property
    def name(self) -> str:
        """What findings name: the Markdown file, or the written page where there is none."""
        return self.source.path

    @cached_property
    def meta(self) -> Mapping[str, Any]:
        """Its front matter; {} where it has none or it can't be read."""
        return self.source.front_matter

    @cached_property
    def _parts(self) -> tuple[LexborHTMLParser, LexborHTMLParser]:
        """The Markdown's own HTML, parsed by itself, and the frame around it."""
        before, start, rest = self._html.partition(CONTENT_START.encode())
        inner, end, after = rest.rpartition(CONTENT_END.encode())
        if start and end:
            return LexborHTMLParser(inner), LexborHTMLParser(before + after)
        frame = LexborHTMLParser(self._html)
        main = next(filter(None, map(frame.css_first, MAIN)))
        content = main.html or ""
        if main.tag == "body":
            return frame, LexborHTMLParser("")
        main.decompose()
        return LexborHTMLParser(content), frame

    @property
    def content(self) -> LexborHTMLParser:
        """What the Markdown became, parsed by itself: markup in it can't hide by closing the theme's elements."""
        return self._parts[0]

    @cached_property
    def _anchors(self) -> list[tuple[str, str]]:
        """The id and tag of each element of the content that has an id."""
        return [(node.id or "", node.tag or "") for node in self.content.css("[id]")]

    @cached_property
    def ids(self) -> set[str]:
        """Every anchor: ids, and names of <a>."""
        named = (node.attributes["name"] or "" for part in self._parts for node in part.css("a[name]"))
        return {*(name for name, _ in self._anchors), *named, *(node.id or "" for node in self._parts[1].css("[id]"))}

    @cached_property
    def headings(self) -> list[str]:
        """The ids of the content's headings, as a link names them."""
        return [f"#{name}" for name, tag in self._anchors if tag in HEADINGS]

    @cached_property
    def links(self) -> list[Link]:
        """Every address of the content, in order."""
        seen: Counter[str] = Counter()
        links = []
        for node in self.content.css(f"[href],{LINKED}"):
            # A line of highlighted code names itself.
            if node.id and node.attributes.get("href") == f"#{node.id}":
                continue
            for attribute, url in _urls(node):
                own = "://" in url and node.text(strip=True) == url
                links.append(Link(url, node.tag or "", attribute, True, seen[url], own))
                seen[url] += 1
        return links

    def frame_links(self, known: set[str]) -> list[Link]:
        """The links around the content, each once, but for those to a known address; a menu may have a thousand."""
        frame = self._parts[1]
        # In a drawing, 'xlink:href' is found as 'href' too; it is one of LINKED.
        nodes = (node for node in frame.css("[href]") if "href" in node.attrs)
        fresh = [node for node in nodes if node.attrs["href"] not in known]
        return list(
            dict.fromkeys(
                Link(url, node.tag or "", name) for node in [*fresh, *frame.css(LINKED)] for name, url in _urls(node)
            )
        )

    @cached_property
    def blocks(self) -> list[LexborNode]:
        """The content's blocks in order, looking into plain wrappers so that no heading is missed."""
        body = self.content.body
        return list(_blocks(body)) if body else []

    @cached_property
    def sections(self) -> list[Section]:
        """The headings of the content, outside tabs and boxes."""
        sections: list[Section] = []
        for node in self.blocks:
            if node.tag in HEADINGS:
                sections.append(Section(int(node.tag[1]), clean(node.text())))
            elif sections and "footnote" not in classes(node):
                pictures = bool(node.css_first("img, svg, input, video, span[class], a[href]:not(.footnote-ref)"))
                sections[-1].words += len(re.findall(r"\w*[^\W\d_]{2}\w*", node.text())) + 9 * pictures
        return sections

    @cached_property
    def callouts(self) -> list[Callout]:
        """The admonitions of the content, in the order of the page."""
        callouts: list[Callout] = []
        seen: Counter[str] = Counter()
        for node in self.content.css(".admonition, details[class]"):
            kind = _callout_type(node)
            title = node.css_first(".admonition-title, summary")
            callouts.append(Callout(kind, clean(title.text()) if title else "", node, seen[kind]))
            seen[kind] += 1
        return callouts

    @property
    def comments(self) -> list[str]:
        """The HTML comments of the content, as they were written."""
        nodes = self.content.root.traverse() if self.content.root else ()
        return [node.html or "" for node in nodes if node.tag == "-comment"]

    @property
    def first_callout_type(self) -> str:
        """The type of the callout that follows the title and its review line; '' where other text does."""
        after_heading = False
        for node in self.blocks:
            if after_heading and clean(node.text()) and "review" not in classes(node):
                return _callout_type(node)
            after_heading = after_heading or node.tag == "h1"
        return ""

    @cached_property
    def cited_ids(self) -> list[str]:
        """Ids of the footnotes that the text refers to, each once."""
        refs = (node.attributes.get("href") or "" for node in self.content.css("a.footnote-ref"))
        return list(dict.fromkeys(ref.removeprefix("#fn:") for ref in refs))

    @property
    def fingerprint(self) -> str:
        """Eight letters that change with whatever a reader gets of the page."""
        # The line with the reviewer and the day does not end their review.
        shown = [node.text() for node in self.blocks if "review" not in classes(node)]
        tooltips = [node.attributes["title"] or "" for node in self.content.css("abbr[title]")]
        return self.source.fingerprint(clean(" ".join(shown + tooltips)))

    @cached_property
    def prose(self) -> str:
        """The content's text, with a mark in the place of code, formulas and the like."""
        return "".join(_prose(self.content.body)) if self.content.body else ""

    @property
    def blocks_of_text(self) -> list[str]:
        """The text of each paragraph, list item, definition and caption, in order; code and inner lists left out."""
        texts = []
        for node in self.content.css("p, li, dd, figcaption"):
            if node.tag == "p" or not node.css_first("p"):
                texts.append(own_text(node))
        return [text for text in texts if text]

    def texts_outside(self, callouts: set[str]) -> list[str]:
        """The text of each block that stands in no callout of some types, headings and tables included."""
        found = []
        for node in self.content.css("p, li, dd, figcaption, td, th, h1, h2, h3, h4, h5, h6"):
            inside = any(callouts & set(classes(one)) for one in ancestors(node))
            if not inside and (node.tag != "li" or not node.css_first("p")):
                found.append(own_text(node))
        return found

    def line_of(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Location:
        """The location of the nth match in the source; where it is not found, of what is not in the source."""
        return self.source.find(pattern, nth, flags) or self.made_here

    @cached_property
    def made_here(self) -> Location:
        """The location of what is not in the source: the line that has a plugin write it, '::: name'; or line 1."""
        return self.source.find(r"^:::[ \t]+[\w.-]+[ \t]*$") or Location(self.name)

    def line_of_text(self, text: str, nth: int = 0, before: str = "", after: str = "") -> Location:
        """The same for a text as it is seen, and what is seen beside it in its block; NO_TEXT may stand in each."""
        if found := self.source.find_seen(text, nth, before, after):
            return found
        # A figure may come from the list of facts: what stands beside it is sought.
        beside = max(re.split(r"\d[\d.,]*", text), key=len)
        return (self.source.find_seen(beside) if len(beside.strip()) > 5 else None) or self.made_here

    def line_of_key(self, key: str) -> Location:
        """The line of a key in the front matter."""
        return self.line_of(rf"^{re.escape(key)}[ \t]*:")

    def line_of_heading(self, title: str, nth: int = 0) -> Location:
        """The line of a heading."""
        return self.source.find(rf"^#+[ \t]+{re.escape(title)}", nth) or self.line_of_text(title, nth)

    def line_of_callout(self, callout: Callout) -> Location:
        """The line on which a callout starts, in Markdown or in HTML."""
        html = (
            rf"class\s*=\s*[\"']?[^\"'>\n]*\b{re.escape(callout.type)}\b|<!--\s*generated:\s*{re.escape(callout.type)}-"
        )
        return self.source.find(callout_in_markdown(callout.type), callout.nth) or self.line_of(html, callout.nth)


def _callout_type(node: LexborNode) -> str:
    return next((name for name in classes(node) if name != "admonition"), "")


def _urls(node: LexborNode) -> Iterator[tuple[str, str]]:
    """The attribute and address of each link of an element."""
    tag = node.tag
    if tag == "style":
        yield from (("style", url) for url in css_urls(node.text()))
    for attribute, value in node.attributes.items():
        if attribute in ("href", "src"):
            yield attribute, (value or "").strip()
        elif tag == "meta" and attribute == "content":
            yield attribute, (REFRESH.match(value or "") or [""])[1].strip()
        elif attribute not in URL_ATTRIBUTES or (attribute == "data" and tag != "object"):
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
        wrapper = node.tag in ("div", "section", "article", "main") and not BOXES & set(classes(node))
        if wrapper and node.css_first(",".join(HEADINGS)):
            waiting.extend(list(node.iter())[::-1])
        else:
            yield node


def _prose(root: LexborNode, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Texts in order. A mark stands for what is no text and at both ends of a link, so that nothing joins across."""
    waiting: list[LexborNode | str] = [*reversed([*root.iter(include_text=True)])]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag
        if tag == "-text":
            yield node.text_content or ""
        elif tag in leave_out:
            continue
        elif tag in NOT_PROSE or (tag in ("a", "div", "span") and MARKED & set(classes(node))):
            yield NO_TEXT
        else:
            edge = NO_TEXT if tag == "a" else "" if tag in INLINE else "\n"
            waiting += [edge, *reversed([*node.iter(include_text=True)]), edge]
