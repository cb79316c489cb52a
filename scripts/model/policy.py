"""What a site asks of its pages, beyond links that work: the table under ``extra.gate`` in mkdocs.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class PageType:
    """What each page of one type must have.

    medical: it must cite sources; quotes: it may quote the words never to write; opens_with: the callout that
    comes before any other text; sections: second-level headings, in this order.
    """

    name: str
    purpose: str = ""
    medical: bool = False
    quotes: bool = False
    opens_with: str = ""
    callouts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def all_callouts(self) -> tuple[str, ...]:
        """The callouts a page must have, the opening one first."""
        return tuple(dict.fromkeys(filter(None, (self.opens_with, *self.callouts))))


@dataclass(frozen=True)
class CalloutType:
    """What a callout means and how it must be written.

    spoken: said aloud before its title; title: what it mostly says, for new pages; safety: it carries what may harm
    a reader who misses it; list: its body is a list; most: how many a page may have.
    """

    name: str
    meaning: str = ""
    spoken: str = ""
    title: str = ""
    safety: bool = False
    list: bool = False
    title_ends: str = ""
    lines_begin: str = ""
    most: int = 0


@dataclass(frozen=True)
class Policy:
    """The whole table. An empty one asks for nothing, so that only the rules on integrity speak.

    sources, glossary: the two lists, below the docs folder; portable: links are paths, and pages hold no active
    content; front_matter: keys that every page has; description: least and most characters; never_write: word
    to advice; phrases: where such a word may stand; files: endings that may be published; prompts: what a new page
    asks its editor to write, by section, callout or key of the front matter; shared: the snippet that pages take in
    there instead.
    """

    sources: str = ""
    glossary: str = ""
    portable: bool = False
    front_matter: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    never_write: Mapping[str, str] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    callouts: Mapping[str, CalloutType] = field(default_factory=dict)
    page_types: Mapping[str, PageType] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_config(cls, data: Any) -> "Policy":
        """Takes the mapping under ``extra.gate``. Raises ValueError, naming the key, where it can't be read."""
        policy: Policy = _read(cls, "extra.gate", data)
        for name, page_type in policy.page_types.items():
            for callout in page_type.all_callouts:
                if callout not in policy.callouts:
                    raise ValueError(f"extra.gate.page_types.{name}: '{callout}' is not under extra.gate.callouts")
        if policy.description and not (len(policy.description) == 2 and all(map(str.isdigit, policy.description))):
            raise ValueError("extra.gate.description must be two numbers: the least and most characters")
        sections = {title for kind in policy.page_types.values() for title in kind.sections}
        for name in (*policy.prompts, *policy.shared):
            if name not in {"introduction", *policy.front_matter, *policy.callouts, *sections}:
                raise ValueError(f"extra.gate: '{name}' under prompts or shared is no section, callout or key here")
        return policy


ROWS = {"callouts": CalloutType, "page_types": PageType}
WORDS = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", int: "a number"}


def _read(kind: Any, where: str, data: Any, **made: Any) -> Any:
    """A mapping as one of the classes above."""
    data = {} if data is None else data
    known = {item.name: item.type for item in fields(kind) if item.name not in made}
    for key, value in _of(where, data, dict).items():
        if key not in known:
            raise ValueError(f"{where}: no key '{key}' here; it takes {', '.join(known)}")
        here = f"{where}.{key}"
        if kind is Policy and key in ROWS:
            made[key] = {
                str(n): _read(ROWS[key], f"{here}.{n}", row, name=str(n)) for n, row in _of(here, value, dict).items()
            }
        elif known[key] in (bool, str, int):
            made[key] = _of(here, value, known[key])
        elif key in ("never_write", "prompts", "shared"):
            made[key] = {str(name): str(text) for name, text in _of(here, value, dict).items()}
        else:
            made[key] = tuple(map(str, _of(here, value, list)))
    return kind(**made)


def _of(where: str, value: Any, wanted: Any) -> Any:
    if not isinstance(value, wanted):
        raise ValueError(f"{where} must be {WORDS[wanted]}, not {value!r}")
    return value
