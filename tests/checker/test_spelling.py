"""'make spelling' names a slip with its line, and lets the words of the glossary and the names of sources pass."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import spelling
from conftest import ROOT, write_project


def test_names_a_slip_and_knows_the_project_s_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {
        "docs/index.md": "# A\n\nAn emergancy, an ALS and a brin.\n\nA lable.\n",
        "docs/glossary.yml": "- term: ALS\n  meaning: An illness.\n",
        "docs/sources.yml": "- id: brin-2023\n  title: T\n  publisher: P\n  date: undated\n  url: https://a.example/\n"
        "  state: read\n",
        "left/out.md": "teh",
        "site/index.html": "teh",
        ".gitignore": "/site/\n",
        "pyproject.toml": "[tool.typos.files]\nextend-exclude = ['left/']\n"
        "[tool.typos.default.extend-words]\nlable = 'lable'\n",
    }
    monkeypatch.chdir(write_project(tmp_path, files, "extra: {gate: {glossary: glossary.yml, sources: sources.yml}}\n"))
    done = CliRunner().invoke(spelling.main, standalone_mode=False)
    assert done.output == "ERROR   -  docs/index.md:3: 'emergancy' is often a slip for 'emergency' [spelling]\n"
    assert done.return_value == 1


def test_the_project_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(spelling.main, standalone_mode=False)
    assert (done.output, done.return_value) == ("", 0)
