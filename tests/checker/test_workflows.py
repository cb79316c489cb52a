"""What GitHub runs and shows: 'make workflows' looks at it, and the workflows keep the project's rules."""

import json
import os
import re
import shutil
import subprocess
import tomllib
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
        if re.match(r"\s*(?:- )?uses:", line)
    ]
    assert lines
    assert [line for line in lines if not PIN.match(line)] == []


def uses(job: dict[str, Any]) -> list[str]:
    """The actions of a job, without their versions."""
    return [step["uses"].split("@")[0] for step in job["steps"] if "uses" in step]


def test_what_checks_out_runs_make_targets_alone() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = [
        step["run"] for _, _, job in jobs() if "actions/checkout" in uses(job) for step in job["steps"] if "run" in step
    ]
    assert commands
    assert [command for command in commands if command.removeprefix("make ") not in targets] == []


def test_few_may_write_and_what_may_runs_no_code_of_a_pull_request() -> None:
    rights = {(name, job): content for name, job, content in jobs()}
    may_write = {
        where: {right for right, level in content["permissions"].items() if level == "write"}
        for where, content in rights.items()
    }
    writers = {where: writes for where, writes in may_write.items() if writes}
    assert writers == {
        ("ci.yml", "comment"): {"pull-requests"},
        ("ci.yml", "deploy"): {"pages", "id-token"},
        ("preview.yml", "preview"): {"statuses"},
        ("weekly.yml", "report"): {"issues"},
    }
    assert [where for where in writers if "actions/checkout" in uses(rights[where])] == [("weekly.yml", "report")]
    assert set(yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text())[True]) == {
        "schedule",
        "workflow_dispatch",
    }
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    assert own in rights["ci.yml", "comment"]["if"]


def test_nothing_that_others_write_becomes_a_command() -> None:
    """Whatever a workflow passes to a shell goes through its environment."""
    assert [step["run"] for _, _, job in jobs() for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_deploys_what_the_gate_passed_and_builds_nothing() -> None:
    deploy = next(content for _, job, content in jobs() if job == "deploy")
    assert deploy["needs"] == ["build", "browser"]
    assert "github.ref == 'refs/heads/main'" in deploy["if"]
    assert uses(deploy) == ["actions/deploy-pages"]
    assert deploy["environment"]["name"] == "github-pages"


def test_preview_is_off_until_it_has_a_place() -> None:
    [preview] = [content for name, _, content in jobs() if name == "preview.yml"]
    assert "vars.PREVIEW_REPOSITORY != ''" in preview["if"]
    assert uses(preview) == []


def test_preview_publishes_plain_files_alone(tmp_path: Path) -> None:
    """The step itself, on a built site that a stranger has filled with a link and a repository of their own."""
    [preview] = [content for name, _, content in jobs() if name == "preview.yml"]
    [script] = [step["run"] for step in preview["steps"] if "git push" in step.get("run", "")]
    for name in ("a/index.html", "index.html"):
        path = tmp_path / "built" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "built/leak").symlink_to("/etc/passwd")
    git = "git -c user.name=A -c user.email=a@example.org"
    own = f"git init --quiet; git config core.fsmonitor 'touch {tmp_path}/ran;'; git add .; {git} commit --quiet -m A"
    subprocess.run(["sh", "-c", own], cwd=tmp_path / "built/a", check=True, timeout=60)
    (tmp_path / "ran").unlink()
    gh = tmp_path / "bin/gh"
    gh.parent.mkdir()
    gh.write_text('#!/bin/sh\n[ "$1" = auth ] || git clone --quiet "$3" "$4"\n')
    gh.chmod(0o700)
    subprocess.run(["git", "init", "--quiet", "--bare", "place.git"], cwd=tmp_path, check=True)
    env = os.environ | {"PATH": f"{gh.parent}:{os.environ['PATH']}", "PLACE": "place.git", "FOLDER": "run-7"}
    subprocess.run(["bash", "-ec", script], cwd=tmp_path, check=True, env=env, timeout=60)
    command = ["git", "ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD"]
    listed = subprocess.run(command, cwd=tmp_path / "place.git", capture_output=True, text=True, check=True).stdout
    assert not (tmp_path / "ran").exists()
    assert listed.splitlines() == ["100644 run-7/a/index.html", "100644 run-7/index.html"]


def test_every_job_ends_and_one_names_the_others() -> None:
    found = {job: content for name, job, content in jobs() if name == "ci.yml"}
    assert [job for _, job, content in jobs() if "timeout-minutes" not in content] == []
    # What writes is not asked for: nothing that they do says whether a change is sound.
    assert set(found["ci"]["needs"]) == set(found) - {"ci", "comment", "deploy"}
    assert found["ci"]["if"] == "always()"


def test_the_oldest_and_the_newest_python_are_tested() -> None:
    fast = next(content for _, job, content in jobs() if job == "fast")["strategy"]["matrix"]["include"]
    allowed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    oldest, newest = (row["python"] for row in fast)
    assert allowed == f">={oldest.removesuffix('.0')},<3.{int(newest.partition('.')[2]) + 1}"


def test_no_cache_is_in_reach_and_one_secret_for_the_preview_alone() -> None:
    texts = {name: (ROOT / ".github" / "workflows" / name).read_text() for name in WORKFLOWS}
    assert [name for name, text in texts.items() if re.search(r"pull_request_target|cache", text)] == []
    assert {name: re.findall(r"secrets\.\w+", text) for name, text in texts.items() if "secrets." in text} == {
        "preview.yml": ["secrets.PREVIEW_TOKEN"]
    }


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
