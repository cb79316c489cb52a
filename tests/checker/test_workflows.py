"""What GitHub runs and shows: 'make workflows' looks at it, and the workflows keep the project's rules."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from conftest import ROOT

WORKFLOWS = sorted(path.name for path in (ROOT / ".github" / "workflows").iterdir())
PIN = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def make(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs make as from a terminal."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, env=clean | env, timeout=100)


def test_lint_passes_the_workflows_and_sees_what_is_wrong(tmp_path: Path) -> None:
    shutil.copytree(ROOT / ".github", tmp_path / ".github", ignore=shutil.ignore_patterns("*.png"))
    shutil.copy(ROOT / ".pre-commit-config.yaml", tmp_path)
    done = make("workflows", f"WHERE={tmp_path}")
    assert done.returncode == 0, done
    path = tmp_path / ".github" / "workflows" / WORKFLOWS[0]
    path.write_text(path.read_text().replace("    runs-on: ubuntu-latest\n", "", 1))
    done = make("workflows", f"WHERE={tmp_path}")
    assert done.returncode
    assert "runs-on" in done.stdout + done.stderr


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
