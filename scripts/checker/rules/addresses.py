"""Rules on addresses: each page has one that lasts, is reached, and leads to no editor's own computer."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import markdown_rule, page_rule, site_rule
from checker.site import Site
from checker.suggest import suggest
from checker.text_file import find_in

# How an address starts that may lead to the editor's own computer.
LOCAL = re.compile(r"file:|[a-z]:.|https?://(?:[^/?#]*@)?(?:localhost|127\.|0\.0\.0\.0|\[::1\])", re.IGNORECASE)
LOOPBACK_HOST = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])(?::\d+)?")


@page_rule
def local_link(page: Page, site: Site) -> Findings:
    """Link to a file or server on the editor's own computer; an address that is its own text may name one.

    Instead: write a path from this page, or the public address.
    Why: it works only for the editor who wrote it.
    Sample: [Leaflet](file:///home/me/leaflet.pdf)
    """
    for link, target in site.targets(page):
        if target.kind == "file" or not LOCAL.match(link.url):
            continue
        # urlsplit may raise on what is no address at all; broken-link reports that.
        scheme, _, rest = link.url.partition(":")
        host = re.split(r"[/?#]", rest.removeprefix("//"))[0].rsplit("@")[-1]
        is_local = scheme.lower() in ("http", "https") and LOOPBACK_HOST.fullmatch(host.lower())
        is_drive = len(scheme) == 1 and scheme.isalpha() and rest
        public = host in site.project.site_url or link.is_own_text
        # A reader's own server, on purpose; a page of this site on it is the editor's preview.
        path = rest.removeprefix("//").partition("/")[2]
        preview = is_local and path and not site.resolve_from("", path).broken
        if scheme.lower() == "file" or is_drive or (is_local and not public and (preview or site.policy.portable)):
            yield Finding(*site.locate(page, link)[0], f"Link '{link.url}' works only on your own computer")


@markdown_rule
def absolute_link(page: Page, site: Site) -> Findings:
    """Link in a page's text that starts with `/` or names the site's own address.

    Instead: write the path from this page to the other page's Markdown file.
    Why: it breaks on a copy of the site, in a preview and offline.
    Sample: [Side effects](/safety/side-effects/)
    """
    own = site.project.site_url
    for link, target in site.targets(page) if site.policy.portable else ():
        rooted = link.url.startswith("/") and not link.url.startswith("//")
        if link.in_content and not target.broken and (rooted or (own and link.url.startswith(own))):
            yield Finding(*site.locate(page, link)[0], f"Link '{link.url}' must be written as a path from this page")


@site_rule
def broken_redirect(site: Site) -> Findings:
    """Redirect to a page that is not there, or round in a circle.

    Instead: redirect to the Markdown file of a page that exists.
    Why: the reader of an old link or a printed sheet gets nothing.
    Sample: redirect_maps: {old.md: gone.md}
    """
    sources = {site.source_path(page.path) or "" for page in site.markdown_pages}
    told = site.project.redirects
    for old, new in told.items():
        name = new.split("#")[0]
        if old in sources:
            at = find_in(site.project.setting_files, rf"{re.escape(old)}[\"']?\s*:") or Location("mkdocs.yml")
            yield Finding(*at, f"'{old}' is a page, and can't lead on to '{new}': remove the redirect, or the page")
        if urlsplit(new).scheme or (name in sources and name != old):
            continue
        pattern = rf"{re.escape(old)}[\"']?\s*:\s*[\"']?{re.escape(new)}"
        at = find_in(site.project.setting_files, pattern) or Location("mkdocs.yml")
        if name not in told:
            yield Finding(*at, f"Redirect from '{old}' to '{new}' leads nowhere{suggest(name, sources)}")
        elif _circles(name, {key: to.split("#")[0] for key, to in told.items()}):
            yield Finding(*at, f"Redirect from '{old}' to '{new}' goes round in a circle")
    hops = {path: site.resolve(page, link.url).path for path, (page, link) in site.redirects.items()}
    for path in filter(lambda path: _circles(path, hops), hops):
        location, _ = site.locate(*site.redirects[path])
        yield Finding(*location, f"Redirect from '{path}' to '{hops[path]}' goes round in a circle")


def _circles(start: str, hops: dict[str, str]) -> bool:
    seen = set()
    while start in hops and start not in seen:
        seen.add(start)
        start = hops[start]
    return start in seen


@site_rule
def gone_address(site: Site) -> Findings:
    """Page that was published once, and is now neither there nor redirected.

    Instead: write its path and that of the page to read now below `redirects:` in `mkdocs.yml`; `make move` does it.
    Why: people have the old address in a letter, a printed sheet or another site, and would find nothing.
    Sample: docs/safety/old.md, deleted
    """
    project, path = site.project, site.project.list_path("addresses")
    for name in project.addresses:
        if not (project.docs / name).is_file() and name not in project.redirects:
            at = project.text_file(project.root / path).find(rf"^-[ \t]+[\"']?{re.escape(name)}[\"']?[ \t]*(?:#.*)?$")
            offer = f"write '{name}: ' and the page to read now below 'redirects:' in mkdocs.yml"
            yield Finding(*(at or Location(path)), f"'{name}' was published, and nothing is there: {offer}")


@site_rule
def orphan_page(site: Site) -> Findings:
    """Page that no other page links to, or that is missing in the navigation where a policy asks for whole pages.

    Instead: add it under `nav:` in `mkdocs.yml`, link to it, or list it under `not_in_nav:`.
    Why: readers can only come upon it by searching.
    Sample: a page that was added without an entry in the navigation
    """
    nav = set(_leaves(site.project.settings.get("nav"))) if site.policy.page_types else set()
    at = find_in(site.project.setting_files, r"^nav[ \t]*:")
    linked = {"index.html", *site.linked}
    for page in site.markdown_pages:
        name = site.source_path(page.path) or ""
        if site.project.is_unlisted_on_purpose(name):
            continue
        if page.path not in linked:
            yield Finding(page.name, 1, "No page leads here: add it to 'nav' in mkdocs.yml")
        elif nav and at and name not in nav:
            yield Finding(*at, f"'{name}' is missing in 'nav': add it, so that every page leads there")


def _leaves(nav: Any) -> Iterator[str]:
    """The paths and addresses in a menu, however deep its groups are."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for one in nav.values() if isinstance(nav, dict) else nav:
            yield from _leaves(one)
