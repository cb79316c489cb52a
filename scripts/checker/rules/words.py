"""Rules on words: nothing promised, on a page or anywhere else."""

import html
import re
from collections import Counter
from collections.abc import Iterator

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import markdown_rule, site_rule
from checker.rules.letters import plain
from checker.rules.numbers import EUROPEAN, emergency_numbers, wrong_numbers
from checker.site import Site
from checker.text_file import FRONT_MATTER, TextFile, find_in

# Texts of attributes: looked at apart from running text.
NO_PROSE = re.compile(
    r"!\[[^\]]*\]|\b(?:alt|title|aria-label)=(\"[^\"]*\"|'[^']*')|(?<=\S)\s+(\"[^\"\n]*\"|'[^'\n]*')(?=\s*\))"
)
# What is no text in a picture or a template; and the texts in a tag.
MARKUP = re.compile(
    r"<(style|script)\b.*?</\1>|<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|</?[a-zA-Z][^>]*>", re.DOTALL | re.IGNORECASE
)
SEEN_ATTRIBUTE = re.compile(r"\b(?:aria-label|alt|title|content|placeholder)=(?:\"([^\"]*)\"|'([^']*)')")


@markdown_rule
def forbidden_word(page: Page, site: Site) -> Findings:
    """Word or phrase on the list never to write, in anything that readers get: text, title, description, the text of a
    picture or a link, the glossary and the facts.

    Instead: say what is known, with its number; the message says what to write.
    Why: such words promise, promote or mislead; a reader may act on them.
    Sample: Botox is safe.
    """
    if not site.policy.forbidden_words or site.page_type(page).may_quote:
        return
    body = FRONT_MATTER.sub(_only_lines, NO_PROSE.sub(_only_lines, page.source.text))
    # Without entities, and the stars that may stand inside a word.
    body = "\n".join(" ".join(plain(html.unescape(line)).replace("*", "").split("\n")) for line in body.split("\n"))
    own = TextFile(page.name, body.encode(), page.source.read_snippet)
    prose = _phrases_removed(plain(page.prose), site)
    for word, advice in site.policy.forbidden_words.items():
        pattern = _pattern(word)
        for location in _elsewhere(page, site, pattern):
            yield Finding(*location, f"Never write '{word}': {advice}")
        for nth, _ in enumerate(pattern.finditer(prose)):
            found = find_in([own, *site.project.list_files], f"(?i){pattern.pattern}", nth) or Location(page.name)
            yield Finding(*found, f"Never write '{word}': {advice}")


@site_rule
def text_on_no_page(site: Site) -> Findings:
    """Word never to write, or an emergency number, in a picture, a template, or the site's name, description or menu.

    Instead: write what the message says; an emergency number stands in the emergency card only.
    Why: readers see it like any other text.
    Sample: <text>Completely safe</text> in a picture
    """
    project = site.project
    if not site.policy.portable:
        return
    files = [project.text_file(project.docs / name) for name in project.files if name.endswith(".svg")]
    texts = [(file.path, MARKUP.sub(_text_of_tag, file.text)) for file in [*files, *project.setting_files[1:]]]
    texts += [(file.path, project.texts_in_settings) for file in project.setting_files[:1]]
    numbers = emergency_numbers(site)
    for path, text in texts:
        text = _phrases_removed(plain(html.unescape(text)), site)
        for word, advice in site.policy.forbidden_words.items():
            for found in _pattern(word).finditer(text):
                yield Finding(path, text.count("\n", 0, found.start()) + 1, f"Never write '{word}': {advice}")
        for number, line in enumerate(text.split("\n") if numbers else (), start=1):
            for _, wrong in wrong_numbers(line, numbers, set(EUROPEAN)):
                yield Finding(path, number, wrong)


def _text_of_tag(found: re.Match[str]) -> str:
    texts = (double or single for double, single in SEEN_ATTRIBUTE.findall(found[0])) if found[0][0] == "<" else ()
    return " ".join(texts).replace("\n", " ") + _only_lines(found)


def _pattern(word: str) -> re.Pattern[str]:
    typed = rf"(?<![\w-]){re.escape(word)}(?![\w-])".replace(r"\ ", r"\s+").replace(r"\-", r"[-\s]")
    return re.compile(typed, re.IGNORECASE)


def _elsewhere(page: Page, site: Site, pattern: re.Pattern[str]) -> Iterator[Location]:
    """Where a word stands in what is no running text."""
    for key in ("title", "description"):
        if pattern.search(_phrases_removed(plain(str(page.meta.get(key) or "")), site)):
            yield page.line_of_key(key)
    seen: Counter[str] = Counter()
    for attribute in ("alt", "title", "aria-label"):
        for node in page.content.css(f"[{attribute}]:not(.headerlink):not(.footnote-backref)"):
            text = node.attributes.get(attribute) or ""
            if pattern.search(_phrases_removed(plain(text), site)):
                texts = [page.source, *site.project.list_files]
                start = re.escape(text[:25])
                yield find_in(texts, start, seen[start]) or Location(page.name)
                seen[start] += 1


def _only_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _phrases_removed(text: str, site: Site) -> str:
    """The text without the phrases in which such a word may stand."""
    for phrase in site.policy.allowed_phrases:
        text = re.sub(re.escape(phrase), "\ufffc", text, flags=re.IGNORECASE)
    return text
