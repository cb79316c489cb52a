"""Rules on what a page may hold: nothing that a stranger's pull request could make run.

They list what is allowed, never what is dangerous: a list of dangers is never whole. They look at the parsed
content by itself, so that markup can't hide by closing the theme's elements first.
"""

import re
from xml.etree import ElementTree

from selectolax.lexbor import LexborNode

from model import Page, Place, Problem, Problems, Site
from rules import rule

# What Markdown and its extensions in mkdocs.yml make, and figures. Everything else needs no place in a text.
ELEMENTS = frozenset(
    """
    a abbr article aside b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q s samp section small span strong sub summary
    sup table tbody td tfoot th thead time tr ul var wbr
    """.split()
)
ATTRIBUTES = frozenset(
    """
    abbr align alt checked class colspan data-md-state data-tabs dir disabled for height href hreflang id lang
    loading markdown name open rel reversed role rowspan scope src srcset sizes start tabindex target title type
    width
    """.split()
)
SCHEMES = {"http", "https", "mailto", "tel"}
# Browsers drop tabs and line breaks inside an address, and control characters and spaces around it
# (URL Living Standard, "basic URL parser").
IGNORED = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")


def _shown(node: LexborNode) -> str:
    return (node.html or "").split(">")[0][:60] + ">"


def _place(page: Page, node: LexborNode) -> Place:
    return page.place(rf"(?i)<\s*{re.escape(node.tag or '')}\b")


@rule
def unsafe_html(page: Page, site: Site) -> Problems:
    """Element or attribute that a text does not need: scripts, frames, forms, event handlers, inline styles.

    Instead: write it in Markdown; give it a class that the style sheet knows.
    Why: it could run code, fetch from elsewhere or pass for part of the site.
    Sample: <img src="x" onerror="alert(1)">
    """
    if not page.source or not site.policy.portable:
        return
    skeleton = {"html", "head", "body"}
    for node in page.content.root.traverse() if page.content.root else ():
        tag = node.tag or ""
        if tag not in ELEMENTS | skeleton and not tag.startswith(("-", "!", "_")):
            yield Problem(_place(page, node), f"'{_shown(node)}' must not stand in a page")
            continue
        for name in node.attributes:
            allowed = name in ATTRIBUTES or re.fullmatch(r"aria-[a-z]+", name)
            if (
                tag in skeleton
                or not allowed
                or (tag == "input" and node.attributes.get("type") not in ("checkbox", "radio"))
            ):
                yield Problem(_place(page, node), f"'{name}' in '{_shown(node)}' must not stand in a page")
                break


@rule
def unsafe_link(page: Page, site: Site) -> Problems:
    """Link whose address runs code or holds its content in itself.

    Instead: link to a page, or to an address that starts with https.
    Why: `javascript:` and `data:` links do what their writer wants, in the name of this site.
    Sample: [Help](javascript:alert(1))
    """
    for node in page.content.css("[href], [src]") if page.source and site.policy.portable else ():
        for name in ("href", "src"):
            url = IGNORED.sub("", node.attributes.get(name) or "")
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", url)
            if scheme and scheme[1].lower() not in SCHEMES:
                place = page.place(
                    rf"(?i){re.escape(scheme[1])}\s*:|{re.escape((node.attributes.get(name) or '')[:12])}"
                )
                yield Problem(place, f"Link '{url[:60]}' must start with {', '.join(sorted(SCHEMES))} or be a path")


@rule
def unsafe_file(site: Site) -> Problems:
    """File of a kind that is not on the list of kinds that may be published, or a picture with active content.

    Instead: use one of the kinds on the list; save the picture without scripts, links and foreign parts.
    Why: readers could run or download what nobody has looked at.
    Sample: docs/assets/tool.exe
    """
    for _, source in sorted(site.made_from.items()) if site.policy.files else ():
        ending = source.path.rsplit("/", 1)[-1].rsplit(".", 1)[-1].lower()
        if ending not in site.policy.files:
            kinds = ", ".join(site.policy.files)
            yield Problem(Place(source.path), f"Files of the kind '{ending}' are not published; use one of {kinds}")
        elif ending == "svg" and (reason := _active(source.text)):
            yield Problem(Place(source.path), f"The picture must hold nothing active: it has {reason}")


def _active(svg: str) -> str:
    """What in a picture could run or fetch; '' where nothing could."""
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", svg, re.IGNORECASE):
        return "a document type, entity or style sheet instruction"
    try:
        elements = list(ElementTree.fromstring(svg).iter())  # noqa: S314, entities are refused above
    except ElementTree.ParseError as error:
        return f"broken XML ({error})"
    for element in elements:
        tag = str(element.tag).rsplit("}", 1)[-1].lower()
        if tag in ("script", "foreignobject", "iframe", "a", "handler", "set", "animate", "image", "feimage"):
            return f"an element '{tag}'"
        for name, value in element.attrib.items():
            attribute = name.rsplit("}", 1)[-1].lower()
            if attribute.startswith("on") or (attribute in ("href", "src") and not value.startswith("#")):
                return f"an attribute '{attribute}'"
        if re.search(
            r"@import|url\(\s*[\"']?(?!#)", " ".join([element.text or "", *element.attrib.values()]), re.IGNORECASE
        ):
            return "a style that fetches a file"
    return ""
