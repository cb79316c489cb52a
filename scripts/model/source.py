"""A file as its editor wrote it: used to name the line of a problem, and to read front matter."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

import yaml

from model.finding import Place

ReadSnippet = Callable[[str], "tuple[str, str] | None"]

# As MkDocs reads it: three dashes, YAML, then three dashes or dots.
FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
# As pymdownx.snippets reads it: one name in quotes, or a block of names. A leading ';' switches it off.
SNIPPET = re.compile(
    r"""^[ \t]*-+8<-+[ \t]+(?P<quote>["'])(?P<name>[^"'\n]+)(?P=quote)[ \t]*$"""
    r"""|^[ \t]*-+8<-+[ \t]*\n(?P<block>.*?)^[ \t]*-+8<-+[ \t]*$""",
    re.MULTILINE | re.DOTALL,
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
    def _expanded(self) -> tuple[list[str], list[Place], list[tuple[Place, str]]]:
        """The lines with each snippet in its place, where each line stands, and the snippets that are missing."""
        if not self.read_snippet or "8<" not in self.text:
            lines = self.text.split("\n")
            return lines, [Place(self.path, number) for number in range(1, len(lines) + 1)], []
        return self._expand(8)

    def _expand(self, depth: int) -> tuple[list[str], list[Place], list[tuple[Place, str]]]:
        lines: list[str] = []
        places: list[Place] = []
        missing: list[tuple[Place, str]] = []
        done = 0
        for found in [*SNIPPET.finditer(self.text), None]:
            number = self.text.count("\n", 0, done)
            between = self.text[done : found.start() if found else None].removesuffix("\n" if found else "")
            for offset, line in enumerate(between.split("\n") if between or not found else []):
                lines.append(line)
                places.append(Place(self.path, number + offset + 1))
            for place, name in self._names(found) if found else ():
                snippet = self.read_snippet(name) if self.read_snippet and depth else None
                if snippet:
                    inner = Source(snippet[0], snippet[1].encode, self.read_snippet)._expand(depth - 1)
                    lines, places, missing = lines + inner[0], places + inner[1], missing + inner[2]
                elif depth:
                    missing.append((place, name))
            done = min(found.end() + 1, len(self.text)) if found else done
        return lines, places, missing

    def _names(self, found: re.Match[str]) -> Iterator[tuple[Place, str]]:
        """Where and which file a snippet asks for; those from the network and those switched off are left out."""
        group = "name" if found["name"] else "block"
        line = self.text.count("\n", 0, found.start(group)) + 1
        for offset, name in enumerate(found[group].split("\n")):
            if name.strip() and not name.strip().startswith((";", "http:", "https:")):
                yield Place(self.path, line + offset), name.strip()

    @property
    def expanded(self) -> str:
        """The text with each snippet in its place."""
        return "\n".join(self._expanded[0])

    @property
    def missing_snippets(self) -> list[tuple[Place, str]]:
        """The place and name of each snippet whose file is not there."""
        return self._expanded[2]

    @cached_property
    def _texts(self) -> tuple[str, str]:
        return blank(self.expanded), self.expanded

    def find(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Place | None:
        """The place of the nth match (the last, where there are fewer); None where there is none.

        Looks outside code and comments first, then everywhere; in snippets too, as if they stood in the page.
        """
        for text in self._texts:
            starts = [found.start() for found in re.finditer(pattern, text, flags)]
            if starts:
                return self._expanded[1][text.count("\n", 0, starts[min(nth, len(starts) - 1)])]
        return None

    def find_target(self, targets: Iterable[str], nth: int = 0) -> tuple[Place, str] | None:
        """The place of a link's target, written as a whole in any of the given ways, and that way."""
        for target in dict.fromkeys(filter(None, targets)):
            if place := self.find(rf"(?:(?<={EDGE})|^){re.escape(target)}(?={EDGE}|$)", nth):
                return place, target
        return None

    def is_escaped(self, text: str) -> bool:
        """Whether the editor wrote a text with backslashes or entities, so that it should be seen as it stands.

        A snippet is switched off by a semicolon before it.
        """
        pattern = r";?" + r"\s+".join("".join(rf"\\?{re.escape(char)}" for char in word) for word in text.split())
        written = [found[0] for found in re.finditer(pattern, self._texts[0])]
        return (
            all("\\" in match or match[0] == ";" for match in written)
            if written
            else text in html.unescape(self._texts[0])
        )
