"""The files beside the pages: what the site needs of others' work, and nothing that no page needs."""

import gzip
import re
from collections.abc import Mapping
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from checker import Project

OWN_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/\n", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"^\s*(?:/\*\*.*?\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE)
LASTMOD = re.compile(r"(<loc>([^<]*)</loc>\s*<lastmod>)[^<]*")


def remove_unused(site: Path, docs: Path, pages: Mapping[str, str]) -> None:
    """Removes each of the theme's files that no page and no style sheet names, and folders that are empty then."""
    named = "".join([*pages.values(), *(sheet.read_text("utf-8") for sheet in site.glob("assets/**/site.*.css"))])
    for path in site.glob("assets/**/*"):
        if path.is_file() and path.name not in named and not (docs / path.relative_to(site)).is_file():
            path.unlink()
    for folder in sorted((path for path in site.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def copy_search_engine(site: Path, packages: Path) -> None:
    """Writes MiniSearch to assets/minisearch.js, under its licence, without its comments and the link to its map.

    Raises ValueError where npm has not installed it.
    """
    package = packages / "minisearch"
    try:
        code, licence = ((package / name).read_text("utf-8") for name in ("dist/umd/index.js", "LICENSE.txt"))
    except FileNotFoundError as error:
        raise ValueError(f"package.json:1: {error.filename} is missing; 'make build' installs it.") from None
    out = site / "assets" / "minisearch.js"
    out.parent.mkdir(exist_ok=True)
    out.write_text(f"/*\n{licence.strip()}\n*/\n{COMMENT.sub('', code)}", "utf-8")


def drop_comments(site: Path, docs: Path) -> None:
    """Takes the comments that stand on lines of their own out of the site's scripts: readers pay for each byte."""
    for script in docs.rglob("*.js"):
        out = site / script.relative_to(docs)
        out.write_text(OWN_COMMENT.sub("", script.read_text("utf-8")), "utf-8")


def add_sitemap(site: Path, pages: Mapping[str, str]) -> None:
    """Names the sitemap in robots.txt, where the site knows its own address."""
    home = LexborHTMLParser(pages.get("index.html", "")).css_first("link[rel=canonical]")
    robots = site / "robots.txt"
    if home and robots.is_file():
        with robots.open("a", encoding="utf-8") as file:
            file.write(f"\nSitemap: {home.attributes['href']}sitemap.xml\n")


def date_sitemap(site: Path, project: Project) -> None:
    """Writes into the sitemap the day on which each page was last reviewed, instead of the day of the build."""
    plain, packed = site / "sitemap.xml", site / "sitemap.xml.gz"

    def dated(found: re.Match[str]) -> str:
        path = found[2].removeprefix(project.site_url)
        meta = project.front_matter(path + "index.html" if path.endswith("/") or not path else path)
        return found[1] + str(meta["last_reviewed"]) if meta.get("last_reviewed") else found[0]

    if plain.is_file():
        text = LASTMOD.sub(dated, plain.read_text("utf-8")).encode()
        plain.write_bytes(text)
        packed.write_bytes(gzip.compress(text, mtime=int(project.now.timestamp())))
