"""All pages and files together: what a link leads to, and where a broken one was written."""

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from checker.finding import Location
from checker.page import Link, Page
from checker.policy import PageType
from checker.project import MARKDOWN, Project
from checker.text_file import TextFile


class Target(NamedTuple):
    """What a link leads to.

    kind: 'file' (it is there), 'missing' (it should be, and is not), 'above' (above the site's root or beside its base
    path), 'external' (not of this site). path: of the file; fragment: after '#', as it was typed.
    """

    kind: str
    path: str = ""
    fragment: str = ""

    @property
    def broken(self) -> bool:
        """Whether a reader who follows the link gets nothing."""
        return self.kind in ("missing", "above")


EXTERNAL = Target("external")
# What other versions and languages of a site are called, where each is published in a folder of its own.
VERSION = re.compile(r"latest|stable|main|master|dev|v?\d+(?:\.(?:\d+|x))*")
LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")


def _host(parts: SplitResult) -> str:
    """The host of an address, with the port where it is not the scheme's own."""
    port = parts.port if parts.port not in (None, 80, 443) else ""
    return f"{parts.hostname or ''}:{port}".rstrip(":")


def _is_rewritten(page: Page, url: str) -> bool:
    """Whether an address may have been typed as another: an engine rewrites paths between sources, and nothing else."""
    return page.from_markdown and "//" not in url and not url.startswith("/")


class Site:
    """A folder that an engine wrote from a project."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project = project
        self.policy = project.policy
        self.folder = folder
        start = len(str(folder)) + 1
        self.files = {
            os.path.join(where, name)[start:].replace(os.sep, "/")
            for where, _, names in os.walk(folder)
            for name in names
        }
        self.pages: dict[str, Page] = {}
        # Page and link, for each link to a heading or id; and the pages that other pages lead to.
        self.anchor_links: list[tuple[Page, Link, Target]] = []
        self.linked: set[str] = set()
        self.redirects: dict[str, tuple[Page, Link]] = {}
        self._targets: dict[tuple[str, str], Target] = {}
        # By the path of the page that is being read.
        self._current: dict[str, list[tuple[Link, Target]]] = {}
        # By a folder: addresses that lead to a file from every folder in it.
        self._near: dict[str, set[str]] = {}
        # What rules on links worked out once: files to offer in the place of a missing one.
        self.offers: dict[tuple[str, bool], list[str]] = {}
        self.files_by_name: dict[str, dict[str, list[str]]] = {}
        self._frame_locations: dict[Target, tuple[Location, str]] = {}
        own = urlsplit(project.site_url)
        self._host = _host(own)
        self.base = f"/{own.path.strip('/')}/" if own.path.strip("/") else "/"

    def read_pages(self) -> Iterator[Page]:
        """Each page, read once; when the next one is asked for, its tree is dropped."""
        # Templates that stand in the docs folder are copied, but no page for readers.
        templates = self.project.templates
        for path in sorted(path for path in self.files if path.endswith((".html", ".htm"))):
            if templates and (self.project.docs / path).is_relative_to(templates):
                continue
            page = self.pages[path] = Page(path, (self.folder / path).read_bytes(), self.source_of(path))
            self._keep_links(page)
            yield page
            page.close()

    def _keep_links(self, page: Page) -> None:
        """Looks every link up. Most of a menu's are the same on the pages of a folder, and looked up for the first."""
        above = page.folder.rpartition("/")[0] if page.folder else "/"
        if len(self._near) > 50:  # they take room, and pages come in the order of folders
            self._near.clear()
        near = self._near.setdefault(above, set())
        found, seen = [], Counter[Target]()
        for link in [*page.links, *page.frame_links(near)]:
            target = self.resolve(page, link.url)
            # What an engine rewrites may be typed in several ways, so such links count by target.
            if link.in_content and target.kind != "external" and _is_rewritten(page, link.url):
                link = link._replace(nth=seen[target])
                seen[target] += 1
            if link.in_content or target.kind != "file" or not link.url or not page.from_markdown:
                found.append((link, target))
            elif target.path != page.path and not target.fragment and link.url.startswith("../"):
                near.add(link.url)
            if target.path != page.path:
                self.linked.add(target.path)
            if target.fragment and target.kind == "file":
                self.anchor_links.append((page, link, target))
            if link.tag == "meta":
                self.redirects[page.path] = (page, link)
        self._current = {page.path: found}

    def text_of(self, path: str) -> str:
        """The text of a written file."""
        return (self.folder / path).read_text("utf-8", errors="replace")

    @property
    def markdown_pages(self) -> list[Page]:
        """The pages that an editor wrote in Markdown."""
        return [page for page in self.pages.values() if page.from_markdown]

    def source_of(self, path: str) -> TextFile | None:
        """The Markdown that a written page was made from."""
        if path in self.project.made:
            return self.project.made[path]
        name = self.project.file_behind(path)
        return self.project.text_file(self.project.docs / name, snippets=True) if name else None

    def copied_file(self, path: str) -> TextFile | None:
        """The file of the docs folder that a written file was copied from."""
        return (
            self.project.text_file(self.project.docs / path) if path in self.project.by_output.get(path, ()) else None
        )

    def style_sheet(self, path: str) -> TextFile:
        """A written style sheet as the file of the docs folder or of the project's own theme, if it was one of them."""
        own = self.project.templates / path if self.project.templates else None
        themes = self.project.text_file(own) if own and own.is_file() else None
        return self.copied_file(path) or themes or TextFile(path, (self.folder / path).read_bytes())

    def page_type(self, page: Page) -> PageType:
        """The page's type; an empty one, which asks for nothing, where the page names none that is known."""
        return self.policy.page_types.get(str(page.meta.get("type")), PageType(""))

    def targets(self, page: Page) -> list[tuple[Link, Target]]:
        """The links, while a page is read, that a rule can report: all but those of the frame that lead to a file."""
        return self._current[page.path]

    def is_elsewhere(self, link: Link, target: Target) -> bool:
        """Whether a link of the frame leads to what is published beside this build: other languages, other versions.

        A page's own text must not lead there.
        """
        beside = target.kind == "above" or link.url.startswith("/") or "//" in link.url
        return not link.in_content and target.broken and (beside or link.url in self._alternates)

    @cached_property
    def _alternates(self) -> set[str]:
        """The addresses of other languages, as the setting extra.alternate names them."""
        rows = self.project.extra.get("alternate")
        return {str(row.get("link")) for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()

    @cached_property
    def _sent_on(self) -> list[re.Pattern[str]]:
        """Old addresses that a host sends on, as a file '_redirects' of the site says (Netlify, Cloudflare Pages)."""
        rows = self.text_of("_redirects").split("\n") if "_redirects" in self.files else []
        old = [row.split()[0].rstrip("/") for row in rows if row.strip().startswith("/") and len(row.split()) > 1]
        return [re.compile(re.escape(one).replace(r"\*", ".*") + "/?") for one in old]

    def resolve(self, page: Page, url: str) -> Target:
        """What an address in a page leads to, as a browser would follow it."""
        if url.startswith("#"):
            return Target("file", page.path, url[1:])
        if not url or url.startswith("?"):
            return Target("file", page.path, url.partition("#")[2])
        return self.resolve_from(page.folder, url)

    def resolve_from(self, folder: str, url: str) -> Target:
        """The same for an address in any file of a folder."""
        # Pages that are near each other name a file in the same way from a folder above: each is looked up once.
        while url[:3] == "../" and folder and url != "../":
            folder, url = folder.rpartition("/")[0], url[3:]
        key = (folder, url)
        if (found := self._targets.get(key)) is None:
            found = self._targets[key] = self._resolve(folder, url)
        return found

    def _resolve(self, folder: str, url: str) -> Target:
        try:
            parts = urlsplit(url)
            own = _host(parts) == self._host and parts.scheme in ("http", "https", "") and self._host
        except ValueError:
            # 'http://host:port/' is a placeholder of another site; anything else is no address at all.
            return EXTERNAL if "://" in url else Target("missing", url)
        path = unquote(parts.path)
        rooted = path if path != self.base.rstrip("/") else self.base
        if (parts.scheme or parts.netloc) and not (own and (rooted or "/").startswith(self.base)):
            return EXTERNAL
        if parts.netloc or path.startswith("/"):
            if not (rooted or "/").startswith(self.base):
                return Target("above", path, parts.fragment)
            joined = rooted.removeprefix(self.base).lstrip("/")
            first = joined.partition("/")[0]
            beside = VERSION.fullmatch(first) or (parts.netloc and LANGUAGE.fullmatch(first))
            if beside and first not in self._first_names:
                return EXTERNAL
        else:
            joined = posixpath.join(folder, path)
        normal = posixpath.normpath(joined) if joined else ""
        if normal == ".." or normal.startswith("../"):
            return Target("above", normal, parts.fragment)
        normal = "" if normal == "." else normal
        if normal in self.files and not path.endswith("/"):
            return Target("file", normal, parts.fragment)
        index = posixpath.join(normal, "index.html")
        if index in self.files:
            return Target("file", index, parts.fragment)
        sent_on = any(old.fullmatch(f"/{normal}") for old in self._sent_on)
        return EXTERNAL if sent_on else Target("missing", normal, parts.fragment)

    @cached_property
    def _first_names(self) -> set[str]:
        return {path.partition("/")[0] for path in self.files}

    @cached_property
    def _docs_prefix(self) -> str:
        return self.project.name(self.project.docs) + "/"

    def source_path(self, path: str) -> str | None:
        """The Markdown file that a written page was made from, below the docs folder."""
        made = self.project.made.get(path)
        return made.path.removeprefix(self._docs_prefix) if made else self.project.file_behind(path)

    def path_between(self, page: Page, to: str) -> str:
        """The path that an editor of a page writes for a file below the docs folder."""
        here = posixpath.dirname(page.name.removeprefix(self._docs_prefix))
        return posixpath.relpath(to, here or ".")

    def locate(self, page: Page, link: Link) -> tuple[Location, str]:
        """Where a link was written, and how: in the page, a template or a setting; line 1 where it can't be found."""
        source = page.source if page.from_markdown else self.copied_file(page.path)
        if source and (link.in_content or not page.from_markdown):
            made_here = page.made_here if page.from_markdown else Location(source.path)
            found = self._in_source(page, source, link) or self._in_files(self.project.list_files, page, link)
            return found or (made_here, link.url)
        # In raw HTML that closes the theme's elements, what follows seems to be the theme's.
        raw = source.find(rf"=\s*[\"']?{re.escape(link.url)}(?=[\s\"'>])", link.nth) if source else None
        if raw:
            return raw, link.url
        target = self.resolve(page, link.url)
        if not link.in_content and target in self._frame_locations:
            return self._frame_locations[target]
        settings = self.project.setting_files
        first = Location(page.name if link.in_content or not settings else settings[0].path)
        bare = link.url.removeprefix(self.base).lstrip("./") or link.url
        found = self._in_files(settings, page, link) or (first, bare)
        if not link.in_content:
            self._frame_locations[target] = found
        return found

    def _in_source(self, page: Page, source: TextFile, link: Link) -> tuple[Location, str] | None:
        """An editor types an address as it is, or as a path between sources, with or without a detour."""
        target, url = self.resolve(page, link.url), unquote(link.url)
        here = posixpath.dirname(page.name.removeprefix(self._docs_prefix))
        _, mark, rest = link.url.partition("?" if "?" in link.url else "#")
        name = self.source_path(target.path) or target.path
        # A page that is left out of the build has no source here; MkDocs turned its path into this address.
        names = {name, f"{name}.md", f"{name}/index.md"} if target.broken else {name}
        rewritten = _is_rewritten(page, url)

        def means(typed: str) -> bool:
            if not rewritten and "%" not in typed:
                return typed == url
            # Taken apart first: '%23' and '%3F' belong to a name.
            path, typed_mark, typed_rest = typed.partition("?" if "?" in typed else "#")
            if "%" in typed:
                path, typed_rest, typed = unquote(path), unquote(typed_rest), unquote(typed)
            if not rewritten or typed == url or (typed_mark, typed_rest) != (mark, unquote(rest)) or "//" in path:
                return typed == url
            own = target.path == page.path and not path
            return own or posixpath.normpath(posixpath.join(here, path.lstrip("/"))) in names

        # In Markdown, a path to a source would have been rewritten; so one that is left stands in HTML.
        html_only = url.split("#")[0].lower().endswith(MARKDOWN) and target.broken
        return (source.find_target(means, link.nth, True) if html_only else None) or source.find_target(means, link.nth)

    def _in_files(self, files: list[TextFile], page: Page, link: Link) -> tuple[Location, str] | None:
        """In settings, templates or lists, an address starts at the site's root: '../' stands before it on the page."""
        target = self.resolve(page, link.url)
        bare = link.url.removeprefix(self.base).lstrip("./")
        name = target.path.removesuffix("index.html").strip("/")
        fragment = "#" + link.url.partition("#")[2] if "#" in link.url else ""
        made = self.source_path(target.path)
        names = [made + fragment if made else "", name, name and name + "/", name and name + ".md"]
        for file in files:
            for spelling in filter(None, (link.url, bare, unquote(bare), "/" + bare, *names)):
                if found := file.find_target(spelling.__eq__):
                    return found
        return None
