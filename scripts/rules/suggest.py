"""Did you mean …?"""

import difflib
from collections.abc import Iterable


def suggest(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A sentence's end that offers the nearest choice; where none is near, the other text."""
    choices = list(choices)
    lowered = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return f"; did you mean '{lowered[near[0]]}'?" if near else otherwise
