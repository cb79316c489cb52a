"""A file as its editor wrote it: used to name the line of a finding, and to read front matter."""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import yaml

from checker.finding import Location
from checker.lists import SAFE_LOADER, keys_twice
from checker.seen_text import SeenText

ReadSnippet = Callable[[str], "tuple[str, bytes] | None"]
Target = tuple[Location, str]

# As MkDocs reads it: three dashes, YAML, then three dashes or dots.
FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
# As pymdownx.snippets reads it: one name in quotes, or a block of names. A leading ';' switches it off.
SNIPPET = re.compile(
    r"""^[ \t]*-+8<-+[ \t]+(?P<quote>["'])(?P<name>[^"'\n]+)(?P=quote)[ \t]*$"""
    r"""|^[ \t]*-+8<-+[ \t]*\n(?P<block>.*?)^[ \t]*-+8<-+[ \t]*$""",
    re.MULTILINE | re.DOTALL,
)
# What Markdown does not read as text. Masked for look-ups, line for line, so that numbers hold.
NOT_TEXT = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$"
    r"|<!--.*?-->"
    r"|(?<![\\`])(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)",
    re.DOTALL | re.MULTILINE,
)
# The target of a link as an editor types it: in Markdown, in a reference's definition, in HTML, in angle brackets, in
# YAML; at last, anything between spaces, quotes or brackets.
TYPED_TARGETS = (
    re.compile(
        r"(?:\]\(\s*<?|^[ \t]*\[[^\]\n]+\]:[ \t]*<?|<(?=\w+:))(?P<target>(?:[^\s<>()]|\([^\s()]*\))+)", re.MULTILINE
    ),
    re.compile(r"""\w=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))"""),
    re.compile(
        r"""(?<![^\s()<>"'\[\]{}=:,;|])(?P<target>[^\s()<>"'\[\]{},;|]+?)(?=[:.]?(?:[\s()<>"'\[\]{}=,;|]|$))""",
        re.MULTILINE,
    ),
    # A path with spaces in it, which Python-Markdown takes.
    re.compile(r"\]\([ \t]*(?P<target>[^()<>\"'\n]+? [^()<>\"'\n]+?)[ \t]*(?:\"[^\"\n]*\")?\)"),
)


def mask_code_and_comments(text: str) -> str:
    """The text with code and comments turned into spaces; every line keeps its number and length."""
    return NOT_TEXT.sub(lambda found: "\n".join(" " * len(line) for line in found[0].split("\n")), text)


def find_in(files: "Iterable[TextFile]", pattern: str, nth: int = 0) -> Location | None:
    """The location of the nth match in the first file that has one; None where none has."""
    return next(filter(None, (file.find(pattern, nth) for file in files)), None)


class TextFile:
    """One text file.

    path: from the project's root; raw: its bytes; read_snippet: takes the name in ``--8<-- "name"`` and returns that
    file's path and bytes, or None where there is none; None where no snippets are read.
    """

    def __init__(self, path: str, raw: bytes, read_snippet: ReadSnippet | None = None) -> None:
        self.path = path
        self.raw = raw
        self.read_snippet = read_snippet
        self._as_seen: dict[int, SeenText] = {}
        self._found: dict[tuple[re.Pattern[str], bool], list[tuple[int, str, str]]] = {}

    @cached_property
    def text(self) -> str:
        """The text, with line feeds for line ends, and marks for bytes that are not UTF-8."""
        text = self.raw.decode("utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def line_not_utf_8(self) -> int:
        """The first line that is not UTF-8; 0 where all are."""
        try:
            self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return self.raw.count(b"\n", 0, error.start) + 1
        return 0

    @cached_property
    def front_matter(self) -> dict[str, Any]:
        """The front matter as a mapping; {} where there is none, or it can't be read."""
        return self._front_matter[0]

    @property
    def front_matter_error(self) -> tuple[Location, str] | None:
        """Where and why the front matter can't be read; None where it can."""
        return self._front_matter[1]

    @property
    def front_matter_lines(self) -> int:
        """How many lines the front matter takes up, dashes included; 0 where there is none that ends."""
        found = FRONT_MATTER.match(self.text)
        return found[0].count("\n") if found else 0

    @cached_property
    def _front_matter(self) -> tuple[dict[str, Any], tuple[Location, str] | None]:
        found = FRONT_MATTER.match(self.text)
        if not found:
            if re.match(r"-{3}[ \t]*\n", self.text):
                return {}, (Location(self.path), "it has no closing '---' line")
            late = re.match(r"\s+-{3}[ \t]*\n\w[\w-]*:", self.text)
            return {}, (Location(self.path), "it must start on the first line") if late else None
        try:
            meta = yaml.load(found[1], SAFE_LOADER)  # noqa: S506, it is safe
            twice = keys_twice(found[1])
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 2 if error.problem_mark else 1
            return {}, (Location(self.path, line), str(error.problem or "not YAML"))
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            return {}, (Location(self.path), " ".join(str(error).split()))
        if twice:
            line, key = min(twice)
            return {}, (Location(self.path, line + 1), f"the key '{key}' stands twice")
        if not isinstance(meta, dict | None):
            return {}, (Location(self.path, 2), "it is not a list of 'key: value' lines")
        return meta or {}, None

    def fingerprint(self, shown: str) -> str:
        """Eight letters that change with the text, its title and description, and what readers are shown of it.

        shown: the text of the page as it was built, since a marker in the source says nothing of what it takes in.
        """
        typed = FRONT_MATTER.sub("", self._texts[1], count=1)
        texts = (self.front_matter.get("title"), self.front_matter.get("description"), typed, shown)
        return hashlib.sha256(" ".join(" ".join(map(str, texts)).split()).encode()).hexdigest()[:8]

    @cached_property
    def _expanded(self) -> tuple[list[str], list[Location], list[tuple[Location, str]]]:
        """The lines with each snippet in its place, where each line stands, and the snippets that are missing."""
        return self._expand(8)

    def _expand(self, depth: int) -> tuple[list[str], list[Location], list[tuple[Location, str]]]:
        lines: list[str] = []
        places: list[Location] = []
        missing: list[tuple[Location, str]] = []
        done = 0
        for found in [*(SNIPPET.finditer(self.text) if self.read_snippet and "8<" in self.text else ()), None]:
            number = self.text.count("\n", 0, done)
            between = self.text[done : found.start() if found else None].removesuffix("\n" if found else "")
            for offset, line in enumerate(between.split("\n") if between or not found else []):
                lines.append(line)
                places.append(Location(self.path, number + offset + 1))
            for place, name in self._names(found) if found else ():
                snippet = self.read_snippet(name) if self.read_snippet and depth else None
                if snippet:
                    inner = TextFile(*snippet, self.read_snippet)._expand(depth - 1)
                    lines, places, missing = lines + inner[0], places + inner[1], missing + inner[2]
                elif depth:
                    missing.append((place, name))
            done = min(found.end() + 1, len(self.text)) if found else done
        return lines, places, missing

    def _names(self, found: re.Match[str]) -> Iterator[tuple[Location, str]]:
        """Where and which file a snippet asks for; those switched off are left out."""
        group = "name" if found["name"] else "block"
        line = self.text.count("\n", 0, found.start(group)) + 1
        for offset, name in enumerate(found[group].split("\n")):
            if name.strip() and not name.strip().startswith(";"):
                yield Location(self.path, line + offset), name.strip()

    @property
    def missing_snippets(self) -> list[tuple[Location, str]]:
        """The place and name of each snippet whose file is not there."""
        return self._expanded[2] if self.read_snippet and "8<" in self.text else []

    @cached_property
    def _texts(self) -> tuple[str, str]:
        """The whole text with its snippets, without code and comments, and with them."""
        text = "\n".join(self._expanded[0])
        return mask_code_and_comments(text), text

    def find(self, pattern: str, nth: int = 0, flags: int = re.MULTILINE) -> Location | None:
        """The location of the nth match (the last, where there are fewer); None where there is none.

        Looks outside code and comments first, then everywhere; in snippets too, as if they stood in the page.
        """
        for text in self._texts:
            if found := list(islice(re.finditer(pattern, text, flags), nth + 1)):
                return self._at(text, found[-1].start())
        return None

    def find_seen(self, text: str, nth: int = 0, before: str = "", after: str = "") -> Location | None:
        """The location of a text that is seen on the page, however it was typed, as SeenText finds it."""
        for number, typed in enumerate(self._texts):
            if number not in self._as_seen:
                self._as_seen[number] = SeenText(typed)
            line = self._as_seen[number].find(text, nth, before, after)
            if line is not None:
                return self._expanded[1][line]
        return None

    def _at(self, text: str, start: int) -> Location:
        """Where a place in one of the two whole texts was written."""
        return self._expanded[1][text.count("\n", 0, start)]

    def places(self, pattern: re.Pattern[str]) -> Iterator[tuple[Location, re.Match[str]]]:
        """Each match in the text, snippets included, outside code and comments; and the line on which it ends."""
        # Masking code takes longer than a first look.
        here = "8<" in self.text or pattern.search(self.text)
        for found in pattern.finditer(self._texts[0]) if here else ():
            yield self._at(self._texts[0], found.end()), found

    def has_outside_code(self, pattern: str) -> bool:
        """Whether a pattern stands in the text, snippets included, outside code and comments."""
        return re.search(pattern, self._texts[0], re.MULTILINE) is not None

    def find_target(self, means: Callable[[str], bool], nth: int = 0, html_only: bool = False) -> Target | None:
        """The location of the nth link whose target, as it was typed, means what is sought; and how it was typed."""
        for pattern in TYPED_TARGETS[1:2] if html_only else TYPED_TARGETS:
            for text in self._texts:
                meant = (one for one in self._typed(pattern, text) if means(one[2]))
                if found := list(islice(meant, nth + 1)):
                    start, typed, _ = found[-1]
                    return self._at(text, start), typed
        return None

    def _typed(self, pattern: re.Pattern[str], text: str) -> list[tuple[int, str, str]]:
        """Where each target stands in a text, how it was typed, and without entities; a page can have a hundred."""
        key = (pattern, text is self._texts[0])
        if key not in self._found:
            found = ((one.start(one.lastgroup or 0), one[one.lastgroup or 0]) for one in pattern.finditer(text))
            self._found[key] = [(start, typed, html.unescape(typed)) for start, typed in found]
        return self._found[key]

    @cached_property
    def reference_names(self) -> list[str]:
        """The names of the references that the file defines, `[name]: address`."""
        return re.findall(r"^[ ]{0,3}\[([^\]^\n]+)\]:", self.text, re.MULTILINE)

    def is_markdown_target(self, typed: str) -> bool:
        """Whether a target stands in Markdown, which an engine rewrites, and not only in HTML."""
        return any(one["target"] == typed for one in TYPED_TARGETS[0].finditer(self._texts[0]))

    def is_escaped(self, text: str, prose: str) -> bool:
        """Whether the editor wrote each such text of the prose with backslashes or entities, to be seen as it stands.

        The same text may stand elsewhere as the Markdown that it is.
        """
        if "\\" not in self._texts[0] and "&" not in self._texts[0]:
            return False
        if "\\" in text:  # one that this Markdown does not know as an escape
            return True
        wanted, (typed, plain) = " ".join(text.split()), self._escapes
        return plain.count(wanted) - typed.count(wanted) >= max(1, prose.count(text))

    @cached_property
    def _escapes(self) -> tuple[str, str]:
        """The text outside code with single spaces, and the same without backslashes and entities."""
        typed = " ".join(self._texts[0].split())
        return typed, html.unescape(re.sub(r"\\([^\w\s])", r"\1", typed))
