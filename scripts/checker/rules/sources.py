"""Rules on citations: every one names a source that exists, and every source is used."""

import datetime
import re
from collections import Counter

from selectolax.lexbor import LexborNode

from checker.finding import Finding, Findings, Location
from checker.page import Page, ancestors, classes, following, own_text, preceding
from checker.rule import markdown_rule, site_rule
from checker.seen_text import NO_TEXT
from checker.site import Site
from checker.suggest import suggest
from checker.text_file import TextFile, find_in

NAMES = {"p": "paragraph", "li": "item", "table": "table", "dd": "definition"}
NUMBER = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|half)"
FIGURE = re.compile(
    rf"\b(?:one|{NUMBER})\s+(?:(?:people|persons?|wom[ae]n|m[ae]n|adults?|patients?)\s+)?(?:out\s+of|in)(?:\s+every)?\s+{NUMBER}\b|\b(?:a|one)\s+(?:third|quarter|fifth|tenth)\s+of\b|"
    r"\b(?:two|three|four)[-\s](?:thirds|quarters|fifths)\s+of\b|\bhalf\s+(?:of\s+)?(?:all|the|those|these|them)\b(?!\s+(?:way|dose|price))|"
    r"\b(?:a|one)\s+(?:fortnight|decade)\b|"
    rf"\b{NUMBER}(?:[-\u2013]|\s+(?:to|or|and|-)\s+)?(?:\d[\d.,]*|{NUMBER})?\s*"
    r"(?:%|\u2030|[\u00b5\u03bc]g\b|per\s?cent\b|(?:out\s+of|in(?:\s+every)?)\s+\d|(?:of\s+)?(?:the\s+)?(?:people|women|men|patients)\b|"
    r"(?:more\s+)?(?:people|persons|women|men|adults|patients|babies|deaths|cases|seconds?|minutes?|hours?|days?|weeks?|fortnights?|decades?|"
    r"months?|years?|units?|i?u|mg|mcg|ng|ml|cc|micrograms?|millilitres?|milligrams?)\b)",
    re.IGNORECASE,
)

# A raised number after a word or a full stop, '[1]' or '[2, 3]'; not 'm\u00b2', nor what Markdown takes for an index.
RAISED = "[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]"
FALSE_CITATION = re.compile(
    rf"\S{{0,20}}(?:[^\W\d]{{3}}|[.,;:)]){RAISED}+(?:[,\u2013-]{RAISED}+)*|[^\n]{{0,20}}\[\d{{1,3}}(?:[,\u2013-]\s?\d{{1,3}})*\]"
)
# Not '[^id]' itself, which unknown-source reports; '[[id]]' and '[id](x)' are links.
BROKEN_CITATION = re.compile(
    r"(?<![\[\]])(?:[\[({]?\^(?P<caret>[a-z0-9-]+)(?![\w-]| *\])[)}]?|(?<=[\w.,;:!?)])\[(?P<plain>[a-z0-9-]+)\]"
    r"(?![(\[:]))|(?<![\w^\[-])\^?(?P<close>[a-z0-9]+(?:-[a-z0-9]+)+)\]"
)
NUMBERS = re.compile(r"\s*\[?\d[\d\s,\u2013-]*\]?\s*")
AFTER_TEXT = re.compile(r"[^\W\d]{3}$|[.,;:)]$")
# Opening hours are no medical time.
ALWAYS_OPEN = re.compile(
    r"\b24\s+hours(?:\s+a\s+day)?,?\s+(?:7|seven)\s+days\s+a\s+week\b|\b24\s+hours\s+a\s+day\b", re.IGNORECASE
)


@markdown_rule
def unknown_source(page: Page, site: Site) -> Findings:
    """Citation of a source that is not in the list of sources, nor a footnote of the page.

    Instead: write the id as it stands in the list, or add the source to the list first.
    Why: a statement without its source can't be checked by anyone.
    Sample: Most pass in weeks.[^brin-2032]
    """
    # Without a list and without a footnote on the page, '[^abc]' is a character class; '[^a-z]' and '[^x]+' always are.
    if not (site.policy.sources or page.cited_ids or "\n[^" in page.source.text):
        return
    seen: Counter[str] = Counter()
    for found in re.finditer(r"\[\^(?!\w-\w\b)([\w.:, -]+)\](?![+*?{])", page.prose):
        name, before = found[1], page.prose[: found.start()].rpartition("\n")[2]
        # '[^id]: …' at the start of a line is a definition: literal-markdown reports one that readers see.
        defines = not before.strip() and page.prose.startswith(":", found.end())
        if not defines and not page.source.is_escaped(found[0], page.prose):
            typed = page.source.find(rf"(?<=.)\[\^{re.escape(name)}\]|^\[\^{re.escape(name)}\](?!:)", seen[name])
            # A card is made from a list, which names its sources.
            named = rf"\bsource:.*(?<![\w-]){re.escape(name)}(?![\w-])"
            location = typed or find_in(site.project.list_files, named) or page.made_here
            seen[name] += 1
            path = site.project.list_path("sources")
            offer = suggest(name, site.project.references, f"; add a new source to {path}" if path else "")
            yield Finding(*location, f"No source or footnote '{name}'{offer}")


@markdown_rule
def broken_citation(page: Page, site: Site) -> Findings:
    """Id of a listed source that readers see in a bracket or after a caret, since the citation is not whole.

    Instead: write `[^id]`, with both brackets and the caret.
    Why: readers see the id, and the statement has no source.
    Sample: Most pass in weeks.[^brin-2023
    """
    for found in BROKEN_CITATION.finditer(page.prose) if site.project.references else ():
        name = found["caret"] or found["plain"] or found["close"]
        if name in site.project.references and not page.source.is_escaped(found[0], page.prose):
            before = page.prose[: found.start()].rpartition("\n")[2][-40:]
            yield Finding(*page.line_of_text(found[0], before=before), f"Write '[^{name}]', not '{found[0]}'")


@markdown_rule
def unused_footnote(page: Page, site: Site) -> Findings:
    """Footnote that the page defines and never refers to.

    Instead: refer to it with `[^name]`, or remove it.
    Why: readers see a note that belongs to nothing.
    Sample: [^2]: A note that no text points to.
    """
    for node in page.content.css(".footnote li[id^='fn:']"):
        name = (node.id or "").removeprefix("fn:")
        if name not in page.cited_ids:
            yield Finding(*page.line_of(rf"^\[\^{re.escape(name)}\]:"), f"Nothing refers to the footnote '{name}'")


@site_rule
def unused_source(site: Site) -> Findings:
    """Source in the list that no page cites.

    Instead: cite it, or remove it from the list.
    Why: readers take the list for what the pages rest on.
    Sample: an entry of the list of sources that is left over
    """
    cited = {name for page in site.markdown_pages for name in page.cited_ids} if site.project.references else set()
    for reference in site.project.references.values():
        if reference.id not in cited:
            path = site.project.list_path("sources")
            yield Finding(path, reference.line, f"No page cites the source '{reference.id}': cite it or remove it")


@markdown_rule
def changed_source(page: Page, site: Site) -> Findings:
    """Page that cites a source which has changed or gone since the page was last reviewed.

    Instead: check each sentence that cites it against the source as it is now; then set `last_reviewed`.
    Why: the page may say what its source no longer says.
    Sample: changed: 2026-11-25 in the list, last_reviewed: 2026-11-23 in the page
    """
    last = page.meta.get("last_reviewed")
    for name in page.cited_ids if type(last) is datetime.date else ():
        changed = site.project.references[name].changed if name in site.project.references else ""
        if changed > str(last):
            # In the page itself: a text that pages share has no date of its own.
            own = TextFile(page.name, page.source.raw).find(rf"\[\^{re.escape(name)}\]")
            count = len(page.content.css(f'a.footnote-ref[href="#fn:{name}"]'))
            advice = f"check each sentence that cites it ({count}), then set last_reviewed"
            at = own or page.line_of_key("last_reviewed")
            yield Finding(*at, f"'{name}' changed on {changed}, after this page was last reviewed: {advice}")


@markdown_rule
def uncited_page(page: Page, site: Site) -> Findings:
    """Medical page that cites nothing.

    Instead: end each medical statement with `[^id]`.
    Why: no medical statement goes without a source.
    Sample: a page of type topic without any '[^id]'
    """
    if site.page_type(page).medical and not page.cited_ids:
        yield Finding(*Location(page.name), "A medical page must cite its sources: end each statement with '[^id]'")


@markdown_rule
def unlisted_footnote(page: Page, site: Site) -> Findings:
    """Footnote on a medical page that is no source of the list.

    Instead: add the source to the list, and cite its id.
    Why: a note of one's own looks like a source, and nobody has read it.
    Sample: [^1]: My own experience.
    """
    for name in page.cited_ids if site.page_type(page).medical else ():
        if name not in site.project.references:
            path = site.project.list_path("sources")
            at = page.line_of(rf"\[\^{re.escape(name)}\](?!:)")
            yield Finding(*at, f"The footnote '{name}' is no source of {path}: add the source there, and cite its id")


@markdown_rule
def false_citation(page: Page, site: Site) -> Findings:
    """Number on a medical page that looks like a citation and is none: raised, or in square brackets.

    Instead: cite the source, `[^id]`.
    Why: it came with a text from elsewhere, and leads to nothing.
    Sample: It lasts 3 months.<sup>1</sup>
    """
    if not site.page_type(page).medical:
        return
    numbers = [found[0] for found in FALSE_CITATION.finditer(page.prose)]
    raised = (node for node in page.content.css("sup") if NUMBERS.fullmatch(node.text()) and not node.css_first("a"))
    for node in raised:
        before = node.prev.text().rpartition("\n")[2] if node.prev else ""
        numbers += [before[-30:] + node.text()] if AFTER_TEXT.search(before) else []
    for number in numbers:
        yield Finding(*page.line_of_text(number), f"'{number[-20:]}' looks like a citation: write '[^id]' in its place")


@markdown_rule
def uncited_figure(page: Page, site: Site) -> Findings:
    """Paragraph, list item or table of a medical page with a figure and no citation in it.

    A figure is a number of people, a share, a time or a dose. A list or table may rest on the paragraph right before
    it, a paragraph only on one that ends with a colon, a card on the line right under it; headings and sheets to fill
    in need none.
    Instead: end it with `[^id]`.
    Why: a reader may act on a number, and a reviewer must be able to check it.
    Sample: It lasts 6 months.
    """
    for block in page.content.css("p, li, table, dd") if site.page_type(page).medical else ():
        text = ALWAYS_OPEN.sub("", own_text(block))
        found = FIGURE.search(text.replace(NO_TEXT, " "))
        if found and not _has_source(block):
            before, after = text[: found.start()][-60:], text[found.end() :][:60]
            typed = page.source.find_seen(text[found.start() : found.end()], 0, before, after)
            # The figure itself may come from the list of facts, so what stands before it is looked for as well.
            tries = (before, " ".join(text.split()[:4]))
            at = typed or next((one for one in map(page.line_of_text, tries) if one.line > 1), page.made_here)
            yield Finding(*at, f"'{found[0]}' has no source: end this {NAMES[block.tag or 'p']} with '[^id]'")


def _has_source(block: LexborNode) -> bool:
    """Whether a citation stands in a block, right before it, in what leads to its list, or right under its card."""
    for inside in (block, *ancestors(block)):
        if inside.tag == "body":
            return False
        whole = inside.tag not in ("ul", "ol", "div", "section") or "admonition" in classes(inside)
        if whole and inside.css_first("a.footnote-ref"):
            return True
        if {"sheet", "footnote"} & set(classes(inside)) or (inside.tag == "table" and inside is not block):
            return True
        before, after = preceding(inside), following(inside)
        leads = before is not None and (block.tag != "p" or own_text(before).replace(NO_TEXT, "").strip().endswith(":"))
        if leads and before is not None and before.tag in ("p", "div") and before.css_first("a.footnote-ref"):
            return True
        is_card = "admonition" in classes(inside)
        if is_card and after is not None and after.tag == "p" and after.css_first("a.footnote-ref"):
            return True
    return False
