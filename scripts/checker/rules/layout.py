"""Rules on the shape of a text: no table, list or paragraph is read as another than was typed, nor is too long."""

import re

from checker.finding import Finding, Findings
from checker.page import Page, ancestors, classes, own_text
from checker.rule import markdown_rule
from checker.rules.text import shown
from checker.site import Site

# A head, the line below it and the rows of a table that is not indented.
TABLE_ROWS = re.compile(
    r"^\S.*\|.*\n\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*(?:\n(?=.*\|)\S.*)+", re.MULTILINE
)
# An item, and right below it one that is typed further in.
BULLET = r"(?:[-*+]|\d{1,2}[.)])[ \t]+"
INNER_LIST = re.compile(rf"^(?P<in> *){BULLET}(?P<outer>\S.*)\n+(?P=in) {{2,3}}{BULLET}(?P<inner>\S.*)", re.MULTILINE)


@markdown_rule
def accidental_code(page: Page, site: Site) -> Findings:
    """Text on a medical page that readers see as code, since it is indented or fenced.

    Instead: begin each line at its start; inside a card, indent it by four spaces.
    Why: readers see a grey box with the marks of Markdown in it, in place of a paragraph, a list or a card.
    Sample: four spaces before '!!! warning "Title"'
    """
    for node in page.content.css("pre") if site.page_type(page).medical else ():
        if any("admonition" in classes(around) for around in ancestors(node)):
            continue  # broken-callout reports it
        first = next(filter(None, map(str.strip, node.text().split("\n"))), "")
        is_marked = re.match(r"!!!|\?\?\?|<!--|[-*] |\d+[.)] |#{1,6} |\|", first)
        at = page.source.find(r"^[ \t]*(?:`{3,}|~{3,}).*\n[ \t]*(?:<!--|!!!|\?\?\?)") if is_marked else None
        if at:
            yield Finding(
                *at, f"Readers see '{shown(first)}' as code: remove the line of backticks before and after it"
            )
        elif first and (at := page.source.find(rf"^(?: {{4}}|\t)[ \t]*{re.escape(first)}")):
            yield Finding(*at, f"Readers see '{shown(first)}' as code: indent it by fewer spaces")


@markdown_rule
def uneven_table(page: Page, site: Site) -> Findings:
    """Row of a table that has more cells than its head, so that the last are not shown; or fewer, on a site whose text
    must be whole.

    Instead: write one cell for each column; write a bar inside a cell as `\\|`, and an empty cell as `| |`.
    Why: what stands too far right is lost, and what stands too far left is read under another heading.
    Sample: | A | B | C | below a head of two columns
    """
    for at, table in page.source.places(TABLE_ROWS) if page.content.css_first("table") else ():
        rows = table[0].split("\n")
        columns = _cells(rows[1])
        for number, row in enumerate(rows[2:], start=at.line - len(rows) + 3):
            cells = _cells(row)
            if cells > columns or (cells < columns and site.policy.page_types):
                wrong = f"This row has {cells} cells, and its table {columns} columns: write one cell for each"
                yield Finding(at.path, number, wrong)


def _cells(row: str) -> int:
    return len(re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|")))


@markdown_rule
def flat_list(page: Page, site: Site) -> Findings:
    """List that was typed inside an item of another, and that readers see as more items of that other one.

    Instead: indent it by four spaces more than the item that it belongs to.
    Why: what was said of one item is read as one more.
    Sample: two spaces before the hyphen of an inner list
    """
    typed = [(at, _letters(found["outer"]), _letters(found["inner"])) for at, found in page.source.places(INNER_LIST)]
    depths: dict[str, int] = {}
    for node in page.content.css("li") if typed else ():
        depths.setdefault(_letters(own_text(node)), sum(one.tag == "li" for one in ancestors(node)))
    for at, outer, inner in typed:
        if depths.get(inner, 99) <= depths.get(outer, -1):
            yield Finding(*at, "This item is typed inside the one above it, and is not: indent it by four spaces more")


def _letters(typed: str) -> str:
    """The first letters of an item, without what stands in it for a link or a citation."""
    return "".join(re.findall(r"\w", re.sub(r"\]\([^)]*\)|\[\^[^\]]*\]|\{[^}]*\}", "", typed)))[:15]


@markdown_rule
def long_sentence(page: Page, site: Site) -> Findings:
    """Sentence on a medical page that has more words than the policy allows.

    Instead: make two sentences of it, or a list.
    Why: a worried reader loses the thread.
    Sample: a sentence of 40 words
    """
    most = site.policy.longest_sentence
    for block in page.blocks_of_text if most and site.page_type(page).medical else ():
        for sentence in re.split(r"(?<=[.?!])[\"”)\ufffc]*\s+", block):
            words = re.findall(r"[^\s\ufffc]*\w[^\s\ufffc]*", sentence)
            if len(words) > most:
                at = page.line_of_text(" ".join(sentence.split()[:5]))
                wrong = f"This sentence has {len(words)} words, and at most {most} are allowed"
                yield Finding(*at, f"{wrong}: '{shown(sentence)}…'")
