"""Rules on callouts: a card that warns is whole, seen, sourced, and nothing else than its type says."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from checker.finding import Finding, Findings
from checker.page import Callout, Page, classes, clean, following
from checker.policy import CalloutType
from checker.rule import markdown_rule
from checker.site import Site
from checker.suggest import suggest

# What else may stand after a callout's type: where Material puts the box, and that it takes annotations.
PLACEMENT = {"inline", "end", "annotate"}
# An item of a list that became a line of a paragraph.
RUN_IN = re.compile(r"\n[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S")
INDENT = "indent each line of it by four spaces"


def safety_callouts(page: Page, site: Site) -> Iterator[tuple[Callout, CalloutType]]:
    """The callouts of a page that are about safety, each with what its type must be."""
    for callout in page.callouts:
        known = site.policy.callouts.get(callout.type)
        if known and known.safety:
            yield callout, known


@markdown_rule
def missing_callout(page: Page, site: Site) -> Findings:
    """Page without a callout that its type or the page itself must have, or not opened by the one that comes first.

    Instead: add it as `!!! type "Title"`, with its body indented by four spaces.
    Why: a missing warning is the worst bug that this site can have.
    Sample: a page of type safety that does not open with '!!! emergency'
    """
    wanted = site.page_type(page)
    own = site.policy.page_callouts.get(site.source_path(page.path) or "", "").split()
    types = {callout.type for callout in page.callouts} if wanted.all_callouts or own else set()
    for name in dict.fromkeys((*wanted.all_callouts, *own)):
        if name not in types:
            meaning = site.policy.callouts[name].meaning
            yield Finding(page.name, 1, f"Must have the callout '!!! {name}': {meaning}")
    if wanted.opens_with and wanted.opens_with in types and page.first_callout_type != wanted.opens_with:
        yield Finding(*page.line_of(r"^# "), f"The callout '{wanted.opens_with}' must stand right after the title")


@markdown_rule
def unknown_callout(page: Page, site: Site) -> Findings:
    """Callout of a type that has no meaning here, often a slip of the pen.

    Instead: use one of the types in the list of callouts.
    Why: an unknown type has no colour, no icon and no spoken name, so nobody sees a warning.
    Sample: !!! contraindicaton "Do not have it if:"
    """
    for callout in page.callouts if site.policy.callouts else ():
        if callout.type not in site.policy.callouts:
            otherwise = f"; use one of {', '.join(site.policy.callouts)}"
            offer = suggest(callout.type, site.policy.callouts, otherwise)
            yield Finding(*page.line_of_callout(callout), f"No callout '{callout.type}'{offer}")


@markdown_rule
def broken_callout(page: Page, site: Site) -> Findings:
    """Callout whose body is empty or fell out of its box, in whole or in part.

    Instead: indent every line of the body by four spaces, with no line further in than the others.
    Why: a reader in a hurry reads the box and nothing else.
    Sample: !!! emergency "Call 999" whose list is not indented
    """
    for callout in page.callouts:
        wanted = site.policy.callouts.get(callout.type, CalloutType(""))
        fault, part = _fault(page, callout, wanted, site)
        if fault:
            head = page.line_of_callout(callout)
            text = (part.text().strip().split("\n")[0] if part is not None else "").strip()
            at = page.source.find_seen(text) if text else None
            # Of two texts that are the same, the first may stand above the card.
            yield Finding(*(at if at and at > head else head), f"The callout '{callout.type}' {fault}")


def _fault(page: Page, callout: Callout, wanted: CalloutType, site: Site) -> tuple[str, LexborNode | None]:
    """What is broken in a callout, '' where nothing is; and the element that is at fault, if it is not the whole."""
    after = following(callout.node)
    if not callout.body and not callout.node.css_first("img, svg, video"):
        # A title alone is fine where no policy speaks of callouts, unless its text stands right below it.
        glued = page.source.find(_glued(callout.type))
        lost = site.policy.callouts or (glued and glued == page.line_of_callout(callout))
        return "is empty: indent its text by four spaces" if lost else "", None
    runs_in = (part for part in callout.node.css("p:not(.admonition-title)") if RUN_IN.search(part.text()))
    if site.policy.callouts and (part := next(runs_in, None)):
        return "has a list that runs into its text: put an empty line before the list", part
    code = callout.node.css_first("pre") if wanted.safety or wanted.list else None
    if code:
        return f"shows a part of it as code: {INDENT}, and no more", code
    if wanted.list and not callout.items:
        return f"must hold a list: {INDENT}", None
    if (wanted.safety or wanted.list) and after and after.tag in ("ul", "ol", "pre"):
        return f"is followed by a list that fell out of its box: {INDENT}", after.css_first("li") or after
    if wanted.safety and not has_words(callout.node):
        return "holds no words of its own: say what it warns of", None
    empty = next((one for one in callout.node.css("li") if wanted.safety and not has_words(one)), None)
    return f"has an item that says nothing: '{clean(empty.text())}'" if empty else "", None


def _glued(name: str) -> str:
    return rf"^[ \t>]*!!![ \t]*{re.escape(name)}\b.*\n(?=[^\s])"


def has_words(node: LexborNode) -> bool:
    """Whether an element says anything besides its title and citations."""
    left_out = {part.mem_id for part in node.css(".admonition-title, sup, .footnote-ref")}
    waiting, text = list(node.iter(include_text=True)), ""
    while waiting:
        part = waiting.pop()
        if part.tag == "-text":
            text += part.text()
        elif part.mem_id not in left_out:
            waiting += part.iter(include_text=True)
    return bool(re.search(r"[^\W\d_]{2}", text))


@markdown_rule
def lost_title(page: Page, site: Site) -> Findings:
    """Callout with words after its type that are no title, since they have no quotes; or with an empty title.

    Instead: write the title in quotes, `!!! warning "Title"`.
    Why: without quotes the words become names for the style sheet, and nobody sees them; one can even hide a card.
    Sample: !!! warning The toxin can spread
    """
    for callout in page.callouts:
        known = site.policy.callouts.get(callout.type)
        extra = [name for name in classes(callout.node) if name not in ("admonition", callout.type)]
        words = extra if known and known.safety else [name for name in extra if name not in PLACEMENT]
        if words and (site.policy.callouts or len(words) > 1):
            wrong = f"'{' '.join(words)}' is no title: write '!!! {callout.type} \"Title\"'"
            yield Finding(*page.line_of_callout(callout), wrong)
        elif known and known.safety and not callout.title:
            yield Finding(*page.line_of_callout(callout), f"The callout '{callout.type}' must have a title in quotes")


@markdown_rule
def unsourced_callout(page: Page, site: Site) -> Findings:
    """Safety callout without a source.

    Instead: cite inside the box, `…[^us-label]`; for a card that must hold no citation, in the line right under it. A
    card of one line that only leads to another page needs none.
    Why: the gravest statements need a source most.
    Sample: !!! warning "The toxin can spread" without any '[^id]' in it
    """
    for callout, known in safety_callouts(page, site):
        inside, after = callout.node.css_first("a.footnote-ref"), following(callout.node)
        wrong = ""
        if known.sources_below and inside:
            wrong = f"The callout '{callout.type}' must hold no citation: cite in the line right under it"
        elif known.sources_below and callout.items and not (after and after.css_first("a.footnote-ref")):
            wrong = f"The line right under the callout '{callout.type}' must cite its sources"
        elif not known.sources_below and callout.body and not inside:
            wrong = f"The callout '{callout.type}' must cite a source: add '[^id]' inside it"
        if wrong:
            yield Finding(*page.line_of_callout(callout), wrong)


@markdown_rule
def callout_format(page: Page, site: Site) -> Findings:
    """Callout that is not written as its type must be: its title, its list items, or how many there are on a page; or
    a callout or a paragraph that has the title of a safety card without being one.

    Instead: follow the table of callouts.
    Why: readers know a card by its words as much as by its colour.
    Sample: !!! dont "Do not" with an item that does not begin with 'Do not'
    """
    for callout in page.callouts if site.policy.callouts else ():
        wanted = site.policy.callouts.get(callout.type, CalloutType(""))
        name, most = callout.type, wanted.max_per_page
        title = callout.title.removeprefix(f"{wanted.spoken_prefix}:").strip()
        said = title.strip(" :").casefold()
        for other in () if wanted.safety else site.policy.callouts.values():
            if other.safety and said in _titles(other):
                wrong = f"The title of '{other.name}' stands on a callout '{name}': write '!!! {other.name}'"
                yield Finding(*page.line_of_callout(callout), wrong)
        if callout.body and wanted.titles and title not in wanted.titles and not site.page_type(page).may_quote:
            right = " or ".join(f"'{one}'" for one in wanted.titles)
            wrong = f"The title of '{name}' must be {right}, not '{title}'"
            yield Finding(*page.line_of_callout(callout), wrong)
        for item in callout.items:
            if not item.startswith(wanted.item_prefix):
                at = page.line_of(rf"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+{re.escape(item.split()[0] if item else '')}")
                yield Finding(*at, f"Each item of '{name}' must begin with '{wanted.item_prefix}': '{item[:40]}'")
        if most and callout.nth == most:
            wrong = f"At most {most} callouts '{name}' on a page: keep the ones that matter most"
            yield Finding(*page.line_of_callout(callout), wrong)
    for bold in page.content.css("p > strong:first-child, p > b:first-child"):
        text, around = clean(bold.text()), clean(bold.parent.text()) if bold.parent else ""
        # Text before it is no element.
        for other in site.policy.callouts.values() if around.startswith(text) else ():
            if other.safety and text.strip(" :.!").casefold() in _titles(other) | {other.name}:
                right = f"<!-- generated: {other.name}-card -->" if other.generated else f'!!! {other.name} "Title"'
                wrong = f"'{text}' in bold is no card: write '{right}'"
                yield Finding(*page.line_of_text(around[:40]), wrong)


def _titles(card: CalloutType) -> set[str]:
    return {one.strip(" :").casefold() for one in (*card.titles, card.spoken_prefix) if one}
