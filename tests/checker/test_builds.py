"""What is published: the same bytes for the same commit, as of the right day, with an edit link to the right file."""

import hashlib
import os
import shutil
import subprocess
import sysconfig
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from checker import Project
from conftest import ROOT, Build, build_project, copy_project, run_mkdocs

# Another day than that of the test, so that a clock that is read after all shows: the pages are overdue by then.
LATER = int(time.time()) + 400 * 24 * 3600
ENV = {"SITE_URL": "https://site.example/", "REPO_URL": "https://code.example/us/it", "EDIT_URI": "edit/main/docs/"}


def sums(site: Path) -> dict[str, str]:
    """The SHA-256 of each file."""
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[Build]:
    """Two builds of one state: in two folders, at two times, with two orders of hashing and two kinds of line ends."""
    one, other = (copy_project(tmp_path_factory.mktemp("twin") / name) for name in ("one", "an other/plàce"))
    for path in [other / "mkdocs.yml", *(other / "docs").rglob("*.md"), *(other / "docs").rglob("*.yml")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    env = {"SOURCE_DATE_EPOCH": str(LATER), **ENV}
    started = time.time()
    built = [build_project(one, one / "site", **env)]
    time.sleep(max(0, started + 1 - time.time()))
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "2" else "2"
    return [*built, run_mkdocs(other, other / "site", PYTHONHASHSEED=seed, **env)]


def test_two_builds_give_the_same_bytes(twins: list[Build]) -> None:
    assert [(one.code, one.findings) for one in twins] == [(0, []), (0, [])]
    one, other = (sums(twin.site) for twin in twins)
    assert one == other
    assert {"sitemap.xml.gz", "search/index.js", "_headers"} <= one.keys()


def test_a_build_is_as_of_the_time_that_it_is_told(twins: list[Build]) -> None:
    day = datetime.fromtimestamp(LATER, UTC).date()
    zipped = (twins[0].site / "sitemap.xml.gz").read_bytes()
    assert datetime.fromtimestamp(int.from_bytes(zipped[4:8], "little"), UTC).date() == day
    assert "overdue for review" in (twins[0].site / "safety/side-effects/index.html").read_text()


def test_each_edit_button_opens_the_page_s_own_file(twins: list[Build]) -> None:
    start = f"{ENV['REPO_URL']}/{ENV['EDIT_URI']}"
    opened = []
    for url in (f"{address}index.html" for address in twins[0].addresses if address != "404.html"):
        tree = LexborHTMLParser((twins[0].site / url).read_text())
        links = [node.attributes["href"] or "" for node in tree.css(".md-content__button[rel=edit]")]
        assert [link.startswith(start) for link in links] == [True], url
        file = links[0].removeprefix(start)
        assert Project(ROOT / "mkdocs.yml").file_behind(url) == file
        opened.append(file)
    pages = (path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    assert sorted(opened) == sorted(pages)


def test_bad_css_gets_one_clear_line(project_copy: Path, tmp_path: Path) -> None:
    sheet = project_copy / "docs/assets/content.css"
    line = sheet.read_text().count("\n") + 1
    with sheet.open("a") as out:
        out.write(".x { color red; }\n")
    done = build_project(project_copy, tmp_path / "site")
    assert (done.code, done.written) == (1, [])
    assert f"assets/content.css:{line}: This is not CSS" in done.output
    assert "Traceback" not in done.output


COMMITTED = 1700000000


# What make starts in place of a build, and what must be there and old for it to build at once.
FAKE = """#!/bin/sh
echo "as of ${SOURCE_DATE_EPOCH-none}"
mkdir -p site && touch .venv/botox-explained.zip
"""
OLD = ("requirements.txt", "pyproject.toml", "package.json", "package-lock.json")
STAMPS = (".site", ".package", "npm/.site")


@pytest.mark.parametrize(("shell", "expected"), [("", str(COMMITTED)), ("touch new", "none")])
def test_make_build_says_as_of_when(tmp_path: Path, shell: str, expected: str) -> None:
    """'make build' itself, with a Python that prints what it was told: of a commit, and of a file not committed yet.

    Once more after the folder was moved: nothing is set up again.
    """
    folder = tmp_path / "a folder"
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/npm").mkdir()
    (folder / ".venv/bin/python").write_text(FAKE)
    (folder / ".venv/bin/python").chmod(0o700)
    for name in OLD:
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    for name in STAMPS:
        (folder / ".venv" / name).touch()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / ".gitignore").write_text(".venv/\nsite/\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "MAKE", "SOURCE_DATE"))}
    who = "git -c user.name=Test -c user.email=test@test.example"
    commit = f"git init --quiet; git add .; GIT_COMMITTER_DATE={COMMITTED}+0000 {who} commit --quiet -m Test; {shell}"
    subprocess.run(["sh", "-c", commit], cwd=folder, check=True, env=clean, timeout=60)
    for place in (folder, tmp_path / "moved to"):
        folder = folder.rename(place)
        done = subprocess.run(["make", "build"], cwd=folder, capture_output=True, text=True, env=clean, timeout=60)
        assert done.stdout.splitlines()[0] == f"as of {expected}", done
        assert (done.returncode, done.stderr) == (0, "")


def test_says_what_to_do_where_nothing_can_be_fetched(tmp_path: Path) -> None:
    """pip and npm say at length what they tried, and not what a machine behind a proxy lacks."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / ".venv/bin/python").chmod(0o700)
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(["make", ".venv/.site"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode
    assert "Behind a proxy, set http_proxy and https_proxy" in done.stderr.splitlines()[0]


def test_what_is_installed_does_not_name_the_folder_of_the_project() -> None:
    assert (Path(sysconfig.get_path("purelib")) / "botox_explained.pth").read_text() == "../../../../scripts\n"
