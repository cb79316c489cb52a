"""The list of sources that pages cite: a YAML list, one entry a source."""

import re
from dataclasses import dataclass, fields
from typing import Any

import yaml

from model.finding import Place, Problem

STATES = {
    "read": "We read an extract on the publisher's own page",
    "copy": "We read the text in someone else's copy or report of it",
    "cited": "We have not read it; it is cited elsewhere",
}


@dataclass(frozen=True)
class Reference:
    """One source. date: a year, year-month or ISO date, or 'undated'; state: a key of STATES."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    state: str
    note: str = ""
    line: int = 1


def read_references(path: str, text: str) -> tuple[dict[str, Reference], list[Problem]]:
    """The sources by id, and a problem for each entry that is not as it must be (such an entry is left out)."""
    try:
        entries = yaml.load(text, Loader=_StringDates)  # noqa: S506, a SafeLoader that leaves dates as written
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return {}, [
            Problem(Place(path, mark.line + 1 if mark else 1), "Not YAML: mend this line of the list of sources")
        ]
    if not isinstance(entries, list):
        return {}, [Problem(Place(path), "The list of sources must be a list: start each source with '- id: …'")]
    lines = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"^-", text, re.MULTILINE)]
    references: dict[str, Reference] = {}
    problems = []
    for index, entry in enumerate(entries):
        line = lines[index] if index < len(lines) else 1
        problem = _problem_of(entry, references)
        if problem:
            problems.append(Problem(Place(path, line), problem))
        else:
            references[entry["id"]] = Reference(**entry, line=line)
    return references, problems


def _problem_of(entry: Any, seen: dict[str, Reference]) -> str:
    if not isinstance(entry, dict):
        return "A source must be a list of 'key: value' lines that starts with '- id: …'"
    names = [item.name for item in fields(Reference) if item.name != "line"]
    missing = [name for name in names if name != "note" and not entry.get(name)]
    strange = [str(key) for key, value in entry.items() if key not in names or not isinstance(value, str)]
    if missing:
        return f"This source must have {', '.join(missing)}"
    if strange:
        return f"A source takes only {', '.join(names)}, each a text; not {', '.join(strange)}"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"]):
        return f"Id '{entry['id']}' must be lower-case letters and digits joined by single hyphens"
    if entry["id"] in seen:
        return f"Id '{entry['id']}' is there already, on line {seen[entry['id']].line}; ids must differ"
    if seen and entry["id"] < (last := next(reversed(seen))):
        return f"Source '{entry['id']}' must stand before '{last}': the list is sorted by id"
    if entry["state"] not in STATES:
        return f"State '{entry['state']}' must be one of {', '.join(STATES)}"
    if not re.fullmatch(r"undated|\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", entry["date"]):
        return f"Date '{entry['date']}' must be YYYY, YYYY-MM, YYYY-MM-DD or 'undated'"
    if not re.fullmatch(r"https?://[^\s<>\"']+", entry["url"]):
        return f"URL '{entry['url']}' must start with https:// or http:// and hold no spaces"
    return ""


class _StringDates(yaml.SafeLoader):
    """Leaves a date as the text that was written: '2024-08' and '2024-08-01' are both dates here."""


_StringDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
