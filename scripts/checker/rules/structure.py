"""Rules on the sections of a page, by its type."""

import re

from checker.finding import Finding, Findings, Location
from checker.page import Page, clean
from checker.rule import markdown_rule
from checker.site import Site
from checker.suggest import most_similar


def _parts(page: Page) -> list[str]:
    """The titles of the second-level headings."""
    return [section.title for section in page.sections if section.level == 2]


@markdown_rule
def missing_section(page: Page, site: Site) -> Findings:
    """Page without a section that its type must have.

    Instead: add the section as a second-level heading, word for word, with its text.
    Why: readers of each page of this type must find the same things in the same place.
    Sample: a page of type safety without '## Next step'
    """
    wanted = site.page_type(page).sections
    titles = _parts(page) if wanted else []
    for title in wanted:
        if title.casefold() not in map(str.casefold, titles):
            near = most_similar(title, [other for other in titles if other not in wanted])
            place = page.line_of_heading(near) if near else Location(page.name)
            yield Finding(*place, f"Must have the section '## {title}'" + (f"; is it '{near}'?" if near else ""))


@markdown_rule
def section_order(page: Page, site: Site) -> Findings:
    """Required section that stands in the wrong place, or twice.

    Instead: put the required sections in the order in which the page type lists them, each once.
    Why: readers learn where to look; a second section of the same name hides the first.
    Sample: '## Next step' above '## What is not known'
    """
    wanted = [title.casefold() for title in site.page_type(page).sections]
    there = [title for title in map(str.casefold, _parts(page)) if title in wanted] if wanted else []
    for title in dict.fromkeys(there):
        if there.count(title) > 1:
            at = page.line_of(rf"(?i)^##[ \t]+{re.escape(title)}", 1)
            yield Finding(*at, f"The section '{title}' stands here again")
    expected = [title for title in wanted if title in there]
    for now, right in zip(dict.fromkeys(there), expected, strict=True):
        if now != right:
            place = page.line_of(rf"(?i)^##[ \t]+{re.escape(now)}")
            yield Finding(*place, f"The section '{right}' must come before '{now}'")
            break


@markdown_rule
def empty_section(page: Page, site: Site) -> Findings:
    """Heading with nothing under it, or a required section of fewer than three words.

    Instead: write the section, or remove the heading.
    Why: readers take an empty section for an answer: that there is nothing to know.
    Sample: '## What is not known' with nothing below it
    """
    for number, section in enumerate(page.sections if site.policy.page_types else ()):
        has_parts = any(following.level > section.level for following in page.sections[number + 1 : number + 2])
        least = 3 if section.title in site.page_type(page).sections else 1
        if section.words < least and not has_parts:
            nth = [one.title for one in page.sections[:number]].count(section.title)
            at = page.line_of_heading(section.title, nth)
            yield Finding(*at, f"The section '{section.title}' is empty: write its text")


@markdown_rule
def heading_level(page: Page, site: Site) -> Findings:
    """Page without exactly one first-level heading, or with a level left out.

    Instead: start the page with one `# Title`; put `###` only below `##`.
    Why: people who listen to a page move about by its headings.
    Sample: '### Eyelid' straight below '# Side effects'
    """
    if not site.policy.page_types:
        return
    titles = [section.title for section in page.sections if section.level == 1]
    if not titles:
        yield Finding(page.name, 1, "Must have one first-level heading: start the text with '# Title'")
    for title in titles[1:]:
        at = page.line_of(rf"^#[ \t]+{re.escape(title)}", titles.count(title) - 1)
        yield Finding(*at, f"A second '# {title}': use '##'")
    for section in page.sections:
        if section.title.endswith(".") and len(section.title.split()) > 4:
            wrong = f"'{section.title[:40]}…' is a heading: put an empty line between it and the line of '-' or '='"
            yield Finding(*page.line_of_heading(section.title), wrong)
    for above, below in zip(page.sections, page.sections[1:], strict=False):
        if below.level > above.level + 1:
            at, wanted = page.line_of_heading(below.title), "#" * (above.level + 1)
            yield Finding(*at, f"Heading '{below.title}' leaves a level out: write it with '{wanted}'")


@markdown_rule
def wrong_folder(page: Page, site: Site) -> Findings:
    """Page of a type that does not belong in its folder.

    Instead: write the type of its neighbours, or move the page.
    Why: a page under safety/ that calls itself a reference page would need no warning and no source.
    Sample: type: reference, in docs/safety/
    """
    folders, name = site.page_type(page).folders, site.source_path(page.path) or ""
    fits = any(name.startswith(f"{one}/") or (one == "." and "/" not in name) for one in folders)
    if folders and not fits:
        where = ", ".join("the top" if one == "." else f"{one}/" for one in folders)
        yield Finding(*page.line_of_key("type"), f"Pages of type '{page.meta.get('type')}' belong in {where}")


@markdown_rule
def unknown_verdict(page: Page, site: Site) -> Findings:
    """Row of a table whose column 'Verdict' says what the page type does not list.

    Instead: use one of the verdicts of the page type.
    Why: readers compare verdicts, so each must mean one thing.
    Sample: | Mostly true |
    """
    allowed = site.page_type(page).verdicts
    for table in page.content.css("table") if allowed else ():
        heads = [clean(cell.text()) for cell in table.css("th")]
        for row in table.css("tbody tr") if "Verdict" in heads else ():
            cells = row.css("td")
            said = clean(cells[heads.index("Verdict")].text()) if len(cells) >= len(heads) else ""
            if said not in allowed:
                at = page.line_of(re.escape(clean(cells[0].text())[:20])) if cells else Location(page.name)
                yield Finding(*at, f"No verdict '{said}'; use one of {', '.join(allowed)}")
