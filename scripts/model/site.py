"""All pages and files together: what a link leads to, and where a broken one was written."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import unquote, urlsplit

from model.finding import Place, Problem
from model.page import Link, Page
from model.policy import Policy
from model.references import Reference, read_references
from model.source import Source


@dataclass(frozen=True)
class Target:
    """What a link leads to.

    kind: 'file' (it is there), 'missing' (it should be, and is not), 'outside' (above the site's root,
    or beside its base path), 'elsewhere' (not of this site). path: of the file, for the first three.
    """

    kind: Literal["file", "missing", "outside", "elsewhere"]
    path: str = ""
    fragment: str = ""


@dataclass
class Site:
    """The built site.

    pages: every HTML page; files: path of every written file; site_url: where it will be published, or '';
    sources: the Markdown file of each page, by the page's path; settings: files in which a link of the theme
    can have been written; docs_dir: prefix of the sources' paths; read: text of a written file.
    """

    pages: list[Page]
    files: set[str]
    site_url: str = ""
    docs_dir: str = "docs"
    policy: Policy = field(default_factory=Policy)
    settings: list[Source] = field(default_factory=list)
    references_source: Source | None = None
    read: Callable[[str], str] = lambda path: ""

    @cached_property
    def by_url(self) -> Mapping[str, Page]:
        """Pages by the path of their file."""
        return {page.url: page for page in self.pages}

    @cached_property
    def written(self) -> list[Page]:
        """The pages that an editor wrote."""
        return [page for page in self.pages if page.source]

    @cached_property
    def _references(self) -> tuple[dict[str, Reference], list[Problem]]:
        source = self.references_source
        return read_references(source.path, source.text) if source else ({}, [])

    @property
    def references(self) -> dict[str, Reference]:
        """The list of sources, by id."""
        return self._references[0]

    @property
    def reference_problems(self) -> list[Problem]:
        """What is wrong with the list of sources itself."""
        return self._references[1]

    @cached_property
    def base(self) -> str:
        """The path under which the site will be published: '/' or '/name/'."""
        return "/" + urlsplit(self.site_url).path.strip("/") + "/" if urlsplit(self.site_url).path.strip("/") else "/"

    def resolve(self, page: Page, url: str) -> Target:
        """What an address in a page leads to, as a browser would follow it."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return Target("missing", url)
        own = urlsplit(self.site_url)
        if parts.scheme and not (parts.scheme == own.scheme and parts.netloc == own.netloc and own.netloc):
            return Target("elsewhere")
        if parts.netloc and parts.netloc != own.netloc:
            return Target("elsewhere")
        fragment = unquote(parts.fragment.split(":~:")[0])
        path = unquote(parts.path)
        if parts.netloc or path.startswith("/"):
            inside = (path or "/") + ("/" if path and path + "/" == self.base else "")
            if not inside.startswith(self.base):
                return Target("outside", path, fragment)
            path = inside.removeprefix(self.base)
            joined = path
        elif not path:
            return Target("file", page.url, fragment)
        else:
            joined = posixpath.join(posixpath.dirname(page.url), path)
        normal = posixpath.normpath(joined) if joined else "."
        if normal == ".." or normal.startswith("../"):
            return Target("outside", normal, fragment)
        normal = "" if normal == "." else normal
        if normal in self.files and not path.endswith("/"):
            return Target("file", normal, fragment)
        index = posixpath.join(normal, "index.html")
        return Target("file" if index in self.files else "missing", index if index in self.files else normal, fragment)

    def ids(self, path: str) -> set[str] | None:
        """The anchors of an HTML file; None where the file is of another kind."""
        page = self.by_url.get(path)
        return page.ids if page else None

    def source_path(self, url: str) -> str | None:
        """The Markdown file that a written file was made from, below docs_dir."""
        page = self.by_url.get(url)
        return page.source.path.removeprefix(self.docs_dir + "/") if page and page.source else None

    def place(self, page: Page, link: Link) -> Place:
        """Where a link was written: in the page, in a setting or a template; line 1 where it can't be found."""
        spellings = self._spellings(page, link.url)
        sources: Iterable[Source] = self.settings
        if link.in_content and page.source:
            sources = (page.source, *self.settings)
        for source in sources:
            if place := source.find_target(spellings, link.nth):
                return place
        return Place(page.path)

    def _spellings(self, page: Page, url: str) -> list[str]:
        """The ways in which an editor may have written an address: as it is, or as a path between sources."""
        spellings = [url, unquote(url), url.replace("&", "&amp;")]
        target = self.resolve(page, url)
        fragment = "#" + url.partition("#")[2] if "#" in url else ""
        to = self.source_path(target.path)
        if page.source and to:
            here = posixpath.dirname(page.source.path.removeprefix(self.docs_dir + "/"))
            relative = posixpath.relpath(to, here or ".")
            spellings += [
                path + end for path in (relative, "./" + relative, "/" + to) for end in (fragment, unquote(fragment))
            ]
        bare = url.lstrip("./")
        return [*spellings, bare, unquote(bare), "/" + bare]
