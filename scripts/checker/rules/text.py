"""Rules on text: Markdown that readers see as it was typed, and what was left in it by mistake."""

import html
import re
from collections import Counter
from typing import NamedTuple

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import markdown_rule
from checker.seen_text import NO_TEXT
from checker.site import Site
from checker.suggest import similar
from checker.text_file import TextFile

MERGE_MARK = r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$"
NOTE = re.compile(
    r"\b(?:TODO|FIXME|TBC|TBD|XXX)\b[^\n]{0,40}|(?i:\blorem ipsum\b|\b(?:insert|add) (?:text|figure|source) here\b)"
    # What a word processor or a chatbot leaves in a copied text.
    r"|:contentReference\b[^\n]{0,40}|\boaicite\b[^\n]{0,40}|\bturn\d+(?:search|view|news)\d+"
    r"|Commented \[\w+\]:"
    # What editors of other sites write where a source is missing.
    r"|(?i:\[(?:citation|source|reference|ref)s?(?: needed)?\??\])|\u3010[^\u3010\u3011\n]*\u3011?"
    # What a template asks to be filled in.
    r"|(?i:\[(?:insert|add|enter|your|fill in|name of|date of|number of|todo|tbc|xx+)\b[^\[\]\n]*\])"
)
OFF = r"^[ \t]*;[ \t]*[\w./-]+\.md\b.*$"
PROMPT = re.compile(r"\[Write:[^\]\n]*\]?")
# Something that can only be meant as an address: a scheme, a path, an anchor, or a name with a known ending.
ADDRESS = r"(?:https?://|\.{0,2}/|#(?=\D))[^\s()\[\]]*|[^\s()\[\]]+\.(?:md|html?|png|jpe?g|gif|svg|webp|pdf)(?:#[^\s()\[\]]*)?"
# Not after a letter, digit or closing bracket: 'array[0][1]' and 'f(x)[i]' are prose.
START = r"(?<![\w\])}\ufffc])"
LINE = r"^[ \t\xa0]*"


CELLS = r":?-{2,}:?(?:\|:?-+:?)+\|?"
ITEM = r"[ \t]{0,3}(?:[-*+]|\d{1,2}[.)])[ \t]+\S.*"
MORE = r"(?:\n[ \t]{2,}\S.*){0,9}?"


class Leftover(NamedTuple):
    """Markdown that is seen as text. trigger: a part of the pattern that is quick to look for."""

    meant: str
    advice: str
    trigger: str
    pattern: str


LINK = "write the link as [text](path.md)"
CALLOUT = "write the callout as '!!! type \"Title\"' after an empty line, its text indented by four spaces"
TABLE = "put an empty line before the table and none inside it, with '| --- | --- |' below its head"
MARKER = "write the marker as '<!-- generated: name -->', alone on a line and not indented"
SNIPPET = "write '--8<-- \"file.md\"' alone on a line"
LIST = "put an empty line before the list, and no HTML around it"
TICKS = "write `code` in Markdown, or <code>code</code> in HTML"
LEFTOVERS = (
    Leftover("link", LINK, "](", rf"{START}!?\[[^\[\]\n]+\]\((?:[^()\n]*\)|\s*(?:{ADDRESS}))"),
    Leftover("link", f"{LINK}, with no space between", "]", rf"\]\s+\((?:{ADDRESS})\)"),
    Leftover("link", f"{LINK}, square brackets first", ")[", rf"{START}\([^()\n]+\)\[(?:{ADDRESS})\]"),
    Leftover("link", f"{LINK}, both brackets closed", "[", rf"{START}!?\[[^\[\]()\n]+\((?:{ADDRESS})\)(?!\])"),
    Leftover("link", LINK, "[[", r"(?<![\w\[])\[\[[^\[\]\n]*[^\W\d_][^\[\]\n]*\]\](?!\])"),
    Leftover("link", LINK, "](", rf"\]\(\s*(?:{ADDRESS})[^\s()]*\)?"),
    Leftover("link", "write the whole address", "://", r"h(?<!\wh)ttps?://(?=[.,;)]|\s*$)"),
    Leftover("reference", f"{LINK}, or define the reference", "][", rf"{START}!?\[[^\[\]\n^]+\]\[[^\[\]\n]*\](?!\[)"),
    Leftover("callout", CALLOUT, "!!", rf"{LINE}!{{2,}}[ \t\xa0]*[a-zA-Z][\w-]*.*$"),
    Leftover("callout", CALLOUT, "!", rf"{LINE}![ \t\xa0]+[a-z][\w-]*[ \t]+[\"“].*$"),
    Leftover("callout", CALLOUT, "??", rf"{LINE}\?{{2,}}\+?[ \t\xa0]+[a-z][\w-]*.*$"),
    Leftover("callout", CALLOUT, "[!", rf"{LINE}\[!\w+\].*$"),
    Leftover("callout", CALLOUT, ":::", rf"{LINE}:{{3,}}.*$"),
    Leftover("tab", "write the tab as '=== \"Title\"' after an empty line", "==", rf"{LINE}={{2,}}[!+]?[ \t]+[\"'].*$"),
    Leftover("snippet", SNIPPET, "8<", rf"(?:{LINE};?|(?=-+8<-+ +[\"']))-+8<-+(?: +\S+)*"),
    Leftover("comment", "write the comment as '<!-- text -->'", "<!-", r"<!-+[^>\n]*>?"),
    Leftover("table", TABLE, "|", rf"{LINE}\|.*\|[ \t]*$"),
    Leftover("table", TABLE, "-|", rf"{LINE}{CELLS}$"),
    Leftover("table", TABLE, "|", r"^.*-{2,}:?[ \t]*\|[ \t]*:?-{2,}.*$"),
    Leftover("list", LIST, "\n", rf"\n(?<=[:\w.,;)\ufffc\n]\n){ITEM}{MORE}\n[ \t]*{ITEM}"),
    Leftover("list", LIST, "\n", rf"\n(?<=:\n){ITEM}"),
    Leftover("list", "write '1.', not '1)'", "2)", rf"{LINE}1\)[ \t]+\S.*\n[ \t]*2\)[ \t]+\S.*"),
    Leftover("check box", "write '☐', or a list without boxes", "[", r"^[ \t]*\[[ xX]\][ \t]+\S.*$"),
    Leftover("code", "put three backticks on a line of their own before and after the code", "```", r"`{3,}.*$"),
    Leftover("code", TICKS, "`", r"(?<![`\w])`[^\s`](?:[^`\n]*[^\s`])?`(?![`\w])"),
    Leftover("footnote", "define the footnote after an empty line", "]:", rf"{LINE}\[\^[^\]\n]+\]:.*$"),
    Leftover("footnote", "write [^id], and define it on a line of its own", "^[", r"\^\[[^\]\n]*[^\W\d_]{2}[^\]\n]*\]"),
    Leftover("footnote", "write [^id] with the keyboard's hyphen", "[^", r"\[\^[\w-]+(?:[\u2010-\u2015][\w-]+)+\]"),
    Leftover("list", "write '- ' before each item, after an empty line", "•", rf"{LINE}•.*(?:\n[ \t]*•.*)*"),
    Leftover("symbol", "put the symbol, or a word", ":",
             r":(?<![\w:/.\[-]:)(?:[a-z][a-z0-9_+-]*[a-z0-9]|[+-]1):(?![\w:/\]])"),
    Leftover("bold", "write **text** with no space inside", "**", r"\*\*(?!\s[^*\n]*\s\*\*)[^*\n]+\*\*"),
    Leftover("bold", "write **text** with no space inside", "**",
             r"(?<![\w*])\*\*[ \t]+(?=[^*\n]*[^\W\d_]{3})[^*\n]+[ \t]\*\*(?![\w*])"),
    Leftover("bold", "write **text**", "'''", r"(?<!')'{3}[^'\n]+'{3}(?!')"),
    Leftover("entity", "type the character itself", "&", r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});"),
    Leftover("address", "write it as a link, [text](https://…)", "://", r"h(?<![\w/\ufffc]h)ttps?://[\w-]+\.[^\s<>\ufffc]+"),
    Leftover("formula", "write it in words, or with signs such as ≥", "\\",
             r"\$[^$\n]*\\[a-z]+[^$\n]*\$|\\[(\[][^\n]*?\\[)\]]|\\[a-z]{2,}\{"),
    Leftover("change", "keep one version of the text", "}", r"\{(?:--|\+\+|~~|==|>>)[^{}\n]*(?:--|\+\+|~~|==|<<)\}"),
    Leftover("marker", MARKER, "generated:", r"[^\s\w]*[ \t]*\bgenerated:[ \t]*[a-z]+(?:-[a-z]+)+[^\n]*"),
    Leftover("callout", CALLOUT, "..", rf"{LINE}\.\.[ \t]+[a-z][\w-]*::.*$"),
    Leftover("link", LINK, "[", r"\b(?:link|xref|image|mailto):{1,2}[^\s\[\]]+\[[^\[\]\n]*\]"),
    Leftover("emphasis", "write *text*, not in HTML", "*", r"(?<![\w*\\])\*[^\s*\n](?:[^*\n]*[^\s*\n])?\*(?![\w*])"),
    Leftover("struck text", "say it in words", "~~", r"~~[^\s~](?:[^~\n]*[^\s~])?~~"),
    Leftover("struck text", "say it in words", "~", r"(?<![\w~])~[^\W\d_][^~\n]*(?<=[^\s~(])~(?![\w~])"),
    Leftover("marked text", "write **text**", "==", r"(?<![=\w])==[^\s=](?:[^=\n]*[^\s=])?==(?![=\w])"),
    Leftover("attributes", "remove the braces", "{", r"(?<!\{)\{:?[ \t]*(?:[.#][a-zA-Z][\w-]*|[\w-]+=[\"'])[^{}\n]*\}"),
    Leftover("attributes", "remove the braces", "{", r"(?<!\{)\{(?::[ \t]*|[ \t]+)[a-z][\w-]+[ \t]*\}(?!\})"),
    Leftover("attributes", "close the braces with '}'", "{", r"(?<!\{)\{:?[ \t]*[.#][a-zA-Z][\w-]*[ \t]*(?=\ufffc|$)"),
    Leftover("variable", "write the words themselves", "{", r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}"),
    Leftover("contents", "remove it: the page has a list of its sections", "[TOC]", rf"{LINE}\[TOC\]$"),
)  # fmt: skip
RAW_HTML = r"^<(?:div|section|p|details|table|figure)\b(?![^>]*\bmarkdown\b)"
INLINE_KINDS = {"link", "bold", "emphasis", "code", "list"}
MATCHERS = [(one, re.compile(one.pattern, re.MULTILINE)) for one in LEFTOVERS]
# What brackets hold that mean an index, a character class, an option or an empty box.
INDEX = re.compile(r"\s*[^\s\ufffc]?\s*|\d+|\^.*|[-:.].*|(?:\w-\w)+\W*|[\d\s,;.:+*/=-]+|.*[\\*+=].*")
# What code is called, 'package.module', as plugins link to it.
DOTTED = re.compile(r"[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)+")


@markdown_rule
def literal_markdown(page: Page, site: Site) -> Findings:
    """Markdown that readers see as it was typed, because it is not quite Markdown or stands inside raw HTML.

    Instead: write it as the message says, or put a backslash before it where readers should see it.
    Why: readers see brackets in place of a link, bars in place of a table, or no warning where one was written.
    Sample: [Side effects] (side-effects.md)
    """
    seen: Counter[str] = Counter()
    done: list[range] = []
    # Front matter that can't be read is seen as text, which broken-front-matter reports.
    broken = page.source.front_matter_lines if page.source.front_matter_error else 0
    tables: list[int] = []
    for (meant, advice, trigger, _), pattern in MATCHERS:
        for found in pattern.finditer(page.prose) if trigger in page.prose else ():
            start, text = found.start(), found[0].strip()
            if any(start in span or found.end() - 1 in span for span in done) or _is_prose(meant, text, page, site):
                continue
            # One table or list is one thing to fix, however many rows it has.
            between = [page.prose[span.stop : start] for span in done if span.stop <= start]
            one_more = meant == "table" and any(end <= start and not page.prose[end:start].strip() for end in tables)
            one_more = one_more or (meant == "list" and any("\n\n" not in one for one in between))
            tables += [found.end()] if meant == "table" else []
            done.append(range(start, found.end()))
            on_purpose = meant not in ("entity", "formula") and page.source.is_escaped(text, page.prose)
            if not one_more and not on_purpose:
                location = _place(page, start, text, seen)
                if not broken or location.line > broken:
                    in_html = meant in INLINE_KINDS and page.source.has_outside_code(RAW_HTML)
                    inside = "; inside HTML, start it with '<div markdown>'" if in_html else ""
                    yield Finding(*location, f"Readers see '{shown(text)}' as text: {advice}{inside}")


def _place(page: Page, start: int, text: str, seen: Counter[str]) -> Location:
    """Where a part of the prose was written, by the words beside it in its block."""
    before = page.prose[:start].rpartition("\n\n")[2][-80:]
    after = page.prose[start:].lstrip()[len(text) :].partition("\n\n")[0][:80]
    key = "".join(f"{before}{NO_TEXT * 2}{text}{NO_TEXT * 2}{after}".split())
    seen[key] += 1
    # A plugin that finds no such name leaves it out: '[Circle][]'.
    spellings = [(text, after), (text[:-1], NO_TEXT)] if text.endswith("[]") else [(text, after)]
    found = (page.source.find_seen(one, seen[key] - 1, before, end) for one, end in spellings)
    return next(filter(None, found), page.made_here)


def _is_prose(meant: str, text: str, page: Page, site: Site) -> bool:
    """Whether brackets or bars are what they seem: an index, a label, a remark."""
    brackets = re.findall(r"\[([^\[\]]*)\]", text)
    if meant == "reference":
        label, name = brackets[:2]
        if INDEX.fullmatch(label) and INDEX.fullmatch(name or label):
            return True
        if DOTTED.fullmatch(name):
            return False
        defined = page.source.reference_names
        if similar(name or label, defined):
            return False
        # '[PR #1][name] text' at the start of an item, '[is][are]' in a sentence: labels, not links.
        is_name = re.fullmatch(r"[a-z][\w-]*|", name) and (re.search(r"[A-Z]|\s|\ufffc", label) or defined)
        starts_line = rf"^[ \t]*{re.escape(text)}"
        return "#" in label or not is_name or bool(re.search(starts_line, page.prose, re.MULTILINE))
    if meant == "link" and text.startswith("[[") and brackets:
        # '[[sic]]' is a remark; a page's name is not.
        names = {name.rsplit("/", 1)[-1] for name in site.project.files}
        return not re.search(r"[A-Z\s|/#.]", brackets[0]) and f"{brackets[0]}.md" not in names
    if meant == "entity":
        return html.unescape(text) == text
    if meant in ("address", "formula", "marker"):
        return not site.policy.portable
    if meant == "variable":
        # Where nothing fills them in, they are shown on purpose; unknown-fact reports those of the facts.
        is_fact = site.policy.facts and re.fullmatch(r"\{\{[^{}%|(.]+\}\}", text)
        return bool(is_fact) or not (site.policy.page_types or site.project.fills_in_variables)
    return meant == "table" and text.count("|") < 2 and "--" not in text


def shown(text: str) -> str:
    """The start of a text, on one line, for a message."""
    return " ".join(text.replace(NO_TEXT, "`…`").split())[:60]


@markdown_rule
def unfilled_prompt(page: Page, site: Site) -> Findings:
    """Prompt of a new page that is still to be filled in, in the text or in the front matter.

    Instead: write what it asks for, without the brackets; where there is nothing to say, say so.
    Why: readers see the question in the place of its answer.
    Sample: [Write: what nobody has found out yet]
    """
    seen: Counter[str] = Counter()
    texts = [*filter(lambda value: isinstance(value, str), page.meta.values()), page.prose]
    for text in PROMPT.findall("\n".join(texts) if site.policy.page_types else ""):
        if not page.source.is_escaped(text, page.prose):
            yield Finding(*page.line_of_text(text, seen[text]), f"Still to be filled in: '{shown(text)}'")
            seen[text] += 1


@markdown_rule
def leftover(page: Page, site: Site) -> Findings:
    """What was left in a page by mistake: a mark of a merge, a note to oneself, filler text.

    Instead: decide which version is right, do what the note says, write the text.
    Why: readers see that nobody looked.
    Sample: TODO: check with the label
    """
    if not site.policy.page_types:
        return
    if page.source.has_outside_code(MERGE_MARK):
        advice = "keep one version, and remove the marks"
        yield Finding(*page.line_of(MERGE_MARK), f"A mark of a merge was left here: {advice}")
    own = TextFile(page.name, page.source.raw)
    if own.has_outside_code(OFF) and (off := own.find(OFF)):
        yield Finding(*off, "A snippet is switched off here: remove the line, or its ';'")
    for comment in page.comments:
        if re.search(r"^[ \t]*(?:!!!|\?\?\?)", comment, re.MULTILINE):
            hidden = page.line_of(r"<!--" + re.escape(comment.removeprefix("<!--")[:20]))
            yield Finding(*hidden, "A callout stands in a comment, where nobody sees it: show it, or remove it")
    seen: Counter[str] = Counter()
    texts = [page.prose, *page.comments, str(page.meta.get("title")), str(page.meta.get("description"))]
    for found in NOTE.finditer("\n".join(texts)):
        location = page.line_of_text(found[0], seen[found[0]])
        seen[found[0]] += 1
        yield Finding(*location, f"'{shown(found[0])}' was left here: write what belongs there, and remove it")
