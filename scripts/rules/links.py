"""Rules on links: every address leads to something."""

import posixpath
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from model import Link, Page, Place, Problem, Problems, Site
from model.page import clean, css_urls
from rules import rule
from rules.suggest import alike, nearest, suggest

IMAGES = {("img", "src"), ("img", "srcset"), ("source", "srcset"), ("video", "poster")}
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|ico)$", re.IGNORECASE)
HEADINGS_WITH_ID = "h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]"
OWN_COMPUTER = re.compile(r"localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]")


def _bare(path: str) -> str:
    return path.removesuffix(".md").removesuffix("/index")


def _offer(page: Page, link: Link, written: str, site: Site) -> str:
    """What an editor can do: the path to write there for the file most like the one that is missing, if one is."""
    wanted = site.resolve(page.url, link.url).path if link.in_content else written
    wanted = _bare(wanted.removesuffix("/index.html").strip("/"))
    files = [url for url in site.files if (link.tag, link.attribute) not in IMAGES or PICTURE.search(url)]
    own = {site.source_path(page.url), page.url}
    known = {_bare(path): path for url in files if (path := site.source_path(url) or url) not in own}
    # Names must be alike: a folder that two pages share does not make them so.
    names = alike(posixpath.basename(wanted), map(posixpath.basename, known))
    near = nearest(wanted, [path for path in known if posixpath.basename(path) in names], cutoff=0)
    if not near:
        what = "picture" if (link.tag, link.attribute) in IMAGES else "link" if link.in_content else "line"
        return f": mend the address, or take the {what} away"
    offer = site.path_between(page, known[near]) if link.in_content else known[near]
    if offer == written:
        # Raw HTML is not rewritten: there, only the address of the built page leads anywhere.
        built = next(url for url in site.files if known[near] in (url, site.source_path(url)))
        offer = posixpath.relpath(built, posixpath.dirname(page.url) or ".").removesuffix("index.html")
    return f"; did you mean '{offer}'?"


def _is_relative(url: str) -> bool:
    return not (url.startswith(("#", "/")) or urlsplit(url).netloc)


def _problem(page: Page, link: Link, site: Site, what: str) -> Problem:
    place, written = site.locate(page, link)
    return Problem(place, f"{what} '{written}'{_offer(page, link, written, site)}")


@rule
def broken_link(page: Page, site: Site) -> Problems:
    """Link to a page or file that the built site does not have.

    Instead: write the path from this page to the other page's Markdown file.
    Why: a reader who follows it finds nothing; on a safety page that may be the help they need.
    Sample: [Side effects](../safety/side-efects.md)
    """
    for link, target in site.targets(page):
        if target.broken and (link.tag, link.attribute) not in IMAGES:
            yield _problem(page, link, site, "Nothing is at")
        elif page.url == "404.html" and not page.source and target.kind == "file" and _is_relative(link.url):
            # A host shows this page at any address, however deep.
            yield Problem(site.place(page, link), f"'{link.url}' on the 404 page must start at the site's root")


@rule
def broken_image(page: Page, site: Site) -> Problems:
    """Picture that the built site does not have.

    Instead: put the file under `docs/` and write the path to it from this page.
    Why: readers see an empty frame.
    Sample: ![Where it is injected](../assets/areaz.svg)
    """
    for link, target in site.targets(page):
        if (link.tag, link.attribute) in IMAGES and (target.broken or not link.url):
            yield _problem(page, link, site, "No picture is at")


@rule
def broken_style(site: Site) -> Problems:
    """Style sheet that names a picture, font or sheet that the built site does not have.

    Instead: write the path from the style sheet to the file.
    Why: readers see the page without it, and the browser asks for it each time.
    Sample: background: url(none.svg)
    """
    for path in sorted(path for path in site.files if path.endswith(".css")):
        source = site.made_from.get(path)
        for url in css_urls(site.read(path)):
            if site.resolve(path, url).broken:
                found = source.find_target([url]) if source else None
                yield Problem(found[0] if found else Place(path), f"Nothing is at '{url}'")


@rule
def broken_anchor(page: Page, site: Site) -> Problems:
    """Link to a heading or id that the target page does not have.

    Instead: write the heading's id: lower case, hyphens for spaces, no punctuation.
    Why: readers land at the top of a long page and must search for what they were promised.
    Sample: [Drooping eyelid](side-effects.md#eyelid-droops)
    """
    for link, target in site.targets(page):
        there = site.by_url.get(target.path) if target.kind == "file" else None
        written = target.fragment.split(":~:")[0]
        # The way back from a footnote that nothing refers to: unused-footnote says so.
        if written.startswith("fnref") and link.in_content:
            continue
        # '' and 'top' lead to the top of any page (HTML Living Standard, "select the indicated part").
        if not there or written.lower() in ("", "top") or {written, unquote(written)} & there.ids:
            continue
        where = "this page" if there is page else f"'{site.source_path(target.path) or target.path}'"
        headings = [f"#{node.id}" for node in there.content.css(HEADINGS_WITH_ID)]
        listed = f"; its headings are {', '.join(headings[:30])}" if headings else ""
        offer = suggest("#" + unquote(written), sorted("#" + name for name in there.ids), listed)
        yield Problem(site.place(page, link), f"No '#{unquote(written)}' on {where}{offer}")


@rule
def local_link(page: Page, site: Site) -> Problems:
    """Link to a file or server on the editor's own computer; an address that is its own text may name one.

    Instead: write a path from this page, or the public address.
    Why: it works only for the editor who wrote it.
    Sample: [Leaflet](file:///home/me/leaflet.pdf)
    """
    for link in page.links:
        # urlsplit may raise on what is no address at all; broken-link reports that.
        scheme, _, rest = link.url.partition(":")
        host = re.split(r"[/?#]", rest.removeprefix("//"))[0].rsplit("@")[-1]
        is_local = scheme.lower() in ("http", "https") and re.fullmatch(
            rf"({OWN_COMPUTER.pattern})(:\d+)?", host.lower()
        )
        is_drive = len(scheme) == 1 and scheme.isalpha() and rest
        if scheme.lower() == "file" or is_drive or (is_local and host not in site.site_url and not link.bare):
            yield Problem(site.place(page, link), f"Link '{link.url}' works only on your own computer")


@rule
def empty_link(page: Page, site: Site) -> Problems:
    """Link without a target, or without a text to press.

    Instead: write both, `[text](path.md)`.
    Why: readers can't follow it; a screen reader reads out its address.
    Sample: [Side effects]()
    """
    no_target, no_text = (
        r"\]\(\s*(?:<>)?\s*(?:[\"'][^)\n]*)?\)|href=(?:\"\"|''|[\s>])",
        r"(?<!!)\[\s*\]\(|<a\b[^>]*>\s*</a>",
    )
    # '[](){#id}' only sets an anchor.
    targetless = (node for node in page.root.css("a[href='']") if page.source and (clean(node.text()) or not node.id))
    for nth, node in enumerate(targetless):
        yield Problem(page.place(no_target, nth), f"Link '{clean(node.text())}' has no target: write '[text](path.md)'")
    empty = (
        node for node in page.root.css("a[href]:not([href^='#']):not([href=''])") if page.source and _is_empty(node)
    )
    for nth, node in enumerate(empty):
        yield Problem(
            page.place(no_text, nth), f"Link to '{node.attributes['href']}' has no text: write '[text](path.md)'"
        )


def _is_empty(node: LexborNode) -> bool:
    named = any(node.attributes.get(name) for name in ("aria-label", "title", "aria-labelledby"))
    return not (named or clean(node.text()) or node.css_first("img, svg, input, video, picture, object"))


@rule
def absolute_link(page: Page, site: Site) -> Problems:
    """Link in a page's text that starts with `/` or names the site's own address.

    Instead: write the path from this page to the other page's Markdown file.
    Why: it breaks on a copy of the site, in a preview and offline.
    Sample: [Side effects](/safety/side-effects/)
    """
    for link, target in site.targets(page) if page.source and site.policy.portable else ():
        own = site.site_url and link.url.startswith(site.site_url)
        rooted = link.url.startswith("/") and not link.url.startswith("//")
        if link.in_content and (own or rooted) and not target.broken:
            yield Problem(site.place(page, link), f"Link '{link.url}' must be written as a path from this page")


@rule
def broken_redirect(site: Site) -> Problems:
    """Redirect to a page that is not there, or round in a circle.

    Instead: redirect to the Markdown file of a page that exists.
    Why: the reader of an old link or a printed sheet gets nothing.
    Sample: redirect_maps: {old.md: gone.md}
    """
    sources = {site.source_path(page.url) for page in site.written}
    for old, new in site.redirects.items():
        name = new.split("#")[0]
        if urlsplit(new).scheme or (name in sources and name != old):
            continue
        pattern = rf"{re.escape(old)}[\"']?\s*:\s*[\"']?{re.escape(new)}"
        place = next(filter(None, (one.find(pattern) for one in site.settings)), Place("mkdocs.yml"))
        if name not in site.redirects:
            yield Problem(
                place, f"Redirect from '{old}' to '{new}' leads nowhere{suggest(name, filter(None, sources))}"
            )
        elif _circles(name, {key: to.split("#")[0] for key, to in site.redirects.items()}):
            yield Problem(place, f"Redirect from '{old}' to '{new}' goes round in a circle")
    hops = {page.url: site.resolve(page.url, page.redirect).path for page in site.doubtful if page.redirect}
    for url in hops:
        if _circles(url, hops):
            link = next(link for link in site.by_url[url].links if link.tag == "meta")
            place = site.place(site.by_url[url], link)
            yield Problem(place, f"Redirect from '{url}' to '{hops[url]}' goes round in a circle")


def _circles(start: str, hops: dict[str, str]) -> bool:
    seen = set()
    while start in hops and start not in seen:
        seen.add(start)
        start = hops[start]
    return start in seen


@rule
def orphan_page(site: Site) -> Problems:
    """Page that is not in the navigation and that no other page links to.

    Instead: add it under `nav:` in `mkdocs.yml`, link to it, or list it under `not_in_nav:`.
    Why: readers can only come upon it by searching.
    Sample: a page that was added without an entry in the navigation
    """
    if not site.unlisted:
        return
    linked = {target.path for page in site.pages for _, target in site.targets(page) if target.path != page.url}
    for page in site.written:
        if page.url in site.unlisted - linked:
            yield Problem(Place(page.path), "No page leads here: add it to 'nav' in mkdocs.yml")


@rule
def same_address(site: Site) -> Problems:
    """Two files that would be published at one address.

    Instead: keep one of them, or rename one.
    Why: one overwrites the other, and what it said is gone.
    Sample: dose.md beside dose/index.md
    """
    for one, *others in site.clashes:
        for other in others:
            yield Problem(Place(other), f"Published at the same address as '{one}': rename one of the two")


@rule
def duplicate_id(page: Page, site: Site) -> Problems:
    """Id that stands twice on a page.

    Instead: give each heading or element an id of its own.
    Why: a link to it leads to the first; screen readers may name the wrong thing.
    Sample: ## Aftercare {#care}, twice
    """
    ids = Counter(node.id for node in page.root.css("[id]")) if page.source else Counter()
    for name in [name for name, count in ids.items() if name and count > 1]:
        pattern = rf"(?:#|\bid\s*=\s*[\"']?){re.escape(name)}\b"
        yield Problem(page.place(pattern, 1), f"The id '{name}' stands {ids[name]} times on this page")
