"""Rules on what a page may hold: nothing that a stranger's pull request could make run.

They list what is allowed, never what is dangerous: a list of dangers is never whole. They look at the parsed
content by itself, so that markup can't hide by closing the theme's elements first.
"""

import re
from collections import Counter
from functools import partial

from selectolax.lexbor import LexborNode

from checker.finding import Finding, Findings, Location
from checker.page import Link, Page
from checker.rule import markdown_rule, page_rule
from checker.site import Site

# What Markdown and its extensions in mkdocs.yml make, and figures. Everything else needs no place in a text.
ELEMENTS = frozenset(
    """
    a abbr article aside b blockquote br caption cite code dd details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img input kbd label li mark ol p pre q samp section small span strong sub summary
    sup table tbody td tfoot th thead time tr ul var wbr
    """.split()
)
ATTRIBUTES = frozenset(
    """
    abbr align alt checked class colspan data-label data-md-state data-tabs datetime dir disabled for height href
    hreflang id lang loading markdown name open rel reversed role rowspan scope src srcset sizes start tabindex target
    title type width
    """.split()
)
SCHEMES = {"http", "https", "mailto", "sms", "tel"}
# Browsers drop tabs and line breaks inside an address, and control characters and spaces around it
# (URL Living Standard, "basic URL parser").
IGNORED = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")


def _shown(node: LexborNode) -> str:
    return (node.html or "").split(">")[0][:60] + ">"


def _location(page: Page, node: LexborNode) -> Location:
    return page.line_of(rf"(?i)<\s*{re.escape(node.tag or '')}\b")


@markdown_rule
def unsafe_html(page: Page, site: Site) -> Findings:
    """Element or attribute that a text does not need: scripts, frames, forms, event handlers, inline styles.

    Instead: write it in Markdown; give it a class that the style sheet knows.
    Why: it could run code, fetch from elsewhere or pass for part of the site.
    Sample: <img src="x" onerror="alert(1)">
    """
    if not site.policy.portable:
        return
    skeleton = {"html", "head", "body"}
    for node in page.content.root.traverse() if page.content.root else ():
        tag = node.tag or ""
        if tag not in ELEMENTS | skeleton and not tag.startswith(("-", "!", "_")):
            advice = "write it in Markdown, or the sign '<' as '&lt;'"
            yield Finding(*_location(page, node), f"'{_shown(node)}' must not stand in a page: {advice}")
            continue
        for name in node.attributes:
            allowed = name in ATTRIBUTES or re.fullmatch(r"aria-[a-z]+", name)
            if (
                tag in skeleton
                or not allowed
                or (tag == "input" and node.attributes.get("type") not in ("checkbox", "radio"))
            ):
                own = page.source.find(rf"(?i)\b{re.escape(name)}\s*=")
                yield Finding(*(own or _location(page, node)), f"'{name}' in '{_shown(node)}' must not stand in a page")
                break


@markdown_rule
def unsafe_link(page: Page, site: Site) -> Findings:
    """Link whose address runs code or holds its content in itself.

    Instead: link to a page, or to an address that starts with https.
    Why: `javascript:` and `data:` links do what their writer wants, in the name of this site.
    Sample: [Help](javascript:alert(1))
    """
    if not site.policy.portable:
        return
    for node in page.content.css("[href], [src]"):
        for name in ("href", "src"):
            url = IGNORED.sub("", node.attributes.get(name) or "")
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", url)
            if scheme and scheme[1].lower() not in SCHEMES:
                typed = page.source.find_target(partial(_is_same_address, url))
                at = typed[0] if typed else page.line_of(rf"(?i){re.escape(scheme[1])}\s*:")
                yield Finding(*at, f"Link '{url[:60]}' must start with {', '.join(sorted(SCHEMES))} or be a path")


def _is_same_address(url: str, typed: str) -> bool:
    return IGNORED.sub("", typed) == url


@markdown_rule
def duplicate_id(page: Page, site: Site) -> Findings:
    """Id that stands twice on a page.

    Instead: give each heading or element an id of its own.
    Why: a link to it leads to the first; screen readers may name the wrong thing.
    Sample: ## Aftercare {#care}, twice
    """
    ids = Counter(node.id for node in page.content.css("[id]"))
    for name in [name for name, count in ids.items() if name and count > 1]:
        pattern = rf"(?:#|\bid\s*=\s*[\"']?){re.escape(name)}\b"
        if not page.source.find(pattern):
            continue  # a plugin's, which nobody can change here
        yield Finding(*page.line_of(pattern, 1), f"The id '{name}' stands {ids[name]} times on this page")


@markdown_rule
def missing_alternative_text(page: Page, site: Site) -> Findings:
    """Picture without an alternative text, or with a file's name for one.

    Instead: write what the picture says between the square brackets, `![text](picture.svg)`.
    Why: people who can't see the picture get nothing from it.
    Sample: ![](areas.svg)
    """
    for node in page.content.css("img") if site.policy.portable else ():
        said = (node.attributes.get("alt") or "").strip()
        if not said or re.fullmatch(r"\S+\.(?:svg|png|jpe?g|gif|webp)", said, re.IGNORECASE):
            link = Link(node.attributes.get("src") or "", "img", "src", in_content=True)
            yield Finding(*site.locate(page, link)[0], f"The picture '{link.url}' must have an alternative text")


@page_rule
def foreign_picture(page: Page, site: Site) -> Findings:
    """Picture, style or other part of a page that is fetched from another site.

    Instead: put the file under `docs/` and name it by its path.
    Why: the other site learns who reads about what, and may change the picture.
    Sample: ![Areas](https://example.org/areas.png)
    """
    parts = ("img", "source", "video", "audio", "track", "link", "script", "style", "use", "image")
    own = site.project.site_url
    for link, target in site.targets(page) if site.policy.portable else ():
        loaded = link.tag in parts or link.attribute == "style"
        if loaded and target.kind == "external" and not link.url.startswith("data:"):
            if link.tag == "link" and not link.in_content and own and link.url.startswith(own):
                continue
            advice = f"'{link.url}' is fetched from another site: put the file under docs/"
            yield Finding(*site.locate(page, link)[0], advice)
