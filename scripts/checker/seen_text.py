"""Finds in a source what is seen on its page, whatever emphasis, spaces, escapes or tags were typed in it."""

import html
import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

# In the place of what is no text in a page's prose: code, pictures, the edges of a link.
NO_TEXT = "\ufffc"
# What is typed and not seen: white space, emphasis, escapes, tags.
UNSEEN = re.compile(r"[^\S\n]+|[*_~\\>]+|(?<!`)`{1,2}(?!`)|</?[a-zA-Z][\w-]*(?:[ \t][^<>\n]*)?/?>")
CURLY = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
# What may stand before the first word of a line.
LINE_START = re.compile(r"(?:[-+]|#{1,6}|\d{1,2}[.)])*")
# How many letters the address of a link may have, between two parts of a text.
NEAR = 120
# A text that is shorter may stand anywhere: where nothing beside it fits, it was written elsewhere.
SHORT = 20


class SeenText:
    """A source without what is not seen. typed: the source."""

    def __init__(self, typed: str) -> None:
        lines = _as_seen(html.unescape(typed) if "&" in typed else typed).split("\n")
        self.text = "".join(lines)
        # Where each line starts, and where the last one ends.
        self.starts = [0, *accumulate(map(len, lines))]

    def find(self, text: str, nth: int = 0, before: str = "", after: str = "") -> int | None:
        """The line, counted from 0, on which a text stands; None where it does not.

        text: NO_TEXT stands in it for code and at the edges of a link; before, after: what is seen beside it in its
        block. The nth is meant, those that fit best first, and the last where there are fewer.
        """
        before, text, after = (_as_seen(one).replace("\n", "") for one in (before, text, after))
        parts = text.split(NO_TEXT)
        wanted = max(parts, key=len)
        at = parts.index(wanted)
        lead, trail = [*before.split(NO_TEXT), *parts[:at]], [*parts[at + 1 :], *after.split(NO_TEXT)]
        found = [one.start() for one in re.finditer(re.escape(wanted), self.text)] if wanted else []
        if not found:
            return None
        edge = "" if "|" in wanted else "|"
        fits = [self._after(start, lead, edge) + self._before(start + len(wanted), trail, edge) for start in found]
        if (before or after) and not max(fits) and len(wanted) < SHORT:
            return None
        # Those that fit best come first.
        ranked = sorted(range(len(found)), key=lambda number: -fits[number])
        start = found[ranked[min(nth, len(ranked) - 1)]]
        for part in reversed(parts[:at]):
            start = max(self.text.rfind(part, max(0, start - NEAR), start), 0) or start
        return bisect_right(self.starts, start) - 1

    def _after(self, start: int, lead: list[str], edge: str) -> int:
        """From 0 to 2: how well a place fits what is seen right before it and near it, or the start of a block."""
        line = bisect_right(self.starts, start) - 1
        if lead != [""]:
            left = self.text[max(0, start - NEAR) : start]
            return left.endswith(lead[-1][-20:]) + all(one[-20:] in left for one in lead[-2:])
        if edge and self.text[start - 1] == edge:
            return 2
        is_first = LINE_START.fullmatch(self.text, self.starts[line], start)
        return (1 + (line == 0 or self.starts[line - 1] == self.starts[line])) if is_first else 0

    def _before(self, end: int, trail: list[str], edge: str) -> int:
        """The same for what is seen after it, or the end of a block."""
        following = bisect_left(self.starts, end)
        if trail != [""]:
            right = self.text[end : end + NEAR]
            return right.startswith(trail[0][:20]) + all(one[:20] in right for one in trail[:2])
        if edge and self.text[end : end + 1] == edge:
            return 2
        return (
            (1 + (self.starts[following : following + 2].count(end) == 2 or following == len(self.starts) - 1))
            if self.starts[following] == end
            else 0
        )


def _as_seen(text: str) -> str:
    text = UNSEEN.sub("", text)
    return text if text.isascii() else text.translate(CURLY)
