"""Rules on the shape of a page: its sections and callouts, by its type."""

import re

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.policy import CalloutType
from checker.rule import page_rule
from checker.site import Site
from checker.suggest import most_similar, suggest


@page_rule
def missing_section(page: Page, site: Site) -> Findings:
    """Page without a section that its type must have.

    Instead: add the section as a second-level heading, word for word, with its text.
    Why: readers of each page of this type must find the same things in the same place.
    Sample: a page of type safety without '## What is not known'
    """
    titles = [section.title for section in page.sections if section.level == 2]
    wanted = site.page_type(page).sections
    for title in wanted:
        if title.casefold() not in map(str.casefold, titles):
            near = most_similar(title, [other for other in titles if other not in wanted])
            place = page.line_of_heading(near) if near else Location(page.name)
            yield Finding(*place, f"Must have the section '## {title}'" + (f"; is it '{near}'?" if near else ""))


@page_rule
def section_order(page: Page, site: Site) -> Findings:
    """Required section that stands in the wrong place, or twice.

    Instead: put the required sections in the order in which the page type lists them, each once.
    Why: readers learn where to look; a second section of the same name hides the first.
    Sample: '## Next step' above '## What is not known'
    """
    wanted = [title.casefold() for title in site.page_type(page).sections]
    titles = [section.title.casefold() for section in page.sections if section.level == 2]
    there = [title for title in titles if title in wanted]
    for title in dict.fromkeys(there):
        if there.count(title) > 1:
            yield Finding(
                *page.line_of(rf"(?i)^##[ \t]+{re.escape(title)}", 1), f"The section '{title}' stands here again"
            )
    expected = [title for title in wanted if title in there]
    for now, right in zip(dict.fromkeys(there), expected, strict=True):
        if now != right:
            place = page.line_of(rf"(?i)^##[ \t]+{re.escape(now)}")
            yield Finding(*place, f"The section '{right}' must come before '{now}'")
            break


@page_rule
def empty_section(page: Page, site: Site) -> Findings:
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
            yield Finding(
                *page.line_of_heading(section.title, nth), f"The section '{section.title}' is empty: write its text"
            )


@page_rule
def heading_level(page: Page, site: Site) -> Findings:
    """Page without exactly one first-level heading, or with a level left out.

    Instead: start the page with one `# Title`; put `###` only below `##`.
    Why: people who listen to a page move about by its headings.
    Sample: '### Eyelid' straight below '# Side effects'
    """
    if not page.source or not site.policy.page_types:
        return
    titles = [section.title for section in page.sections if section.level == 1]
    if not titles:
        yield Finding(*Location(page.name), "Must have one first-level heading: start the text with '# Title'")
    for title in titles[1:]:
        yield Finding(
            *page.line_of(rf"^#[ \t]+{re.escape(title)}", titles.count(title) - 1), f"A second '# {title}': use '##'"
        )
    for above, below in zip(page.sections, page.sections[1:], strict=False):
        if below.level > above.level + 1:
            wanted = "#" * (above.level + 1)
            yield Finding(
                *page.line_of_heading(below.title),
                f"Heading '{below.title}' leaves a level out: write it with '{wanted}'",
            )


@page_rule
def missing_callout(page: Page, site: Site) -> Findings:
    """Page without a callout that its type must have, or not opened by the one that must come first.

    Instead: add it as `!!! type "Title"`, with its body indented by four spaces.
    Why: a missing warning is the worst bug that this site can have.
    Sample: a page of type safety that does not open with '!!! emergency'
    """
    wanted = site.page_type(page)
    types = {callout.type for callout in page.callouts}
    for name in wanted.all_callouts:
        if name not in types:
            meaning = site.policy.callouts[name].meaning
            yield Finding(page.name, 1, f"Must have the callout '!!! {name}': {meaning}")
    if wanted.opens_with and wanted.opens_with in types and page.first_callout_type != wanted.opens_with:
        yield Finding(*page.line_of(r"^# "), f"The callout '{wanted.opens_with}' must stand right after the title")


@page_rule
def unknown_callout(page: Page, site: Site) -> Findings:
    """Callout of a type that has no meaning here, often a slip of the pen.

    Instead: use one of the types in the list of callouts.
    Why: an unknown type has no colour, no icon and no spoken name, so nobody sees a warning.
    Sample: !!! contraindicaton "Do not have it if:"
    """
    for callout in page.callouts if page.source and site.policy.callouts else ():
        if callout.type not in site.policy.callouts:
            otherwise = f"; use one of {', '.join(site.policy.callouts)}"
            offer = suggest(callout.type, site.policy.callouts, otherwise)
            yield Finding(*page.line_of_callout(callout), f"No callout '{callout.type}'{offer}")


@page_rule
def broken_callout(page: Page, site: Site) -> Findings:
    """Callout whose body is empty, or of which a part fell out of its box.

    Instead: indent every line of the body by four spaces.
    Why: a reader in a hurry reads the box and nothing else.
    Sample: !!! emergency "Call 999" whose list is not indented
    """
    indent = "indent each line of it by four spaces"
    for callout in page.callouts if page.source and site.policy.callouts else ():
        wanted = site.policy.callouts.get(callout.type, CalloutType(""))
        location = page.line_of_callout(callout)
        if not callout.body:
            yield Finding(*location, f"The callout '{callout.type}' is empty: indent its text by four spaces")
        elif wanted.list and not callout.items:
            yield Finding(*location, f"The callout '{callout.type}' must hold a list: {indent}")
        elif wanted.safety and callout.next_tag in ("ul", "ol"):
            yield Finding(*location, f"The list below the callout '{callout.type}' fell out of its box: {indent}")


@page_rule
def callout_format(page: Page, site: Site) -> Findings:
    """Callout that is not written as its type must be: its title, its list items, or how many there are on a page.

    Instead: follow the table of callouts.
    Why: readers know a card by its words as much as by its colour.
    Sample: !!! dont "Do not" with an item that does not begin with 'Do not'
    """
    for callout in page.callouts if page.source and site.policy.callouts else ():
        wanted = site.policy.callouts.get(callout.type, CalloutType(""))
        location, name, most = page.line_of_callout(callout), callout.type, wanted.max_per_page
        if callout.body and not callout.title.endswith(wanted.title_suffix):
            yield Finding(*location, f"The title of '{name}' must end with '{wanted.title_suffix}': '{callout.title}'")
        for item in callout.items:
            if not item.startswith(wanted.item_prefix):
                at = page.line_of(rf"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+{re.escape(item.split()[0] if item else '')}")
                yield Finding(*at, f"Each item of '{name}' must begin with '{wanted.item_prefix}': '{item[:40]}'")
        if most and callout.nth == most:
            yield Finding(*location, f"At most {most} callouts '{name}' on a page: keep the ones that matter most")


@page_rule
def hidden_callout(page: Page, site: Site) -> Findings:
    """Safety callout that a reader must open something to see: in a collapsed block or a tab.

    Instead: write it with `!!!`, outside tabs.
    Why: what is not seen does not warn, and print and search may leave it out.
    Sample: ??? warning "The toxin can spread"
    """
    for callout in page.callouts if page.source else ():
        if callout.hidden and callout.type in site.policy.callouts and site.policy.callouts[callout.type].safety:
            yield Finding(
                *page.line_of_callout(callout),
                f"The callout '{callout.type}' must not be hidden: use '!!!', outside tabs",
            )
