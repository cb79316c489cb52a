"""Rules on citations: every one names a source that exists, and every source is used."""

import datetime
import re
from collections import Counter

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import page_rule, site_rule
from checker.site import Site
from checker.suggest import suggest
from checker.text_file import TextFile


@page_rule
def unknown_source(page: Page, site: Site) -> Findings:
    """Citation of a source that is not in the list of sources, nor a footnote of the page.

    Instead: write the id as it stands in the list, or add the source to the list first.
    Why: a statement without its source can't be checked by anyone.
    Sample: Most pass in weeks.[^brin-2032]
    """
    if not page.source or "[^" not in page.text:
        return
    seen: Counter[str] = Counter()
    # '[^a-z]' and '[^x]+' are character classes.
    for found in re.finditer(r"\[\^(?!\w-\w\b)([\w.:-]+)\](?![+*?{])", page.prose):
        name = found[1]
        if not page.source.is_escaped(found[0]):
            location = page.line_of(rf"\[\^{re.escape(name)}\](?!:)", seen[name])
            seen[name] += 1
            path = site.project.list_path("sources")
            offer = suggest(name, site.project.references, f"; add a new source to {path}" if path else "")
            yield Finding(*location, f"No source or footnote '{name}'{offer}")


@page_rule
def unused_footnote(page: Page, site: Site) -> Findings:
    """Footnote that the page defines and never refers to.

    Instead: refer to it with `[^name]`, or remove it.
    Why: readers see a note that belongs to nothing.
    Sample: [^2]: A note that no text points to.
    """
    for node in page.content.css(".footnote li[id^='fn:']") if page.source else ():
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


@page_rule
def changed_source(page: Page, site: Site) -> Findings:
    """Page that cites a source which has changed or gone since the page was last reviewed.

    Instead: check each sentence that cites it against the source as it is now; then set `last_reviewed`.
    Why: the page may say what its source no longer says.
    Sample: changed: 2026-11-25 in the list, last_reviewed: 2026-11-23 in the page
    """
    last = page.meta.get("last_reviewed")
    for name in page.cited_ids if page.source and type(last) is datetime.date else ():
        changed = site.project.references[name].changed if name in site.project.references else ""
        if page.source and changed > str(last):
            # In the page itself: a text that pages share has no date of its own.
            own = TextFile(page.name, page.source.raw).find(rf"\[\^{re.escape(name)}\]")
            count = len(page.content.css(f'a.footnote-ref[href="#fn:{name}"]'))
            yield Finding(
                *(own or page.line_of_key("last_reviewed")),
                f"'{name}' changed on {changed}, after this page was last reviewed: "
                f"check each sentence that cites it ({count}), then set last_reviewed",
            )


@page_rule
def uncited_page(page: Page, site: Site) -> Findings:
    """Medical page that cites nothing.

    Instead: end each medical statement with `[^id]`.
    Why: no medical statement goes without a source.
    Sample: a page of type topic without any '[^id]'
    """
    if site.page_type(page).medical and not page.cited_ids:
        yield Finding(*Location(page.name), "A medical page must cite its sources: end each statement with '[^id]'")


@page_rule
def unsourced_callout(page: Page, site: Site) -> Findings:
    """Safety callout without a source.

    Instead: cite inside the box, `…[^us-label]`.
    Why: the gravest statements need a source most, and the box must stand alone.
    Sample: !!! warning "The toxin can spread" without any '[^id]' in it
    """
    for callout in page.callouts if page.source else ():
        known = site.policy.callouts.get(callout.type)
        if known and known.safety and callout.body and not callout.node.css_first("a.footnote-ref"):
            yield Finding(
                *page.line_of_callout(callout),
                f"The callout '{callout.type}' must cite a source: add '[^id]' inside it",
            )
