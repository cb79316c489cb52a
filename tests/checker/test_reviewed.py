"""A page names the clinician who reviewed it only while its text is the one that they read."""

from pathlib import Path

import pytest
import yaml

from checker import Project, TextFile
from conftest import ROOT, build_project
from publishing import NOT_REVIEWED

PAGE = "docs/treatment/results.md"
PERSON = {"name": "Ann Example", "body": "A <body>", "number": "1", "date": "2026-11-01", "scope": "All pages"}


@pytest.mark.parametrize("changed", [False, True])
def test_names_the_reviewer_until_the_text_changes(project_copy: Path, tmp_path: Path, changed: bool) -> None:
    (project_copy / "docs/about/reviewers.yml").write_text(yaml.dump([PERSON], sort_keys=False))
    path = project_copy / PAGE
    print_of_text = TextFile(PAGE, path.read_bytes()).fingerprint
    text = path.read_text().replace("reviewed_by:", f'reviewed_by: Ann Example\nreviewed_text: "{print_of_text}"')
    path.write_text(text + "\nOne more word.\n" * changed)
    preview = build_project(project_copy, tmp_path / "site")
    assert [rule for _, _, rule in preview.findings] == ["unknown-reviewer"] * changed, preview.output
    if not changed:
        html = (tmp_path / "site/treatment/results/index.html").read_text()
        assert "Reviewed by Ann Example (A &lt;body&gt;, 1)." in html
        assert NOT_REVIEWED not in html
        assert NOT_REVIEWED in (tmp_path / "site/treatment/uses/index.html").read_text()
    project = Project(project_copy / "mkdocs.yml")
    assert bool(project.reviewer_of(project.text_file(path, snippets=True))) != changed


def test_nobody_is_made_up() -> None:
    assert Project(ROOT / "mkdocs.yml").reviewers == {}
