"""What is published: the same bytes for the same commit, as of the right day, with an edit link to the right file."""

import hashlib
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import readability
from conftest import ROOT, Build, run

# Another day than that of the test, so that a clock that is read after all shows: the pages are overdue by then.
LATER = int(time.time()) + 400 * 24 * 3600
ENV = {"SITE_URL": "https://site.example/", "REPO_URL": "https://code.example/us/it", "EDIT_URI": "edit/main/docs/"}


def sums(site: Path) -> dict[str, str]:
    """The SHA-256 of each file."""
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[Build]:
    """Two builds of one state: in two folders, in two seconds, with two orders of hashing."""
    built = []
    for name, seed in (("one", "1"), ("another/place", "2")):
        folder = tmp_path_factory.mktemp("twin") / name
        for part in ("docs", "overrides", "scripts"):
            shutil.copytree(ROOT / part, folder / part)
        shutil.copy(ROOT / "mkdocs.yml", folder)
        started = time.time()
        built.append(run(folder, folder / "site", SOURCE_DATE_EPOCH=str(LATER), PYTHONHASHSEED=seed, **ENV))
        time.sleep(max(0, started + 2 - time.time()))
    return built


def test_two_builds_give_the_same_bytes(twins: list[Build]) -> None:
    assert [(one.code, one.findings) for one in twins] == [(0, []), (0, [])]
    one, other = (sums(twin.site) for twin in twins)
    assert one == other
    assert {"sitemap.xml.gz", "search/index.js", "_headers"} <= one.keys()


def test_a_build_is_as_of_the_time_that_it_is_told(twins: list[Build]) -> None:
    day = datetime.fromtimestamp(LATER, UTC).date()
    sitemap = (twins[0].site / "sitemap.xml").read_text()
    assert set(re.findall("<lastmod>(.*)</lastmod>", sitemap)) == {str(day)}
    zipped = (twins[0].site / "sitemap.xml.gz").read_bytes()
    assert datetime.fromtimestamp(int.from_bytes(zipped[4:8], "little"), UTC).date() == day
    assert "overdue for review" in (twins[0].site / "safety/side-effects/index.html").read_text()


def test_each_edit_button_opens_the_page_s_own_file(twins: list[Build]) -> None:
    start = f"{ENV['REPO_URL']}/{ENV['EDIT_URI']}"
    opened = []
    for url in (url for url in twins[0].written if url.endswith("index.html")):
        tree = LexborHTMLParser((twins[0].site / url).read_text())
        links = [node.attributes["href"] or "" for node in tree.css(".md-content__button[rel=edit]")]
        assert [link.startswith(start) for link in links] == [True], url
        file = links[0].removeprefix(start)
        assert readability.address(f"docs/{file}") == url
        opened.append(file)
    pages = (path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    assert sorted(opened) == sorted(page for page in pages if not page.startswith("includes/"))


COMMITTED = 1700000000
MAKES = {
    "a commit": ("", (), {}, str(COMMITTED)),
    "a commit, told another time": ("", (), {"SOURCE_DATE_EPOCH": "1600000000"}, "1600000000"),
    "a commit, as of today": ("", ("AS_OF=today",), {}, "none"),
    "a change that is not committed": ("echo >> Makefile", (), {}, "none"),
    "a file that is not committed": ("touch new", (), {}, "none"),
    "no commit": ("rm -rf .git; git init --quiet", (), {}, "none"),
    "no repository": ("rm -rf .git", (), {"GIT_CEILING_DIRECTORIES": "/"}, "none"),
}


@pytest.mark.parametrize("case", MAKES)
def test_make_build_says_as_of_when(tmp_path: Path, case: str) -> None:
    """'make build' itself, with a mkdocs that prints what it was told."""
    shell, options, env, expected = MAKES[case]
    for name in ("bin/pip", "bin/mkdocs", ".site"):
        (tmp_path / ".venv" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / name).write_text('#!/bin/sh\necho "as of ${SOURCE_DATE_EPOCH-none}"\n')
        (tmp_path / ".venv" / name).chmod(0o700)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    (tmp_path / ".gitignore").write_text(".venv/\n")
    os.utime(tmp_path / "requirements.txt", (0, 0))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "MAKE", "SOURCE_DATE"))}
    who = "git -c user.name=Test -c user.email=test@test.example"
    commit = f"git init --quiet; git add .; GIT_COMMITTER_DATE={COMMITTED}+0000 {who} commit --quiet -m Test; {shell}"
    subprocess.run(["sh", "-c", commit], cwd=tmp_path, check=True, env=clean)
    done = subprocess.run(["make", "build", *options], cwd=tmp_path, capture_output=True, text=True, env=clean | env)
    assert f"as of {expected}\n" in done.stdout, done
    assert done.stderr == ""
