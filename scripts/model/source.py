"""A file as its editor wrote it: used to name the line of a problem, and to read front matter."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

import yaml

from model.finding import Place

ReadSnippet = Callable[[str], "tuple[str, str] | None"]

# As MkDocs reads it: three dashes, YAML, then three dashes or dots.
FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
SNIPPET = re.compile(r'^[ \t]*-{1,}8<-{1,}[ \t]+"([^"\n]+)"[ \t]*$')
# What Markdown does not read as text. Blanked out for look-ups, line for line, so that numbers hold.
NOT_TEXT = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<![\\`])(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)",
    re.DOTALL | re.MULTILINE,
)
EDGE = r"""[\s()<>"'\[\]=:,;|]"""


def blank(text: str) -> str:
    """The text with code and comments turned into spaces; every line keeps its number and length."""
    return NOT_TEXT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


class Source:
    """One text file.

    path: from the project's root; raw: its bytes; read_snippet: takes the name in ``--8<-- "name"``
    and returns that file's path and text, or None where there is none.
    """

    def __init__(self, path: str, raw: bytes, read_snippet: ReadSnippet = lambda name: None) -> None:
        self.path = path
        self.read_snippet = read_snippet
        self.bad_byte: int | None = None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.bad_byte = raw.count(b"\n", 0, error.start) + 1
            text = raw.decode("utf-8-sig", errors="replace")
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")

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
        except (yaml.YAMLError, ValueError) as error:
            return {}, Place(self.path), " ".join(str(error).split())
        if meta is None:
            return {}, None, ""
        if not isinstance(meta, dict):
            return {}, Place(self.path, 2), "it is not a list of 'key: value' lines"
        return meta, None, ""

    @cached_property
    def snippets(self) -> tuple[list["Source"], list[tuple[Place, str]]]:
        """The files that this one includes, however deep, and the place and name of each that is missing."""
        included: dict[str, Source] = {}
        missing: list[tuple[Place, str]] = []
        waiting: list[Source] = [self]
        while waiting:
            source = waiting.pop(0)
            for number, line in enumerate(blank(source.text).split("\n"), start=1):
                found = SNIPPET.match(line)
                if not found:
                    continue
                snippet = self.read_snippet(found[1])
                if snippet is None:
                    missing.append((Place(source.path, number), found[1]))
                elif snippet[0] not in included and snippet[0] != self.path:
                    included[snippet[0]] = Source(snippet[0], snippet[1].encode(), self.read_snippet)
                    waiting.append(included[snippet[0]])
        return list(included.values()), missing

    @cached_property
    def _blanked(self) -> str:
        return blank(self.text)

    def find(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Place | None:
        """The place of the nth match (the last, where there are fewer); None where there is none.

        Looks outside code and comments first, then everywhere, then in the files that this one includes.
        """
        for text in (self._blanked, self.text):
            starts = [found.start() for found in re.finditer(pattern, text, flags)]
            if starts:
                start = starts[min(nth, len(starts) - 1)]
                return Place(self.path, text.count("\n", 0, start) + 1)
        for snippet in self.snippets[0]:
            if place := snippet.find(pattern, nth, flags):
                return place
        return None

    def find_target(self, targets: list[str], nth: int = 0) -> Place | None:
        """The place of a link's target, written in any of the given ways, as a whole."""
        for target in dict.fromkeys(filter(None, targets)):
            # A match starts at the character before the target; skip it, it may be a line break.
            if place := self.find(rf"(?:(?<={EDGE})|^){re.escape(target)}(?={EDGE}|$)", nth):
                return place
        return None
