"""Rules on letters and addresses: nothing is another than it looks."""

import html
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from checker.finding import Finding, Findings
from checker.page import Page, clean
from checker.rule import markdown_rule, site_rule
from checker.rules.numbers import digits_of
from checker.site import Site
from checker.text_file import find_in

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
FILE_NAME = re.compile(r"\.(?:js|ts|md|py|sh|rs|css|html?|pdf|txt|png|jpe?g|svg|ya?ml|toml|json)$", re.IGNORECASE)


def plain(text: str) -> str:
    """A text as a reader sees it: without invisible characters, with look-alike letters as the ones they look like."""
    # NFKC makes one hyphen of the one that does not break, as Word writes it, and of another.
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(LOOKALIKES).replace("\u2010", "-")


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
