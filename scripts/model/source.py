"""A file as its editor wrote it: used to name the line of a problem, and to read front matter."""

import html
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import yaml

from model.finding import Place

ReadSnippet = Callable[[str], "tuple[str, str] | None"]

# As MkDocs reads it: three dashes, YAML, then three dashes or dots.
FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
# As pymdownx.snippets reads it: one name in quotes, or a block of names. A leading ';' switches it off.
SNIPPET = re.compile(
    r'^[ \t]*-+8<-+[ \t]+"(?P<name>[^"\n]+)"[ \t]*$|^[ \t]*-+8<-+[ \t]*\n(?P<block>.*?)^[ \t]*-+8<-+[ \t]*$',
    re.M | re.S,
)
# What Markdown does not read as text. Blanked out for look-ups, line for line, so that numbers hold.
NOT_TEXT = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<![\\`])(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)",
    re.DOTALL | re.MULTILINE,
)
EDGE = r"""[\s()<>"'\[\]{}=:,;|]"""


def blank(text: str) -> str:
    """The text with code and comments turned into spaces; every line keeps its number and length."""
    return NOT_TEXT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _file(snippet: tuple[str, str]) -> tuple[str, Callable[[], bytes]]:
    return snippet[0], snippet[1].encode


class Source:
    """One text file.

    path: from the project's root; read: gives its bytes, and is called only when they are needed; read_snippet:
    takes the name in ``--8<-- "name"`` and returns that file's path and text, or None where there is none; None
    where no snippets are read.
    """

    def __init__(self, path: str, read: Callable[[], bytes], read_snippet: ReadSnippet | None = None) -> None:
        self.path = path
        self.read_snippet = read_snippet
        self._read = read

    @cached_property
    def _decoded(self) -> tuple[str, int]:
        raw = self._read()
        try:
            text, bad_line = raw.decode("utf-8-sig"), 0
        except UnicodeDecodeError as error:
            bad_line = raw.count(b"\n", 0, error.start) + 1
            text = raw.decode("utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n"), bad_line

    @property
    def text(self) -> str:
        """The text, with line feeds for line ends, and marks for bytes that are not UTF-8."""
        return self._decoded[0]

    @property
    def bad_line(self) -> int:
        """The first line that is not UTF-8; 0 where all are."""
        return self._decoded[1]

    @cached_property
    def front_matter(self) -> tuple[dict[str, Any], Place | None, str]:
        """The front matter; where it is broken, {} with the place and the reason."""
        found = FRONT_MATTER.match(self.text)
        if not found:
            if re.match(r"-{3}[ \t]*\n", self.text):
                return {}, Place(self.path), "it has no closing '---' line"
            return {}, None, ""
        try:
            meta = yaml.safe_load(found[1])
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 2 if error.problem_mark else 1
            return {}, Place(self.path, line), str(error.problem or "not YAML")
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            return {}, Place(self.path), " ".join(str(error).split())
        if not isinstance(meta, dict | None):
            return {}, Place(self.path, 2), "it is not a list of 'key: value' lines"
        return meta or {}, None, ""

    @cached_property
    def snippets(self) -> tuple[list["Source"], list[tuple[Place, str]]]:
        """The files that this one includes, however deep, and the place and name of each that is missing."""
        included: dict[str, Source] = {}
        missing: list[tuple[Place, str]] = []
        waiting = [self] if self.read_snippet else []
        while waiting:
            source = waiting.pop(0)
            for line, name in source.snippet_names:
                snippet = self.read_snippet(name) if self.read_snippet else None
                if snippet is None:
                    missing.append((Place(source.path, line), name))
                elif snippet[0] not in included and snippet[0] != self.path:
                    included[snippet[0]] = Source(*_file(snippet), self.read_snippet)
                    waiting.append(included[snippet[0]])
        return list(included.values()), missing

    def expanded(self, depth: int = 8) -> str:
        """The text with each snippet in its place; a missing one is left out, and so is what nests deeper."""

        def fill(found: re.Match[str]) -> str:
            names = [name for _, name in Source(self.path, found[0].encode).snippet_names]
            texts = [self.read_snippet(name) for name in names] if self.read_snippet and depth else []
            return "\n".join(Source(*_file(text), self.read_snippet).expanded(depth - 1) for text in texts if text)

        return SNIPPET.sub(fill, self.text)

    @property
    def snippet_names(self) -> Iterable[tuple[int, str]]:
        """The line and name of each file that this one asks for; those from the network are left out."""
        for found in SNIPPET.finditer(self.text) if "8<" in self.text else ():
            group = "name" if found["name"] else "block"
            line = self.text.count("\n", 0, found.start(group)) + 1
            for number, name in enumerate(found[group].split("\n")):
                if name.strip() and not name.strip().startswith((";", "http:", "https:")):
                    yield line + number, name.strip()

    @cached_property
    def _texts(self) -> tuple[str, str]:
        return blank(self.text), self.text

    def find(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Place | None:
        """The place of the nth match (the last, where there are fewer); None where there is none.

        Looks outside code and comments first, then everywhere, then in the files that this one includes.
        """
        for text in self._texts:
            starts = [found.start() for found in re.finditer(pattern, text, flags)]
            if starts:
                return Place(self.path, text.count("\n", 0, starts[min(nth, len(starts) - 1)]) + 1)
        for snippet in self.snippets[0]:
            if place := snippet.find(pattern, nth, flags):
                return place
        return None

    def find_target(self, targets: Iterable[str], nth: int = 0) -> tuple[Place, str] | None:
        """The place of a link's target, written as a whole in any of the given ways, and that way."""
        for target in dict.fromkeys(filter(None, targets)):
            if place := self.find(rf"(?:(?<={EDGE})|^){re.escape(target)}(?={EDGE}|$)", nth):
                return place, target
        return None

    def is_escaped(self, text: str) -> bool:
        """Whether the editor wrote a text with backslashes or entities, so that it should be seen as it stands."""
        pattern = r"\s+".join("".join(rf"\\?{re.escape(char)}" for char in word) for word in text.split())
        written = [found[0] for source in (self, *self.snippets[0]) for found in re.finditer(pattern, source.text)]
        if written:
            return all("\\" in match for match in written)
        return any(text in html.unescape(source.text) for source in (self, *self.snippets[0]))
