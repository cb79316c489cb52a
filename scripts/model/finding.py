"""A problem, and where the editor can mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file: path from the project's root with '/', line counted from 1."""

    path: str
    line: int = 1


class Problem(NamedTuple):
    """What a rule yields: where, and one sentence that says what is wrong and what would be right."""

    place: Place
    message: str


Problems = Iterator[Problem]


@dataclass(frozen=True, order=True)
class Finding:
    """A problem with the name of the rule that found it; sorts by path, line, message and rule."""

    path: str
    line: int
    message: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"
