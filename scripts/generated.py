"""Generated text, as MkDocs calls it: fills ``<!-- generated: name -->`` from the project's own data.

So a list that readers or editors see can't drift from what the gate and the citations use.
"""

import re
from collections.abc import Collection
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

import project
from model import Term, read_glossary, read_references
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
            f"| **[{one.title}]({one.url})**{{: #{one.id} }}<br>{one.publisher}. {one.note} | {one.date} |"
            for one in references.values()
            if one.state == state
        ]
        if rows:
            parts.append("\n".join([f"## {meaning}\n", "| Source | Its date |", "| --- | --- |", *rows]))
    return "\n\n".join(parts)


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
    """Every page type with what it must have, and the start of such a page."""
    policy = project.policy(config)
    parts = []
    for kind in policy.page_types.values():
        callouts = [f"`{name}`" + (" first" if name == kind.opens_with else "") for name in kind.all_callouts]
        rows = [
            f"- **Sections, in this order:** {'; '.join(kind.sections) or 'any'}.",
            f"- **Callouts:** {', '.join(callouts) or 'any'}.",
            f"- **Citations:** {'needed' if kind.medical else 'where a fact needs one'}.",
        ]
        sample = "\n\n".join([f"# Title of a page of type {kind.name}", *(f"## {title}" for title in kind.sections)])
        front = "\n".join(
            ["---", *(f"{key}: {kind.name if key == 'type' else ''}".rstrip() for key in policy.front_matter), "---"]
        )
        parts.append(
            f"## {kind.name}\n\n{kind.purpose}.\n\n" + "\n".join(rows) + f"\n\n```text\n{front}\n\n{sample}\n```"
        )
    return "\n\n".join(parts)


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
    "callouts": callouts,
    "never-write": never_write,
}
