"""Rules on words and letters."""

import re

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import page_rule
from checker.site import Site
from checker.text_file import FRONT_MATTER, TextFile

PICTURE_TEXT = re.compile(r"!\[[^\]]*\]|\balt=(\"[^\"]*\"|'[^']*')")


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
        # Where prose stands: not in front matter, nor in what a picture says.
        body = FRONT_MATTER.sub(_only_lines, PICTURE_TEXT.sub(_only_lines, page.source.text))
        own = TextFile(page.name, body.encode(), page.source.read_snippet)
        for nth, _ in enumerate(re.finditer(pattern, _quotes_removed(page.prose, site), re.IGNORECASE)):
            texts = (own, *site.project.list_files)
            found = next(filter(None, (one.find(f"(?i){pattern}", nth) for one in texts)), Location(page.name))
            yield Finding(*found, f"Never write '{word}': {advice}")


def _only_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _quotes_removed(text: str, site: Site) -> str:
    """The text without the phrases in which such a word may stand."""
    for phrase in site.policy.allowed_phrases:
        text = re.sub(re.escape(phrase), "\ufffc", text, flags=re.IGNORECASE)
    return text
