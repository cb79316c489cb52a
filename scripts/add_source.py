"""``make source``: adds a source to the list from its DOI, PMID or address, or marks one that has changed.

Nothing is looked up: what the list says of a source is what an editor typed.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from typing import Any

from mkdocs.utils import get_build_datetime

from asking import CONFIG, Stop, ask, listed, one_of, read, run, settings, slug, some
from model import Reference, address_of, read_references, same_document
from model.lists import STATES, scalar, wrong_reference
from rules.suggest import suggest

TODAY = get_build_datetime().date()  # the gate's own day
FIELDS = ("id", "title", "publisher", "date", "url", "state", "note", "changed")
LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


def main() -> None:
    """Adds a source; or, where make was told only ID with STATE or CHANGED, and the id is there, marks that one."""
    config, policy = settings(read(CONFIG))
    if not policy.sources:
        raise Stop(f"{CONFIG} must name the list of sources under extra.gate.sources")
    path = Path(config.get("docs_dir") or "docs", policy.sources)
    text = read(path)
    references = entries(path, text)
    told = {name for name in FIELDS if name.upper() in os.environ}
    name = os.environ.get("ID", "")
    if "changed" in told and name not in references:
        raise Stop(f"CHANGED is for a source that is in the list; '{name}' is not{suggest(name, references)}")
    marks = name in references and told in ({"id", "state"}, {"id", "changed"}, {"id", "state", "changed"})
    entry = marked(references[name]) if marks else asked(path, references)
    edited = mark(text, entry) if marks else add(text, references, entry)
    if not says(path, edited, {**references, entry.id: entry}):
        raise Stop(f"{path.as_posix()}:{entry.line}: This entry is not one key a line: change it by hand")
    path.write_bytes(edited.encode())
    where = f"{path.as_posix()}:{entries(path, edited)[entry.id].line}"
    if marks:
        print(f"{where}: '{entry.id}' is marked as changed on {entry.changed}.")
        print("'make build' now names each page that cites it and was last reviewed before that day.")
    else:
        print(f"{where}: '{entry.id}' is added.")
        print(f"Cite it after each sentence that rests on it: [^{entry.id}]")


def entries(path: Path, text: str) -> Mapping[str, Reference]:
    """The sources by id. Raises Stop with the first thing that is wrong with the list."""
    references, problems = read_references(path.as_posix(), "\n".join(re.split(r"\r\n?|\n", text)), TODAY)
    for place, message in problems:
        raise Stop(f"{place.path}:{place.line}: {message}")
    return references


def says(path: Path, text: str, wanted: Mapping[str, Reference]) -> bool:
    """Whether the gate will read just these sources in a text of the list."""
    try:
        done = entries(path, text)
    except Stop:
        return False
    return {replace(one, line=1) for one in done.values()} == {replace(one, line=1) for one in wanted.values()}


def asked(path: Path, references: Mapping[str, Reference]) -> Reference:
    """A new source from the editor's answers, each held to the list's own rules at once."""

    def there(one: Reference) -> str:
        return f"is there already: '{one.id}', {path.as_posix()}:{one.line}; cite it as [^{one.id}]"

    def field(key: str, check: Callable[[str], str] = some) -> Callable[[str], str]:
        def checked(answer: str) -> str:
            sample = Reference("a", "a", "a", "undated", "https://a.example", "read")
            answer = check(answer)
            changes: dict[str, Any] = {key: answer}
            if wrong := wrong_reference(replace(sample, **changes), TODAY):
                raise ValueError(wrong)
            return answer

        return checked

    def new_id(answer: str) -> str:
        if one := references.get(answer):
            raise Stop(f"This id {there(one)}. To mark it as changed, give ID with STATE or CHANGED, and no more")
        return answer

    def new_address(answer: str) -> str:
        url = address_of(answer)
        for one in references.values():
            if same_document(url, one.url):
                raise Stop(f"This document {there(one)}")
        return url

    if os.environ.get("ID"):
        ask("ID", "", field("id", new_id))
    url = ask("URL", "Its DOI, PMID or address:", field("url", new_address))
    title = ask("TITLE", "Its title:", some)
    publisher = ask("PUBLISHER", "Who published it? Add the country if it helps.", some)
    dated = "The date that it shows, as YYYY, YYYY-MM or YYYY-MM-DD; press Enter if it shows none:"
    date = ask("DATE", dated, field("date", lambda answer: answer or "undated"))
    state = ask("STATE", listed("How far did you read it?", STATES), one_of("state", STATES))
    note = ask("NOTE", "Which part did you read? Press Enter for no note.")
    words = slug(publisher).split("-")[:3] + ([date[:4]] if date != "undated" else [])
    ids = ("-".join(filter(None, [*words, str(number) if number > 1 else ""])) for number in count(1))
    offer = next(one for one in ids if one not in references)
    name = ask("ID", f"A short name for it; press Enter for '{offer}':", field("id", lambda one: new_id(one or offer)))
    return Reference(name, title, publisher, date, url, state, note)


def marked(entry: Reference) -> Reference:
    """A source of the list with another state, and the day on which that was seen."""
    state = ask("STATE", "", one_of("state", STATES)) if "STATE" in os.environ else entry.state
    day = os.environ.get("CHANGED", "today")
    entry = replace(entry, state=state, changed=str(TODAY) if day == "today" else day)
    if wrong := wrong_reference(entry, TODAY):
        raise Stop(wrong)
    return entry


def add(text: str, references: Mapping[str, Reference], entry: Reference) -> str:
    """The text of the list with a new entry in its place; every other byte stays."""
    lines = LINE.split(text)
    before = [one.line for one in references.values() if one.id.casefold() < entry.id.casefold()]
    at = end_of(lines, before[-1]) if before else next(n for n, line in enumerate(lines) if line.startswith("-"))
    end = "\r\n" if "\r\n" in text else "\n"
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += end
    values = {key: value for key, value in asdict(entry).items() if key in FIELDS and value}
    # A whole date is read as text here; the list writes it without quotes.
    new = [
        f"{key}: {value if key in ('date', 'changed') and '-' in value else scalar(value)}"
        for key, value in values.items()
    ]
    return "".join([*lines[:at], "- " + f"{end}  ".join(new) + end, *lines[at:]])


def mark(text: str, entry: Reference) -> str:
    """The text of the list with another state and day in an entry; every other byte stays."""
    lines = LINE.split(text)
    rows = range(entry.line - 1, end_of(lines, entry.line))
    for key, value in (("state", entry.state), ("changed", entry.changed)):
        row = next((n for n in rows if re.match(rf"[- ] +{key}[ \t]*:", lines[n])), None)
        if row is not None:
            lines[row] = re.sub(r"(:[ \t]*)[^\s#]+", rf"\g<1>{value}", lines[row], count=1)
        else:
            state = next((n for n in rows if re.match(r"[- ] +state[ \t]*:", lines[n])), rows[-1])
            end = lines[state][len(lines[state].rstrip("\r\n")) :]
            lines[state] += ("" if end else "\n") + f"  {key}: {value}" + end
    return "".join(lines)


def end_of(lines: list[str], line: int) -> int:
    """How many lines there are up to the end of the entry that starts on a line, without the comments below it."""
    end = next((n for n in range(line, len(lines)) if re.match(r"-\s", lines[n])), len(lines))
    while end > line and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


if __name__ == "__main__":
    run(main)
