"""All pages and files together: what a link leads to, and where a broken one was written."""

import datetime
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urlsplit

from model.finding import Place, Problem
from model.glance import Glance
from model.lists import Reference, read_glossary, read_references
from model.page import Link, Page
from model.policy import Policy
from model.source import Source


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to.

    kind: 'file' (it is there), 'missing' (it should be, and is not), 'outside' (above the site's root or beside
    its base path), 'elsewhere' (not of this site). path: of the file; fragment: after '#', as it was written.
    """

    kind: Literal["file", "missing", "outside", "elsewhere"]
    path: str = ""
    fragment: str = ""

    @property
    def broken(self) -> bool:
        """Whether a reader who follows the link gets nothing."""
        return self.kind in ("missing", "outside")


def _host(parts: SplitResult) -> str:
    """The host of an address, with the port where it is not the scheme's own."""
    port = parts.port if parts.port not in (None, 80, 443) else ""
    return f"{parts.hostname or ''}:{port}".rstrip(":")


@dataclass
class Site:
    """The built site.

    pages: every HTML page; files: path of every written file; read: text of a written file; site_url: where it
    will be published, or ''; made_from: the file of the project that a written file was copied or made from;
    settings: files in which a link of the theme can have been written; docs_dir: prefix of the sources' paths;
    redirects: old to new address, as a setting names them; unlisted: pages that should be in the navigation and
    are not; clashes: files of the project that would be written to the same place; today: day of the build.
    """

    pages: list[Page]
    files: set[str]
    read: Callable[[str], str]
    site_url: str = ""
    docs_dir: str = "docs"
    policy: Policy = field(default_factory=Policy)
    made_from: Mapping[str, Source] = field(default_factory=dict)
    settings: list[Source] = field(default_factory=list)
    references_source: Source | None = None
    glossary_source: Source | None = None
    redirects: Mapping[str, str] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    clashes: list[list[str]] = field(default_factory=list)
    today: datetime.date = field(default_factory=datetime.date.today)

    def __post_init__(self) -> None:
        self._resolved: dict[tuple[str, str], Target] = {}
        own = urlsplit(self.site_url)
        self._host = _host(own)
        self.base = f"/{own.path.strip('/')}/" if own.path.strip("/") else "/"

    @cached_property
    def by_url(self) -> Mapping[str, Page]:
        """Pages by the path of their file."""
        return {page.url: page for page in self.pages}

    @cached_property
    def doubtful(self) -> list[Page]:
        """The pages that a rule may have something to say of: all, where a policy asks for more than integrity."""
        if self.policy != Policy():
            return self.pages
        glance = Glance(self.files, {page.url: page.anchors for page in self.pages}, self.site_url)
        return [
            page
            for page in self.pages
            if page.markup is None
            or (page.source and page.source.read_snippet)
            or not glance.is_sound(page.url, page.read(), page.markup)
        ]

    @cached_property
    def written(self) -> list[Page]:
        """The pages that an editor wrote in Markdown."""
        return [page for page in self.pages if page.source]

    @cached_property
    def _references(self) -> tuple[Mapping[str, Reference], list[Problem]]:
        source = self.references_source
        return read_references(source.path, source.text, self.today) if source else ({}, [])

    @property
    def references(self) -> Mapping[str, Reference]:
        """The list of sources, by id."""
        return self._references[0]

    @property
    def list_problems(self) -> list[Problem]:
        """What is wrong with the list of sources and the glossary themselves."""
        words = self.glossary_source
        return self._references[1] + (read_glossary(words.path, words.text)[1] if words else [])

    def targets(self, page: Page) -> Iterable[tuple[Link, Target]]:
        """Each link of a page with what it leads to."""
        return ((link, self.resolve(page.url, link.url)) for link in page.links)

    def resolve(self, origin: str, url: str) -> Target:
        """What an address in a written file leads to, as a browser would follow it."""
        if url.startswith("#"):
            return Target("file", origin, url[1:])
        key = (posixpath.dirname(origin), url) if url else (origin, url)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(origin, url)
        return self._resolved[key]

    def _resolve(self, origin: str, url: str) -> Target:
        try:
            parts = urlsplit(url)
            own = _host(parts) == self._host and parts.scheme in ("http", "https", "") and self._host
        except ValueError:
            return Target("missing", url)
        path = unquote(parts.path)
        rooted = path if path != self.base.rstrip("/") else self.base
        if (parts.scheme or parts.netloc) and not (own and (rooted or "/").startswith(self.base)):
            return Target("elsewhere")
        if parts.netloc or path.startswith("/"):
            if not (rooted or "/").startswith(self.base):
                return Target("outside", path, parts.fragment)
            joined = rooted.removeprefix(self.base).lstrip("/")
        else:
            # A browser takes '?query' and '' for the page itself.
            joined = posixpath.join(posixpath.dirname(origin), path) if path else origin
        normal = posixpath.normpath(joined) if joined else ""
        if normal == ".." or normal.startswith("../"):
            return Target("outside", normal, parts.fragment)
        normal = "" if normal == "." else normal
        if normal in self.files and not path.endswith("/"):
            return Target("file", normal, parts.fragment)
        index = posixpath.join(normal, "index.html")
        return (
            Target("file", index, parts.fragment) if index in self.files else Target("missing", normal, parts.fragment)
        )

    def source_path(self, url: str) -> str | None:
        """The Markdown file that a written page was made from, below docs_dir."""
        page = self.by_url.get(url)
        return page.source.path.removeprefix(self.docs_dir + "/") if page and page.source else None

    def path_between(self, page: Page, to: str) -> str:
        """The path that an editor of a page writes for a file below docs_dir."""
        here = posixpath.dirname(page.path.removeprefix(self.docs_dir + "/"))
        return posixpath.relpath(to, here or ".")

    def locate(self, page: Page, link: Link) -> tuple[Place, str]:
        """Where a link was written, and how: in the page, a template or a setting; line 1 where it can't be found."""
        source = page.source or self.made_from.get(page.url)
        of_page = source is not None and (link.in_content or not page.source)
        # In Markdown, a path to a source would have been rewritten; so one that is left stands in raw HTML. And raw
        # HTML can close the theme's elements, so that what follows seems to be the theme's.
        raw = rf"=\s*[\"']?{re.escape(link.url)}(?=[\s\"'>])"
        in_raw = not of_page or link.url.split("#")[0].endswith(".md")
        if source and in_raw and (place := source.find(raw, link.nth)):
            return place, link.url
        if source and of_page and (found := source.find_target(self._spellings(page, link.url), link.nth)):
            return found
        # The theme puts '../' before the address in a setting, as often as the page needs.
        bare = link.url.removeprefix(self.base).lstrip("./")
        name = self.resolve(page.url, link.url).path.removesuffix("index.html").strip("/")
        fragment = "#" + link.url.partition("#")[2] if "#" in link.url else ""
        made = self.source_path(self.resolve(page.url, link.url).path)
        names = [] if of_page else [made + fragment if made else "", name, name and name + "/", name and name + ".md"]
        for setting in self.settings:
            if found := setting.find_target([link.url, bare, unquote(bare), "/" + bare, *names]):
                return found
        if source and of_page:
            return Place(source.path), link.url
        return Place(self.settings[0].path if self.settings else page.path), bare or link.url

    def place(self, page: Page, link: Link) -> Place:
        """Where a link was written."""
        return self.locate(page, link)[0]

    def _spellings(self, page: Page, url: str) -> list[str]:
        """The ways in which an editor may have written an address: as it is, or as a path between sources."""
        spellings = [url, unquote(url), url.replace("&", "&amp;")]
        target = self.resolve(page.url, url)
        fragment = "#" + url.partition("#")[2] if "#" in url else ""
        if page.source and (to := self.source_path(target.path) or target.path):
            relative = self.path_between(page, to)
            # A page that is left out of the build has no source here; MkDocs turned its path into this address.
            unbuilt = (relative + ".md", relative + "/index.md") if target.broken else ()
            paths = (relative, quote(relative), "./" + relative, "/" + to, *unbuilt)
            query = "?" + urlsplit(url).query if "?" in url else ""
            spellings += [path + query + end for path in paths for end in (fragment, unquote(fragment))]
        return [*spellings, fragment, unquote(fragment)]
