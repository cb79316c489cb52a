"""Rules on what may hide a card: other classes, HTML, style sheets, tabs, and cards that are written by hand."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from checker.finding import Finding, Findings, Location
from checker.page import Page, ancestors, callout_in_markdown, classes
from checker.rule import markdown_rule, page_rule, site_rule
from checker.rules.callouts import has_words, safety_callouts
from checker.site import Site
from checker.text_file import find_in

# The classes in a card's own HTML, and the elements that have them; any other may be one that hides.
CARD_CLASSES = {"admonition": "div", "admonition-title": "p", "spoken": "span", "footnote-ref": "a"}
HIDES = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0+%?\s*(?![.\d])|font-size\s*:\s*0(?![.\d])|"
    r"(?:max-)?(?:height|width)\s*:\s*0(?![.\d])|clip(?:-path)?\s*:|text-indent\s*:\s*-|transform\s*:|filter\s*:|"
    r"color\s*:\s*(?:transparent|var\(--[\w-]*(?:back|bg)[\w-]*\))|max-height\s*:|"
    r"overflow(?:-y)?\s*:\s*(?:hidden|clip)|-webkit-line-clamp|content-visibility|unicode-bidi|direction\s*:\s*rtl|scale\s*:\s*0(?![.\d])|"
    r"(?:left|top|right|bottom|margin(?:-\w+)?)\s*:\s*-\d{3,})",
    re.IGNORECASE,
)


@page_rule
def weak_error_page(page: Page, site: Site) -> Findings:
    """Page for a wrong address without the card that it must show, or with one that is hidden.

    Instead: show it in `404.html` of the folder of templates, with no `hidden` and no `style`.
    Why: whoever comes from an old link may need help now.
    Sample: <div class="admonition emergency" hidden>
    """
    for name in site.policy.error_page if page.path == "404.html" and not page.from_markdown else ():
        card = page.content.css_first(f".admonition.{name}")
        around = [card, *ancestors(card)] if card else []
        hides = next(
            (one for node in around for one in ("hidden", "style", "aria-hidden") if one in node.attributes), ""
        )
        if not card or hides or not has_words(card):
            templates = [file for file in site.project.setting_files if file.path.endswith("404.html")]
            at = find_in(templates, rf"\b{name}\b") or Location((templates or [page.source])[0].path)
            wrong = f"is hidden by '{hides}': remove that" if hides else "must be here, with words in it"
            yield Finding(*at, f"The card '{name}' of the page for a wrong address {wrong}")


@markdown_rule
def unsafe_card(page: Page, site: Site) -> Findings:
    """Safety card, or something that looks like one, that is not made by `!!!` alone: raw HTML, or other classes.

    Instead: write cards with `!!!`, and only text, links and lists in them.
    Why: a class or an element can hide a card or a part of it from readers.
    Sample: <div class="admonition emergency">
    """
    if not site.policy.callouts:
        return
    raw = r"class\s*=\s*[\"']?[^\"'>]*\badmonition\b"
    if page.source.has_outside_code(raw):
        yield Finding(*page.line_of(raw), "A callout must be written with '!!!', not in HTML")
    names = ",".join(f".{name}:not(.admonition)" for name, one in site.policy.callouts.items() if one.safety)
    for node in page.content.css(names) if names else ():
        if node.tag != "details":
            yield Finding(*_class_line(page, classes(node)[0]), f"The class '{classes(node)[0]}' belongs to a callout")
    for node in page.content.css(".spoken:not(.admonition)"):
        if "admonition-title" not in classes(node.parent or node):
            yield Finding(*_class_line(page, "spoken"), "The class 'spoken' hides text: remove it")
    if page.content.css_first(".headerlink:not(a)"):
        yield Finding(*_class_line(page, "headerlink"), "The class 'headerlink' hides text: remove it")
    for callout, _ in safety_callouts(page, site):
        inside = [node for node in callout.node.css("[class]") if node.mem_id != callout.node.mem_id]
        for node in [*inside, *_wrappers(callout.node)]:
            unknown = (name for name in classes(node) if CARD_CLASSES.get(name) != node.tag and name != callout.type)
            if strange := next(unknown, ""):
                at = _class_line(page, strange)
                yield Finding(*at, f"The class '{strange}' must not stand in the callout '{callout.type}': remove it")


def _wrappers(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a card with a class of the theme, which may hide it; the site's own classes are its own."""
    for around in ancestors(node):
        if any(re.match(r"md-|headerlink$|spoken$", name) for name in classes(around)):
            yield around


def _class_line(page: Page, name: str) -> tuple[str, int]:
    return page.line_of(rf"(?:class\s*=\s*[\"']?[^\"'>\n]*|\{{[^}}\n]*\.){re.escape(name)}\b")


@markdown_rule
def handmade_card(page: Page, site: Site) -> Findings:
    """Card of a type that is made from the safety data, written by hand.

    Instead: write the marker that makes it, such as `<!-- generated: emergency-card -->`, alone on a line.
    Why: a sign or a number that is missing in one card, or wrong, may cost a life; the data has one owner.
    Sample: !!! emergency "Call 999 if:"
    """
    for name, one in site.policy.callouts.items():
        pattern = callout_in_markdown(name)
        if one.generated and page.source.has_outside_code(pattern):
            what = f"The callout '{name}' is made from {site.project.list_path('safety')}"
            yield Finding(*page.line_of(pattern), f"{what}: write '<!-- generated: … -->' in its place")


@site_rule
def unsafe_style(site: Site) -> Findings:
    """Style sheet of the site that hides a callout or cells, writes text into a callout, or fetches from elsewhere.

    Instead: change colours, borders and spaces only; put what is fetched under `docs/`.
    Why: a warning that a style sheet hides is not there, and the other site learns who reads about what.
    Sample: .emergency { display: none }
    """
    # By its type, or by an element, attribute or class that a card has too.
    names = "|".join(map(re.escape, ["admonition", *site.policy.callouts]))
    table = r"(?:^|[\s>+~])(?:table|tbody|tr|td|th)(?::(?!empty)[\w-]+(?:\([^)]*\))?)*\s*$"
    card = re.compile(rf"\.(?:{names})\b|(?<!:not\()\[class|^\s*(?:\*|div|article|ul|li|p)\s*$|{table}")
    project = site.project
    for name in [name for name in project.files if name.endswith(".css")] if site.policy.portable else ():
        file = project.text_file(project.docs / name)
        # Without comments and escapes, line for line.
        css = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), file.text, flags=re.DOTALL)
        css = re.sub(r"\\([0-9a-fA-F]{1,5})[ \t]?", lambda found: chr(int(found[1], 16)), css)
        found_at = []
        for found in re.finditer(r"(?i)@import[^;]*;|url\(\s*[\"']?(?:https?:)?//[^)]*\)", css):
            found_at.append((found.start(), "A style sheet must fetch nothing: put the file under docs/"))
        for found in re.finditer(r"([^{}]+)\{([^{}]*)\}", css):
            said = [one for one in found[1].split(",") if card.search(one)]
            if hides := HIDES.search(found[2]) if any("::" not in one for one in said) else None:
                message = f"'{hides[0].strip()}' must not be said of a callout or a table: it hides text"
                found_at.append((found.start(2) + hides.start(), message))
            elif said and re.search(r"(?i)\bcontent\s*:\s*(?:[\"'][^\"']*\w|attr\()", found[2]):
                found_at.append((found.start(2), "A style sheet must not write into a callout"))
        for start, message in found_at:
            yield Finding(file.path, css.count("\n", 0, start) + 1, message)


@markdown_rule
def hidden_callout(page: Page, site: Site) -> Findings:
    """Safety callout that a reader must open something to see: in a collapsed block or a tab.

    Instead: write it with `!!!`, outside tabs.
    Why: what is not seen does not warn, and print and search may leave it out.
    Sample: ??? warning "The toxin can spread"
    """
    for callout, _ in safety_callouts(page, site):
        if callout.hidden:
            wrong = f"The callout '{callout.type}' must not be hidden: use '!!!', outside tabs"
            yield Finding(*page.line_of_callout(callout), wrong)
