"""What GitHub runs and shows: 'make lint' sees what is wrong with it, and the workflows keep the project's rules."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT

WORKFLOWS = sorted(path.name for path in (ROOT / ".github" / "workflows").iterdir())
PIN = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")

# By what is wrong: the file, a piece of it, what to put in its place, and what a tool must say.
BAD = {
    "schema: a job that runs nowhere": ("workflows/ci.yml", "    runs-on: ubuntu-latest\n", "", "runs-on"),
    "schema: an unknown interval": ("dependabot.yml", "interval: weekly", "interval: often", "'often' is not one of"),
    "schema: a form with no question": (
        "ISSUE_TEMPLATE/source-has-changed.yml",
        "body:",
        "boddy:",
        "'body' is a required",
    ),
    "schema: a link without text": ("ISSUE_TEMPLATE/config.yml", "    about:", "    abut:", "'about' is a required"),
    "actionlint: an unknown variable": (
        "workflows/ci.yml",
        "matrix.python }}",
        "matrix.snake }}",
        '"snake" is not defined',
    ),
    "actionlint: an unknown job": ("workflows/ci.yml", "needs: [test, build]", "needs: [tests, build]", "tests"),
    "zizmor: a fork's code with the owner's rights": (
        "workflows/ci.yml",
        "pull_request:",
        "pull_request_target:",
        "dangerous-triggers",
    ),
    "zizmor: rights for all jobs": (
        "workflows/weekly.yml",
        "permissions: {}",
        "permissions: write-all",
        "excessive-permissions",
    ),
    "zizmor: a tag in place of a commit": (
        "workflows/weekly.yml",
        "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "checkout@v7",
        "unpinned-uses",
    ),
    "zizmor: a token left behind": ("workflows/ci.yml", "persist-credentials: false", "clean: true", "artipacked"),
    "zizmor: a name that becomes a command": (
        "workflows/ci.yml",
        "run: make test",
        "run: echo ${{ github.event.repository.name }}",
        "template-injection",
    ),
    "zizmor: an update on its first day": (
        "dependabot.yml",
        "default-days: 7",
        "default-days: 1",
        "dependabot-cooldown",
    ),
    "pre-commit: an unknown language": (
        "../.pre-commit-config.yaml",
        "language: system",
        "language: none",
        "language",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_lint_sees_what_is_wrong(tmp_path: Path, case: str) -> None:
    name, good, bad, said = BAD[case]
    shutil.copytree(ROOT / ".github", tmp_path / ".github", ignore=shutil.ignore_patterns("*.png"))
    shutil.copy(ROOT / ".pre-commit-config.yaml", tmp_path)
    path = tmp_path / ".github" / name
    assert good in path.read_text()
    path.write_text(path.read_text().replace(good, bad))
    done = make("workflows", f"WHERE={tmp_path}")
    assert done.returncode
    assert said in done.stdout + done.stderr


def make(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs make as from a terminal."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, env=clean | env)


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The file, the name and the content of each job."""
    for name in WORKFLOWS:
        for job, content in yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text())["jobs"].items():
            yield name, job, content


def test_every_action_is_pinned_and_says_its_version() -> None:
    lines = [
        line.strip().removeprefix("- ")
        for name in WORKFLOWS
        for line in (ROOT / ".github" / "workflows" / name).read_text().splitlines()
        if "uses:" in line
    ]
    assert lines
    assert [line for line in lines if not PIN.match(line)] == []


def test_every_command_is_a_make_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = [step["run"] for _, _, job in jobs() for step in job["steps"] if "run" in step]
    assert commands
    assert [command for command in commands if command.removeprefix("make ") not in targets] == []


def test_only_the_deploy_job_may_publish() -> None:
    rights = {(name, job): content["permissions"] for name, job, content in jobs()}
    may_write = {
        where: {right for right, level in granted.items() if level == "write"} for where, granted in rights.items()
    }
    assert {where: writes for where, writes in may_write.items() if writes} == {
        ("ci.yml", "deploy"): {"pages", "id-token"},
        ("weekly.yml", "report"): {"issues"},
    }


def test_deploys_what_the_gate_passed_and_builds_nothing() -> None:
    deploy = next(content for _, job, content in jobs() if job == "deploy")
    assert deploy["needs"] == ["test", "build"]
    assert "github.ref == 'refs/heads/main'" in deploy["if"]
    assert [step["uses"].split("@")[0] for step in deploy["steps"]] == ["actions/deploy-pages"]
    assert deploy["environment"]["name"] == "github-pages"


def test_every_job_ends_and_every_job_is_tested_on_each_python() -> None:
    assert [job for _, job, content in jobs() if "timeout-minutes" not in content] == []
    tested = next(content for _, job, content in jobs() if job == "test")["strategy"]["matrix"]["python"]
    assert tested == ["~3.11.5", "3.12", "3.13", "3.14"]


def test_no_secret_and_no_cache_is_in_reach() -> None:
    text = "".join((ROOT / ".github" / "workflows" / name).read_text() for name in WORKFLOWS)
    assert not re.search(r"secrets\.|pull_request_target|workflow_run|cache", text)


def test_build_shows_findings_on_their_lines() -> None:
    line = "::add-matcher::.github/gate-problem-matcher.json"
    assert line in make("--dry-run", "build", GITHUB_ACTIONS="true").stdout
    assert line not in make("--dry-run", "build", GITHUB_ACTIONS="").stdout


def test_issues_ask_for_no_health_data_and_lead_somewhere_true() -> None:
    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    sources = {entry["url"] for entry in yaml.safe_load((ROOT / "docs/about/sources.yml").read_text())}
    for path in folder.iterdir():
        content = yaml.safe_load(path.read_text())
        if path.name == "config.yml":
            assert content["blank_issues_enabled"] is False
            assert {link["url"] for link in content["contact_links"]} <= sources
        else:
            first = content["body"][0]["attributes"]["value"]
            assert "Do not write about your own health" in first
            assert all(number in first for number in ("911 (US)", "999 (UK)", "112 (EU)"))


def test_editor_in_the_browser_starts_what_is_there() -> None:
    content = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = [value for key, value in content.items() if key.endswith("Command")]
    assert {command.removeprefix("make ") for command in commands} <= targets
    assert content["forwardPorts"] == [8000]


HOOKS = {
    "docs/index.md": ["build"],
    "overrides/main.html": ["build"],
    "mkdocs.yml": ["build"],
    "scripts/gate.py": ["format", "build"],
    "tests/conftest.py": ["format"],
    "tests/sites/broken/docs/index.md": [],
    "README.md": [],
}


@pytest.mark.parametrize("changed", HOOKS)
def test_a_commit_runs_what_its_files_need(tmp_path: Path, changed: str) -> None:
    """Through pre-commit and git, with a make that writes down what it was asked; an answer of 1 stops the commit."""
    log = tmp_path / "log"
    write = '#!/bin/sh\necho "$@" >> "$LOG"\nexit "$CODE"\n'
    for name, text in {"bin/make": write, f"it/{changed}": "x = 1\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "bin" / "make").chmod(0o700)
    shutil.copy(ROOT / ".pre-commit-config.yaml", tmp_path / "it")
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{env['PATH']}", "LOG": str(log), "PRE_COMMIT_HOME": str(tmp_path)}
    hooks = f"git init --quiet && git add . && {sys.executable} -m pre_commit install"
    commit = "git -c user.name=Test -c user.email=test@test.example commit --quiet -m Test"

    def run(command: str, code: str) -> bool:
        return subprocess.run(["sh", "-c", command], cwd=tmp_path / "it", env=env | {"CODE": code}).returncode == 0

    assert run(hooks, "0")
    assert run(commit, "1") == (not HOOKS[changed])
    assert (log.read_text().split() if log.exists() else []) == HOOKS[changed]
    assert run(f"{commit} --allow-empty", "0")
