"""The lists that editors keep as data: sources that pages cite, words of the glossary, facts, and reviewers.

Each is a YAML list. An entry that is not as it must be comes back as a finding with its line. It is left out only where
it can't be read: what takes it in would be reported for nothing.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

import yaml

from checker.finding import Finding

# libyaml's, ten times as fast, where PyYAML was built with it.
SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# How far a source was read: the values of 'state'.
READ_STATUS = {
    "read": "We read an extract on the publisher's own page",
    "copy": "We read the text in someone else's copy or report of it",
    "cited": "We have not read it; it is cited elsewhere",
}


ID = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True)
class Reference:
    """One source that pages cite.

    date: a year, year-month or ISO date, or 'undated'; state: how far it was read, a key of READ_STATUS; changed: the
    ISO date on which an editor saw that it had changed or gone, or read it anew; '' where none has.
    """

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


@dataclass(frozen=True)
class Fact:
    """One figure, telephone number or date that several pages take in by name.

    value: as it stands in a sentence; of: what it is of; source: ids of references; unit: what the value counts;
    checked: the ISO date on which it was last compared with its source.
    """

    id: str
    value: str
    of: str
    source: tuple[str, ...]
    checked: str
    unit: str = ""
    line: int = 1


@dataclass(frozen=True)
class Reviewer:
    """One clinician who reviews pages: registered with a body under a number, from a day, for what (scope)."""

    name: str
    body: str
    number: str
    date: str
    scope: str
    line: int = 1


Entry = TypeVar("Entry", Reference, Term, Fact, Reviewer)


def line_of_error(error: Exception) -> int:
    """The line on which a text stops being YAML; 1 where the error names none."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def nodes_of(*roots: Any) -> Iterator[Any]:
    """Each node of composed YAML once, keys too; an alias may lead back to where it stands."""
    waiting, seen = list(roots), set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            if isinstance(node, yaml.MappingNode):
                waiting += [one for pair in node.value for one in pair]
            elif isinstance(node, yaml.SequenceNode):
                waiting += node.value


def keys_twice(text: str) -> list[tuple[int, str]]:
    """The line and name of each key of a YAML text that stands twice in its mapping: the later one would count."""
    try:
        root = yaml.compose(text, SAFE_LOADER)
    except yaml.YAMLError:
        return []
    found = []
    for node in nodes_of(root):
        keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        names = [key.value for key in keys]
        found += [(key.start_mark.line + 1, str(key.value)) for n, key in enumerate(keys) if key.value in names[:n]]
    return found


def read_list(
    path: str, text: str, kind: type[Entry], error_of: Callable[[Entry], str]
) -> tuple[Mapping[str, Entry], list[Finding]]:
    """The entries of a list by their first key, and what is wrong with it; error_of says what is wrong with one."""
    rule = "invalid-entry"
    try:
        rows: Any = yaml.load(text, Loader=_StringDates)  # noqa: S506, a SafeLoader that leaves dates as written
    except yaml.YAMLError as error:
        # What the other entries say is still known, and what takes them in is not to be reported for nothing.
        return _typed_rows(text, kind), [Finding(path, line_of_error(error), "This line is not YAML: correct it", rule)]
    key = fields(kind)[0].name
    if not isinstance(rows, list | None):
        return {}, [Finding(path, 1, f"This file must be a list: start each entry with '- {key}: …'", rule)]
    lines: list[int] = [number for number, line in enumerate(text.split("\n"), start=1) if re.match(r"-(?:\s|$)", line)]
    entries: dict[str, Entry] = {}
    findings = []
    for row, line in zip(rows or (), [*lines, *[1] * len(rows or ())], strict=False):
        reason = _shape_error(row, kind, entries)
        if not reason:
            values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
            entry = kind(**values, line=line)
            reason = error_of(entry) or _same_document(entry, entries)
            entries[row[key]] = entry
        findings += [Finding(path, line, reason, rule)] if reason else []
    for name, later in _out_of_place(list(entries)):
        place = f"before '{later}'" if later else "last"
        reason = f"'{name}' must stand {place}: the list is sorted by {key}"
        findings.append(Finding(path, entries[name].line, reason, rule))
    return entries, findings


def _typed_rows(text: str, kind: type[Entry]) -> dict[str, Entry]:
    """The entries of a text that is no YAML, as far as 'key: value' lines say them."""
    names = [item.name for item in fields(kind) if item.default is MISSING]
    entries = {}
    for row in re.split(r"^-", text, flags=re.MULTILINE)[1:]:
        typed = dict(re.findall(r"^\W*(\w+):[ \t]*[\"']?(.*?)[\"']?$", row, re.MULTILINE))
        values: dict[str, Any] = {name: typed.get(name, "") for name in names}
        entries[values[names[0]]] = kind(**values)
    return entries


def _out_of_place(names: list[str]) -> list[tuple[str, str]]:
    """As few names as must move until the rest is sorted, each with the one before which it belongs; '' at the end."""
    folded = [name.casefold() for name in names]
    if folded == sorted(folded):
        return []
    runs: list[list[int]] = []
    for index, name in enumerate(folded):
        runs.append([*max((run for run in runs if folded[run[-1]] <= name), key=len, default=[]), index])
    kept = max(runs, key=len)
    moved = sorted(set(range(len(names))) - set(kept))
    return [(names[n], next((names[k] for k in kept if folded[k] > folded[n]), "")) for n in moved]


def _shape_error(row: Any, kind: type[Entry], seen: dict[str, Entry]) -> str:
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
        return f"An entry takes only {', '.join(wanted)}, each a text or list; correct {', '.join(strange)}"
    if row[key] in seen:
        return f"'{row[key]}' is there already, on line {seen[row[key]].line}"
    return ""


def _same_document(entry: Any, seen: Mapping[str, Any]) -> str:
    """Says which other source has the same address. Those that are only cited may share the one that cites them."""
    for other in seen.values() if isinstance(entry, Reference) and entry.state != "cited" else ():
        if other.state != "cited" and other.url.rstrip("/").casefold() == entry.url.rstrip("/").casefold():
            return f"'{entry.url}' is there already, as '{other.id}' on line {other.line}"
    return ""


def reference_error(entry: Reference, today: datetime.date) -> str:
    """What is wrong with a source on a day, in one sentence; '' where nothing is."""
    if not re.fullmatch(ID, entry.id):
        return f"Id '{entry.id}' must be lower-case letters and digits joined by single hyphens"
    if entry.state not in READ_STATUS:
        return f"State '{entry.state}' must be one of {', '.join(READ_STATUS)}"
    if not re.fullmatch(r"undated|\d{4}(-(0[1-9]|1[0-2]))?", entry.date) and not _is_day(entry.date):
        return f"Date '{entry.date}' must be YYYY, YYYY-MM, YYYY-MM-DD or 'undated'"
    if not re.fullmatch(r"https?://[^\s<>\"']+", entry.url):
        return f"URL '{entry.url}' must start with https:// or http:// and hold no spaces"
    if entry.date != "undated" and entry.date > today.isoformat():
        return f"Date '{entry.date}' lies in the future"
    return _day_error("Changed", entry.changed, today) if entry.changed else ""


def term_error(term: Term) -> str:
    """What is wrong with a word of the glossary; '' where nothing is."""
    return "" if term.meaning.endswith(".") else "The meaning must end with '.'"


def fact_error(fact: Fact, references: Mapping[str, Reference], today: datetime.date) -> str:
    """What is wrong with a fact on a day; '' where nothing is."""
    if not re.fullmatch(ID, fact.id):
        return f"Id '{fact.id}' must be lower-case letters and digits joined by single hyphens"
    if unknown := [name for name in fact.source if name not in references]:
        return f"No source '{unknown[0]}' in the list of sources"
    return _day_error("Checked", fact.checked, today)


def reviewer_error(reviewer: Reviewer, today: datetime.date) -> str:
    """What is wrong with a reviewer on a day; '' where nothing is."""
    return _day_error("Date", reviewer.date, today)


def _day_error(name: str, text: str, today: datetime.date) -> str:
    if not _is_day(text):
        return f"{name} '{text}' must be a day, written as YYYY-MM-DD"
    return f"{name} '{text}' lies in the future" if text > today.isoformat() else ""


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class _StringDates(SAFE_LOADER):  # type: ignore[misc]
    """Leaves a date as the text that was written: '2024-08' and '2024-08-01' are both dates here."""


_StringDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
    for first, found in SAFE_LOADER.yaml_implicit_resolvers.items()
}
