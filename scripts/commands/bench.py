"""Times the gate: ``make bench``. Real sites from PyPI, this site, and a made one whose every menu names every page.

Prints processor seconds, which other work on the machine hardly touches: the median of runs in turn, without the gate
and with it; what the gate takes, by a clock inside the build; and the most memory that each build took.
"""

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import click

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".venv" / "bench"
# Packages whose source archive holds the Markdown of their site.
REAL = {"hatch": "1.18.2", "starlette": "1.10.0", "openai-agents": "0.24.0", "instructor": "1.17.0", "mcp": "2.3.0",
        "fastapi-users": "15.0.5"}  # fmt: skip
# What their own configuration asks for besides would need a dozen plugins.
CONFIG = """site_name: Bench
theme: {name: material, font: false}
plugins: []
exclude_docs: "overrides/"
markdown_extensions:
  [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, toc: {permalink: true}, pymdownx.details,
   pymdownx.highlight, pymdownx.superfences, pymdownx.snippets: {base_path: [., docs]},
   pymdownx.tabbed: {alternate_style: true},
   pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji '',
   emoji_generator: !!python/name:material.extensions.emoji.to_svg ''}]
"""
# The gate with a clock around its check and each event but the last, which checks; it says at the end what they took.
CLOCK = f"""import atexit, functools, sys, time
sys.path.insert(0, {str(ROOT / "scripts")!r})
import gate
took = 0.0
def clocked(event):
    @functools.wraps(event)
    def call(*args, **options):
        global took
        start = time.process_time()
        try:
            return event(*args, **options)
        finally:
            took += time.process_time() - start
    return call
gate.check = clocked(gate.check)
for name in dir(gate):
    if name.startswith("on_"):
        globals()[name] = getattr(gate, name) if name == "on_post_build" else clocked(getattr(gate, name))
atexit.register(lambda: print("gate took", took))
"""


class Run(NamedTuple):
    """One build: its processor seconds, its peak memory in MiB, the gate's seconds, and what the gate found."""

    seconds: float
    memory: float
    gate: float
    pages: int
    findings: int


def real_site(name: str, version: str) -> Path:
    """A site's Markdown and menu, fetched once."""
    folder = CACHE / name
    if not folder.is_dir():
        fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name, "-d", str(CACHE)]
        subprocess.run([*fetch, f"{name}=={version}"], check=True)
        archive = CACHE / f"{name.replace('-', '_')}-{version}.tar.gz"
        shutil.unpack_archive(archive, CACHE)
        Path(str(archive).removesuffix(".tar.gz")).rename(folder)
        theirs = (folder / "mkdocs.yml").read_text()
        nav = re.search(r"^nav:\n(?:(?:[ \-].*)?\n)*", theirs, re.MULTILINE)
        (folder / "mkdocs.yml").write_text(CONFIG + (nav[0] if nav else ""))
        for page in folder.glob("docs/**/*.md"):
            page.write_text(re.sub(r"^::: .*\n(?:    .*\n|\n)*", "", page.read_text(), flags=re.MULTILINE))
    return folder


def made_site(folder: Path, pages: int) -> Path:
    """A site of pages with 15 headings and 20 links, half of them with an anchor; the same each time."""
    chance = random.Random(pages)  # noqa: S311
    names = ["index", *(f"part-{number // 50}/page-{number}" for number in range(1, pages))]
    words = "the muscle relaxes for a time and the line in the skin grows softer until the nerve has healed".split()
    for name in names:
        lines = [f"# Page {name}\n"]
        lines += [f"## Heading {number}\n\n{' '.join(chance.choices(words, k=60))}.\n" for number in range(15)]
        for number in range(20):
            target = os.path.relpath(chance.choice(names), os.path.dirname(name) or ".")
            lines += [f"- See [page {number}]({target}.md{f'#heading-{number % 15}' if number % 2 else ''})."]
        path = folder / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines))
    (folder / "mkdocs.yml").write_text(CONFIG)
    return folder


def own_site(folder: Path) -> Path:
    """A copy of this site, so that configurations can be put beside its own."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "site", "tests", "screenshots"))
    return folder


def build(folder: Path, config: str) -> Run:
    """Builds a project with a configuration; what the gate finds fails the build, and is counted."""
    file = folder / f"bench-{os.getpid()}.yml"
    file.write_text(config)
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryDirectory() as site:
        command = [sys.executable, "-m", "mkdocs", "build", "-f", file.name, "-d", site]
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        _, _, usage = os.wait4(process.pid, 0)
        out.seek(0)
        text = out.read()
    file.unlink()
    if "Documentation built" not in text and "The gate read" not in text:
        raise click.ClickException(text[-2000:])
    took = re.search(r"gate took (\S+)", text)
    read = re.search(r"The gate read (\d+) pages and found (\d+)", text)
    return Run(
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / (1 if sys.platform == "linux" else 1024) / 1024,
        float(took[1]) if took else 0,
        *(map(int, read.groups()) if read else (0, 0)),
    )


def compare(title: str, folder: Path, runs: int, plain: str, gated: str) -> float:
    """Prints a row for two configurations of a site, and gives the seconds of the first."""
    both = [(build(folder, plain), build(folder, gated)) for _ in range(runs)]
    before, after = (statistics.median(pair[number].seconds for pair in both) for number in (0, 1))
    memory = [max(pair[number].memory for pair in both) for number in (0, 1)]
    share = statistics.median(run.gate / (run.seconds - run.gate) for _, run in both)
    last = both[-1][1]
    click.echo(
        f"{title:<30}{last.pages:>6}{last.findings:>9}{before:>9.2f}{after:>9.2f}{after / before:>8.2f}{share:>8.1%}"
        f"{memory[0]:>8.0f}{memory[1]:>8.0f}"
    )
    return before


@click.command()
@click.option("--runs", default=3, show_default=True, help="How often each site is built, with the gate and without.")
@click.option("--pages", default=1000, show_default=True, help="How many pages the made site has.")
def main(runs: int, pages: int) -> None:
    """Times builds without the gate and with it; prints a table."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "clock.py").write_text(CLOCK)
    click.echo(
        "Foreign sites keep their Markdown and menu; their plugins, what those fill in, and templates are left out."
    )
    click.echo(f"{'':<30}{'':>6}{'':>9}{'processor seconds':^34}{'peak MiB':^16}")
    heads = (("site", -30), ("pages", 6), ("findings", 9), ("plain", 9), ("gated", 9), ("ratio", 8), ("gate", 8))
    click.echo("".join(f"{name:{'<' if width < 0 else '>'}{abs(width)}}" for name, width in heads))
    for name, version in REAL.items():
        folder = real_site(name, version)
        config = (folder / "mkdocs.yml").read_text()
        compare(f"{name} {version}", folder, runs, config, f"{config}\nhooks: [{CACHE / 'clock.py'}]\n")
    with tempfile.TemporaryDirectory() as made:
        folder = made_site(Path(made) / "made", pages)
        compare("made, full menus", folder, runs, CONFIG, CONFIG + f"hooks: [{CACHE / 'clock.py'}]\n")
        folder = own_site(Path(made) / "own")
        config = (folder / "mkdocs.yml").read_text()
        unhooked = re.sub(r"^hooks:\n(?:  .*\n)+", "", config, flags=re.MULTILINE)
        whole = config.replace("scripts/gate.py", str(CACHE / "clock.py"))
        compare("this site, all steps", folder, runs, unhooked, whole)
        compare("this site, no extension", folder, runs, unhooked.replace("  - writing\n", ""), unhooked)


if __name__ == "__main__":
    main()
