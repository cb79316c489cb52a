"""Rules on links: every address leads to something."""

import posixpath
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from checker.finding import Finding, Findings, Location
from checker.page import Link, Page, clean, css_urls
from checker.project import MARKDOWN
from checker.rule import markdown_rule, page_rule, site_rule
from checker.site import Site
from checker.suggest import similar, suggest

IMAGES = {("img", "src"), ("img", "srcset"), ("source", "srcset"), ("video", "poster")}
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|ico)$", re.IGNORECASE)


def _offer(page: Page, link: Link, as_typed: str, site: Site) -> str:
    """The path to type for the file most like the one that is missing: of the same kind, near, and sure to work."""
    is_picture = (link.tag, link.attribute) in IMAGES
    wanted = site.resolve(page, link.url).path if link.in_content else as_typed
    own = {site.source_path(page.path), page.path}
    near = next((path for path in _like(wanted, is_picture, site) if path not in own), "")
    if not near:
        what = "picture" if is_picture else "link" if link.in_content else "line"
        return f": correct the address, or remove the {what}"
    if not link.in_content:
        return f"; did you mean '{near}'?"
    is_made = near.endswith(".html") and near not in site.project.by_output
    if page.from_markdown and (is_made or not page.source.is_markdown_target(as_typed)):
        # HTML is not rewritten, nor is a path to what a plugin made: only the address of the built page leads anywhere.
        built = next(file for file in site.files if near in (file, site.source_path(file)))
        return f"; did you mean '{posixpath.relpath(built, page.folder or '.').removesuffix('index.html')}'?"
    return f"; did you mean '{site.path_between(page, near)}'?"


def _like(wanted: str, is_picture: bool, site: Site) -> list[str]:
    """The files most like one that is missing, best first; worked out once, as a menu stands on every page."""
    if (wanted, is_picture) not in site.offers:
        ending = posixpath.splitext(wanted)[1].lower()
        is_page = ending in ("", ".html", *MARKDOWN)
        name = posixpath.basename(_without_suffix(wanted.removesuffix("/index.html").strip("/")))
        known = _files_by_name("picture" if is_picture else ".html" if is_page else ending, site)
        choices = [path for one in similar(name, known, cutoff=0.72) for path in known[one]]
        site.offers[wanted, is_picture] = similar(_without_suffix(wanted), choices, cutoff=0)
    return site.offers[wanted, is_picture]


def _files_by_name(kind: str, site: Site) -> dict[str, list[str]]:
    """The files that one may link to, 'picture' or by the ending of what is written, by their names without ending."""
    if kind not in site.files_by_name:
        moved = {_without_suffix(old) for old in site.project.redirects}
        known = site.files_by_name.setdefault(kind, {})
        for file in site.files:
            fits = PICTURE.search(file) if kind == "picture" else file.endswith(kind)
            source = site.source_path(file) if fits else None
            if fits and (source or _without_suffix(file) not in moved):
                known.setdefault(posixpath.basename(_without_suffix(source or file)), []).append(source or file)
    return site.files_by_name[kind]


def _without_suffix(path: str) -> str:
    return re.sub(r"(?:/(?:index|README))?\.(?:md|html)$", "", path)


def _nothing_there(page: Page, link: Link, site: Site, what: str) -> Finding:
    location, as_typed = site.locate(page, link)
    if link.in_content and page.from_markdown and location.path != page.source.path:
        return Finding(
            *location, f"{what} '{as_typed}': write it so that it leads there from every page with this text"
        )
    return Finding(*location, f"{what} '{as_typed}'{_offer(page, link, as_typed, site)}")


def _is_relative(url: str) -> bool:
    return not (url.startswith(("#", "/")) or urlsplit(url).netloc)


@page_rule
def broken_link(page: Page, site: Site) -> Findings:
    """Link to a page or file that the built site does not have.

    Instead: write the path from this page to the other page's Markdown file.
    Why: a reader who follows it finds nothing; on a safety page that may be the help they need.
    Sample: [Side effects](../safety/side-efects.md)
    """
    for link, target in site.targets(page):
        if target.broken and (link.tag, link.attribute) not in IMAGES and not site.is_elsewhere(link, target):
            yield _nothing_there(page, link, site, "Nothing is at")
        elif page.path == "404.html" and not page.from_markdown and target.kind == "file" and _is_relative(link.url):
            # A host shows this page at any address, however deep.
            location, _ = site.locate(page, link)
            yield Finding(*location, f"'{link.url}' on the 404 page must start at the site's root")


@page_rule
def broken_image(page: Page, site: Site) -> Findings:
    """Picture that the built site does not have.

    Instead: put the file under `docs/` and write the path to it from this page.
    Why: readers see an empty frame.
    Sample: ![Where it is injected](../assets/areaz.svg)
    """
    for link, target in site.targets(page):
        if (link.tag, link.attribute) in IMAGES and (target.broken or not link.url):
            yield _nothing_there(page, link, site, "No picture is at")


@site_rule
def broken_style(site: Site) -> Findings:
    """Style sheet that names a picture, font or sheet that the built site does not have.

    Instead: write the path from the style sheet to the file.
    Why: readers see the page without it, and the browser asks for it each time.
    Sample: background: url(none.svg)
    """
    for path in sorted(path for path in site.files if path.endswith(".css")):
        for url in css_urls(site.text_of(path)):
            if site.resolve_from(posixpath.dirname(path), url).broken:
                found = site.style_sheet(path).find_target(url.__eq__)
                yield Finding(*(found[0] if found else Location(path)), f"Nothing is at '{url}'")


@site_rule
def broken_anchor(site: Site) -> Findings:
    """Link to a heading or id that the target page does not have.

    Instead: write the heading's id: lower case, hyphens for spaces, no punctuation.
    Why: readers land at the top of a long page and must search for what they were promised.
    Sample: [Drooping eyelid](side-effects.md#eyelid-droops)
    """
    # A menu, or pages that were made alike, ask for one anchor many times.
    offers: dict[tuple[Page, str], str] = {}
    for page, link, target in site.anchor_links:
        there = _after_redirects(target.path, site)
        wanted = target.fragment.split(":~:")[0]
        # The way back from a footnote that nothing refers to: unused-footnote reports it.
        if wanted.startswith("fnref") and link.in_content:
            continue
        # '' and 'top' lead to the top of any page (HTML Living Standard, "select the indicated part").
        if not there or wanted.lower() in ("", "top") or {wanted, unquote(wanted)} & there.ids:
            continue
        # '#/portal' is an address inside a script.
        if wanted.startswith(("/", "!")) and wanted.lstrip("/!") not in there.ids:
            continue
        where = "this page" if there is page else f"'{site.source_path(there.path) or there.path}'"
        if (there, wanted) not in offers:
            listed = f"; its headings are {', '.join(there.headings[:30])}" if there.headings else ""
            offers[there, wanted] = suggest("#" + unquote(wanted), sorted("#" + name for name in there.ids), listed)
        yield Finding(*site.locate(page, link)[0], f"No '#{unquote(wanted)}' on {where}{offers[there, wanted]}")


def _after_redirects(path: str, site: Site) -> Page | None:
    """The page on which a reader ends up, who keeps what stands after '#'; None where that is another site."""
    for _ in range(8):
        if path not in site.redirects:
            break
        page, link = site.redirects[path]
        path = site.resolve(page, link.url).path
    return site.pages.get(path)


@markdown_rule
def empty_link(page: Page, site: Site) -> Findings:
    """Link without a target, or without a text to press.

    Instead: write both, `[text](path.md)`.
    Why: readers can't follow it; a screen reader reads out its address.
    Sample: [Side effects]()
    """
    right = "write '[text](path.md)'"
    no_target = r"\]\(\s*(?:<>)?\s*(?:[\"'][^)\n]*)?\)|href=(?:\"\"|''|[\s>])"
    # '[](){#id}' only sets an anchor.
    targetless = (node for node in page.content.css("a[href='']") if clean(node.text()) or not node.id)
    for nth, node in enumerate(targetless):
        yield Finding(*page.line_of(no_target, nth), f"Link '{clean(node.text())}' has no target: {right}")
    seen: Counter[str] = Counter()
    # In a drawing, 'xlink:href' is found as 'href' too.
    found = page.content.css("a[href]:not(.headerlink):not([href=''])")
    nodes = [node for node in found if "href" in node.attrs]
    # '<a href="#x" id="x"></a>' only sets an anchor, as highlighters do for each line of code.
    anchors = (node for node in nodes if not (node.id and (node.attributes["href"] or "").startswith("#")))
    empty = {node.mem_id for node in anchors if _is_empty(node)}
    filled = {(node.attributes["href"] or "").strip() for node in nodes if empty and node.mem_id not in empty}
    for node in nodes if empty else ():
        url = (node.attributes["href"] or "").strip()
        is_anchor = url.startswith("#") and node.attributes.get("name")
        # Raw HTML around a paragraph: a parser makes two links of one, and the first is empty.
        raw = rf"<a\b[^>]*{re.escape(url)}[^>]*>"
        if node.mem_id in empty and not is_anchor and not (url in filled and page.source.has_outside_code(raw)):
            location, _ = site.locate(page, Link(url, "a", "href", in_content=True, nth=seen[url]))
            yield Finding(*location, f"Link to '{url}' has no text: {right}")
        seen[url] += 1


def _is_empty(node: LexborNode) -> bool:
    if clean(node.text()) or node.css_first("img, svg, input, video, picture, object"):
        return False
    return not any(node.attributes.get(name) for name in ("aria-label", "title", "aria-labelledby"))
