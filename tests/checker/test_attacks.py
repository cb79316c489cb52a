"""What strangers tried on a copy of this project: each attack is reported where it was written, its sound twin never.

One site holds them all. A page's text is given with the rules that must report a line at its end, after '@@'; what a
file of another kind must be reported for stands beside it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader

from conftest import GATE, Build, build_project
from writing import generated

CONFIG = f"""
site_name: Attacked
site_url: https://site.example/base/
theme: {{name: mkdocs, highlightjs: false}}
plugins: []
hooks: [{GATE}]
not_in_nav: "*"
extra_css: [SHEETS]
exclude_docs: |
  /includes/
  /*.yml
markdown_extensions:
  - writing
  - abbr
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - tables
  - pymdownx.details
  - pymdownx.snippets: {{base_path: [!relative $config_dir/docs/includes]}}
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
extra:
  gate:
    sources: sources.yml
    facts: facts.yml
    safety: safety.yml
    reviewers: reviewers.yml
    portable: true
    front_matter: [title, description, type, last_reviewed, next_review]
    optional_front_matter: [found_by, more, reviewed_by, reviewed_text, template]
    file_types: [css, svg, png, txt]
    forbidden_words: {{safe: say which risk}}
    callouts:
      emergency: {{spoken_prefix: Call, safety: true, list: true, sources_below: true, generated: true}}
      urgent: {{titles: ["If:"], spoken_prefix: Urgent, safety: true, list: true}}
      do: {{list: true}}
      warning: {{safety: true}}
      note: {{}}
    page_types:
      safety: {{medical: true, opens_with: emergency, sections: [In short, What is not known]}}
      medical: {{medical: true}}
      reference: {{folders: [about]}}
"""
CARD = "<!-- generated: emergency-card -->"
TEMPLATES = {
    "emergency-card.md": '!!! emergency "Call 999 (UK), 911 (US) if:"\n\n    - You cannot breathe.\n\nSource:[^known]\n'
}
LISTS: dict[str, str | bytes] = {
    "sources.yml": "- {id: known, title: A, publisher: B, date: undated, url: 'https://example.org/a', state: read}\n",
    "facts.yml": "- {id: phone, value: 0800 123 4567, of: help, source: [known], checked: 2026-01-31}\n",
    "safety.yml": "agreed: 5da5bef9\nnumbers: [{country: UK, number: '999'}, {country: US, number: '911'}]\n",
    "reviewers.yml": "- {name: Ann Example, body: A, number: '1', date: 2026-01-01, scope: all}\n",
    "includes/shared.md": "A text that pages share.\n",
    "index.md": "---\ntitle: Home\ndescription: Home\ntype: medical\nlast_reviewed: 2026-01-31\n"
    "next_review: 2026-07-31\n---\n\n# Home\n\nText.[^known] Call [{{phone}}](tel:+448001234567).\n\n"
    "![A picture](used.svg)\n",
    "used.svg": '<svg xmlns="http://www.w3.org/2000/svg"><title>Used</title></svg>',
}
FRONT = {
    "title": "A page",
    "description": "What it says",
    "type": "medical",
    "last_reviewed": "2026-01-31",
    "next_review": "2026-07-31",
}


def page(text: str, **front: str) -> str:
    """A page with front matter; a value there may end in '@@ rule' too."""
    rows = "".join(f"{key}: {value}\n" for key, value in {**FRONT, **front}.items())
    return f"---\n{rows}---\n\n# A page\n\nIt rests on this.[^known]\n\n{text}\n"


def safety(text: str, card: str = CARD, **front: str) -> str:
    """A page that must have the card and its sections."""
    head = page("", type="safety", **front).replace("It rests on this.[^known]\n\n\n", "")
    return f"{head}{card}\n\nIt rests on this.[^known]\n\n{text}\n"


def sections(short: str = "What a reader must know.", unknown: str = "Nobody has looked into it.") -> str:
    return f"## In short\n\n{short}\n\n## What is not known\n\n{unknown}"


ZERO, SOFT, TURN, CYRILLIC = "\u200b", "\u00ad", "\u202e", "\u0435"
# Name: (attack, sound twin).
PAGES: dict[str, tuple[str, str]] = {
    # Front matter
    "script in the description": (
        page("", description="'\"><script>alert(1)</script>' @@ unescaped-front-matter"),
        page("", description="'\"Quoted\" & more'"),
    ),
    "script in a nested value": (
        page("", found_by="[one, '<b>'] @@ unescaped-front-matter", more="{a: {b: '<i>'}} @@ unescaped-front-matter"),
        page("", found_by="[one, two]", more="{a: {b: c}}"),
    ),
    "key of no use": (page("", reviewd_by="Ann @@ unknown-front-matter"), page("", found_by="[one]")),
    "template of another page": (page("", template="main.html @@ unknown-front-matter"), page("")),
    "type that asks for less": (page("", type="reference @@ wrong-folder"), page("")),
    "key twice": (page("", last_reviewed="2026-01-31\ntype: reference @@ broken-front-matter"), page("")),
    "reviewer made up": (page("", reviewed_by="Dr X @@ unknown-reviewer"), page("", reviewed_by="")),
    "text changed since the review": (
        page("New.", reviewed_by="Ann Example @@ unknown-reviewer", reviewed_text="0123abcd"),
        page("", reviewed_by='""', reviewed_text="0123abcd"),
    ),
    "review far ahead": (page("", next_review="2099-01-01 @@ broken-date"), page("", next_review="2027-01-31")),
    # Cards
    "no card": (
        f"@@1 missing-callout\n{safety(sections(), card='')}",
        safety(sections()),
    ),
    "second class": (
        page('!!! warning spoken "Hidden" @@ lost-title\n\n    Text.[^known]'),
        page('!!! warning "Seen"\n\n    Text.[^known]'),
    ),
    "weaker card by hand": (
        safety(
            sections(), card='!!! emergency "Have a rest if:" @@ handmade-card\n\n    - You like.\n\nSource:[^known]'
        ),
        safety(sections()),
    ),
    "weaker card, written closely": (
        page('!!!emergency "If:" @@ handmade-card\n\n    - You like.\n\nSource:[^known]'),
        page('!!!note "More"\n\n    Text.'),
    ),
    "card that nothing makes": (
        page("<!-- generated: emergancy-card --> @@ missing-snippet"),
        page(f"{CARD}\n\n<!-- a remark: generated -->"),
    ),
    "card in HTML": (
        page(
            '<div class="admonition warning"> @@ unsafe-card, broken-callout\n<p class="admonition-title">A</p>\n</div>'
        ),
        page('<div class="columns" markdown>\n\nText.\n\n</div>'),
    ),
    "card in a wrapper": (
        page(f'<div class="md-toggle" markdown> @@ unsafe-card\n\n{CARD}\n\n</div>'),
        page(f"<div class='sheet' markdown>\n\n{CARD}\n\n</div>"),
    ),
    "card in a closed block": (
        page('??? warning "Closed" @@ hidden-callout\n\n    Text.[^known]'),
        page('??? note "Closed"\n\n    Text.'),
    ),
    "card in a tab": (
        page('=== "Tab"\n\n    !!! warning "Title" @@ hidden-callout\n\n        Text.[^known]'),
        page('=== "Tab"\n\n    !!! note "Title"\n\n        Text.'),
    ),
    "first item fell out": (
        page('!!! urgent "If:" @@ broken-callout\n\n- One[^known]\n- Two'),
        page('!!! urgent "If:"\n\n    - One[^known]\n    - Two'),
    ),
    "middle item fell out": (
        page('!!! urgent "If:"\n\n    - One[^known]\n\n- Two @@ broken-callout\n\n    - Three'),
        page('!!! urgent "If:"\n\n    - One[^known]\n\n    - Two\n\n    - Three'),
    ),
    "last item fell out": (
        page('!!! urgent "If:"\n\n    - One[^known]\n\n1. Two @@ broken-callout'),
        page('!!! urgent "If:"\n\n    - One[^known]\n\nText.\n\n1. Two'),
    ),
    "first item as code": (
        page('!!! do "Do"\n\n        - One @@ broken-callout\n\n    - Two'),
        page('!!! do "Do"\n\n    - One\n\n    - Two\n\n        - In it'),
    ),
    "another title": (
        page('!!! urgent "Have a rest if:" @@ callout-format\n\n    - One[^known]'),
        page('!!! urgent "If:"\n\n    - One[^known]'),
    ),
    "item of a class that hides": (
        page('!!! do "Do"\n\n    - One\n    {: .headerlink } @@ unsafe-card'),
        page('!!! do "Do"\n\n    - One'),
    ),
    "sign of a class that hides": (
        page('!!! urgent "If:"\n\n    - One[^known]\n    {: .headerlink } @@ unsafe-card'),
        page('!!! urgent "If:"\n\n    - One[^known]\n\n## Heading\n\nText.'),
    ),
    "warning in bold": (
        page("> **Warning:** it spreads. @@ callout-format"),
        page("It is a **warning**. **Warnings** are cards."),
    ),
    "urgent card in bold": (page("**If:** your eye hurts, call. @@ callout-format"), page("As **if:** it were.")),
    "warning without words": (
        page('!!! warning "Title" @@ broken-callout\n\n    [^known]'),
        page('!!! warning "Title"\n\n    Text.[^known]'),
    ),
    "warning as another site writes it": (
        page("> [!WARNING] @@ literal-markdown\n> It spreads."),
        page("> A quote: it spreads."),
    ),
    "title without quotes": (
        page("!!! warning It spreads @@ lost-title\n\n    Text.[^known]"),
        page('!!! warning "It spreads"\n\n    Text.[^known]'),
    ),
    # Sections
    "section in a tab": (
        "@@1 missing-section\n"
        + safety('## In short\n\nWhat to know.\n\n=== "Tab"\n\n    ## What is not known\n\n    Nobody has looked.'),
        safety(sections(unknown='=== "Tab"\n\n    Nobody has looked into it.')),
    ),
    "section of a dot": (
        safety("## In short @@ empty-section\n\n.\n\n## What is not known\n\nNobody has looked."),
        safety(sections()),
    ),
    "section of nothing that is seen": (
        safety(f"## In short\n\nWords of it.\n\n## What is not known @@ empty-section\n\n{ZERO} @@ odd-character"),
        safety(sections()),
    ),
    # Snippets
    "snippet outside": (page('--8<-- "../../mkdocs.yml" @@ missing-snippet'), page('--8<-- "shared.md"')),
    "snippet of the network": (page('--8<-- "https://example.org/x.md" @@ missing-snippet'), page("`--8<-- x`")),
    "snippet past the end": (page('--8<-- "shared.md:99" @@ missing-snippet'), page('--8<-- "shared.md:1:1"')),
    "snippet of no line": (page('--8<-- "shared.md:2:1" @@ missing-snippet'), page('--8<-- "shared.md:1:1,1"')),
    "snippet as text": (page(';--8<-- "shared.md" @@ literal-markdown'), page("Cut here: 8< and -- so.")),
    "snippet switched off": (page("--8<--\n; shared.md @@ leftover\n--8<--"), page("--8<--\nshared.md\n--8<--")),
    # Citations and figures
    "note of one's own": (
        page("A share.[^mine] @@ unlisted-footnote\n\n[^mine]: My own view."),
        page("A share.[^known]"),
    ),
    "invisible character in an id": (page(f"It is so.[^kno{ZERO}wn] @@ odd-character"), page("It is so.[^known]")),
    "raised number": (page("It is so.<sup>1</sup> @@ false-citation"), page("On 2 m<sup>2</sup>, the 1<sup>st</sup>.")),
    "raised figure": (page("It is so.\u00b9\u207b\u00b3 @@ false-citation"), page("On 2 m\u00b2, 10\u00b3.")),
    "number in brackets": (page("It is so [2, 3]. @@ false-citation"), page("It is so [as some say].")),
    "bracket lost": (page("It is so.[^known @@ broken-citation"), page("It is so.[^known] See x^2.")),
    "caret lost": (
        page("It is so.[known] @@ broken-citation"),
        page("As [known] as it is[^known], [known](../index.md)."),
    ),
    "space in an id": (page("It is so.[^known ] @@ unknown-source"), page("It is so.[^known] [^a-z]+")),
    "dose": (page("## More\n\nTake 10 mg of it. @@ uncited-figure"), page("## More\n\nTake 10 mg of it.[^known]")),
    "dose in \u00b5g": (page("## More\n\nTake 20 \u00b5g. @@ uncited-figure"), page("## More\n\nIn `20 \u00b5g`.")),
    "time": (page("## More\n\nIt lasts six months. @@ uncited-figure"), page("## More\n\nIt began in May 2024.")),
    "figure below a text with a source": (
        page("It lasts two weeks. @@ uncited-figure"),
        page("Of these it is known:[^known]\n\nIt lasts two weeks."),
    ),
    "share": (page("## More\n\nIn 50 in 1,000. @@ uncited-figure"), page("## More\n\nOn 10:30, step 3.")),
    "share in words": (page("## More\n\nIn one in ten. @@ uncited-figure"), page("## More\n\nOne in the morning.")),
    "share in an item": (
        page("Text.\n\nMore.\n\n- A\n- It is 5%. @@ uncited-figure"),
        page("As they say:[^known]\n\n- A\n- It is 5%."),
    ),
    "figure in a table": (
        page("## More\n\n| A | B |\n| --- | --- |\n| a | 3 in 100 | @@ uncited-figure"),
        page("| A | B |\n| --- | --- |\n| a | 3 in 100[^known] |"),
    ),
    # Emergency numbers
    "number in a text": (page("Call 998 (UK). @@ wrong-emergency-number"), page("In 2009 (UK) and 30 (US).")),
    "digit left out": (page("Call 99 (UK). @@ wrong-emergency-number"), page("Call 99 times.")),
    "number in a table": (
        page("| A | B |\n| --- | --- |\n| UK | 119 (UK) | @@ wrong-emergency-number"),
        page("| A | B |\n| --- | --- |\n| UK | 111 (UK) |"),
    ),
    "number that is dialled": (page("[Help](tel:99) @@ wrong-emergency-number"), page("[Help](tel:999)")),
    "number in an alternative text": (
        page("![Call 998](../used.svg) @@ wrong-emergency-number"),
        page("![Call them](../used.svg)"),
    ),
    "number in words and brackets": (
        page("In Australia, dial Triple Zero (000). @@ wrong-emergency-number"),
        page("Call your doctor (see below)."),
    ),
    "number of a message": (page("[Help](sms:988) @@ wrong-emergency-number"), page("[Help](sms:999?body=Help)")),
    "number that is another": (
        page("[999](tel:911) @@ misleading-link"),
        page("[0800 123 4567](tel:+448001234567)"),
    ),
    # Promises
    "promise in the title": (page("", title="It is safe @@ forbidden-word"), page("", title="Its safety")),
    "promise in the description": (
        page("", description="It is safe @@ forbidden-word"),
        page("", description="Unsafe"),
    ),
    "promise of a picture": (page("![Safe](../used.svg) @@ forbidden-word"), page("![Safety](../used.svg)")),
    "promise of a link": (page('[x](../index.md "Safe") @@ forbidden-word'), page('[x](../index.md "Unsafe")')),
    "promise of an abbreviation": (page("The FDA.\n\n*[FDA]: Safe @@ forbidden-word"), page("The FDA.\n\n*[FDA]: X")),
    "promise with a soft hyphen": (page(f"Sa{SOFT}fe. @@ forbidden-word, odd-character"), page("Sa-fe.")),
    "promise with an entity": (page("Sa&shy;fe. @@ forbidden-word, odd-character"), page("Sa&nbsp;fe &amp; so.")),
    "promise in wide letters": (page("It is \uff53\uff41\uff46\uff45. @@ forbidden-word"), page("It is \uff53\uff41.")),
    "promise in two alphabets": (
        page(f"Saf{CYRILLIC}. @@ forbidden-word, odd-character"),
        page("\u03b1\u03b2, \u00b5g."),
    ),
    "promise with bold in it": (page("It is sa**fe**. @@ forbidden-word"), page("`safe`, fail-safe.")),
    # Letters and links
    "turned text": (page(f"In {TURN}119. @@ odd-character"), page("Text \U0001f468\u200d\U0001f469\u200d\U0001f467.")),
    "turned with an entity": (page("In &#x202e;119. @@ odd-character"), page("In &#40;119&#41;.")),
    "letter in a host": (
        page(f"[x](https://{CYRILLIC}xample.org/) @@ misleading-link, odd-character"),
        page("[x](https://example.org/%D0%B5)"),
    ),
    "letter in a host, encoded": (page("[x](https://xn--xample-2of.org/) @@ misleading-link"), page("xn--xample")),
    "text that names another address": (
        page("[www.nhs.uk](https://example.org/) @@ misleading-link"),
        page("[www.nhs.uk](https://nhs.uk/x), [Node.js](https://example.org/)"),
    ),
    "longer text that does": (
        page("[More at www.nhs.uk](https://example.org/) @@ misleading-link"),
        page("[More at www.nhs.uk](https://www.nhs.uk/)"),
    ),
    "address before an at sign": (
        page("[x](https://www.nhs.uk@example.org/) @@ misleading-link"),
        page("[x](mailto:a@example.org)"),
    ),
    # Left by mistake
    "merge marks": (page("<<<<<<< HEAD @@ leftover\nA\n=======\nB\n>>>>>>> x"), page("```\n<<<<<<< HEAD\n```")),
    "note to oneself": (page("TODO: ask Anna @@ leftover"), page("`TODO`, a todo list.")),
    "source that is missing": (page("Some say so.[citation needed] @@ leftover"), page("[as cited], needed")),
    "entity twice": (page("It is &amp;nbsp;so. @@ literal-markdown"), page("AT&amp;T; `&nbsp;`, R&amp;D.")),
    "marker in code": (
        page("Text.\n\n    <!-- generated: emergency-card --> @@ accidental-code"),
        page(f"Text.\n\n{CARD}"),
    ),
    "marker of another name": (
        page("<!-- generate: emergency-card --> @@ missing-snippet"),
        page("<!-- see: emergency-card -->"),
    ),
    "marker in a fence": (
        page("```  @@ accidental-code\n<!-- generated: emergency-card -->\n```"),
        page("```\nsome code\n```"),
    ),
    "marker with other dashes": (
        page("\u2039!\u2014 generated: emergency-card \u2014\u203a @@ literal-markdown"),
        page("The text is generated: so it is."),
    ),
    "card in a comment": (
        page('<!-- @@ leftover\n!!! warning "Title"\n\n    Text.[^known]\n-->'),
        page("<!-- Look at this!!! It is so -->"),
    ),
    "two versions of a text": (
        page("{--Do not refuse--}{++Refuse++} it. @@ literal-markdown"),
        page("{ --x }, x++, --y, `{++a++}`."),
    ),
    "text struck through": (page("<del>Do not drive.</del> @@ unsafe-html"), page("Use <kbd>Del</kbd>.")),
    "row that is too long": (
        page("| A | B |\n| --- | --- |\n| a | b | c | @@ uneven-table"),
        page("| A | B |\n| --- | --- |\n| a \\| b | `c | d` |\n| | e |"),
    ),
    "row that is too short": (
        page("| A | B |\n| --- | --- |\n| a | @@ uneven-table"),
        page("A | B\n--- | ---\na | b"),
    ),
    "formula": (page("Wait $\\geq 3$ of it. @@ literal-markdown"), page("It costs $3 to $5, in C:\\Users.")),
    "place to fill in": (page("Call [insert phone number here]. @@ leftover"), page("Call [them](../index.md).")),
    "mark of a chatbot": (page("It is so.\u30104\u2020source\u3011 @@ leftover"), page("It is so.\u2020")),
    "line below a paragraph": (
        page("A sentence of five words. @@ heading-level\n---\n\nMore."),
        page("A sentence of five words.\n\n---\n\nMore."),
    ),
    "flat list": (
        page("- One\n  - In it @@ flat-list\n- Two"),
        page("- One\n    - In it\n- Two\n\n10. Ten\n\n 3. Three"),
    ),
    "bare address": (
        page("See https://example.org/x. @@ literal-markdown"),
        page("<https://example.org/x>, `https://example.org`, [x](https://example.org/)"),
    ),
    "note in a comment": (page("<!-- FIXME: ask -->  @@ leftover"), page("<!-- checked -->")),
    "filler text": (page("Lorem ipsum dolor. @@ leftover"), page("Lorem is a word.")),
    "prompt": (page("[Write: what it is] @@ unfilled-prompt"), page("`[Write: what it is]`")),
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n"
# Name: (ending, attack, its findings by line, sound twin).
FILES: dict[str, tuple[str, str | bytes, dict[int, str], str | bytes]] = {
    "sheet that hides": (
        "css",
        "p { color: red }\n.emergency { display: none }",
        {2: "unsafe-style"},
        ".menu { display: none }",
    ),
    "sheet that hides by an attribute": (
        "css",
        '[class*="emer"] { opacity: .0 }',
        {1: "unsafe-style"},
        ".x { opacity: .5 }",
    ),
    "sheet that hides in an escape": (
        "css",
        ".emer\\67 ency { FONT-SIZE: 0 }",
        {1: "unsafe-style"},
        ".emergency { font-size: 0.9rem }",
    ),
    "sheet that moves away": (
        "css",
        ".warning { position: absolute; left: -9999px }",
        {1: "unsafe-style"},
        ".warning { left: -1px }",
    ),
    "sheet that hides cells": (
        "css",
        "@media print { .md-typeset table td:last-child { display: none } }",
        {1: "unsafe-style"},
        "table td:empty { display: none } .menu td.x { display: none }",
    ),
    "sheet that turns text": (
        "css",
        ".warning { unicode-bidi: bidi-override }",
        {1: "unsafe-style"},
        ".warning { color: red }",
    ),
    "sheet that writes": (
        "css",
        '.urgent::after { content: "Or not" }',
        {1: "unsafe-style"},
        '.urgent::after { content: "" }',
    ),
    "sheet that imports": (
        "css",
        '\n@import "https://example.org/x.css";',
        {2: "unsafe-style"},
        '/* @import "x.css"; */',
    ),
    "sheet that fetches": (
        "css",
        "p { background: url(//example.org/x) }",
        {1: "unsafe-style"},
        "p { background: none }",
    ),
    "picture that is none": ("png", "MZ", {1: "disguised-file"}, PNG),
    "picture of 6 MB": ("png", PNG + bytes(6_000_000), {1: "disguised-file"}, PNG + bytes(1000)),
    "picture that runs": ("svg", SVG.format("<script/>"), {1: "unsafe-file"}, SVG.format("<title>A</title>")),
    "picture that fetches": (
        "svg",
        SVG.format("\n<image href='https://example.org/x.png'/>"),
        {2: "unsafe-file"},
        SVG.format("\n<text>An image</text>"),
    ),
    "picture that promises": (
        "svg",
        SVG.format("<title>A</title>\n<text>It is <tspan>safe</tspan></text>\n<g aria-label='Safe'/>"),
        {2: "text-on-no-page", 3: "text-on-no-page"},
        SVG.format("<style>.safe { color: red }</style><text>Safety</text>"),
    ),
    "picture that calls": (
        "svg",
        SVG.format("<text>Call 998</text>"),
        {1: "text-on-no-page"},
        SVG.format("<text>Call them on day 9, 1,998 times</text>"),
    ),
    "text that nothing shows": ("txt", "A", {1: "unused-file"}, ""),
    "program": ("exe", "MZ", {1: "unsafe-file"}, ""),
}
MARK = re.compile(r"[ \t]*@@ ([\w, -]+)$", re.MULTILINE)
Found = set[tuple[str, int, str]]


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name)


def unmarked(path: str, text: str) -> tuple[str, Found]:
    """The text without its marks, and what they say."""
    found: Found = set()
    for line in re.findall(r"^@@1 ([\w-]+)\n", text):
        found.add((path, 1, line))
    text = re.sub(r"^@@1 .*\n", "", text)
    for number, row in enumerate(text.split("\n"), start=1):
        if marks := MARK.search(row):
            # A page's text may hold more than one mark in a line that has none of its own.
            found |= {(path, number, rule.strip()) for rule in marks[1].split(",")}
    return MARK.sub("", text), found


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Build, Found]]:
    """The one build of all attacks and their twins, and what it must report."""
    project = tmp_path_factory.mktemp("attacked")
    files: dict[str, str | bytes] = dict(LISTS)
    wanted: Found = set()
    for name, (bad, good) in PAGES.items():
        text, found = unmarked(f"docs/bad/{slug(name)}.md", bad)
        wanted |= found
        files |= {f"bad/{slug(name)}.md": text, f"good/{slug(name)}.md": good}
    pictures = []
    for name, (ending, attack, rules, twin) in FILES.items():
        files |= {f"bad/{slug(name)}.{ending}": attack} | ({f"good/{slug(name)}.{ending}": twin} if twin else {})
        wanted |= {(f"docs/bad/{slug(name)}.{ending}", line, rule) for line, rule in rules.items()}
        pictures += [
            f"![Picture]({where}/{slug(name)}.{ending})" for where in ("bad", "good") if ending in ("png", "svg")
        ]
    files["index.md"] = f"{files['index.md']!s}\n" + "\n\n".join(pictures)
    files["bad/unused.svg"] = SVG.format("")
    wanted.add(("docs/bad/unused.svg", 1, "unused-file"))
    for path, content in files.items():
        target = project / "docs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    sheets = [path for path in files if path.endswith(".css")] + ["bad/leak.css"]
    (project / "mkdocs.yml").write_text(CONFIG.replace("SHEETS", ", ".join(sheets)))
    (project / "secret.css").write_text("p { color: red }")
    (project / "docs" / "bad" / "leak.css").symlink_to(Path("..", "..", "secret.css"))
    wanted.add(("docs/bad/leak.css", 1, "symbolic-link"))
    environment = generated._environment()
    own = environment.loader
    assert own
    environment.loader = ChoiceLoader([DictLoader(TEMPLATES), own])
    yield build_project(project, tmp_path_factory.mktemp("out") / "site"), wanted
    environment.loader = own


def of(findings: Found | list[tuple[str, int, str]], path: str) -> Found:
    return {one for one in findings if one[0].rsplit(".", 1)[0] == path}


@pytest.mark.parametrize("name", [*PAGES, *FILES, "unused", "leak"])
def test_attack_is_reported_on_its_line_and_nowhere_else(attacked: tuple[Build, Found], name: str) -> None:
    done, wanted = attacked
    path = f"docs/bad/{slug(name)}"
    assert of(done.findings, path) == of(wanted, path) != set(), done.output[:2000]


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_sound_twin_is_silent(attacked: tuple[Build, Found], name: str) -> None:
    assert not of(attacked[0].findings, f"docs/good/{slug(name)}")


def test_nothing_else_is_reported(attacked: tuple[Build, Found]) -> None:
    done, wanted = attacked
    assert done.code == 1
    assert not {one for one in done.findings if not one[0].startswith("docs/bad/")}
    assert set(done.findings) == wanted
