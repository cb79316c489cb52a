"""Rules on Markdown that came out as plain text, found in what readers see."""

import re
from collections import Counter
from collections.abc import Iterator

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import page_rule
from checker.site import Site
from checker.text_file import FRONT_MATTER, TextFile

PROMPT = re.compile(r"\[Write:[^\]\n]*\]?")

# Something that can only be meant as an address: a scheme, a path, an anchor, or a name with a known ending.
ADDRESS = (
    r"(?:https?://|\.{0,2}/|#)[^\s()\[\]]*|[^\s()\[\]]+\.(?:md|html?|png|jpe?g|gif|svg|webp|pdf)(?:#[^\s()\[\]]*)?"
)
# Not after a letter, digit or closing bracket: 'array[0][1]' and 'f(x)[i]' are prose.
START = r"(?<![\w\])}\ufffc])"
LITERAL = (
    ("link", "[text](path.md)", rf"{START}!?\[[^\[\]\n]+\]\((?:[^()\n]*\)|\s*(?:{ADDRESS}))"),
    ("link", "[text](path.md), with no space between", rf"\]\s+\((?:{ADDRESS})\)"),
    ("link", "[text](path.md), square brackets first", rf"{START}\([^()\n]+\)\[(?:{ADDRESS})\]"),
    ("link", "[text](path.md), both brackets closed", rf"{START}!?\[[^\[\]()\n]+\((?:{ADDRESS})\)(?!\])"),
    ("link", "[text](path.md) instead of a wiki link", r"(?<![\w\[])\[\[[^\W\d_][\w /|#.-]{2,}\]\](?!\])"),
    ("link", "[text](path.md)", rf"\]\(\s*(?:{ADDRESS})[^\s()]*\)?"),
    ("reference", "[text][name] with a line '[name]: …'", rf"{START}!?\[[^\[\]\n^][^\[\]\n]*\]\[[^\[\]\n]*\](?!\[)"),
    ("callout", "'!!! type \"Title\"' after an empty line", r"^[ \t]*(?:!{3}|\?{3}\+?)[ \t]+[a-z]\w*.*$"),
    ("tab", "'=== \"Title\"' after an empty line", r"^[ \t]*===[!+]?[ \t]+[\"'].*$"),
    ("snippet", "'--8<-- \"file\"' alone on a line", r"-{2,}8<-{2,}\s+[\"\x27]"),
)  # fmt: skip
# What brackets hold that mean an index, a character class, an option or an empty box.
INDEX = re.compile(r"\s*[^\s\ufffc]?\s*|\d+|\^.*|[-:.].*|(?:\w-\w)+\W*|[\d\s,;.:+*/=-]+|.*[\\*+=].*")
TRIGGER = re.compile(r"\]\s*\(|\]\[|\)\[|\[\[|!!!|\?\?\?|===|8<|\[[^\]]*\(")


@page_rule
def literal_markdown(page: Page, site: Site) -> Findings:
    """Markdown that readers see as it was typed, because it is not quite Markdown or stands inside raw HTML.

    Instead: correct the brackets, define the reference, or add the attribute `markdown` to the HTML around it.
    Why: readers see brackets in place of a link, or no warning where one was written.
    Sample: [Side effects] (side-effects.md)
    """
    if not page.source or not TRIGGER.search(page.text):
        return
    seen: dict[str, int] = {}
    done: list[range] = []
    for kind, right, pattern in LITERAL:
        for found in re.finditer(pattern, page.prose, re.MULTILINE):
            if _is_prose(kind, found[0]) or any(found.start() in span or found.end() - 1 in span for span in done):
                continue
            done.append(range(found.start(), found.end()))
            text = found[0].strip()
            if not page.source.is_escaped(text):
                location = page.line_of(_as_typed(text), seen.get(text, 0))
                seen[text] = seen.get(text, 0) + 1
                yield Finding(*location, f"Readers see '{_shown(text)[:60]}' as text; write the {kind} as {right}")


def _is_prose(kind: str, text: str) -> bool:
    """Brackets that mean an index, a character class or an empty box, not a reference."""
    if kind != "reference":
        return False
    first, second = re.findall(r"\[([^\]]*)\]", text)[:2]
    return bool(INDEX.fullmatch(first) and INDEX.fullmatch(second or first)) or (
        len(second.strip()) == 1 and second.strip().isalpha()
    )


def _shown(text: str) -> str:
    return " ".join(text.replace("\ufffc", "`…`").split())


def _as_typed(text: str) -> str:
    """A pattern for the text in the source, where emphasis and line breaks may stand between its words."""
    return r"[\s*_>]+".join(_words(text))


def _words(text: str) -> Iterator[str]:
    return (re.escape(word).replace("\ufffc", "`[^`\n]+`") for word in text.split())


@page_rule
def unfilled_prompt(page: Page, site: Site) -> Findings:
    """Prompt of a new page that is still to be filled in, in the text or in the front matter.

    Instead: write what it asks for, without the brackets; where there is nothing to say, say so.
    Why: readers see the question in the place of its answer.
    Sample: [Write: what nobody has found out yet]
    """
    seen: Counter[str] = Counter()
    if not page.source or not site.policy.page_types:
        return
    texts = [value for value in page.meta.values() if isinstance(value, str)]
    texts += [page.prose] if "[Write:" in page.text else []
    for text in PROMPT.findall("\n".join(texts)):
        if not page.source.is_escaped(text):
            yield Finding(*page.line_of(_as_typed(text), seen[text]), f"Still to be filled in: '{_shown(text)}'")
            seen[text] += 1


@page_rule
def forbidden_word(page: Page, site: Site) -> Findings:
    """Word or phrase on the list never to write, in the text, title, description, a picture's text or the glossary.

    Instead: say what is known, with its number; the message says what to write.
    Why: such words promise, promote or mislead; a reader may act on them.
    Sample: Botox is safe.
    """
    if not page.source or site.page_type(page).may_quote:
        return
    pictures = "\n".join(node.attributes.get("alt") or "" for node in page.content.css("[alt]"))
    for word, advice in site.policy.forbidden_words.items():
        pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])".replace(r"\ ", r"\s+")
        for key in ("title", "description"):
            if re.search(pattern, _quotes_removed(str(page.meta.get(key) or ""), site), re.IGNORECASE):
                yield Finding(*page.line_of_key(key), f"Never write '{word}': {advice}")
        for _ in re.finditer(pattern, _quotes_removed(pictures, site), re.IGNORECASE):
            at = page.line_of(rf"(?i)(?:!\[|alt=)[^\]\n]*{pattern}")
            yield Finding(*at, f"Never write '{word}': {advice}")
        body = FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), page.source.text)
        own = TextFile(page.name, body.encode(), page.source.read_snippet)
        for nth, _ in enumerate(re.finditer(pattern, _quotes_removed(page.prose, site), re.IGNORECASE)):
            texts = (own, *site.project.list_files)
            found = next(filter(None, (one.find(f"(?i){pattern}", nth) for one in texts)), Location(page.name))
            yield Finding(*found, f"Never write '{word}': {advice}")


def _quotes_removed(text: str, site: Site) -> str:
    """The text without the phrases in which such a word may stand."""
    for phrase in site.policy.allowed_phrases:
        text = re.sub(re.escape(phrase), "\ufffc", text, flags=re.IGNORECASE)
    return text
