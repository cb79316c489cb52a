"""Rules on citations: every one names a source that exists, and every source is used."""

import re
from collections import Counter

from model import Page, Place, Problem, Problems, Site
from rules import rule
from rules.suggest import suggest


@rule
def unknown_source(page: Page, site: Site) -> Problems:
    """Citation `[^id]` of a source that is not in the list of sources, nor a footnote of the page.

    Write the id as it stands in the list, or add the source to the list first.
    """
    seen: Counter[str] = Counter()
    for found in re.finditer(r"\[\^([^\]\s]+)\]", page.prose if page.source else ""):
        name = found[1]
        place = page.place(rf"\[\^{re.escape(name)}\](?!:)", seen[name])
        seen[name] += 1
        yield Problem(place, f"No source '{name}' in the list of sources{suggest(name, site.references)}")


@rule
def unused_source(site: Site) -> Problems:
    """Source in the list that no page cites.

    Cite it, or take it out of the list: readers take the list for what the pages rest on.
    """
    cited = {name for page in site.pages for name in page.cited}
    for reference in site.references.values():
        if reference.id not in cited and site.references_source:
            place = Place(site.references_source.path, reference.line)
            yield Problem(place, f"No page cites the source '{reference.id}': cite it or remove it")


@rule
def broken_source(site: Site) -> Problems:
    """Entry of the list of sources that is not complete, not sorted, or there twice.

    Each needs id, title, publisher, date, url and state; the list is sorted by id.
    """
    yield from site.reference_problems
