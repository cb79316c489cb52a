"""Rules on the project's own files: what they are, how they are saved, and where they are published."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import markdown_rule, site_rule
from checker.site import Site
from checker.suggest import similar
from checker.text_file import TextFile

# How files of a kind begin (each kind's specification).
MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "webp": b"RIFF",
    "ico": b"\0\0\1\0",
    "pdf": b"%PDF-",
    "woff2": b"wOF2",
}
LARGEST_PICTURE = 500 * 1024
# What hosts and search engines look for at a known address.
KNOWN_ADDRESSES = {"robots.txt", "_headers", "_redirects", "CNAME"}


def _own_files(site: Site) -> Iterator[tuple[str, TextFile, str]]:
    """The path, the file in the docs folder and the ending of each that is published, where the policy lists kinds."""
    for path in sorted(site.files) if site.policy.file_types else ():
        if file := site.copied_file(path):
            yield path, file, path.rsplit("/", 1)[-1].rsplit(".", 1)[-1].lower()


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
    """Entry of a list (sources, glossary, facts, reviewers) that is not complete, not in order, or there twice.

    Instead: give a source id, title, publisher, date, url and state, and a word term and meaning; keep both sorted.
    Why: readers must see who said it, when, and whether it was read; two entries for one thing would differ in time.
    Sample: an entry without 'state: read'
    """
    project = site.project
    _ = project.references, project.glossary, project.facts, project.reviewers, project.safety, project.changes
    yield from (one for one in project.findings if one.rule == "invalid-entry")


@site_rule
def changed_safety(site: Site) -> Findings:
    """Emergency number, sign or ban in the safety data that is not as it was agreed.

    Instead: let the owner of the list read what changed, as `make changes` shows it; then write `agreed:` as the
    message says.
    Why: a wrong digit or a sign that is gone changes every card, and looks like any other line.
    Sample: number: "998", and agreed: as it was
    """
    project, path = site.project, site.project.list_path("safety")
    if project.safety and str(project.safety.get("agreed")) != project.safety_fingerprint:
        at = project.text_file(project.root / path).find(r"^agreed[ \t]*:")
        advice = f"let its owner read what changed, then write 'agreed: \"{project.safety_fingerprint}\"'"
        yield Finding(*(at or Location(path)), f"The safety data is not as it was agreed: {advice}")


@markdown_rule
def not_utf_8(page: Page, site: Site) -> Findings:
    """File that is not UTF-8 text.

    Instead: save it again with the encoding UTF-8.
    Why: letters would be lost.
    Sample: a page saved as Latin-1 or UTF-16
    """
    if page.source.line_not_utf_8:
        yield Finding(page.name, page.source.line_not_utf_8, "This line is not UTF-8 text: save the file as UTF-8")


@site_rule
def symbolic_link(site: Site) -> Findings:
    """File under `docs/` that is a link to another place of the computer, or lies in a folder that is one.

    Instead: put the file itself there.
    Why: whatever it leads to would be published.
    Sample: docs/assets/leak.css, a link to a file of the system
    """
    message = "This is a link to another file or folder: put the file itself here"
    for path in sorted(site.project.docs.rglob("*")) if site.policy.portable else ():
        if path.is_symlink():
            yield Finding(site.project.name(path), 1, message)


@site_rule
def disguised_file(site: Site) -> Findings:
    """File whose content is not what its name says, or a picture of over 500 KiB.

    Instead: save it as the kind that its name says; make the picture smaller.
    Why: a browser may open what nobody has looked at; a reader on a slow line waits.
    Sample: a program named picture.png
    """
    for _, file, ending in _own_files(site):
        if ending in MAGIC and not file.raw.startswith(MAGIC[ending]):
            yield Finding(file.path, 1, f"This is no file of the kind '{ending}': save it as one")
        elif ending in ("css", "js", "svg", "txt") and (b"\0" in file.raw or file.line_not_utf_8):
            yield Finding(file.path, 1, f"This is no text, as a file of the kind '{ending}' must be")
        elif ending in (*MAGIC, "svg") and len(file.raw) > LARGEST_PICTURE:
            yield Finding(file.path, 1, f"This picture has {len(file.raw) // 1024} KiB, and at most 500 are allowed")


@site_rule
def unused_file(site: Site) -> Findings:
    """Picture or other file under `docs/` that no page, style sheet or setting uses.

    Instead: show it on a page, link to it, or remove it.
    Why: it would be published, and nobody would look at it again.
    Sample: docs/assets/pictures/old.svg
    """
    own = [(path, file) for path, file, ending in _own_files(site) if ending in site.policy.file_types]
    used = {*site.linked, *KNOWN_ADDRESSES}
    unlinked = [(path, file) for path, file in own if path not in used]
    texts = [file.text for file in site.project.setting_files]
    texts += [site.text_of(path) for path in site.files if unlinked and path.endswith((".css", ".js"))]
    for path, file in unlinked:
        if not any(path.rsplit("/", 1)[-1] in text for text in texts):
            yield Finding(file.path, 1, "No page uses this file: show it, link to it, or remove it")


@markdown_rule
def missing_snippet(page: Page, site: Site) -> Findings:
    """Snippet of which nothing is shown: its file, its section or its lines are not there, or it is on the network.

    Instead: name a file of the folder for shared texts, as `--8<-- "name.md"`.
    Why: the text is silently left out; it may be the emergency card.
    Sample: --8<-- "emergancy.md"
    """
    for location, name in page.source.missing_snippets:
        yield Finding(*location, f"No snippet '{name}': nothing is shown here")
    for comment in page.comments if site.policy.page_types else ():
        marker = re.match(r"<!--\s*(\w+):\s*([a-z]+(?:-[a-z]+)+)\s*-->", comment)
        if marker and similar(marker[1], ["generated"]):
            wrong = f"Nothing is made of '{marker[1]}: {marker[2]}' here"
            message = f"{wrong}: write '<!-- generated: name -->', with a name of the list, alone on its line"
            yield Finding(*page.line_of(re.escape(marker[0])), message)


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
    for _, file, ending in _own_files(site):
        if ending not in site.policy.file_types:
            kinds = ", ".join(site.policy.file_types)
            yield Finding(file.path, 1, f"Files of the kind '{ending}' are not published; use one of {kinds}")
        elif ending == "svg" and (reason := _active(file.text)):
            # It ends with what to look for, in quotes.
            name = re.escape(reason.split("'")[1]) if reason.endswith("'") else "style"
            found = file.find(
                rf"(?i)<(?:\w+:)?{name}\b|\s(?:\w+:)?{name}\s*=|@import|url\(\s*[\"']?(?!#)|<!(?:DOCTYPE|ENTITY)"
            )
            yield Finding(*(found or Location(file.path)), f"The picture must hold nothing active: it has {reason}")


def _active(svg: str) -> str:
    """What in a picture could run or fetch, and its name in quotes at the end; '' where nothing could."""
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
