"""What a site asks of its pages, beyond links that work: the table under ``extra.gate`` in mkdocs.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class PageType:
    """What each page of one type must have.

    template: what its pages say under that key; medical: it must cite references; may_quote: it may quote the forbidden
    words; folders: where below the docs folder its pages may stand, any where there is none; opens_with: the callout
    that comes before any other text; sections: second-level headings, in this order; verdicts: what the column
    'Verdict' of a table may say.
    """

    name: str
    purpose: str = ""
    template: str = ""
    medical: bool = False
    may_quote: bool = False
    folders: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
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

    spoken_prefix: read aloud before its title; titles: what its title may be, anything where there are none; the first
    is for new pages; safety: must be visible and cite a source; sources_below: it cites in the line right under it,
    never inside; generated: it is made from the safety data, never written by hand; list: its body is a list;
    item_prefix: how each item begins; max_per_page: how many a page may have, 0 for any number.
    """

    name: str
    meaning: str = ""
    spoken_prefix: str = ""
    titles: tuple[str, ...] = ()
    safety: bool = False
    sources_below: bool = False
    generated: bool = False
    list: bool = False
    item_prefix: str = ""
    max_per_page: int = 0


@dataclass(frozen=True)
class Policy:
    """The whole table. An empty one asks for nothing, so that only the rules on integrity report anything.

    sources, glossary, facts, reviewers: the lists, below the docs folder; safety: the data that safety cards are
    made from; changes: what changed for readers; addresses: the pages that were ever published; longest_sentence:
    words that a sentence of a medical page may have, 0 for any number; portable: links are paths, and pages hold no
    active content; front_matter: keys that every page has; optional_front_matter: keys that one may have besides, any
    where none are named; description: least and most characters; forbidden_words:
    word to advice; allowed_phrases: where such a word may stand; file_types: endings that may be published;
    page_callouts: callouts, with blanks between, that a single page must have besides those of its type;
    prompts: what a new page asks its editor to write, by section, callout or key of the front matter; snippets: the
    file that pages take in there instead; error_page: callouts that the page for a wrong address must show.
    """

    sources: str = ""
    glossary: str = ""
    facts: str = ""
    safety: str = ""
    reviewers: str = ""
    changes: str = ""
    addresses: str = ""
    longest_sentence: int = 0
    portable: bool = False
    front_matter: tuple[str, ...] = ()
    optional_front_matter: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    forbidden_words: Mapping[str, str] = field(default_factory=dict)
    allowed_phrases: tuple[str, ...] = ()
    file_types: tuple[str, ...] = ()
    error_page: tuple[str, ...] = ()
    callouts: Mapping[str, CalloutType] = field(default_factory=dict)
    page_types: Mapping[str, PageType] = field(default_factory=dict)
    page_callouts: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    snippets: Mapping[str, str] = field(default_factory=dict)


class PolicyError(ValueError):
    """Why the table can't be used; keys: where, as the keys that lead there from the top of mkdocs.yml."""

    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.keys = keys


TOP = ("extra", "gate")
ROWS = {"callouts": CalloutType, "page_types": PageType}
TYPE_NAMES = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", int: "a number"}


def read_policy(data: Any) -> Policy:
    """Takes the mapping under ``extra.gate``. Raises PolicyError, naming the key, where it can't be used."""
    policy: Policy = _read(Policy, TOP, data)
    for name, page_type in policy.page_types.items():
        for callout in page_type.all_callouts:
            if callout not in policy.callouts:
                raise PolicyError(f"'{callout}' is not under extra.gate.callouts", *TOP, "page_types", name)
    if policy.description and not (len(policy.description) == 2 and all(map(str.isdigit, policy.description))):
        raise PolicyError("it must be two numbers: the least and most characters", *TOP, "description")
    for path, types in policy.page_callouts.items():
        if unknown := [name for name in types.split() if name not in policy.callouts]:
            raise PolicyError(f"'{unknown[0]}' is not under extra.gate.callouts", *TOP, "page_callouts", path)
    sections = {title for kind in policy.page_types.values() for title in kind.sections}
    for key, names in (("prompts", policy.prompts), ("snippets", policy.snippets)):
        for name in names:
            if name not in {"introduction", *policy.front_matter, *policy.callouts, *sections}:
                raise PolicyError(f"'{name}' is no section, callout or key of the front matter", *TOP, key, name)
    return policy


def _read(kind: Any, where: tuple[str, ...], data: Any, **made: Any) -> Any:
    """A mapping as one of the classes above."""
    known = {item.name: item.type for item in fields(kind) if item.name not in made}
    for key, value in _expect(where, {} if data is None else data, dict).items():
        here = (*where, str(key))
        if key not in known:
            raise PolicyError(f"no key '{key}' here; it takes {', '.join(known)}", *here)
        if kind is Policy and key in ROWS:
            rows = _expect(here, value, dict).items()
            made[key] = {str(name): _read(ROWS[key], (*here, str(name)), row, name=str(name)) for name, row in rows}
        elif known[key] in (bool, str, int):
            made[key] = _expect(here, value, known[key])
        elif str(known[key]).startswith("collections.abc.Mapping"):
            made[key] = {str(name): str(text) for name, text in _expect(here, value, dict).items()}
        else:
            made[key] = tuple(map(str, _expect(here, value, list)))
    return kind(**made)


def _expect(where: tuple[str, ...], value: Any, wanted: Any) -> Any:
    if not isinstance(value, wanted):
        raise PolicyError(f"it must be {TYPE_NAMES[wanted]}, not {value!r}", *where)
    return value
