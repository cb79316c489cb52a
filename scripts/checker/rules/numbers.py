"""Rules on numbers to call, and on facts: each is the one of its list."""

import re
from collections.abc import Iterator

from checker.finding import Finding, Findings
from checker.page import Page
from checker.rule import markdown_rule, site_rule
from checker.seen_text import NO_TEXT
from checker.site import Site
from checker.suggest import suggest

CALL = re.compile(
    r"\b(?P<call>call|dial|ring|phone|text)(?:ing)?\s+(?:on\s+)?(?P<called>\d{2,4})\b"
    r"(?!\s*(?:[-\d]|people|times|days|hours|words|of\s|or\s))(?:\s*\((?P<where>[A-Z]{2,3})\))?"
    r"|\b(?:call|dial|ring|phone)\b[^.\n]{1,30}\((?P<quoted>\d{3})\)"
    r"|\b(?P<named>\d{2,4})\s*\((?P<country>[A-Z]{2,3})\)",
    re.IGNORECASE,
)
# Three digits written apart or in words: '9-1-1', 'nine nine nine'.
DIGITS = {word: str(digit) for digit, word in enumerate("zero one two three four five six seven eight nine".split())}
DIGIT = rf"(?:\d|{'|'.join(DIGITS)})"
APART = re.compile(
    rf"(?<![\w-])(?<!\d[\s.-]){DIGIT}(?:(?:[-.\u2010-\u2013]|\s)\s?{DIGIT}){{2}}(?![\w-])(?!\s\d)"
    r"|\b(?:triple|treble)[-\s](?:one|nine|zero)\b",
    re.IGNORECASE,
)
# Letters of a telephone's keys.
KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# Numbers for less urgent help, which no emergency number's digits make.
EUROPEAN = ("111", "101", "116")


def digits_of(phone: str) -> str:
    """The digits of a telephone number, letters as they stand on its keys, without a leading 0 or country code's +."""
    return re.sub(r"\D", "", phone.upper().translate(KEYS)).lstrip("0")


def joined(spelled: str) -> str:
    """The number in digits that was written apart or in words."""
    words = re.findall(r"\d|[a-z]+", spelled.lower())
    words = [words[1]] * 3 if words[0] in ("triple", "treble") else words
    return "".join(DIGITS.get(word, word) for word in words)


def emergency_numbers(site: Site) -> dict[str, str]:
    """The country of each emergency number of the safety data."""
    return {str(row.get("number")): str(row.get("country")) for row in site.project.safety_rows("numbers")}


@markdown_rule
def wrong_emergency_number(page: Page, site: Site) -> Findings:
    """Emergency number that is not in the safety data for its country, or that stands outside an emergency card.

    Instead: write the number of the safety data; elsewhere than in the card, link to the page that says when to call.
    Why: a wrong digit costs minutes, and a number in running text is not found.
    Sample: Call 998 (UK).
    """
    numbers = emergency_numbers(site)
    if not numbers or not site.page_type(page).medical:
        return
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
            yield Finding(*at, f"'{digits}' is no number of {lists}: only those may be dialled")
    # A source may be called "When to call 999".
    cards = {"footnote", *(name for name, one in site.policy.callouts.items() if one.generated)}
    named = [node.attributes.get(name) or "" for name in ("alt", "title") for node in page.content.css(f"[{name}]")]
    named += [str(page.meta.get(key) or "") for key in ("title", "description")]
    for block in [*page.texts_outside(cards), *named]:
        for found, message in wrong_numbers(block.replace(NO_TEXT, " "), numbers, {*listed, *EUROPEAN}):
            yield Finding(*page.line_of_text(block[found.start() : found.end()]), message)


def wrong_numbers(text: str, numbers: dict[str, str], others: set[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each place in a text with a number to call that must not stand there, and what is wrong with it.

    numbers: each emergency number's country; others: numbers that one may be told to call.
    """
    countries = {country: number for number, country in numbers.items()}
    inside = "belongs in the emergency card only: leave it out, or link to when to get help"
    for spelled in APART.finditer(text):
        if (number := joined(spelled[0])) in numbers:
            yield spelled, f"The emergency number {number}, written as '{spelled[0]}', {inside}"
    for found in CALL.finditer(text):
        number = found["called"] or found["quoted"] or found["named"]
        country = (found["where"] or found["country"] or "").upper()
        # '30 (US)' may count people, and '2009 (UK)' be a year, where nobody is told to call.
        if len(number) != 3 and not (found["call"] or re.search(r"(?i)\b(?:call|dial|ring|phone)\b", text)):
            continue
        if country in countries and number not in {countries[country], *others}:
            yield found, f"The emergency number of {country} is {countries[country]}, not {number}"
        elif number in numbers:
            yield found, f"The emergency number {number} {inside}"
        elif (found["called"] or found["quoted"]) and number not in others:
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
