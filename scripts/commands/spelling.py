"""``make spelling``: words that are often misspelt (typos), each with its line, as the gate names what it finds.

Words of the glossary and names of sources pass; any other that is right is added to [tool.typos] in pyproject.toml.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import click

from checker import Finding, Project
from commands import print_findings, run


def allowed(project: Project) -> set[str]:
    """The words of the glossary, and those in the names of sources, in small letters."""
    names = [word for term in project.glossary.values() for word in (term.term, *term.also)]
    return set(re.findall(r"[a-z]+", " ".join([*names, *project.references]).lower()))


@click.command()
def main() -> int:
    """Look for misspelt words in the project. The exit code is 1 where there is one."""
    project = Project(Path("mkdocs.yml").resolve(strict=True))
    own = tomllib.loads(Path("pyproject.toml").read_text("utf-8")).get("tool", {}).get("typos", {})
    words = own.get("default", {}).get("extend-words", {}) | {word: word for word in allowed(project)}
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        # From a copy without git, typos would read what git ignores, such as the built site.
        ignored = Path(".gitignore").read_text("utf-8").split() if Path(".gitignore").exists() else []
        excluded = json.dumps(own.get("files", {}).get("extend-exclude", []) + ignored)
        rows = "".join(f"{json.dumps(word)} = {json.dumps(right)}\n" for word, right in words.items())
        file.write(f"[files]\nextend-exclude = {excluded}\n[default.extend-words]\n{rows}")
        file.flush()
        program = Path(sys.executable).with_name("typos")
        done = subprocess.run([program, "--isolated", "--config", file.name, "--format", "json"], capture_output=True)
    if done.returncode not in (0, 2):
        raise click.ClickException(done.stderr.decode().strip())
    found = [json.loads(line) for line in done.stdout.splitlines()]
    typos = [one for one in found if one["type"] == "typo" and "line_num" in one]
    findings = [
        Finding(
            one["path"].removeprefix("./"),
            one["line_num"],
            f"'{one['typo']}' is often a slip for {' or '.join(map(repr, one['corrections']))}",
            "spelling",
        )
        for one in typos
    ]
    print_findings(sorted(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    run(main)
