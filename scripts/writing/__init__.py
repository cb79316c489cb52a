"""What the site adds to Markdown, as one extension of Python-Markdown, so that any engine that uses it writes the same.

Citations ``[^id]`` of the list of sources; facts ``{{id}}``; a tooltip for each word of the glossary;
``<!-- generated: name -->`` filled from the project's own data; a spoken prefix on cards. An engine that can't load it
fails; none publishes raw text.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from checker import Project
from checker.page import mark_content
from checker.text_file import mask_code_and_comments
from writing.generated import render

CITATION = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
FACT = re.compile(r"(?<!\\)\{\{([a-z0-9-]+)\}\}")
MARKER = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)
TITLE = re.compile(r'(<div class="admonition ([\w-]+)[^"]*">\s*<p class="admonition-title">)')
TOOLTIP = re.compile(r'<abbr title="(?P<meaning>[^"]*)">(?P<word>[^<]*)</abbr>')
TABLE = re.compile(r"<table>\n<thead>(.*?)</thead>.*?</table>", re.DOTALL)
HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
NOT_LABEL = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)
HEADING_OR_TOOLTIP = re.compile(rf"(?P<heading><h\d.*?</h\d>)|{TOOLTIP.pattern}", re.DOTALL)


class WritingExtension(Extension):
    """The extension. config_file: the project's mkdocs.yml, from the folder in which the engine was started."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "config_file": ["mkdocs.yml", "the project's configuration"],
            "project": ["", "or the project"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Puts each step where it belongs among those of Python-Markdown (priorities: its documentation)."""
        project = self.getConfig("project") or _project(Path(self.getConfig("config_file")).resolve())
        # After snippets (32) and before fences (25), which the generated texts have.
        md.preprocessors.register(FillMarkers(md, project), "generated", 31)
        # After fences, so that what they show is not cited.
        md.preprocessors.register(DefineCited(md, project), "citations", 24)
        # After inline patterns (20), which find the citations.
        md.treeprocessors.register(DropUncited(md, project), "uncited", 14)
        # Last of all.
        md.postprocessors.register(FinishPage(md, project), "finish", -10)


@lru_cache(maxsize=1)
def _project(file: Path) -> Project:
    """An engine that starts an extension for each page reads the project once.

    Raises FileNotFoundError where it is not there: without its lists, citations would be published as they were typed.
    """
    if not file.is_file():
        raise FileNotFoundError(f"No '{file.name}' in {file.parent}: start the build in the folder that has it")
    return Project(file)


def makeExtension(**options: Any) -> WritingExtension:
    """What Python-Markdown calls."""
    return WritingExtension(**options)


class FillMarkers(Preprocessor):
    """Puts each generated text and fact in the place of its marker, and tells the abbr extension the glossary's words.

    An unknown marker stays a comment. The glossary's own page has no tooltips: it says the same beside each word.
    """

    def __init__(self, md: Markdown, project: Project) -> None:
        super().__init__(md)
        self.project = project

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        filled = MARKER.sub(lambda found: render(found[1], self.project) or found[0], text)
        abbr = next((one for one in self.md.registeredExtensions if hasattr(one, "abbrs")), None)
        if abbr is not None and "<!-- generated: glossary -->" not in text:
            for word in self.project.glossary.values():
                abbr.abbrs |= dict.fromkeys((word.term, *word.also), word.meaning)
        return self._facts(filled).split("\n")

    def _facts(self, text: str) -> str:
        """Puts the value of each fact in the place of its name, outside code."""
        facts, parts, done = self.project.facts, [], 0
        for found in FACT.finditer(mask_code_and_comments(text)):
            if found[1] in facts:
                parts += [text[done : found.start()], facts[found[1]].value]
                done = found.end()
        return "".join([*parts, text[done:]])


class DefineCited(Preprocessor):
    """Adds the definition of each source that the page, or a snippet in it, cites, in the order of the text.

    Python-Markdown prints every footnote that is defined, cited or not, so a page gets only its own.
    """

    def __init__(self, md: Markdown, project: Project) -> None:
        super().__init__(md)
        self.project = project

    def run(self, lines: list[str]) -> list[str]:
        references = self.project.references
        text = mask_code_and_comments("\n".join(lines))
        cited = [name for name in dict.fromkeys(CITATION.findall(text)) if name in references]
        return [
            *lines,
            *(part for name in cited for part in ("", f"[^{name}]: {render('reference', self.project, name)}")),
        ]


class DropUncited(Treeprocessor):
    """Drops the sources that only a sample in indented code cites: Markdown alone knows what is code."""

    def __init__(self, md: Markdown, project: Project) -> None:
        super().__init__(md)
        self.project = project

    def run(self, root: Element) -> None:
        citations = [link for link in root.iter("a") if link.get("class") == "footnote-ref"]
        cited = {link.get("href", "").removeprefix("#fn:") for link in citations}
        div = root.find("div[@class='footnote']")
        for notes in div.findall("ol") if div is not None else ():
            kept = []
            for note in list(notes):
                name = note.get("id", "").removeprefix("fn:")
                if name in self.project.references and name not in cited:
                    notes.remove(note)
                else:
                    kept.append(name)
            for link in citations:
                link.text = str(kept.index(link.get("href", "").removeprefix("#fn:")) + 1)
            if not kept and div is not None:
                root.remove(div)


class FinishPage(Postprocessor):
    """Works on the finished HTML of the page."""

    def __init__(self, md: Markdown, project: Project) -> None:
        super().__init__(md)
        self.callouts = project.policy.callouts

    def run(self, text: str) -> str:
        text = TABLE.sub(_label_cells, TITLE.sub(self._speak, self._one_tooltip_each(text)))
        # The mark beside a heading is for pointers and fingers; the lists of sections have the same links for others.
        text = text.replace('<a class="headerlink"', '<a aria-hidden="true" tabindex="-1" class="headerlink"')
        return mark_content(text)

    def _speak(self, found: re.Match[str]) -> str:
        """Says aloud how urgent a card is, for those who hear the page (NHS care cards do so)."""
        spoken = self.callouts[found[2]].spoken_prefix if found[2] in self.callouts else ""
        return f'{found[1]}<span class="spoken">{spoken}: </span>' if spoken else found[1]

    def _one_tooltip_each(self, text: str) -> str:
        """Keeps the tooltip of a word where it first stands, outside headings: a mark on each would be noise."""
        seen: set[str] = set()

        def once(found: re.Match[str]) -> str:
            if found["heading"]:
                return TOOLTIP.sub(lambda inner: inner["word"], found[0])
            kept = found["meaning"] not in seen
            seen.add(found["meaning"])
            return found[0] if kept else found["word"]

        return HEADING_OR_TOOLTIP.sub(once, text)


def _label_cells(table: re.Match[str]) -> str:
    """The table with the title of its column on each cell, for a narrow screen that shows each row as a block."""
    labels = [NOT_LABEL.sub("", cell).strip().replace('"', "&quot;") for cell in HEAD_CELL.findall(table[1])]

    def label(row: str) -> str:
        column = iter(labels)
        return re.sub(r"<td\b", lambda cell: f'<td data-label="{next(column, "")}"', row)

    head, end, body = table[0].partition("</thead>")
    # A title that says nothing is no title.
    head = re.sub(r"<th\b[^>]*></th>", "<td></td>", head)
    return head + end + "</tr>".join(map(label, body.split("</tr>")))
