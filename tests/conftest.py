"""Builds sites through the front door: the mkdocs command, in a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

import browser

ROOT = Path(__file__).parent.parent
FINDING = re.compile(r"^ERROR +-  (?P<path>.+?):(?P<line>\d+): (?P<message>.+) \[(?P<rule>[a-z0-9-]+)\]$", re.MULTILINE)


@dataclass
class Build:
    """What a build printed and left. findings: (path, line, rule) of each."""

    code: int
    output: str
    site: Path

    @property
    def findings(self) -> list[tuple[str, int, str]]:
        return [(found["path"], int(found["line"]), found["rule"]) for found in FINDING.finditer(self.output)]

    @property
    def written(self) -> list[str]:
        return sorted(path.relative_to(self.site).as_posix() for path in self.site.rglob("*") if path.is_file())


def run(project: Path, site: Path, *options: str, **env: str) -> Build:
    """Runs 'mkdocs build' on a project into a folder."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-f",
        str(project / "mkdocs.yml"),
        "-d",
        str(site),
        *options,
    ]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **env}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    return Build(done.returncode, done.stdout + done.stderr, site)


def project_at(folder: Path, files: dict[str, str | bytes], config: str = "") -> Path:
    """Writes a project: files by path (text or bytes), and lines to add to its mkdocs.yml."""
    gate = ROOT / "scripts" / "gate.py"
    head = f"site_name: Test\ntheme: {{name: mkdocs}}\nplugins: []\nhooks: [{gate}]\n"
    for name, text in {"mkdocs.yml": head + config, **files}.items():
        path = folder / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "project"


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Writes a project into a folder of the test's own."""
    return partial(project_at, tmp_path)


@pytest.fixture
def build(project: Callable[..., Path], tmp_path: Path) -> Callable[..., Build]:
    """Writes a project and builds it."""
    return lambda files, config="", *options: run(project(files, config), tmp_path / "site", *options)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The real site, built once."""
    return run(ROOT, tmp_path_factory.mktemp("real") / "site", SITE_URL="https://site.example/base/")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        own = playwright.chromium.launch(executable_path=browser.executable(), args=["--no-sandbox"])
        yield own
        own.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Says nothing."""

    def translate_path(self, path: str) -> str:
        """Serves the site below /base/ only, as a project's page on a shared host is."""
        return super().translate_path(path.removeprefix("/base") if path.startswith("/base/") else "/not-there")


@pytest.fixture(scope="session")
def served(site: Build) -> Iterator[str]:
    """The address of the built site, on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site.site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/base/"
    server.shutdown()
