"""What all tests share: builds of sample projects and of the real one, and a browser."""

import fcntl
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

import commands.new_page
from checker import Project
from serving import addresses, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
NPM = ROOT / ".venv" / "npm" / "node_modules"
SCRIPTS = ROOT / "scripts"
GATE = SCRIPTS / "gate.py"
SETTINGS = yaml_load((ROOT / "mkdocs.yml").read_text(), get_yaml_loader(config=MkDocsConfig()))
POLICY: dict[str, Any] = SETTINGS["extra"]["gate"]
FINDING = re.compile(r"^ERROR +-  (?P<path>.+?):(?P<line>\d+): (?P<message>.+) \[(?P<rule>[a-z0-9-]+)\]$", re.MULTILINE)


@dataclass
class Build:
    """What a build printed and left in its site folder."""

    code: int
    output: str
    folder: str

    @property
    def site(self) -> Path:
        return Path(self.folder)

    @property
    def findings(self) -> list[tuple[str, int, str]]:
        """Path, line and rule of each finding."""
        return [(found["path"], int(found["line"]), found["rule"]) for found in FINDING.finditer(self.output)]

    @property
    def written(self) -> list[str]:
        """Every file of the site."""
        return sorted(path.relative_to(self.site).as_posix() for path in self.site.rglob("*") if path.is_file())

    @property
    def addresses(self) -> list[str]:
        """Every page's address below the site's root; a page that only sends its reader on is none."""
        return addresses(self.site)


def _arguments(project: Path, site: Path, options: tuple[str, ...]) -> list[str]:
    return ["build", "-f", str(project / "mkdocs.yml"), "-d", str(site), *options]


def build_project(project: Path, site: Path, *options: str, **env: str) -> Build:
    """Runs 'mkdocs build' in the folder of a project, in this process."""
    with chdir(project):
        done = CliRunner().invoke(cli, _arguments(project, site, options), env={"NO_MKDOCS_2_WARNING": "1", **env})
    # The command leaves these behind, since its process ends with it.
    log = logging.getLogger("mkdocs")
    for handler in [one for one in log.handlers if one.name == "MkDocsStreamHandler"]:
        log.removeHandler(handler)
    logging.getLogger("mkdocs.commands.build").filters.clear()
    output = done.output
    if done.exception and not isinstance(done.exception, SystemExit):
        output += "".join(traceback.format_exception(done.exception))
    return Build(done.exit_code, output, str(site))


def run_mkdocs(project: Path, site: Path, *options: str, **env: str) -> Build:
    """The same in a process of its own, for what only that shows: exit codes and what is set when Python starts."""
    command = [sys.executable, "-m", "mkdocs", *_arguments(project, site, options)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **env}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, cwd=project)
    return Build(done.returncode, done.stdout + done.stderr, str(site))


def new_page(project: Path, kind: str, title: str, group: str) -> str:
    """Starts a page in a project, as 'make new' does; what that prints."""
    with chdir(project):
        command = commands.new_page.new_page(Project(project / "mkdocs.yml"))
        done = CliRunner().invoke(command, [f"--type={kind}", f"--title={title}", f"--group={group}"])
    assert done.exit_code == 0, done.output
    return done.output


def write_project(folder: Path, files: dict[str, str | bytes], config: str = "") -> Path:
    """Writes a project: files by path (text or bytes), and lines to add to its mkdocs.yml."""
    head = f"site_name: Test\ntheme: {{name: mkdocs}}\nplugins: []\nhooks: [{json.dumps(str(GATE))}]\n"
    for name, text in {"mkdocs.yml": head + config, **files}.items():
        path = folder / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "project"


def copy_project(folder: Path) -> Path:
    """Writes a copy of what the real site is built from; the code is linked, not copied."""
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / "scripts").symlink_to(SCRIPTS)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Writes a project into a folder of the test's own."""
    return partial(write_project, tmp_path)


@pytest.fixture
def build(project: Callable[..., Path], tmp_path: Path) -> Callable[..., Build]:
    """Writes a project and builds it."""
    return lambda files, config="", *options: build_project(project(files, config), tmp_path / "site", *options)


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of the real project, to change."""
    return copy_project(tmp_path / "copy")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder with the real site and its offline copy, built once for all workers, as 'make build' does."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder if worker_id == "master" else folder.parent) / "built"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site.json").exists():
            copy = folder / "botox-explained.zip"
            done = build_project(ROOT, folder / "offline", DIRECTORY_URLS="false", OFFLINE_PACK=str(copy))
            assert done.code == 0, done.output
            address = "https://site.example/base/"
            done = build_project(ROOT, folder / "site", SITE_URL=address, OFFLINE_COPY=str(copy))
            (folder / "site.json").write_text(json.dumps(asdict(done)))
    return folder


@pytest.fixture(scope="session")
def offline(built: Path) -> Path:
    """The copy of the real site to read from disk: a zip."""
    return built / "botox-explained.zip"


@pytest.fixture(scope="session")
def site(built: Path) -> Build:
    """The real site. Other tests read it too: change nothing in it."""
    return Build(**json.loads((built / "site.json").read_text()))


@pytest.fixture(scope="session")
def served(site: Build) -> Iterator[str]:
    """The address of the built site, on this machine."""
    with serving(site.site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests of a worker."""
    from browser import launched

    with launched() as browser:
        yield browser
