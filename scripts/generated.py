"""Generated text, as MkDocs calls it: fills ``<!-- generated: name -->`` from the project's own data.

So a list that readers or editors see can't drift from what the gate and the citations use.
"""

import re
from collections.abc import Collection
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

import project
from model import PageType, Term, new_page, read_glossary, read_references
from model.lists import STATES
from rules import RULES, explain

TOOLTIP = re.compile(r'<abbr title="(?P<meaning>[^"]*)">(?P<word>[^<]*)</abbr>')
HEADING_OR_TOOLTIP = re.compile(rf"(?P<heading><h\d.*?</h\d>)|{TOOLTIP.pattern}", re.DOTALL)
MARKER = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Puts each generated text in the place of its marker, and gives each word of the glossary its tooltip.

    An unknown marker stays a comment. The glossary's own page has no tooltips: it says the same beside each word.
    """
    filled = MARKER.sub(lambda found: GENERATED[found[1]](config) if found[1] in GENERATED else found[0], markdown)
    if "<!-- generated: glossary -->" in markdown:
        return filled
    tooltips = [f"*[{name}]: {word.meaning}" for word in words(config) for name in (word.term, *word.also)]
    return "\n\n".join([filled, "\n".join(tooltips)])


def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Keeps the tooltip of a word where the word first stands, outside headings: a mark on each would be noise."""
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        if found["heading"]:
            return TOOLTIP.sub(lambda inner: inner["word"], found[0])
        kept = found["meaning"] not in seen
        seen.add(found["meaning"])
        return found[0] if kept else found["word"]

    return HEADING_OR_TOOLTIP.sub(once, html)


def sources(config: MkDocsConfig) -> str:
    """Every source, in one table for each state."""
    listed = project.listed(project.policy(config).sources, config)
    references, _ = read_references(listed.path, listed.text) if listed else ({}, [])
    parts = [f"There are {len(references)} sources."]
    for state, meaning in STATES.items():
        rows = [
            f"| **[{_cell(one.title)}]({one.url})**{{: #{one.id} }}<br>"
            f"{_cell(one.publisher)}. {_cell(one.note)} | {one.date} |"
            for one in references.values()
            if one.state == state
        ]
        if rows:
            parts.append("\n".join([f"## {meaning}\n", "| Source | Its date |", "| --- | --- |", *rows]))
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    """A text in a table, where a bar would end its cell: titles of web pages often have one."""
    return text.replace("|", "\\|")


def glossary(config: MkDocsConfig) -> str:
    """Every word with its meaning."""
    return "\n\n".join(f"{word.term}\n:   {word.meaning}" for word in words(config))


def words(config: MkDocsConfig) -> Collection[Term]:
    """The words of the glossary."""
    listed = project.listed(project.policy(config).glossary, config)
    return read_glossary(listed.path, listed.text)[0].values() if listed else ()


def checks(config: MkDocsConfig) -> str:
    """Every rule: what triggers it, what to write instead, why, and a sample that fails."""
    parts = []
    for name in sorted(RULES):
        rule = explain(name)
        parts.append(f"## {name}\n\n{rule['trigger']}\n\n**Instead:** {rule['instead']}\n\n**Why:** {rule['why']}")
        parts.append(f'```text title="Fails"\n{rule["sample"]}\n```')
    return "\n\n".join([f"There are {len(RULES)} checks.", *parts])


def page_types(config: MkDocsConfig) -> str:
    """Every page type with what it must have, and the page that 'make new' starts with."""
    policy = project.policy(config)
    parts = []
    for kind in policy.page_types.values():
        # The semicolon keeps a snippet from being taken in here.
        sample = new_page(kind, policy, "Title of the page", "YYYY-MM-DD", "YYYY-MM-DD").replace("--8<--", ";--8<--")
        parts += [f"## {kind.name}", f"{kind.purpose}.", needs(kind), f"```text\n{sample}```"]
    return "\n\n".join(parts)


def needs(kind: PageType) -> str:
    """What pages of a type must have, as a list."""
    callouts = [f"`{name}`" + (" first" if name == kind.opens_with else "") for name in kind.all_callouts]
    return (
        f"- **Sections, in this order:** {'; '.join(kind.sections) or 'any'}.\n"
        f"- **Callouts:** {', '.join(callouts) or 'any'}.\n"
        f"- **Citations:** {'needed' if kind.medical else 'where a fact needs one'}."
    )


def page_type_table(config: MkDocsConfig) -> str:
    """Every page type in one row, with the way to what it must have."""
    rows = [
        f"| [`{kind.name}`](page-types.md#{kind.name}) | {kind.purpose} | {', '.join(kind.sections) or 'Any'} |"
        for kind in project.policy(config).page_types.values()
    ]
    return "\n".join(["| Type | What it is for | Its sections |", "| --- | --- | --- |", *rows])


def front_matter(config: MkDocsConfig) -> str:
    """The lines at the top of a page, as 'make new' writes them."""
    policy = project.policy(config)
    kind = next(iter(policy.page_types.values()), PageType(""))
    sample = new_page(kind, policy, "Title of the page", "YYYY-MM-DD", "YYYY-MM-DD").split("\n\n")[0]
    return f"```yaml\n{sample}\n```"


def states(config: MkDocsConfig) -> str:
    """How far a source can have been read."""
    return "\n".join(f"- `{name}`: {meaning}." for name, meaning in STATES.items())


def callouts(config: MkDocsConfig) -> str:
    """Every callout with its meaning and how it must be written."""
    lines = ["| Callout | Meaning | How to write it |", "| --- | --- | --- |"]
    for one in project.policy(config).callouts.values():
        must = [
            "cites a source; never in a collapsed block or a tab" if one.safety else "",
            f"title ends with “{one.title_ends}”" if one.title_ends else "",
            "holds a list" if one.list else "",
            f"each line begins with “{one.lines_begin}”" if one.lines_begin else "",
            f"at most {one.most} on a page" if one.most else "",
        ]
        lines.append(f"| `{one.name}` | {one.meaning} | {'; '.join(filter(None, must)) or 'as you like'} |")
    return "\n".join(lines)


def never_write(config: MkDocsConfig) -> str:
    """Every word or phrase never to write, with what to do instead."""
    words = project.policy(config).never_write
    return "\n".join(
        ["| Never | Instead |", "| --- | --- |", *(f"| {word} | {advice} |" for word, advice in words.items())]
    )


GENERATED = {
    "sources": sources,
    "glossary": glossary,
    "checks": checks,
    "page-types": page_types,
    "page-type-table": page_type_table,
    "front-matter": front_matter,
    "states": states,
    "callouts": callouts,
    "never-write": never_write,
}
