"""Assets, as MkDocs calls it: one style sheet with the rules that some page can use, and no file that no page names.

The theme ships styles for every feature it has and scripts for every language; a reader on an old phone pays for each.
A rule goes only where a name in its selector (class, id, attribute's value) stands in no page and no script, so what a
script adds later keeps its style. A preview skips all this.
"""

import hashlib
import re
from collections.abc import Iterator, Set
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import tinycss2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="((?:\.\./|\./|/)*[^":]+)">\n?')
# What a selector only excludes, or offers as one of several, it does not ask for.
OPTIONAL = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
PSEUDO = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
NAME = re.compile(
    r"[.#]((?:\\.|[\w-])+)|\[[\w-]+[~|^$*]?=[\"']?([^\"'\]]+)|(?<![\w.#:\[=-])([a-z][\w-]*)(?![\w\]=()-])"
)
# Where a name is given: in a tag of a page, in a string of a script.
TAG = re.compile(r"<[^<>]+>")
STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
WORD = re.compile(r"[\w-]+")
PROPERTY = re.compile(r"(--[\w-]+)\s*:")
USED_PROPERTY = re.compile(r"var\(\s*(--[\w-]+)")
SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=.*\n?")
BLANK = re.compile(r"(<(pre|textarea|script)\b.*?</\2>)|\s*\n\s*", re.DOTALL)


class _Build:
    command = "build"


def on_startup(command: str, dirty: bool) -> None:
    """Remembers whether this is a preview."""
    _Build.command = command


@event_priority(-40)
def on_post_build(config: MkDocsConfig) -> None:
    """Removes the theme's files that nothing names, then joins and thins the style sheets."""
    site = Path(config.site_dir)
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    if _Build.command == "serve" or not pages:
        return
    prune(site, "\n".join(pages.values()))
    scripts = {path: SOURCE_MAP.sub("", path.read_text("utf-8")) for path in sorted(site.glob("assets/**/*.js"))}
    for path, text in scripts.items():
        path.write_text(text, "utf-8")
    marks = [mark for html in pages.values() for mark in TAG.findall(html)]
    names = set(WORD.findall("\n".join([*marks, *(text for js in scripts.values() for text in STRING.findall(js))])))
    found = [PurePosixPath(link).name for link in LINK.findall(next(iter(pages.values())))]
    sheets = [path for name in found for path in site.glob(f"assets/**/{name}")]
    css = ""
    for sheet in sheets:
        try:
            css += thin(SOURCE_MAP.sub("", sheet.read_text("utf-8")), names)
        except ValueError as error:
            raise PluginError(f"{sheet.relative_to(site).as_posix()}:{error}") from None
        sheet.unlink()
    css = drop_unused_properties(css, names)
    name = f"site.{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
    (site / "assets" / name).write_text(css, "utf-8")
    for path, html in pages.items():
        # The last of the links leads to the folder of the joined one too.
        last = LINK.findall(html)[-1:]
        html = LINK.sub(partial(_to_joined, last, found[-1], name), html)
        # The theme sets an attribute that HTML does not allow on its two checkboxes.
        html = html.replace(' type="checkbox" id="__drawer" autocomplete="off"', ' type="checkbox" id="__drawer"')
        html = html.replace(' type="checkbox" id="__search" autocomplete="off"', ' type="checkbox" id="__search"')
        path.write_text(BLANK.sub(lambda gap: gap[1] or "\n", html), "utf-8")


def _to_joined(last: list[str], old: str, new: str, link: re.Match[str]) -> str:
    return link[0].replace(old, new) if link[1] in last else ""


def prune(site: Path, pages: str) -> None:
    """Removes each script, map and picture of the theme whose file name stands in no page, and empty folders."""
    for pattern in ("assets/javascripts/**/*", "assets/images/*", "assets/**/*.map"):
        for path in site.glob(pattern):
            if path.is_file() and path.name not in pages:
                path.unlink()
    for folder in sorted((path for path in site.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def thin(css: str, names: set[str], unused: Set[str] = frozenset()) -> str:
    """A style sheet without the rules that ask for a name not among those given, and without some properties.

    Raises ValueError, 'line: reason', where the text is not CSS.
    """
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_kept(nodes, names, unused))


def drop_unused_properties(css: str, names: set[str]) -> str:
    """A style sheet without the custom properties that neither it nor a page uses."""
    while unused := set(PROPERTY.findall(css)) - set(USED_PROPERTY.findall(css)) - names:
        before, css = css, thin(css, names, unused)
        if css == before:
            break
    return css


def _kept(nodes: list[Any], names: set[str], unused: Set[str]) -> Iterator[str]:
    for node in _valid(nodes):
        if node.type == "qualified-rule":
            selectors = [one for one in _split(node.prelude) if _asked(one) <= names]
            parts = _valid(tinycss2.parse_declaration_list(node.content, skip_comments=True, skip_whitespace=True))
            lines = [_declaration(one) for one in parts if one.name not in unused]
            if selectors and lines:
                yield f"{','.join(selectors)}{{{';'.join(lines)}}}"
        elif node.at_keyword in ("media", "supports"):
            inner = "".join(_kept(tinycss2.parse_rule_list(node.content, True, True), names, unused))
            yield f"@{node.at_keyword} {_text(node.prelude)}{{{inner}}}" if inner else ""
        elif node.at_keyword != "charset":
            yield _text([node])


def _valid(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        if node.type == "error":
            raise ValueError(f"{node.source_line}: This is not CSS: {node.message}")
        yield node


def _split(prelude: list[Any]) -> Iterator[str]:
    """The selectors of a rule, at the commas that stand outside brackets."""
    part: list[Any] = []
    for token in [*prelude, None]:
        if token is None or (token.type == "literal" and token.value == ","):
            yield _text(part)
            part = []
        else:
            part.append(token)


def _asked(selector: str) -> set[str]:
    """The names that an element must have for a selector to match."""
    plain = OPTIONAL.sub("", selector)
    return {"".join(found).replace("\\", "") for found in NAME.findall(PSEUDO.sub("", plain))}


def _declaration(node: Any) -> str:
    return f"{node.name}:{_text(node.value)}{'!important' if node.important else ''}"


def _text(tokens: list[Any]) -> str:
    """Tokens as text, white space folded outside strings."""
    return "".join(" " if token.type == "whitespace" else token.serialize() for token in tokens).strip()
