"""What the hooks need to know of a MkDocs project: its policy, its list of sources, its snippets."""

import os
from functools import cache
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from model import Policy, Source


@cache
def _relative(path: str, start: str) -> str:
    return Path(os.path.relpath(path, start)).as_posix()


def name(path: Path | str, config: MkDocsConfig) -> str:
    """A path as findings print it: from the project's root, with '/'."""
    return _relative(str(path), os.path.dirname(config.config_file_path or "") or os.getcwd())


def source(path: Path, config: MkDocsConfig) -> Source:
    """One file of the project as its editor wrote it."""
    return Source(name(path, config), path.read_bytes)


def source_of(file: File, config: MkDocsConfig, snippets: bool = True) -> Source:
    """A file of the docs folder, with the snippets that it includes."""
    path = f"{name(config.docs_dir, config)}/{file.src_uri}"
    snippets = snippets and "pymdownx.snippets" in config.markdown_extensions
    return Source(path, lambda: file.content_bytes, (lambda wanted: _snippet(wanted, config)) if snippets else None)


def policy(config: MkDocsConfig) -> Policy:
    """What mkdocs.yml asks for under ``extra.gate``. Raises PluginError, naming the key, where it can't be read."""
    try:
        found = Policy.from_config(config.extra.get("gate"))
    except ValueError as error:
        raise PluginError(f"mkdocs.yml: {error}") from None
    for key, path in (("sources", found.sources), ("glossary", found.glossary)):
        if path and not Path(config.docs_dir, path).is_file():
            raise PluginError(f"mkdocs.yml: extra.gate.{key}: there is no file '{path}' in the docs folder")
    return found


def listed(path: str, config: MkDocsConfig) -> Source | None:
    """A list that the policy names, sources or glossary; None where it names none."""
    return source(Path(config.docs_dir, path), config) if path else None


def _snippet(wanted: str, config: MkDocsConfig) -> tuple[str, str] | None:
    """The file that ``--8<-- "wanted"`` includes; None where it, or the section named after ':', is not there."""
    file, _, section = wanted.partition(":")
    bases = config.mdx_configs.get("pymdownx.snippets", {}).get("base_path", ["."])
    for base in bases if isinstance(bases, list) else [bases]:
        # As the extension does: a relative path starts at the working folder, and a base may be the file itself.
        path = Path(base).parent / file if Path(base).is_file() else Path(base, file)
        if path.is_file():
            text = path.read_text("utf-8", errors="replace")
            named = section and not section.replace(":", "").replace("-", "").isdigit()
            gone = named and f"[start:{section}]" not in text.replace(" ", "")
            return None if gone else (name(path, config), text)
    return None
