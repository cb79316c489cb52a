"""One small style sheet: joins the sheets that a page links to, and drops theme rules for classes that no page has.

A rule of the site's own sheets, those under docs/, is never dropped.
"""

import hashlib
import posixpath
import re
from collections.abc import Mapping, Set
from pathlib import Path

from lightningcss import process_stylesheet
from selectolax.lexbor import LexborHTMLParser

LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="([^":]+)">\n?')
URL = re.compile(r'url\((?:"((?:[^"\\]|\\.)*)"|([^)"]*))\)')
DARK = re.compile(r'(?<=[{}])\[data-md-color-scheme="?slate"?\](?!\[)([^{}]*)\{([^{}]*)\}')
RULE = re.compile(r"(?<![^{}])([^{}@;]+)\{([^{}]*)\}")
# Commas in brackets do not end one.
SELECTOR = re.compile(r"(?:[^,(]|\((?:[^()]|\([^()]*\))*\))+")
MARK = re.compile(r'\[(?:dir|data-md-[\w-]+)="?([\w-]+)"?\]')
ERROR = re.compile(r"Parsing stylesheet failed: (.*) at .*:(\d+):\d+", re.DOTALL)
# As old as the site's scripts allow; newer CSS is written in forms that these know.
BROWSERS = ["chrome 92", "firefox 98", "safari 15.4"]


def join_sheets(site: Path, docs: Path, pages: Mapping[str, str]) -> dict[str, str]:
    """The pages with one link to a style sheet; writes assets/site.<hash>.css in place of the sheets that it joins.

    Raises ValueError, 'path:line: reason', for a sheet of the site's own that is not CSS or names a missing file.
    """
    linked = {path: [(link[0], _file(site, link[1])) for link in LINK.finditer(html)] for path, html in pages.items()}
    linked = {path: [(link, sheet) for link, sheet in links if sheet] for path, links in linked.items()}
    sheets = {sheet: (site / sheet).read_text("utf-8") for links in linked.values() for _, sheet in links}
    own = {sheet: _small(css, f"docs/{sheet}") for sheet, css in sheets.items() if (docs / sheet).is_file()}
    names = _names(docs, pages)
    theme = {sheet: _possible(_small(css, sheet), names) for sheet, css in sheets.items() if sheet not in own}
    unused = _unused("".join(theme.values()), "".join(own.values()), names)
    small = {sheet: own[sheet] if sheet in own else _small(theme[sheet], sheet, unused) for sheet in sheets}
    small = {sheet: _moved(css, sheet, site, docs) for sheet, css in small.items()}
    joined = dict(pages)
    for path, links in linked.items():
        if not links:
            continue
        css = "".join(small[sheet] for _, sheet in links)
        css += _without_scripts(css)
        name = f"assets/site.{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
        (site / name).write_text(css, "utf-8")
        for link, sheet in links:
            # The last of the links leads to the folder of the joined one too.
            last = (link, sheet) == links[-1]
            joined[path] = joined[path].replace(link, link.replace(sheet, name) if last else "", 1)
    for sheet in sheets:
        (site / sheet).unlink()
    return joined


def _file(site: Path, address: str) -> str:
    """The file that a link names: the longest end of the address that is one; '' where none is."""
    parts = address.lstrip("./").split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((end for end in ends if (site / end).is_file()), "")


def _names(docs: Path, pages: Mapping[str, str]) -> set[str]:
    """Classes, ids and the theme's marks of the pages, and every word of the site's scripts, which may set one."""
    names = {name for script in docs.rglob("*.js") for name in re.findall(r"[\w-]+", script.read_text("utf-8"))}
    for html in pages.values():
        names |= set(re.findall(r' (?:dir|data-md-[\w-]+)="([^"]*)"', html))
        for node in LexborHTMLParser(html).css("[class], [id], [style]"):
            names |= {node.id or "", *(node.attributes.get("class") or "").split()}
            names |= set(re.findall(r"--[\w-]+", node.attributes.get("style") or ""))
    return names


def _possible(css: str, names: Set[str]) -> str:
    """The theme's minified rules without its colours of code, and without a colour, direction or tab of no page."""
    tabs = max((int(name.rpartition("_")[2]) for name in names if re.match(r"__tabbed_\d+_\d+$", name)), default=0)

    def matches(selector: str) -> bool:
        tab = re.search(r"tabbed.*:nth-child\((\d+)\)", selector)
        is_code = selector.strip().startswith(".highlight .")  # too pale to read
        return set(MARK.findall(selector)) <= names and not (tab and int(tab[1]) > tabs) and not is_code

    def keep(rule: re.Match[str]) -> str:
        kept = [selector for selector in SELECTOR.findall(rule[1]) if matches(selector)]
        return f"{','.join(kept)}{{{rule[2]}}}" if kept else ""

    return RULE.sub(keep, css)


def _unused(theme: str, own: str, names: Set[str]) -> set[str]:
    """Classes and ids of the theme's sheets that are not among the names, and custom properties that nothing reads."""
    animations = set(re.findall(r"@keyframes ([\w-]+)", theme))
    unused = set(re.findall(r"[.#]([A-Za-z_-][\w-]*)", theme)) - names - animations
    css = process_stylesheet(theme, unused_symbols=unused) + own
    return unused | set(re.findall(r"(--[\w-]+):", css)) - set(re.findall(r"var\((--[\w-]+)", css)) - names


def _small(css: str, source: str, unused: Set[str] = frozenset()) -> str:
    """A sheet minified. Raises ValueError, 'source:line: reason', where it is not CSS."""
    try:
        return process_stylesheet(css, filename=source, unused_symbols=set(unused), browsers_list=BROWSERS)
    except ValueError as error:
        found = ERROR.search(str(error))
        line, reason = (int(found[2]) + 1, found[1]) if found else (1, str(error))
        raise ValueError(f"{source}:{line}: This is not CSS: {reason}") from None


def _without_scripts(css: str) -> str:
    """The rules of the dark palette again, for a device that is set to dark where no script runs to choose it."""
    rules = DARK.findall("{" + css)
    dark = "".join(f"html:not([data-js]) [data-md-color-scheme]{below}{{{body}}}" for below, body in rules)
    return f"@media screen and (prefers-color-scheme:dark){{{dark}}}" if dark else ""


def _moved(css: str, sheet: str, site: Path, docs: Path) -> str:
    """A sheet whose addresses hold in assets/. Raises ValueError where one of the site's own names a missing file."""

    def move(url: re.Match[str]) -> str:
        address = url[1] or url[2] or ""
        if re.match(r"[a-z]+:|[/#]|$", address):
            return url[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), address))
        if (docs / sheet).is_file() and not (site / re.split("[?#]", target)[0]).is_file():
            before = (docs / sheet).read_text("utf-8").partition(address)[0]
            raise ValueError(f"docs/{sheet}:{before.count(chr(10)) + 1}: Nothing is at '{address}'")
        return f'url("{posixpath.relpath(target, "assets")}")'

    return URL.sub(move, css)
