"""Rules on citations: every one names a source that exists, and every source is used."""

import datetime
import re
from collections import Counter

from model import Page, Place, Problem, Problems, Site, Source
from rules import rule
from rules.metadata import key_place
from rules.structure import callout_place, page_type
from rules.suggest import suggest


@rule
def unknown_source(page: Page, site: Site) -> Problems:
    """Citation of a source that is not in the list of sources, nor a footnote of the page.

    Instead: write the id as it stands in the list, or add the source to the list first.
    Why: a statement without its source can't be checked by anyone.
    Sample: Most pass in weeks.[^brin-2032]
    """
    seen: Counter[str] = Counter()
    # '[^a-z]' and '[^x]+' are character classes.
    citation = r"\[\^(?!\w-\w\b)([\w.:-]+)\](?![+*?{])"
    for found in re.finditer(citation, page.prose if page.source and "[^" in page.html else ""):
        name = found[1]
        if page.source and not page.source.is_escaped(found[0]):
            place = page.place(rf"\[\^{re.escape(name)}\](?!:)", seen[name])
            seen[name] += 1
            listed = f"; add a new source to {site.references_source.path}" if site.references_source else ""
            yield Problem(place, f"No source or footnote '{name}'{suggest(name, site.references, listed)}")


@rule
def unused_footnote(page: Page, site: Site) -> Problems:
    """Footnote that the page defines and never refers to.

    Instead: refer to it with `[^name]`, or take it away.
    Why: readers see a note that belongs to nothing.
    Sample: [^2]: A note that no text points to.
    """
    for node in page.root.css(".footnote li[id^='fn:']") if page.source and "fn:" in page.html else ():
        name = (node.id or "").removeprefix("fn:")
        if name not in page.cited:
            yield Problem(page.place(rf"^\[\^{re.escape(name)}\]:"), f"Nothing refers to the footnote '{name}'")


@rule
def unused_source(site: Site) -> Problems:
    """Source in the list that no page cites.

    Instead: cite it, or take it out of the list.
    Why: readers take the list for what the pages rest on.
    Sample: an entry of the list of sources that is left over
    """
    cited = {name for page in site.written for name in page.cited} if site.references else set()
    for reference in site.references.values():
        if reference.id not in cited and site.references_source:
            place = Place(site.references_source.path, reference.line)
            yield Problem(place, f"No page cites the source '{reference.id}': cite it or remove it")


@rule
def changed_source(page: Page, site: Site) -> Problems:
    """Page that cites a source which has changed or gone since the page was last reviewed.

    Instead: check each sentence that cites it against the source as it is now; then set `last_reviewed`.
    Why: the page may say what its source no longer says.
    Sample: changed: 2026-11-25 in the list, last_reviewed: 2026-11-23 in the page
    """
    last = page.meta.get("last_reviewed")
    for name in page.cited if page.source and type(last) is datetime.date else ():
        changed = site.references[name].changed if name in site.references else ""
        if page.source and changed > str(last):
            # In the page itself: a text that pages share has no date of its own.
            own = Source(page.path, page.source.text.encode).find(rf"\[\^{re.escape(name)}\]")
            count = len(page.root.css(f'a.footnote-ref[href="#fn:{name}"]'))
            yield Problem(
                own or key_place(page, "last_reviewed"),
                f"'{name}' changed on {changed}, after this page was last reviewed: "
                f"check each sentence that cites it ({count}), then set last_reviewed",
            )


@rule
def broken_list(site: Site) -> Problems:
    """Entry of the list of sources or the glossary that is not complete, not in order, or there twice.

    Instead: give a source id, title, publisher, date, url and state, and a word term and meaning; keep both sorted.
    Why: readers must see who said it, when, and whether it was read; two entries for one thing would differ in time.
    Sample: an entry without 'state: read'
    """
    yield from site.list_problems


@rule
def uncited_page(page: Page, site: Site) -> Problems:
    """Medical page that cites nothing.

    Instead: end each medical statement with `[^id]`.
    Why: no medical statement goes without a source.
    Sample: a page of type topic without any '[^id]'
    """
    if page_type(page, site).medical and not page.cited:
        yield Problem(Place(page.path), "A medical page must cite its sources: end each statement with '[^id]'")


@rule
def unsourced_callout(page: Page, site: Site) -> Problems:
    """Safety callout without a source.

    Instead: cite inside the box, `…[^us-label]`.
    Why: the gravest statements need a source most, and the box must stand alone.
    Sample: !!! warning "The toxin can spread" without any '[^id]' in it
    """
    for callout in page.callouts if page.source else ():
        known = site.policy.callouts.get(callout.type)
        if known and known.safety and callout.body and not callout.node.css_first("a.footnote-ref"):
            yield Problem(
                callout_place(page, callout), f"The callout '{callout.type}' must cite a source: add '[^id]' inside it"
            )
