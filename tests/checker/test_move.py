"""Moving a page: its links, its place in the navigation, the way from its old address; and what the gate then knows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import Project
from commands import addresses, move
from conftest import FINDING, Build, build_project, write_project
from publishing.redirects import write_redirects

A = "docs/safety/old.md"
FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n\n[A](safety/old.md), [b](safety/old.md#x 'T') and [elsewhere](https://a.example/old.md).\n",
    A: "# Old\n\n[Home](../index.md), [near](near.md), [itself](old.md#old), [a heading](#old).\n\n[ref]: near.md\n",
    "docs/safety/near.md": "# Near\r\n\r\n[Old](old.md?x), [other](../index.md) and ![p](../a.png)\r\n",
    "docs/about/changes.yml": "- pages: [safety/old.md, safety/old.md-x]\n",
    "docs/about/addresses.yml": "# Kept.\n- safety/old.md\n- gone.md\n",
}
CONFIG = """nav: [{Home: index.md}, {Near: safety/near.md}, {Old: safety/old.md}]
exclude_docs: /about/*.yml
extra:
  redirects:
    older.md: safety/old.md
    risk.md: index.md
  gate: {addresses: about/addresses.yml}
"""


def moved(folder: Path, monkeypatch: pytest.MonkeyPatch, *paths: str, config: str = CONFIG) -> tuple[Path, str]:
    """A project in which a page was moved, and what was printed."""
    project = write_project(folder, FILES, config)
    monkeypatch.chdir(project)
    done = CliRunner().invoke(move.main, paths)
    return project, done.output


def test_moves_a_page_with_all_that_leads_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, output = moved(tmp_path, monkeypatch, A, "risk.md")
    assert output.splitlines()[-1].startswith("Moved safety/old.md to risk.md"), output
    assert not (project / A).exists()
    assert {name: (project / name).read_bytes().decode() for name in FILES if name != A} == {
        "docs/index.md": "# Home\n\n[A](risk.md), [b](risk.md#x 'T') and [elsewhere](https://a.example/old.md).\n",
        "docs/safety/near.md": "# Near\r\n\r\n[Old](../risk.md?x), [other](../index.md) and ![p](../a.png)\r\n",
        "docs/about/changes.yml": "- pages: [risk.md, safety/old.md-x]\n",
        "docs/about/addresses.yml": "# Kept.\n- gone.md\n- index.md\n- risk.md\n- safety/near.md\n- safety/old.md\n",
    }
    text = "# Old\n\n[Home](index.md), [near](safety/near.md), [itself](risk.md#old), [a heading](#old).\n\n"
    assert (project / "docs/risk.md").read_text() == text + "[ref]: safety/near.md\n"
    found = Project(project / "mkdocs.yml")
    assert found.settings["nav"][2] == {"Old": "risk.md"}
    assert found.redirects == {"older.md": "risk.md", "safety/old.md": "risk.md"}


# What is asked for, and the one line that comes of it; nothing is changed.
WRONG = {
    "no such page": (("none.md", "new.md"), "There is no page 'none.md' in docs/"),
    "taken": ((A, "index.md"), "'index.md' is there already: choose another path"),
    "no page": ((A, "../New Page.md"), "'../New Page.md' must be a path such as safety/side-effects.md"),
}


@pytest.mark.parametrize("case", WRONG)
def test_says_why_it_moves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    project, output = moved(tmp_path, monkeypatch, *WRONG[case][0])
    assert WRONG[case][1] in output
    assert {name: (project / name).read_bytes().decode() for name in FILES} == FILES


def test_needs_a_place_for_the_old_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'redirects:'" in moved(tmp_path, monkeypatch, A, "new.md", config="")[1]


def test_adds_pages_to_the_list_and_takes_none_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = write_project(tmp_path, FILES, CONFIG)
    monkeypatch.chdir(project)
    assert CliRunner().invoke(addresses.main).output == "2 pages are new in the list.\n"
    assert CliRunner().invoke(addresses.main).output == "0 pages are new in the list.\n"
    assert "- gone.md" in (project / "docs/about/addresses.yml").read_text()


def test_an_address_that_is_gone_is_a_finding(build: Callable[..., Build]) -> None:
    found = build({**FILES, "docs/a.png": b"\x89PNG\r\n\x1a\n"}, CONFIG).findings
    assert ("docs/about/addresses.yml", 3, "gone-address") in found
    assert [row for row in found if row[2] == "gone-address"] == [("docs/about/addresses.yml", 3, "gone-address")]


@pytest.mark.parametrize(
    ("written", "at", "to"),
    [
        ("safety/new/index.html", "old/index.html", "../safety/new/#x"),
        ("safety/new.html", "old.html", "safety/new.html#x"),
    ],
)
def test_an_old_address_leads_on_without_a_script(tmp_path: Path, written: str, at: str, to: str) -> None:
    files: dict[str, str | bytes] = {
        "docs/safety/new.md": "---\ntitle: A < B\n---\n",
        f"site/{written}": "",
        "site/x": "",
    }
    project = Project(
        write_project(tmp_path, files, "extra: {redirects: {old.md: 'safety/new.md#x', x.md: none.md}}\n")
        / "mkdocs.yml"
    )
    site = project.root / "site"
    write_redirects(project, site)
    html = (site / at).read_text()
    assert f'<meta http-equiv="refresh" content="0; url={to}">' in html
    assert f'<a href="{to}">A &lt; B</a>' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "script" not in html
    assert sorted(path.name for path in site.rglob("*.html")) == sorted([Path(written).name, Path(at).name])


def test_a_real_page_is_moved_and_the_gate_finds_nothing(
    project_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project_copy)
    done = CliRunner().invoke(move.main, ["deciding/cost.md", "deciding/price.md"])
    assert "Changed mkdocs.yml" in done.output, done.output
    (project_copy / "docs/having-it/before.md").unlink()
    done_build = build_project(project_copy, tmp_path / "site")
    found = {(one["path"], one["rule"]) for one in FINDING.finditer(done_build.output)}
    assert ("docs/about/addresses.yml", "gone-address") in found
    assert not [one["message"] for one in FINDING.finditer(done_build.output) if "cost" in one["message"]]
