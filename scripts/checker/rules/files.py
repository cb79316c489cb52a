"""Rules on the project's own files: what they are, how they are saved, and where they are published."""

import re
from xml.etree import ElementTree

from checker.finding import Finding, Findings
from checker.page import Page
from checker.rule import page_rule, site_rule
from checker.site import Site


@site_rule
def invalid_policy(site: Site) -> Findings:
    """Key under `extra.gate` in `mkdocs.yml` that is unknown or holds the wrong kind of value.

    Instead: write one of the keys that the message names; none of the policy counts until all of it can be read.
    Why: the policy says what every page must have.
    Sample: extra: {gate: {pagetypes: {}}}
    """
    yield from (one for one in site.project.findings if one.rule == "invalid-policy")


@site_rule
def invalid_entry(site: Site) -> Findings:
    """Entry of the list of sources or the glossary that is not complete, not in order, or there twice.

    Instead: give a source id, title, publisher, date, url and state, and a word term and meaning; keep both sorted.
    Why: readers must see who said it, when, and whether it was read; two entries for one thing would differ in time.
    Sample: an entry without 'state: read'
    """
    _ = site.project.references, site.project.glossary
    yield from (one for one in site.project.findings if one.rule == "invalid-entry")


@page_rule
def not_utf_8(page: Page, site: Site) -> Findings:
    """File that is not UTF-8 text.

    Instead: save it again with the encoding UTF-8.
    Why: letters would be lost.
    Sample: a page saved as Latin-1 or UTF-16
    """
    if page.source and page.source.line_not_utf_8:
        yield Finding(page.name, page.source.line_not_utf_8, "This line is not UTF-8 text: save the file as UTF-8")


@page_rule
def missing_snippet(page: Page, site: Site) -> Findings:
    """Snippet whose file is not there.

    Instead: name a file of the folder for shared texts, as `--8<-- "name.md"`.
    Why: the text is silently left out; it may be the emergency card.
    Sample: --8<-- "emergancy.md"
    """
    for location, name in page.source.missing_snippets if page.source else ():
        yield Finding(*location, f"No snippet '{name}': nothing is shown here")


@site_rule
def same_address(site: Site) -> Findings:
    """Two files that would be published at one address.

    Instead: keep one of them, or rename one.
    Why: one overwrites the other, and what it said is gone.
    Sample: dose.md beside dose/index.md
    """
    for path, (one, *others) in site.project.by_output.items():
        for other in others if path in site.files else ():
            name = site.project.name(site.project.docs / other)
            first = site.project.name(site.project.docs / one)
            yield Finding(name, 1, f"Published at the same address as '{first}': rename one of the two")


@site_rule
def unsafe_file(site: Site) -> Findings:
    """File of a kind that is not on the list of kinds that may be published, or a picture with active content.

    Instead: use one of the kinds on the list; save the picture without scripts, links and foreign parts.
    Why: readers could run or download what nobody has looked at.
    Sample: docs/assets/tool.exe
    """
    for path in sorted(site.files) if site.policy.file_types else ():
        file = site.copied_file(path)
        if not file:
            continue
        ending = path.rsplit(".", 1)[-1].lower()
        if ending not in site.policy.file_types:
            kinds = ", ".join(site.policy.file_types)
            yield Finding(file.path, 1, f"Files of the kind '{ending}' are not published; use one of {kinds}")
        elif ending == "svg" and (reason := _active(file.text)):
            yield Finding(file.path, 1, f"The picture must hold nothing active: it has {reason}")


def _active(svg: str) -> str:
    """What in a picture could run or fetch; '' where nothing could."""
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", svg, re.IGNORECASE):
        return "a document type, entity or style sheet instruction"
    try:
        elements = list(ElementTree.fromstring(svg).iter())  # noqa: S314, entities are refused above
    except ElementTree.ParseError as error:
        return f"broken XML ({error})"
    for element in elements:
        tag = str(element.tag).rsplit("}", 1)[-1].lower()
        if tag in ("script", "foreignobject", "iframe", "a", "handler", "set", "animate", "image", "feimage"):
            return f"an element '{tag}'"
        for name, value in element.attrib.items():
            attribute = name.rsplit("}", 1)[-1].lower()
            if attribute.startswith("on") or (attribute in ("href", "src") and not value.startswith("#")):
                return f"an attribute '{attribute}'"
        styles = " ".join([element.text or "", *element.attrib.values()])
        if re.search(r"@import|url\(\s*[\"']?(?!#)", styles, re.IGNORECASE):
            return "a style that fetches a file"
    return ""
