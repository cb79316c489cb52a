"""What a rule reports, and where an editor can fix it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Location(NamedTuple):
    """A line of a file: path from the project's root with '/', line counted from 1."""

    path: str
    line: int = 1


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to fix: a location, one sentence that says what is wrong and what would be right, and the rule's name.

    A rule yields it without the name; the runner adds that. Sorts by path, line, message and rule.
    """

    path: str
    line: int
    message: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


Findings = Iterator[Finding]


def problems(findings: list[Finding]) -> str:
    """How many there are, in words."""
    return f"{len(findings)} problem{'s' * (len(findings) != 1)}"
