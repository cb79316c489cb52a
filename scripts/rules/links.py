"""Rules on links: every address leads to something."""

import posixpath

from model import Link, Page, Problem, Problems, Site
from rules import rule
from rules.suggest import suggest

IMAGES = {("img", "src"), ("img", "srcset"), ("source", "srcset"), ("video", "poster")}


def _offer(page: Page, link: Link, site: Site) -> str:
    """The path that an editor of this page would write for the file most like the one that is missing."""
    wanted = site.resolve(page, link.url).path.removesuffix(".md").removesuffix("/index.html")
    known = {(site.source_path(url) or url).removesuffix(".md"): site.source_path(url) or url for url in site.files}
    same_name = [path for path in known if posixpath.basename(path).lower() == posixpath.basename(wanted).lower()]
    ending = suggest(wanted, same_name) or suggest(wanted, known)
    if not ending or not page.source:
        return ending
    path = known[ending.split("'")[1]]
    here = posixpath.dirname(page.source.path.removeprefix(site.docs_dir + "/")) or "."
    return f"; did you mean '{posixpath.relpath(path, here)}'?"


@rule
def broken_link(page: Page, site: Site) -> Problems:
    """Link to a page or file that the built site does not have.

    Write the path from this page to the other page's Markdown file, for example `../safety/side-effects.md`.
    """
    for link in page.links:
        target = site.resolve(page, link.url)
        if target.kind in ("missing", "outside") and (link.tag, link.attribute) not in IMAGES:
            yield Problem(site.place(page, link), f"Link '{link.url}' leads nowhere{_offer(page, link, site)}")


@rule
def broken_image(page: Page, site: Site) -> Problems:
    """Picture that the built site does not have.

    Put the file under `docs/` and write the path to it from this page.
    """
    for link in page.links:
        target = site.resolve(page, link.url)
        if target.kind in ("missing", "outside") and (link.tag, link.attribute) in IMAGES:
            yield Problem(site.place(page, link), f"Picture '{link.url}' is not there{_offer(page, link, site)}")


@rule
def broken_anchor(page: Page, site: Site) -> Problems:
    """Link to a heading or id that the target page does not have.

    Write the heading's id: lower case, hyphens for spaces, no punctuation.
    """
    for link in page.links:
        target = site.resolve(page, link.url)
        ids = site.ids(target.path) if target.kind == "file" else None
        # The empty fragment and #top lead to the top of any page (HTML Living Standard, "find a potential
        # indicated element").
        if ids is None or target.fragment in ids or target.fragment.lower() in ("", "top"):
            continue
        where = "this page" if target.path == page.url else f"'{site.source_path(target.path) or target.path}'"
        offer = suggest("#" + target.fragment, sorted("#" + name for name in ids))
        yield Problem(site.place(page, link), f"No '#{target.fragment}' on {where}{offer}")


@rule
def absolute_link(page: Page, site: Site) -> Problems:
    """Link in a page's text that starts with `/` or names the site's own address.

    Such a link breaks on a copy of the site, in a preview and offline. Write the path from this page's Markdown file.
    """
    for link in page.links if page.source else ():
        own = site.site_url and link.url.startswith(site.site_url)
        if link.in_content and (own or (link.url.startswith("/") and not link.url.startswith("//"))):
            if link.attribute == "href" and page.url == "404.html":
                continue
            offer = _offer(page, link, site) if site.resolve(page, link.url).kind != "file" else ""
            yield Problem(site.place(page, link), f"Link '{link.url}' must be written as a path from this page{offer}")
