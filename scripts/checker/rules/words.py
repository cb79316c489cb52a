"""Rules on words, letters and numbers: nothing promised, nothing disguised, no number that may mislead."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from checker.finding import Finding, Findings, Location
from checker.page import Page, clean
from checker.rule import markdown_rule, site_rule
from checker.seen_text import NO_TEXT
from checker.site import Site
from checker.suggest import suggest
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
# Letters of other alphabets that look like Latin ones (Unicode Technical Standard 39, confusables).
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν",  # noqa: RUF001
    "aeopcyxijsdhqwABEKMHOPCTYXIJSABEZHIKMNOPTYXopv",
)
# Format characters (soft hyphen, zero width, direction) and letters that show nothing; an emoji's joiner and selector.
INVISIBLE = re.compile(
    r"(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
    r"|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Letters for formulas, which look like bold ones, and signs that only one program knows.
STYLED = re.compile("[\U0001d400-\U0001d7ff\ue000-\uf8ff]")
# UTF-8 that was read as Windows-1252: two letters for an accented one, three for a quotation mark; or a lost character.
LATER = r"[\u0080-\u00bf\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
GARBLED = re.compile(
    rf"[\u00c2\u00c3]{LATER}|\u00e2[\u0080-\u009f\u20ac\u201a-\u201e\u2020-\u2022]{LATER}"
    r"|\u00ef\u00bf\u00bd|\u00ef\u00bb\u00bf|\u00f0\u0178|\ufffd"
)
FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f]")
SHOWN_ADDRESS = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/?#]\S*)?", re.IGNORECASE)
ADDRESS_IN_TEXT = re.compile(r"(?:https?://|\b(?=www\.))((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
CALL = re.compile(
    r"\b(?P<call>call|dial|ring|phone|text)(?:ing)?\s+(?:on\s+)?(?P<called>\d{2,4})\b"
    r"(?!\s*(?:[-\d]|people|times|days|hours|words|of\s|or\s))(?:\s*\((?P<where>[A-Z]{2,3})\))?"
    r"|\b(?P<named>\d{2,4})\s*\((?P<country>[A-Z]{2,3})\)",
    re.IGNORECASE,
)
# Three digits written apart or in words: '9-1-1', 'nine nine nine'.
DIGITS = {word: str(digit) for digit, word in enumerate("zero one two three four five six seven eight nine".split())}
DIGIT = rf"(?:\d|{'|'.join(DIGITS)})"
APART = re.compile(
    rf"(?<![\w-])(?<!\d[\s.-]){DIGIT}(?:(?:[-.\u2010-\u2013]|\s)\s?{DIGIT}){{2}}(?![\w-])(?!\s\d)"
    r"|\b(?:triple|treble)[-\s](?:one|nine)\b",
    re.IGNORECASE,
)
# Letters of a telephone's keys.
KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# Numbers for less urgent help, which no emergency number's digits make.
EUROPEAN = ("111", "101", "116")
FILE_NAME = re.compile(r"\.(?:js|ts|md|py|sh|rs|css|html?|pdf|txt|png|jpe?g|svg|ya?ml|toml|json)$", re.IGNORECASE)


def digits_of(phone: str) -> str:
    """The digits of a telephone number, letters as they stand on its keys, without a leading 0 or country code's +."""
    return re.sub(r"\D", "", phone.upper().translate(KEYS)).lstrip("0")


def joined(spelled: str) -> str:
    """The number in digits that was written apart or in words."""
    words = re.findall(r"\d|[a-z]+", spelled.lower())
    words = [words[1]] * 3 if words[0] in ("triple", "treble") else words
    return "".join(DIGITS.get(word, word) for word in words)


def plain(text: str) -> str:
    """A text as a reader sees it: without invisible characters, with look-alike letters as the ones they look like."""
    # NFKC makes one hyphen of the one that does not break, as Word writes it, and of another.
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(LOOKALIKES).replace("\u2010", "-")


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
        pattern = _pattern(word).pattern
        for location in _elsewhere(page, site, pattern):
            yield Finding(*location, f"Never write '{word}': {advice}")
        for nth, _ in enumerate(re.finditer(pattern, prose, re.IGNORECASE)):
            found = find_in([own, *site.project.list_files], f"(?i){pattern}", nth) or Location(page.name)
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
    numbers = {str(row.get("number")): str(row.get("country")) for row in project.safety_rows("numbers")}
    for path, text in texts:
        text = _phrases_removed(plain(html.unescape(text)), site)
        for word, advice in site.policy.forbidden_words.items():
            for found in _pattern(word).finditer(text):
                yield Finding(path, text.count("\n", 0, found.start()) + 1, f"Never write '{word}': {advice}")
        for number, line in enumerate(text.split("\n") if numbers else (), start=1):
            for _, wrong in _wrong_numbers(line, numbers, set(EUROPEAN)):
                yield Finding(path, number, wrong)


def _text_of_tag(found: re.Match[str]) -> str:
    texts = (double or single for double, single in SEEN_ATTRIBUTE.findall(found[0])) if found[0][0] == "<" else ()
    return " ".join(texts).replace("\n", " ") + _only_lines(found)


def _pattern(word: str) -> re.Pattern[str]:
    typed = rf"(?<![\w-]){re.escape(word)}(?![\w-])".replace(r"\ ", r"\s+").replace(r"\-", r"[-\s]")
    return re.compile(typed, re.IGNORECASE)


def _elsewhere(page: Page, site: Site, pattern: str) -> Iterator[Location]:
    """Where a word stands in what is no running text."""
    for key in ("title", "description"):
        if re.search(pattern, _phrases_removed(plain(str(page.meta.get(key) or "")), site), re.IGNORECASE):
            yield page.line_of_key(key)
    seen: Counter[str] = Counter()
    for attribute in ("alt", "title", "aria-label"):
        for node in page.content.css(f"[{attribute}]:not(.headerlink):not(.footnote-backref)"):
            text = node.attributes.get(attribute) or ""
            if re.search(pattern, _phrases_removed(plain(text), site), re.IGNORECASE):
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


@site_rule
def odd_character(site: Site) -> Findings:
    """Character that is not seen, turns the text round, looks like a letter of another alphabet, or was saved wrongly.

    Instead: type the word again, with the letters of your keyboard.
    Why: 911 can be made to read 119, and a word or an address to be another than it looks.
    Sample: a zero-width space in a number
    """
    project = site.project
    if not site.policy.portable:
        return
    names = [name for name in project.files if name.lower().endswith((".md", ".svg", ".css", ".js", ".txt"))]
    files = [project.text_file(project.docs / name) for name in names] + project.list_files + project.setting_files
    files += [project.text_file(path) for path in project.snippet_files]
    for file in {one.path: one for one in files}.values():
        for number, line in enumerate(file.text.split("\n"), start=1):
            line = html.unescape(line) if "&" in line else line
            if line.isascii():
                continue
            garbled = GARBLED.search(line)
            if garbled and not file.line_not_utf_8:
                message = f"'{garbled[0]}' is a character that was saved wrongly: type it again, and save as UTF-8"
                yield Finding(file.path, number, message)
                continue
            odd = INVISIBLE.search(line) or STYLED.search(line)
            mixed = next(
                (one for one in re.findall(r"\w+", line) if re.search(r"[a-zA-Z]", one) and _lookalike(one)), ""
            )
            if odd or mixed:
                char = odd[0] if odd else _lookalike(mixed)
                name = unicodedata.name(char, "a character without a name").lower()
                where = f" in '{mixed}'" if mixed and not odd else ""
                yield Finding(file.path, number, f"Character U+{ord(char):04X} ({name}){where}: type the words again")


def _lookalike(word: str) -> str:
    return next((char for char in word if FOREIGN.match(char) and (ord(char) in LOOKALIKES or ord(char) >= 0x400)), "")


@markdown_rule
def misleading_link(page: Page, site: Site) -> Findings:
    """Link whose text is one address or number while it leads to another, or whose address has foreign letters.

    Instead: let the text say what the link leads to.
    Why: readers believe what they read, and are sent elsewhere.
    Sample: [www.nhs.uk](https://example.org/)
    """
    if not site.policy.portable:
        return
    for node in page.content.css("a[href]:not(.headerlink):not(.footnote-ref):not(.footnote-backref)"):
        href, text = (node.attributes.get("href") or "").strip(), clean(node.text())
        if wrong := _mismatch(href, text):
            lists = site.project.list_files
            at = page.source.find(re.escape(href[:40])) or find_in(lists, re.escape(href.partition(":")[2])[:40])
            yield Finding(*(at or page.line_of_text(text)), wrong)


def _mismatch(href: str, text: str) -> str:
    """What is misleading in a link; '' where nothing is."""
    try:
        parts = urlsplit(href)
        host = unquote(parts.hostname or "").lower()
    except ValueError:
        return ""
    odd = next((char for char in host if ord(char) > 127), "")
    if odd or "xn--" in host:
        letter = f"the letter U+{ord(odd):04X}" if odd else "letters of another alphabet"
        return f"The address '{host}' has {letter}: use plain letters"
    if parts.username is not None:
        return f"The address '{href[:60]}' looks like another and leads to '{host}': write it without '@'"
    shown = SHOWN_ADDRESS.fullmatch(text) or ADDRESS_IN_TEXT.search(text)
    said = shown[1].lower().removeprefix("www.") if shown and not FILE_NAME.search(shown[1]) else ""
    if said and host and said != host.removeprefix("www."):
        return f"The link says '{text}' and leads to '{host}': let both be the same"
    number = re.sub(r"\D", "", parts.path)
    if parts.scheme in ("tel", "sms") and re.search(r"\d", text) and digits_of(text) not in number:
        return f"The link says '{text}' and dials '{number}': let both be the same"
    return ""


@markdown_rule
def wrong_emergency_number(page: Page, site: Site) -> Findings:
    """Emergency number that is not in the safety data for its country, or that stands outside an emergency card.

    Instead: write the number of the safety data; elsewhere than in the card, link to the page that says when to call.
    Why: a wrong digit costs minutes, and a number in running text is not found.
    Sample: Call 998 (UK).
    """
    rows = site.project.safety_rows("numbers")
    if not rows or not site.page_type(page).medical:
        return
    numbers = {str(row.get("number")): str(row.get("country")) for row in rows}
    phones = (digits_of(fact.value) for fact in site.project.facts.values())
    listed = {number for number in phones if len(number) > 6}
    listed |= {digits_of(str(row.get("number"))) for row in site.project.safety_rows("helplines")}
    for node in page.content.css("a[href^='tel:' i], a[href^='sms:' i]"):
        # 'sms:988?body=...' says what to write, too.
        digits = re.sub(r"\D", "", (node.attributes.get("href") or "").partition("?")[0])
        # A country's code may stand before it.
        if digits not in numbers and not any(re.fullmatch(rf"0?\d{{0,3}}{one}", digits) for one in listed):
            at = page.line_of(re.escape(node.attributes.get("href") or ""))
            lists = f"{site.project.list_path('safety')} or {site.project.list_path('facts')}"
            yield Finding(*at, f"'{digits}' is no number of {lists}: correct it, or add it there with its source")
    # A source may be called "When to call 999".
    cards = {"footnote", *(name for name, one in site.policy.callouts.items() if one.generated)}
    named = [node.attributes.get(name) or "" for name in ("alt", "title") for node in page.content.css(f"[{name}]")]
    named += [str(page.meta.get(key) or "") for key in ("title", "description")]
    for block in [*page.texts_outside(cards), *named]:
        for found, message in _wrong_numbers(block.replace(NO_TEXT, " "), numbers, {*listed, *EUROPEAN}):
            yield Finding(*page.line_of_text(block[found.start() : found.end()]), message)


def _wrong_numbers(text: str, numbers: dict[str, str], others: set[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each place in a text with a number to call that must not stand there, and what is wrong with it.

    numbers: each emergency number's country; others: numbers that one may be told to call.
    """
    countries = {country: number for number, country in numbers.items()}
    inside = "belongs in the emergency card only: leave it out, or link to when to get help"
    for spelled in APART.finditer(text):
        if (number := joined(spelled[0])) in numbers:
            yield spelled, f"The emergency number {number}, written as '{spelled[0]}', {inside}"
    for found in CALL.finditer(text):
        number, country = found["called"] or found["named"], (found["where"] or found["country"] or "").upper()
        # '30 (US)' may count people, and '2009 (UK)' be a year, where nobody is told to call.
        if len(number) != 3 and not (found["call"] or re.search(r"(?i)\b(?:call|dial|ring|phone)\b", text)):
            continue
        if country in countries and number not in {countries[country], *others}:
            yield found, f"The emergency number of {country} is {countries[country]}, not {number}"
        elif number in numbers:
            yield found, f"The emergency number {number} {inside}"
        elif found["called"] and number not in others:
            yield found, f"'{number}' is no number of the safety data"


@markdown_rule
def unknown_fact(page: Page, site: Site) -> Findings:
    """Fact that is not in the list of facts, or that stands in one pair of braces.

    Instead: write the id as it stands in the list, `{{id}}`, or add the fact there.
    Why: readers see the braces in place of the figure.
    Sample: {{eyelid-drop}}
    """
    prose = page.prose if site.policy.facts else ""
    for found in re.finditer(r"(?<!\{)\{[ \t]*([\w-]+)[ \t]*\}(?!\})", prose):
        if found[1] in site.project.facts and not page.source.is_escaped(found[0], prose):
            at = page.line_of(rf"(?<!\{{){re.escape(found[0])}(?!\}})")
            yield Finding(*at, f"Write the fact as '{{{{{found[1]}}}}}', in two braces")
    for found in re.finditer(r"\{\{[ \t]*([^{}%|(.\n]+?)[ \t]*\}\}", prose):
        if page.source.is_escaped(found[0], page.prose):
            continue
        offer = suggest(found[1], site.project.facts, f": add it to {site.project.list_path('facts')}")
        yield Finding(*page.line_of(re.escape(found[0])), f"No fact '{found[1]}'{offer}")


@site_rule
def unused_fact(site: Site) -> Findings:
    """Fact in the list that no page takes in.

    Instead: take it in with `{{id}}`, or remove it from the list.
    Why: a figure that stands in the list and in a text by hand can differ.
    Sample: an entry of the list of facts that is left over
    """
    project = site.project
    paths = [project.docs / name for name in project.files if name.endswith(".md")] + project.snippet_files
    texts = "".join(project.text_file(path).text for path in paths) if project.facts else ""
    texts += "".join(file.text for file in project.list_files)
    for fact in project.facts.values():
        if f"{{{{{fact.id}}}}}" not in texts:
            wrong = f"No page takes in the fact '{fact.id}': write {{{{{fact.id}}}}}, or remove it"
            yield Finding(project.list_path("facts"), fact.line, wrong)
