"""What editors keep: mkdocs.yml, the policy in it, the Markdown files and the lists. Reads files, knows no engine."""

import datetime
import hashlib
import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from pathspec import GitIgnoreSpec
from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

from checker.finding import Finding
from checker.lists import (
    SAFE_LOADER,
    Entry,
    Fact,
    Reference,
    Reviewer,
    Term,
    fact_error,
    keys_twice,
    line_of_error,
    nodes_of,
    read_list,
    reference_error,
    reviewer_error,
    term_error,
)
from checker.policy import Policy, PolicyError, read_policy
from checker.text_file import TextFile

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
LISTS = ("sources", "glossary", "facts", "safety", "reviewers", "changes", "addresses")
# What each row of the safety data must say.
SAFETY_ROWS = {
    "numbers": ("country", "number"),
    "helplines": ("country", "number"),
    "signs": ("text", "source"),
    "bans": ("text", "source"),
    "ask_first": ("text", "source"),
}
# The keys of mkdocs.yml whose values readers see.
SEEN_SETTINGS = {"site_name", "site_description", "copyright", "nav"}
# What the extension 'writing' works with.
NEEDED = ("abbr", "admonition", "attr_list", "footnotes")
# What MkDocs never takes from the docs folder (its setting exclude_docs).
NEVER_TAKEN = [".*", "/templates/"]


class Project:
    """One project.

    file: its mkdocs.yml, or None for a build without one; settings: values that stand over those in the file, as an
    engine was told them on its command line. Whatever can't be used is a finding, and reads as if it were not there.
    """

    def __init__(self, file: Path | None, **settings: Any) -> None:
        self.file = file
        self.root = (file.parent if file else Path()).resolve()
        self.findings: list[Finding] = []
        # Whether a list that pages are made from can't be read, so that whatever is wrong with them may come from it.
        self.unreadable = False
        # The Markdown of pages that a plugin made, by the path that the engine wrote.
        self.made: dict[str, TextFile] = {}
        self.settings = {**(self._read_settings(file) if file else {}), **settings}
        self.docs = self.root / (self.settings.get("docs_dir") or "docs")
        self.policy = self._read_policy()
        # As MkDocs does, so that two builds of one commit are the same.
        now = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
        self.now = datetime.datetime.fromtimestamp(now, datetime.UTC)
        self.today = self.now.date()

    def name(self, path: Path | str) -> str:
        """A path as findings print it: from the project's root, with '/'."""
        return Path(os.path.relpath(path, self.root)).as_posix()

    def text_file(self, path: Path, snippets: bool = False) -> TextFile:
        """A file of the project as its editor wrote it; snippets: whether it may take in others."""
        wanted = snippets and bool(self._snippet_folders)
        return TextFile(self.name(path), path.read_bytes(), self._snippet if wanted else None)

    def front_matter(self, output: str) -> Mapping[str, Any]:
        """The front matter of the Markdown that is written to a path; {} where there is none."""
        name = self.file_behind(output)
        return self.text_file(self.docs / name).front_matter if name else {}

    @property
    def extra(self) -> Mapping[str, Any]:
        """The free part of mkdocs.yml."""
        found = self.settings.get("extra")
        return found if isinstance(found, dict) else {}

    @property
    def site_url(self) -> str:
        """Where the site will be published, or ''."""
        return str(self.settings.get("site_url") or "")

    @cached_property
    def templates(self) -> Path | None:
        """The folder of the project's own templates."""
        theme = self.settings.get("theme")
        folder = theme.get("custom_dir") if isinstance(theme, dict) else None
        return self.root / folder if folder else None

    @cached_property
    def setting_files(self) -> list[TextFile]:
        """The files in which a link of the theme can have been written."""
        found = [self.file] if self.file else []
        found += sorted(self.templates.rglob("*.html")) if self.templates else []
        return [self.text_file(path) for path in found]

    @property
    def texts_in_settings(self) -> str:
        """What readers see of mkdocs.yml: the site's name, description, copyright and menu, each on its line there."""
        text = self.file.read_text("utf-8-sig") if self.file else ""
        lines = [""] * (text.count("\n") + 2)
        node = yaml.compose(text, SAFE_LOADER) if "site_name" in self.settings else None
        shown = [value for key, value in getattr(node, "value", ()) if key.value in SEEN_SETTINGS]
        for part in nodes_of(*shown):
            if isinstance(part, yaml.ScalarNode):
                lines[part.start_mark.line] += f" {part.value} "
        return "\n".join(line.replace("\n", " ") for line in lines)

    @cached_property
    def fills_in_variables(self) -> bool:
        """Whether a plugin or extension puts values in the place of '{{ name }}'."""
        named = f"{self.settings.get('plugins')} {self.settings.get('markdown_extensions')}"
        return any(word in named for word in ("macros", "markdownextradata", "jinja"))

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """Old to new path of a page, as extra.redirects says, or the plugin mkdocs-redirects is told."""
        own = self.extra.get("redirects")
        plugins = self.settings.get("plugins")
        for plugin in plugins if isinstance(plugins, list) else [plugins]:
            options = plugin.get("redirects") if isinstance(plugin, dict) else None
            if isinstance(options, dict):
                own = options.get("redirect_maps")
        return {str(old): str(new) for old, new in own.items()} if isinstance(own, dict) else {}

    @cached_property
    def addresses(self) -> list[str]:
        """The paths of all pages that were ever published, below the docs folder."""
        found = self._data("addresses")
        return [str(one) for one in found] if isinstance(found, list) else []

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The list of sources that pages cite, by id."""
        return self._entries("sources", Reference, lambda one: reference_error(one, self.today))

    @cached_property
    def glossary(self) -> Mapping[str, Term]:
        """The words that the glossary explains, by term."""
        return self._entries("glossary", Term, term_error)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that pages take in by name, by id."""
        return self._entries("facts", Fact, lambda one: fact_error(one, self.references, self.today))

    @cached_property
    def reviewers(self) -> Mapping[str, Reviewer]:
        """The clinicians who may be named as reviewers, by name."""
        return self._entries("reviewers", Reviewer, lambda one: reviewer_error(one, self.today))

    def reviewer_of(self, meta: Mapping[str, Any], fingerprint: str) -> Reviewer | None:
        """The clinician of the list who reviewed a page as it is now, by its front matter; None where nobody has."""
        found = self.reviewers.get(str(meta.get("reviewed_by") or ""))
        return found if meta.get("reviewed_text") == fingerprint else None

    @cached_property
    def safety(self) -> Mapping[str, Any]:
        """The data that safety cards are made from: emergency numbers, signs, bans. {} where it can't be read."""
        found = self._data("safety")
        list_file = self._list("safety")
        if list_file and isinstance(found, dict):
            for name, rows in getattr(yaml.compose(list_file.text, SAFE_LOADER), "value", ()):
                for line, key in _lacking(rows, SAFETY_ROWS.get(name.value, ())):
                    message = f"This row of '{name.value}' must have a line '{key}'"
                    self.findings.append(Finding(list_file.path, line, message, "invalid-entry"))
        return found if isinstance(found, dict) else {}

    @property
    def safety_fingerprint(self) -> str:
        """Eight letters that change with anything that the safety data says; its comments do not count."""
        said = {key: value for key, value in self.safety.items() if key != "agreed"}
        try:
            text = json.dumps(said, sort_keys=True, default=str)
        except (ValueError, TypeError):  # an alias that leads back to where it stands; keys that can't be sorted
            text = repr(said)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def safety_rows(self, key: str) -> list[dict[str, Any]]:
        """The rows of one part of the safety data that are mappings."""
        return [row for row in self.safety.get(key) or () if isinstance(row, dict)]

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """What changed for readers, newest first: date, edition, changes (kind, what, pages)."""
        found = self._data("changes")
        return found if isinstance(found, list) else []

    def _entries(self, key: str, kind: type[Entry], error_of: Callable[[Entry], str]) -> Mapping[str, Entry]:
        """The entries of one of LISTS; what is wrong with it becomes findings."""
        list_file = self._list(key)
        self._add_twice(list_file)
        found, findings = read_list(list_file.path, list_file.text, kind, error_of) if list_file else ({}, [])
        self.findings += findings
        return found

    def _data(self, key: str) -> Any:
        list_file = self._list(key)
        self._add_twice(list_file)
        try:
            return yaml.load(list_file.text, SAFE_LOADER) if list_file else None  # noqa: S506, it is safe
        except yaml.YAMLError as error:
            message = "This line is not YAML: correct it; the rest is checked when this list can be read"
            self.findings.append(Finding(self.list_path(key), line_of_error(error), message, "invalid-entry"))
            self.unreadable = True
            return None

    def _add_twice(self, file: TextFile | None, rule: str = "invalid-entry") -> None:
        for line, key in keys_twice(file.text) if file else ():
            wrong = f"The key '{key}' stands twice: keep one of the two"
            self.findings.append(Finding(file.path if file else "", line, wrong, rule))

    @cached_property
    def files(self) -> list[str]:
        """The files of the docs folder that an engine publishes, as paths below it."""
        excluded = GitIgnoreSpec.from_lines([*NEVER_TAKEN, *str(self.settings.get("exclude_docs") or "").split("\n")])
        found = []
        for folder, _, names in os.walk(self.docs, followlinks=True):
            here = Path(folder)
            if self.templates and here.is_relative_to(self.templates):
                continue
            found += [(here / name).relative_to(self.docs).as_posix() for name in names]
        return sorted(name for name in found if not excluded.match_file(name))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each Markdown file of the docs folder, by its path below it."""
        pages = (name for name in self.files if name.lower().endswith(MARKDOWN))
        return {name: str(self.text_file(self.docs / name).front_matter.get("title") or name) for name in pages}

    @cached_property
    def by_output(self) -> Mapping[str, list[str]]:
        """The files of the docs folder by the path that an engine writes each to, with directory URLs and without.

        More than one file at a path means that one overwrites the other.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.files:
            path = PurePosixPath(name)
            if path.suffix.lower() not in MARKDOWN:
                found[name].append(name)
            elif path.stem in ("index", "README"):
                found[str(path.with_name("index.html"))].append(name)
            else:
                found[str(path.with_suffix("") / "index.html")].append(name)
                found[str(path.with_suffix(".html"))].append(name)
        return found

    def file_behind(self, output: str) -> str | None:
        """The Markdown file of the docs folder that is written to a path; None where there is none."""
        return next((name for name in self.by_output.get(output, ()) if name != output), None)

    def is_unlisted_on_purpose(self, name: str) -> bool:
        """Whether a page of the docs folder is named under 'not_in_nav'."""
        return GitIgnoreSpec.from_lines(str(self.settings.get("not_in_nav") or "").split("\n")).match_file(name)

    def _read_settings(self, file: Path) -> dict[str, Any]:
        """mkdocs.yml as data, with what it inherits; what only an engine can read is None."""

        class Loader(SAFE_LOADER):  # type: ignore[misc]
            pass

        def relative(loader: Any, node: yaml.Node) -> str:
            return str(node.value).replace("$config_dir", ".").replace("$docs_dir", "docs")

        Loader.add_constructor("!ENV", construct_env_tag)
        Loader.add_constructor("!relative", relative)
        Loader.add_multi_constructor("", lambda loader, tag, node: None)
        try:
            data = yaml.load(file.read_text("utf-8-sig"), Loader)  # noqa: S506, a SafeLoader with two more tags
        except (yaml.YAMLError, ValueError, OSError) as error:
            reason = getattr(error, "problem", None) or " ".join(str(error).split())
            message = f"This line is not YAML: {reason}"
            self.findings.append(Finding(self.name(file), line_of_error(error), message, "invalid-policy"))
            return {}
        data = data if isinstance(data, dict) else {}
        parent = file.parent / str(data.pop("INHERIT", "") or "")
        return {**self._read_settings(parent), **data} if parent.is_file() else data

    def _read_policy(self) -> Policy:
        data = self.extra.get("gate")
        try:
            policy = read_policy(data)
            if data and self.file:
                self._add_twice(self.text_file(self.file), "invalid-policy")
            extensions = str(self.settings.get("markdown_extensions"))
            missing = [name for name in NEEDED if not re.search(rf"\b{name}\b", extensions)]
            if "'writing'" in extensions and policy.sources and missing:
                self._add_setting_error(f"'writing' needs '{missing[0]}': add it here", "markdown_extensions")
            for key in LISTS:
                path = getattr(policy, key)
                if path and not (self.docs / path).is_file():
                    raise PolicyError(f"there is no file '{path}' in the docs folder", "extra", "gate", key)
        except PolicyError as error:
            self._add_setting_error(str(error), *error.keys)
            return Policy()
        return policy

    def _add_setting_error(self, reason: str, *keys: str) -> None:
        """Adds a finding at a key of mkdocs.yml, which the keys above it lead to."""
        line = _line_of(self.file.read_text("utf-8-sig"), keys) if self.file else 1
        message = f"{'.'.join(keys)}: {reason}"
        self.findings.append(Finding(self.name(self.file or "mkdocs.yml"), line, message, "invalid-policy"))

    def list_path(self, key: str) -> str:
        """The path of one of LISTS, as findings print it; '' where the policy names none."""
        path = getattr(self.policy, key)
        return self.name(self.docs / path) if path else ""

    @property
    def list_files(self) -> list[TextFile]:
        """The lists that the policy names."""
        return [file for key in LISTS if (file := self._list(key))]

    def _list(self, key: str) -> TextFile | None:
        path = getattr(self.policy, key)
        return self.text_file(self.docs / path) if path else None

    @cached_property
    def _snippet_options(self) -> Mapping[str, Any]:
        extensions = self.settings.get("markdown_extensions")
        options = {}
        for one in extensions.items() if isinstance(extensions, dict) else extensions or ():
            pair = one if isinstance(one, tuple) else next(iter(one.items())) if isinstance(one, dict) else (one, None)
            options[pair[0]] = pair[1] if isinstance(pair[1], dict) else {}
        if "pymdownx.snippets" not in options:
            return {}
        return {"base_path": ["."], **options["pymdownx.snippets"]}

    @cached_property
    def _snippet_folders(self) -> list[Path]:
        bases = self._snippet_options.get("base_path") or []
        return [self.root / str(base) for base in (bases if isinstance(bases, list) else [bases])]

    @property
    def snippet_files(self) -> list[Path]:
        """The Markdown files of the folders for shared texts, as far as they lie inside the project."""
        folders = [base for base in self._snippet_folders if base.is_dir() and self.root in base.resolve().parents]
        return sorted(path for base in folders for path in base.rglob("*.md"))

    def _snippet(self, wanted: str) -> tuple[str, bytes] | None:
        """The file that ``--8<-- "wanted"`` takes in; None where nothing of it would be shown."""
        name, _, part = wanted.partition(":")
        restricted = self._snippet_options.get("restrict_base_path", True)
        for base in self._snippet_folders:
            # As the extension does: a base may be the file itself.
            path = base.parent / name if base.is_file() else base / name
            outside = base.is_dir() and not Path(os.path.abspath(path)).is_relative_to(os.path.abspath(base))
            if not path.is_file() or (self.policy.portable and not path.resolve().is_relative_to(self.root)):
                continue
            if outside and restricted:
                continue
            raw = path.read_bytes()
            text = raw.decode("utf-8", "replace")
            if re.fullmatch(r"(?:-?\d*(?::-?\d*)?,?)*", part):
                return (self.name(path), raw) if _lines_of(text, part).strip() or not part else None
            marks = [f"[{edge}:{part}]" in text.replace(" ", "") for edge in ("start", "end")]
            return (self.name(path), raw) if all(marks) else None
        return None


def _lines_of(text: str, part: str) -> str:
    """The lines of a text that '2:4' or '1:1,-3' names, as the extension for snippets counts them."""
    lines, shown = text.split("\n"), []
    for span in part.split(","):
        first, _, last = span.partition(":")
        start, end = int(first or 1), int(last or len(lines))
        shown += lines[start if start < 0 else max(0, start - 1) : end if end >= 0 else len(lines) + 1 + end]
    return "\n".join(shown)


def _lacking(node: Any, keys: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The line and the key that is missing or empty, for each row of a list, or of the lists in a mapping."""
    if isinstance(node, yaml.MappingNode):
        for _, inner in node.value:
            yield from _lacking(inner, keys)
    for row in node.value if isinstance(node, yaml.SequenceNode) else ():
        said = {name.value for name, value in row.value if value.value} if isinstance(row, yaml.MappingNode) else set()
        yield from ((row.start_mark.line + 1, key) for key in keys if key not in said)


def _line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line of a key in a YAML text, reached by the keys above it; the line of the last key that is there."""
    node: Any = yaml.compose(text, SAFE_LOADER)
    line = 1
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next(((name, value) for name, value in pairs if name.value == key), None)
        if not found:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
