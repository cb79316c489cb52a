"""The two lists that editors keep as data: the sources that pages cite, and the words that the glossary explains.

Each is a YAML list. An entry that is not as it must be is left out, and comes back as a problem with its line.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, TypeVar

import yaml

from model.finding import Place, Problem

STATES = {
    "read": "We read an extract on the publisher's own page",
    "copy": "We read the text in someone else's copy or report of it",
    "cited": "We have not read it; it is cited elsewhere",
}


@dataclass(frozen=True)
class Reference:
    """One source. date: a year, year-month or ISO date, or 'undated'; state: a key of STATES; changed: the ISO date
    on which an editor saw that it had changed or gone, or read it anew; '' where none has."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    state: str
    note: str = ""
    changed: str = ""
    line: int = 1


@dataclass(frozen=True)
class Term:
    """One word of the glossary; also: other spellings and plurals, as they stand in pages."""

    term: str
    meaning: str
    also: tuple[str, ...] = ()
    line: int = 1


Entry = TypeVar("Entry", Reference, Term)


# Each page's hooks ask for the lists again; a list is parsed once for each text that it has had.
@cache
def read_references(
    path: str, text: str, today: datetime.date = datetime.date.max
) -> tuple[Mapping[str, Reference], list[Problem]]:
    """The sources by id, and what is wrong with the list on a day."""
    return _read(path, text, Reference, lambda entry: wrong_reference(entry, today))


@cache
def read_glossary(path: str, text: str) -> tuple[Mapping[str, Term], list[Problem]]:
    """The words by term, and what is wrong with the list."""
    return _read(path, text, Term, lambda term: "" if term.meaning.endswith(".") else "The meaning must end with '.'")


def _read(
    path: str, text: str, kind: type[Entry], wrong: Callable[[Entry], str]
) -> tuple[Mapping[str, Entry], list[Problem]]:
    try:
        rows: Any = yaml.load(text, Loader=_StringDates)  # noqa: S506, a SafeLoader that leaves dates as written
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return {}, [Problem(Place(path, mark.line + 1 if mark else 1), "This line is not YAML: mend it")]
    key = fields(kind)[0].name
    if not isinstance(rows, list):
        return {}, [Problem(Place(path), f"This file must be a list: start each entry with '- {key}: …'")]
    lines: list[int] = [
        text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"^-(?=\s)", text, re.MULTILINE)
    ]
    entries: dict[str, Entry] = {}
    problems = []
    for row, line in zip(rows, [*lines, *[1] * len(rows)], strict=False):
        problem = _wrong_shape(row, kind, entries)
        if not problem:
            values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
            entry = kind(**values, line=line)
            problem = wrong(entry)
            entries |= {} if problem else {row[key]: entry}
        problems += [Problem(Place(path, line), problem)] if problem else []
    return entries, problems


def _wrong_shape(row: Any, kind: type[Entry], seen: dict[str, Entry]) -> str:
    known = [item for item in fields(kind) if item.name != "line"]
    key = known[0].name
    if not isinstance(row, dict):
        return f"An entry must be 'key: value' lines that start with '- {key}: …'"
    missing = [item.name for item in known if item.default is MISSING and not row.get(item.name)]
    wanted = {item.name: str if item.type is str else list for item in known}
    strange = [str(name) for name, value in row.items() if not isinstance(value, wanted.get(name, type(None)))]
    if missing:
        return f"This entry must have {', '.join(missing)}"
    if strange:
        return f"An entry takes only {', '.join(wanted)}, each a text or list; mend {', '.join(strange)}"
    if row[key] in seen:
        return f"'{row[key]}' is there already, on line {seen[row[key]].line}"
    last = next(reversed(seen), "")
    if row[key].casefold() < last.casefold():
        return f"'{row[key]}' must stand before '{last}': the list is sorted by {key}"
    return ""


def wrong_reference(entry: Reference, today: datetime.date) -> str:
    """What is wrong with a source on a day, in one sentence; '' where nothing is."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id):
        return f"Id '{entry.id}' must be lower-case letters and digits joined by single hyphens"
    if entry.state not in STATES:
        return f"State '{entry.state}' must be one of {', '.join(STATES)}"
    if not re.fullmatch(r"undated|\d{4}(-(0[1-9]|1[0-2]))?", entry.date) and not _is_day(entry.date):
        return f"Date '{entry.date}' must be YYYY, YYYY-MM, YYYY-MM-DD or 'undated'"
    if not re.fullmatch(r"https?://[^\s<>\"']+", entry.url):
        return f"URL '{entry.url}' must start with https:// or http:// and hold no spaces"
    if entry.changed and not _is_day(entry.changed):
        return f"Changed '{entry.changed}' must be a day, written as YYYY-MM-DD"
    if entry.changed > today.isoformat():
        return f"Changed '{entry.changed}' lies in the future"
    return ""


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def scalar(text: str) -> str:
    """A text as YAML on one line, in quotes only where YAML would read something else without them."""
    try:
        plain = yaml.safe_load(f"- {text}") == [text]
    except (yaml.YAMLError, ValueError):
        plain = False
    return text if plain else yaml.dump(text, default_style='"', allow_unicode=True, width=1_000_000).rstrip("\n")


class _StringDates(yaml.SafeLoader):
    """Leaves a date as the text that was written: '2024-08' and '2024-08-01' are both dates here."""


_StringDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
