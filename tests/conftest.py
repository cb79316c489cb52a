"""Builds sites through the front door: the mkdocs command, in a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

import browser
from serving import serving

ROOT = Path(__file__).parent.parent
# The site's own policy. The rest of the file has tags that only MkDocs reads.
POLICY = yaml.safe_load((ROOT / "mkdocs.yml").read_text().split("\n  gate:\n")[1])
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
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, cwd=project)
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
def offline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of the real site to read from disk: a zip."""
    packed = tmp_path_factory.mktemp("offline") / "botox-explained.zip"
    done = run(ROOT, packed.parent / "site", DIRECTORY_URLS="false", OFFLINE_PACK=str(packed))
    assert done.code == 0, done.output
    return packed


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, offline: Path) -> Build:
    """The real site, built once, as 'make build' does."""
    environment = {"SITE_URL": "https://site.example/base/", "OFFLINE_COPY": str(offline)}
    return run(ROOT, tmp_path_factory.mktemp("real") / "site", **environment)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        own = playwright.chromium.launch(executable_path=browser.executable(), args=["--no-sandbox"])
        yield own
        own.close()


@pytest.fixture(scope="session")
def served(site: Build) -> Iterator[str]:
    """The address of the built site, on this machine."""
    with serving(site.site) as address:
        yield address


@contextmanager
def opened(chromium: Browser, url: str, **options: Any) -> Iterator[Page]:
    """A page in a fresh profile."""
    context = chromium.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    yield page
    context.close()


def addresses(site: Build) -> list[str]:
    """Every page's address below the site's root."""
    return [url.removesuffix("index.html") for url in site.written if url.endswith(".html")]
