"""Rules on what a page must have: sections and callouts, by its type."""

import re

from model import Page, PageType, Place, Problem, Problems, Site
from rules import rule
from rules.suggest import suggest


def page_type(page: Page, site: Site) -> PageType:
    """The page's type; an empty one, which asks for nothing, where the page names none that is known."""
    return site.policy.page_types.get(str(page.meta.get("type")), PageType(""))


@rule
def missing_section(page: Page, site: Site) -> Problems:
    """Page without a section that its type must have.

    Add the section as a second-level heading, word for word, with its text.
    """
    titles = [section.title for section in page.sections if section.level == 2]
    lowered = {title.casefold() for title in titles}
    for wanted in page_type(page, site).sections:
        if wanted.casefold() not in lowered:
            offer = suggest(wanted, titles)
            written = re.escape(offer.split("'", 1)[1].rsplit("'", 1)[0]) if offer else ""
            place = page.place(rf"^##[ \t]+{written}") if offer else Place(page.path)
            ending = f"; rename '{offer.split(chr(39), 1)[1].rsplit(chr(39), 1)[0]}'?" if offer else ""
            yield Problem(place, f"Must have the section '## {wanted}'{ending}")


@rule
def missing_callout(page: Page, site: Site) -> Problems:
    """Page without a callout that its type must have, or not opened by the one that must come first.

    Add it as `!!! type "Title"` with its body indented by four spaces.
    """
    wanted = page_type(page, site)
    types = {callout.type for callout in page.callouts}
    for name in wanted.all_callouts:
        if name not in types:
            yield Problem(Place(page.path), f"Must have the callout '!!! {name}': {site.policy.callouts[name].meaning}")
    if wanted.opens_with in types and page.opening != wanted.opens_with:
        yield Problem(page.place(r"^# "), f"The callout '{wanted.opens_with}' must stand right after the title")


@rule
def unknown_callout(page: Page, site: Site) -> Problems:
    """Callout of a type that has no meaning here, often a slip of the pen.

    Use one of the types in the list of callouts. An unknown type has no colour, no icon and no meaning.
    """
    for callout in page.callouts if page.source and site.policy.callouts else ():
        if callout.type not in site.policy.callouts:
            names = ", ".join(site.policy.callouts)
            yield Problem(
                page.place(rf"^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+{re.escape(callout.type)}\b", callout.nth),
                f"No callout '{callout.type}'{suggest(callout.type, site.policy.callouts, f'; use one of {names}')}",
            )
