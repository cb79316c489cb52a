"""``make changes``: what changed for safety between two commits, for whoever reviews a change.

Signs, bans, emergency numbers, cards, policy, facts, figures, citations, reviews: dropped, changed or added, with file
and line. Reads both states as text and builds nothing. A statement that is only worded anew is not listed.
"""

import difflib
import io
import os
import re
import secrets
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import yaml

from checker import TextFile
from checker.lists import SAFE_LOADER
from checker.rules.sources import FIGURE
from checker.text_file import FRONT_MATTER, mask_code_and_comments
from commands import append_to_summary, run

# By the key at the top of a list or of front matter, or by the list's name; in the order to show them.
KINDS = {
    "signs": "sign", "bans": "ban", "numbers": "emergency number", "helplines": "helpline", "ask_first": "ask first",
    "safety": "safety", "page": "page", "card": "card", "mkdocs": "policy", "type": "page type", "facts": "fact",
    "statement": "statement", "section": "section", "last_reviewed": "review", "next_review": "review",
    "reviewed_by": "review", "reviewed_text": "review", "reviewers": "reviewer", "sources": "source",
    "glossary": "word", "front matter": "front matter", "link": "link to a file",
}  # fmt: skip
ORDER = list(dict.fromkeys(KINDS.values()))
# What draws or hides a card, or holds the gate: only named.
TOUCHED = ("docs/assets", "docs/_headers", "overrides", "scripts", ".github/workflows", "Makefile")
# A line that goes on from none before it; one that is inside no card but makes, fills, hides or imitates one.
START = re.compile(r"\s*(?:[-*+]\s|\d+\.\s|\||#|!!!|\?\?\?|===|<|-+8<|$)")
CARD = re.compile(r"[ \t>]*(?:!!!|\?\?\?)")
MARKER = re.compile(r"\s*(?:<!--\s*(?:generated:|review)|-+8<-|===|</?[a-z])")
# What is said beside the text: of a picture, in a tooltip, of an abbreviation. Letters that show nothing, turn the text
# or look like others.
ASIDE = r"""!\[[^\]]*\]|(?<=[ ])(?:"[^"]*"|'[^']*')(?=\))|^\[[^\]^]+\]:.*"""
DECEIVING = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\uff01-\uff5e]"
COUNTS = re.compile(
    rf"{ASIDE}|{DECEIVING}|\[\^[^\]]+\]|\{{\{{[a-z0-9-]+\}}\}}|https?://[^\s)>]+|{FIGURE.pattern}|\d[\d.,]*",
    re.IGNORECASE,
)
CUT = 60_000  # bytes: a comment on GitHub takes 65,536 characters


class Item(NamedTuple):
    """One thing that counts. key: its name, '' for a text; counts: what of the text counts, '' for all of it."""

    kind: str
    path: str
    key: str
    text: str
    line: int
    counts: str = ""

    @property
    def same(self) -> tuple[str, ...]:
        """Equal where nothing has changed."""
        return self.kind, self.path, self.key, self.counts or self.text


Change = tuple[Item | None, Item | None]


def items_of(folder: Path) -> Iterator[Item]:
    """All that counts in a state of the project."""
    for path in sorted([folder / "mkdocs.yml", *folder.rglob("docs/about/*.yml")]):
        if path.stem in KINDS:
            yield from _entries(
                path.relative_to(folder).as_posix(), (), yaml.compose(path.read_text("utf-8"), SAFE_LOADER)
            )
    for path in sorted(folder.rglob("docs/**/*.md")):
        name = path.relative_to(folder).as_posix()
        yield from _of_page(name, TextFile(name, path.read_bytes()))


def _entries(path: str, where: tuple[str, ...], node: yaml.Node | None) -> Iterator[Item]:
    """Each value of a mapping and each entry of a list as one item, whatever the file is for."""
    inner = node.value if isinstance(node, yaml.MappingNode | yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        for key, value in inner:
            yield from _entries(path, (*where, str(key.value)), value)
    elif node is not None:
        kind = KINDS.get(where[0] if where else Path(path).stem) or KINDS.get(Path(path).stem, Path(path).stem)
        for one in [one for one in inner if isinstance(one, yaml.MappingNode)]:
            if len(one.value) == 1:
                yield from _entries(path, where, one)
                continue
            (_, first), *rest = [(key.value, _plain(value)) for key, value in one.value]
            text = "; ".join([*where[1:], *(f"{key}: {value}" for key, value in rest)])
            yield Item(kind, path, first, text, one.start_mark.line + 1)
        if text := _plain(node):
            yield Item(kind, path, ".".join(where), text, node.start_mark.line + 1)


def _plain(node: yaml.Node) -> str:
    """A value in one line; entries that are items of their own are left out."""
    values = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return ", ".join(str(one.value) for one in values if isinstance(one, yaml.ScalarNode))


def _of_page(path: str, file: TextFile) -> Iterator[Item]:
    """What counts of a page. A card counts word by word, of other text the figures, citations and addresses."""
    yield Item("page", path, "", str(file.front_matter.get("title")), 1)
    for key, value in file.front_matter.items():
        at = file.find(rf"^{re.escape(str(key))}[ \t]*:")
        yield Item(KINDS.get(str(key), "front matter"), path, str(key), str(value), at.line if at else 1)
    body = FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), file.text)
    blocks: list[tuple[int, str]] = []
    for number, pair in enumerate(
        zip(*(text.split("\n") for text in (body, mask_code_and_comments(body))), strict=True)
    ):
        text = pair[MARKER.match(pair[0]) is None].rstrip()
        if START.match(text) or not blocks or not blocks[-1][1]:
            blocks.append((number + 1, text))
        else:
            blocks[-1] = blocks[-1][0], f"{blocks[-1][1]} {text.strip()}"
    blocks, card = [one for one in blocks if one[1]], -1
    for (number, text), (_, below) in zip(blocks, [*blocks[1:], (0, "# ")], strict=True):
        indent = len(text) - len(text.lstrip(" >\t"))
        card = indent if CARD.match(text) else card if indent > card else -1
        words = re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)", "", re.sub(r"^\s*\d+\.\s", "", text))
        if card >= 0 or MARKER.match(text):
            yield Item("card", path, "", text, number)
        elif level := re.match(r"#+", text):
            empty = not re.search(r"\w{2}", below) or (below[0] == "#" and len(below.split(" ")[0]) <= level.end())
            yield Item("section", path, "", text + " (empty)" * empty, number)
        elif counts := sorted(found[0] for found in COUNTS.finditer(words)):
            yield Item("statement", path, "", text.strip(), number, " ".join(counts))


def compare(old: list[Item], new: list[Item]) -> list[Change]:
    """What differs, before and after, what must be seen first on top. A text is paired with the one most like it."""
    states = (old, new)
    count = [Counter(one.same for one in state) for state in states]
    pages = [{one.path for one in state if one.kind == "page"} for state in states]
    left: list[list[Item]] = [[], []]
    for state, kept, spare in zip(states, left, (count[0] - count[1], count[1] - count[0]), strict=True):
        # Of several alike, those are too many whose words differ too, then the last. Of a page that is new or gone,
        # its cards are enough.
        other = {one[:4] for one in states[state is old]}
        for one in sorted(state, key=lambda one: (one[:4] in other, -one.line)):
            spare[one.same] -= 1
            if spare[one.same] >= 0 and (one.kind in ("page", "card") or one.path not in pages[0] ^ pages[1]):
                kept.append(one)
    near = [(_likeness(a, b), a, b) for a in left[0] for b in left[1] if a[:3] == b[:3]]
    changes: list[Change] = []
    for likeness, before, after in sorted(near, reverse=True):
        if likeness > 0.6 and before in left[0] and after in left[1]:
            left[0].remove(before)
            left[1].remove(after)
            changes.append((before, after))
    return sorted([*changes, *((one, None) for one in left[0]), *((None, one) for one in left[1])], key=_rank)


def _likeness(a: Item, b: Item) -> float:
    return difflib.SequenceMatcher(None, a.text, b.text, autojunk=False).ratio() + bool(a.key)


def _rank(change: Change) -> tuple[object, ...]:
    """Signs, bans and numbers are one group, so that a dropped one stands before all that is changed."""
    one = _item(change)
    return max(3, ORDER.index(one.kind)), ("dropped", "changed", "added").index(_how(change)), *one[:3], one.line


def _item(change: Change) -> Item:
    """The state to point at."""
    return next(one for one in reversed(change) if one)


def _how(change: Change) -> str:
    return "added" if not change[0] else "changed" if change[1] else "dropped"


def _row(change: Change) -> str:
    """A row of the table; of two texts, what differs with some words around it, as it was typed."""
    one, texts = _item(change), [item.text.replace("    ", "→ ") if item else "" for item in change]
    words = [text.split(" ") for text in texts]
    first, last = (_alike(*(part[::step] for part in words)) for step in (1, -1))
    for index, part in enumerate(words if all(texts) else []):
        start, end = max(0, first - 6), min(len(part), len(part) - last + 6)
        texts[index] = "… " * (start > 0) + " ".join(part[start:end]) + " …" * (end < len(part))
    cells = [f"`{text.replace('`', chr(39)).replace('|', chr(92) + '|')}`" if text else "" for text in texts]
    name = f"{one.kind} {one.key}".strip()
    return f"| **{_how(change)}** | {name} | {one.path}:{one.line} | {' | '.join(cells)} |\n"


def _alike(a: list[str], b: list[str]) -> int:
    """How many words two texts begin with alike."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def as_markdown(changes: list[Change], touched: str, since: str) -> str:
    """The whole list, cut where a comment on GitHub could not take it."""
    count = Counter(map(_how, changes))
    said = ", ".join(f"{count[how]} {how}" for how in ("dropped", "changed", "added") if count[how])
    text = f"## What changed for safety\n\n{said or 'Nothing'} since `{since}`.\n"
    text += f"\nTouched too, and drawing the cards or holding the gate: {touched}.\n" if touched else ""
    text += "\n| | What | Where | Before | After |\n|---|---|---|---|---|\n" if changes else ""
    for number, change in enumerate(changes):
        if len((text + _row(change)).encode()) > CUT:
            return f"{text}\nAnd {len(changes) - number} more: `make changes` prints all.\n"
        text += _row(change)
    return text


def git(*arguments: str) -> bytes:
    """What git prints. Raises ClickException with what stopped it."""
    done = subprocess.run(["git", *arguments], capture_output=True)
    if done.returncode:
        raise click.ClickException(done.stderr.decode().strip().rpartition("\n")[2])
    return done.stdout


def state(commit: str) -> list[Item]:
    """All that counts in a commit. Raises ClickException where there is none."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(fileobj=io.BytesIO(git("archive", commit, "mkdocs.yml", "docs"))) as archive,
    ):
        members = archive.getmembers()
        # Not extractall(): its filter for links that lead out is younger than Python 3.11.0.
        for one in members:
            if one.isfile() and (content := archive.extractfile(one)):
                path = Path(folder, one.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
        links = [Item(KINDS["link"], one.name, "", one.linkname, 1) for one in members if one.issym()]
        return [*items_of(Path(folder)), *links]


@click.command()
@click.argument("base")
@click.argument("to", default="HEAD")
def main(base: str, to: str) -> None:
    """List what changed for safety from the commit BASE to the commit TO."""
    moved = git("diff", "-M", "--diff-filter=R", "--name-status", base, to).decode().splitlines()
    renamed = dict(row.split("\t")[1:] for row in moved)
    old = [one._replace(path=renamed.get(one.path, one.path)) for one in state(base)]
    touched = git("diff", "--name-only", base, to, "--", *TOUCHED).decode().split()
    text = as_markdown(compare(old, state(to)), ", ".join(f"`{name}`" for name in touched), base)
    click.echo(text)
    append_to_summary(text)
    if output := os.environ.get("GITHUB_OUTPUT"):
        end = secrets.token_hex()
        with Path(output).open("a", encoding="utf-8") as file:
            file.write(f"changes<<{end}\n{text}\n{end}\n")


if __name__ == "__main__":
    run(main)
