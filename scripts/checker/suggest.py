"""The choice that was probably meant (difflib)."""

import difflib
from collections.abc import Iterable


def similar(word: str, choices: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """The choices like a word, whatever the case: those that are equal to it, or else the nearest few, best first."""
    lowered: dict[str, list[str]] = {}
    for choice in choices:
        lowered.setdefault(choice.lower(), []).append(choice)
    near = [word.lower()] if word.lower() in lowered else difflib.get_close_matches(word.lower(), lowered, 5, cutoff)
    return [choice for name in near for choice in lowered[name]]


def most_similar(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str:
    """The choice most like a word; '' where none is near."""
    return next(iter(similar(word, choices, cutoff)), "")


def suggest(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A sentence's end that offers the nearest choice; where none is near, the other text."""
    near = most_similar(word, choices)
    return f"; did you mean '{near}'?" if near else otherwise
