"""Rules on the shape of a page: its sections and callouts, by its type."""

import re

from model import Page, PageType, Place, Problem, Problems, Site
from model.page import Callout
from model.policy import CalloutType
from rules import rule
from rules.suggest import nearest, suggest


def page_type(page: Page, site: Site) -> PageType:
    """The page's type; an empty one, which asks for nothing, where the page names none that is known."""
    return site.policy.page_types.get(str(page.meta.get("type")), PageType(""))


def heading(page: Page, title: str, nth: int = 0) -> Place:
    """The line of a heading."""
    return page.place(rf"^#+[ \t]+{re.escape(title)}", nth)


def callout_place(page: Page, callout: Callout) -> Place:
    """The line on which a callout starts."""
    return page.place(rf"^[ \t>]*(?:!!!|\?\?\?\+?)[ \t]+{re.escape(callout.type)}\b", callout.nth)


@rule
def missing_section(page: Page, site: Site) -> Problems:
    """Page without a section that its type must have.

    Instead: add the section as a second-level heading, word for word, with its text.
    Why: readers of each page of this type must find the same things in the same place.
    Sample: a page of type safety without '## What is not known'
    """
    titles = [section.title for section in page.sections if section.level == 2]
    wanted = page_type(page, site).sections
    for title in wanted:
        if title.casefold() not in map(str.casefold, titles):
            near = nearest(title, [other for other in titles if other not in wanted])
            place = heading(page, near) if near else Place(page.path)
            yield Problem(place, f"Must have the section '## {title}'" + (f"; is it '{near}'?" if near else ""))


@rule
def section_order(page: Page, site: Site) -> Problems:
    """Required section that stands in the wrong place, or twice.

    Instead: put the required sections in the order in which the page type lists them, each once.
    Why: readers learn where to look; a second section of the same name hides the first.
    Sample: '## Next step' above '## What is not known'
    """
    wanted = [title.casefold() for title in page_type(page, site).sections]
    titles = [section.title.casefold() for section in page.sections if section.level == 2]
    there = [title for title in titles if title in wanted]
    for title in dict.fromkeys(there):
        if there.count(title) > 1:
            yield Problem(
                page.place(rf"(?i)^##[ \t]+{re.escape(title)}", 1), f"The section '{title}' stands here again"
            )
    expected = [title for title in wanted if title in there]
    for now, right in zip(dict.fromkeys(there), expected, strict=True):
        if now != right:
            place = page.place(rf"(?i)^##[ \t]+{re.escape(now)}")
            yield Problem(place, f"The section '{right}' must come before '{now}'")
            break


@rule
def empty_section(page: Page, site: Site) -> Problems:
    """Heading with nothing under it.

    Instead: write the section, or take the heading away.
    Why: readers take an empty section for an answer: that there is nothing to know.
    Sample: '## What is not known' with nothing below it
    """
    for number, section in enumerate(page.sections if page.source and site.policy.page_types else ()):
        following = page.sections[number + 1] if number + 1 < len(page.sections) else None
        has_parts = following is not None and following.level > section.level
        if not section.filled and not has_parts:
            nth = [one.title for one in page.sections[:number]].count(section.title)
            yield Problem(heading(page, section.title, nth), f"The section '{section.title}' is empty: write its text")


@rule
def heading_level(page: Page, site: Site) -> Problems:
    """Page without exactly one first-level heading, or with a level left out.

    Instead: start the page with one `# Title`; put `###` only below `##`.
    Why: people who listen to a page move about by its headings.
    Sample: '### Eyelid' straight below '# Side effects'
    """
    if not page.source or not site.policy.page_types:
        return
    titles = [section.title for section in page.sections if section.level == 1]
    if not titles:
        yield Problem(Place(page.path), "Must have one first-level heading: start the text with '# Title'")
    for title in titles[1:]:
        yield Problem(
            page.place(rf"^#[ \t]+{re.escape(title)}", titles.count(title) - 1), f"A second '# {title}': use '##'"
        )
    for above, below in zip(page.sections, page.sections[1:], strict=False):
        if below.level > above.level + 1:
            wanted = "#" * (above.level + 1)
            yield Problem(
                heading(page, below.title), f"Heading '{below.title}' leaves a level out: write it with '{wanted}'"
            )


@rule
def missing_callout(page: Page, site: Site) -> Problems:
    """Page without a callout that its type must have, or not opened by the one that must come first.

    Instead: add it as `!!! type "Title"`, with its body indented by four spaces.
    Why: a missing warning is the worst bug that this site can have.
    Sample: a page of type safety that does not open with '!!! emergency'
    """
    wanted = page_type(page, site)
    types = {callout.type for callout in page.callouts}
    for name in wanted.all_callouts:
        if name not in types:
            yield Problem(Place(page.path), f"Must have the callout '!!! {name}': {site.policy.callouts[name].meaning}")
    if wanted.opens_with and wanted.opens_with in types and page.opening != wanted.opens_with:
        yield Problem(page.place(r"^# "), f"The callout '{wanted.opens_with}' must stand right after the title")


@rule
def unknown_callout(page: Page, site: Site) -> Problems:
    """Callout of a type that has no meaning here, often a slip of the pen.

    Instead: use one of the types in the list of callouts.
    Why: an unknown type has no colour, no icon and no spoken name, so nobody sees a warning.
    Sample: !!! contraindicaton "Do not have it if:"
    """
    for callout in page.callouts if page.source and site.policy.callouts else ():
        if callout.type not in site.policy.callouts:
            otherwise = f"; use one of {', '.join(site.policy.callouts)}"
            offer = suggest(callout.type, site.policy.callouts, otherwise)
            yield Problem(callout_place(page, callout), f"No callout '{callout.type}'{offer}")


@rule
def broken_callout(page: Page, site: Site) -> Problems:
    """Callout whose body is empty or fell out of its box, or that is not written as its type must be.

    Instead: indent every line of the body by four spaces; follow the table of callouts for titles and lists.
    Why: a reader in a hurry reads the box and nothing else.
    Sample: !!! emergency "Call 999" whose list is not indented
    """
    for callout in page.callouts if page.source and site.policy.callouts else ():
        wanted = site.policy.callouts.get(callout.type, CalloutType(""))
        place = callout_place(page, callout)
        if not callout.body:
            yield Problem(place, f"The callout '{callout.type}' is empty: indent its text by four spaces")
            continue
        if wanted.list and not callout.lines:
            yield Problem(
                place, f"The callout '{callout.type}' must hold a list: indent each line of it by four spaces"
            )
        if not callout.title.endswith(wanted.title_ends):
            yield Problem(
                place, f"The title of '{callout.type}' must end with '{wanted.title_ends}': '{callout.title}'"
            )
        for line in callout.lines:
            if not line.startswith(wanted.lines_begin):
                at = page.place(rf"^\s*[-*+]\s+{re.escape(line.split()[0] if line else '')}")
                yield Problem(
                    at, f"Each line of '{callout.type}' must begin with '{wanted.lines_begin}': '{line[:40]}'"
                )
        if wanted.most and callout.nth == wanted.most:
            yield Problem(
                place, f"At most {wanted.most} callouts '{callout.type}' on a page: keep the ones that matter most"
            )


@rule
def hidden_callout(page: Page, site: Site) -> Problems:
    """Safety callout that a reader must open something to see: in a collapsed block or a tab.

    Instead: write it with `!!!`, outside tabs.
    Why: what is not seen does not warn, and print and search may leave it out.
    Sample: ??? warning "The toxin can spread"
    """
    for callout in page.callouts if page.source else ():
        if callout.hidden and callout.type in site.policy.callouts and site.policy.callouts[callout.type].safety:
            yield Problem(
                callout_place(page, callout),
                f"The callout '{callout.type}' must not be hidden: use '!!!', outside tabs",
            )
