"""``make engines``: builds this site with MkDocs and with those that may follow it, behind the same gate.

Each engine has an environment of its own. For each it shows that the engine fails without the Markdown extension, what
it writes with it, and that the gate names two faults, planted in a copy, with file and line.
"""

import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import NamedTuple

import click

from commands import run

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.txt"
LOCKED = ["--require-hashes", "-r", str(LOCK)]
# What is installed for each. Zensical runs no hook, so the publishing steps and the gate come after it.
ENGINES = {
    "mkdocs": (LOCKED, []),
    "properdocs": (LOCKED, ["properdocs==1.6.7"]),
    "zensical": ([], ["zensical==0.0.73", "selectolax", "pathspec", "pyyaml-env-tag"]),
}
# One moment for all builds, so that they can be compared.
NOW = str(int(time.time()))
PAGE = Path("docs/treatment/uses.md")
FAULTS = {"broken-link": "[Nowhere](nowhere.md)", "unknown-source": "Nobody said so.[^nobody-1900]"}


class Trial(NamedTuple):
    """What a build and the gate after it said and left."""

    code: int
    output: str
    site: Path

    def count(self, mark: str) -> int:
        """How often a text stands in the pages."""
        return sum(path.read_text("utf-8").count(mark) for path in self.site.rglob("*.html"))


def environment(name: str) -> Path:
    """The Python of an engine's environment, made where it is missing, without this project's own package."""
    folder = ROOT / ".venv" / "engines" / name
    python = folder / "bin" / "python"
    if not (folder / ".done").exists():
        venv.create(folder, with_pip=True, clear=True)
        locked, more = ENGINES[name]
        pins = re.findall(r"^([\w.-]+==[^\s;\\]+)", LOCK.read_text(), re.MULTILINE)
        (folder / "pins.txt").write_text("\n".join(pins))
        for options in filter(None, (locked, more and ["-c", str(folder / "pins.txt"), *more])):
            pip(python, "install", *options)
        (folder / "npm").symlink_to(ROOT / ".venv" / "npm")
        (folder / ".done").touch()
    pip(python, "uninstall", "--yes", "botox-explained")
    return python


def pip(python: Path, *arguments: str) -> None:
    """Runs pip in an environment."""
    subprocess.run([python, "-m", "pip", "-q", "--disable-pip-version-check", *arguments], check=True)


def build(name: str, python: Path, project: Path) -> Trial:
    """Builds a project, and runs the gate on what was written."""
    site = project / "site"
    shutil.rmtree(site, ignore_errors=True)
    gate = [sys.executable, "-m", "commands.gate", *(["--publish"] if name == "zensical" else []), "site"]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": NOW, "NO_MKDOCS_2_WARNING": "1"}
    alone = {key: value for key, value in environ.items() if key != "PYTHONPATH"}
    code, output = 0, ""
    for command, variables in (([str(python), "-m", name, "build"], alone), (gate, environ)):
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, env=variables)
        code, output = code or done.returncode, output + done.stdout + done.stderr
        if code:
            break
    return Trial(code, output, site)


def plant(project: Path) -> list[str]:
    """Writes the faults into a page, and gives what the gate must say of each."""
    text = (project / PAGE).read_text().rstrip("\n")
    (project / PAGE).write_text("\n\n".join([text, *FAULTS.values()]) + "\n")
    last = text.count("\n") + 1
    return [rf"{PAGE.as_posix()}:{last + 2 * nth}: .*\[{rule}\]" for nth, rule in enumerate(FAULTS, start=1)]


@click.command()
def main() -> int:
    """Try each engine; prints a table. The exit code is 1 where one fails."""
    wrong: list[str] = []
    titles = ("engine    ", "pages", "citations", "spoken names", "findings", "planted faults named", "no extension")
    click.echo("  ".join(titles))
    with tempfile.TemporaryDirectory() as scratch:
        for name in ENGINES:
            python, project = environment(name), Path(scratch, name)
            left_out = shutil.ignore_patterns(".*", "site", "tests", "screenshots", "__pycache__")
            shutil.copytree(ROOT, project, ignore=left_out)
            bare = build(name, python, project)
            published = not bare.code or any(bare.site.rglob("index.html"))
            pip(python, "install", "--no-deps", "--editable", str(ROOT))
            whole = build(name, python, project)
            if whole.site.is_dir():
                whole = whole._replace(site=Path(shutil.move(whole.site, Path(scratch, f"{name}-site"))))
            expected = plant(project)
            faulty = build(name, python, project)
            named = sum(re.search(one, faulty.output) is not None for one in expected)
            cells = [name, len(list(whole.site.rglob("*.html"))), whole.count('class="footnote-ref"')]
            cells += [whole.count('<span class="spoken">'), len(re.findall(r"(?m)^ERROR +-  .*\]$", whole.output))]
            cells += [f"{named} of {len(expected)}", "published" if published else f"exit {bare.code}, no page"]
            click.echo("  ".join(f"{cell!s:<{len(title)}}" for cell, title in zip(cells, titles, strict=True)))
            if whole.code or named < len(expected) or published:
                wrong.append(f"{name}:\n{(whole if whole.code else faulty).output[-2000:]}")
        old, new = (Path(scratch, f"{name}-site") for name in ("mkdocs", "properdocs"))
        names = sorted(
            {one.relative_to(top).as_posix() for top in (old, new) for one in top.rglob("*") if one.is_file()}
        )
        _, differ, missing = filecmp.cmpfiles(old, new, names, shallow=False)
        click.echo(f"MkDocs and ProperDocs: {len(names)} files, differing: {', '.join(differ + missing) or 'none'}.")
    for one in wrong:
        click.echo(one, err=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    run(main)
