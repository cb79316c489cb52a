"""Turns what MkDocs knows of a build into the model that the rules look at."""

import os
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_build_datetime

import project
from model import Page, Site


def gather(config: MkDocsConfig, files: Files, in_nav: set[str]) -> Site:
    """The site as it was written to config.site_dir; in_nav: the written files of the pages in the navigation."""
    out, docs, policy = Path(config.site_dir), Path(config.docs_dir), project.policy(config)
    start = len(str(out)) + 1
    written = {
        os.path.join(folder, file)[start:].replace(os.sep, "/") for folder, _, names in os.walk(out) for file in names
    }
    made = {file.dest_uri: file for file in files.documentation_pages()}
    own = written - made.keys()
    copied = {file.dest_uri: file for file in files if file.src_dir == config.docs_dir and file.dest_uri in own}
    # Templates that stand in the docs folder are copied, but no page for readers.
    templates = Path(config.theme.custom_dir or out)
    pages = [
        page_of(url, out / url, made.get(url), config)
        for url in sorted(written)
        if url.endswith((".html", ".htm")) and not (url in copied and (docs / url).is_relative_to(templates))
    ]
    settings = [Path(config.config_file_path)] if config.config_file_path else []
    settings += sorted(Path(config.theme.custom_dir).rglob("*.html")) if config.theme.custom_dir else []
    listed = (url for url, file in made.items() if file.inclusion.is_in_nav())  # type: ignore[no-untyped-call]
    unlisted = set(listed) - in_nav if config.nav else set()
    redirects = config.plugins.get("redirects")
    return Site(
        pages=pages,
        files=written,
        read=lambda path: (out / path).read_text("utf-8", errors="replace"),
        site_url=config.site_url or "",
        docs_dir=project.name(docs, config),
        policy=policy,
        made_from={url: project.source_of(file, config) for url, file in copied.items()},
        settings=[project.source(path, config) for path in settings],
        references_source=project.listed(policy.sources, config),
        glossary_source=project.listed(policy.glossary, config),
        redirects=redirects.config.get("redirect_maps", {}) if redirects else {},
        unlisted=unlisted,
        clashes=[[project.name(docs / one, config) for one in names] for names in clashes(files, docs)],
        today=get_build_datetime().date(),
    )


def page_of(url: str, path: Path, file: File | None, config: MkDocsConfig) -> Page:
    """One written page, with what MkDocs knows of it where it was made from Markdown."""

    def read() -> str:
        return path.read_text("utf-8", errors="replace")

    page = file.page if file else None
    if file is None or page is None:
        return Page(url, read)
    source = project.source_of(file, config, snippets="8<" in (page.markdown or ""))
    return Page(url, read, source, page.content, page.meta, frozenset(ids_of(page.toc)))


def ids_of(items: Iterable[AnchorLink]) -> Iterator[str]:
    """The ids of the headings in a table of contents."""
    for item in items:
        yield item.id
        yield from ids_of(item.children)


def clashes(files: Files, docs: Path) -> list[list[str]]:
    """The files of the docs folder that would be written to one place, each group as a list."""
    by_address: dict[str, dict[str, None]] = defaultdict(dict)
    for file in files:
        if file.inclusion.is_included():  # type: ignore[no-untyped-call]
            by_address[file.dest_uri][file.src_uri] = None
            # MkDocs leaves a README.md beside an index.md out, and only warns.
            readme = posixpath.join(posixpath.dirname(file.src_uri), "README.md")
            if posixpath.basename(file.src_uri) == "index.md" and (docs / readme).is_file():
                by_address[file.dest_uri][readme] = None
    return [list(names) for names in by_address.values() if len(names) > 1]
