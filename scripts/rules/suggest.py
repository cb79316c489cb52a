"""Did you mean …?"""

import difflib
from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like a word, whatever the case; '' where none is near."""
    lowered = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[near[0]] if near else ""


def suggest(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A sentence's end that offers the nearest choice; where none is near, the other text."""
    near = nearest(word, choices)
    return f"; did you mean '{near}'?" if near else otherwise
