"""Times the gate beside other checkers on generated sites: ``make bench``.

Prints, for each size, wall time in seconds (median of the runs), peak memory in MiB and the ratio to the plain
build. 'inside' is the time that the gate itself takes within a build, which noise of the machine hardly touches.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCRIPTS = Path(__file__).parent.parent / "scripts"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "5ef32cb70000000049454e44ae426082"
)
CONFIG = """site_name: Bench
site_url: https://bench.example/
theme: {name: material, font: false, features: [navigation.prune]}
markdown_extensions: [{toc: {permalink: true}}]
validation: {links: {not_found: ignore, anchors: ignore}}
"""
# The gate with a clock around it; it prints the seconds that it took.
CLOCKED = """import sys, time
sys.path.insert(0, {scripts!r})
import gate
from gate import on_build_error, on_config, on_env, on_nav, on_page_read_source, on_startup
def on_post_build(config):
    start = time.perf_counter()
    gate.on_post_build(config)
    print("inside", time.perf_counter() - start)
"""


def write_site(folder: Path, pages: int) -> None:
    """A site with 15 headings, 20 links (half with an anchor) and one picture a page, 50 pages to a folder."""
    chance = random.Random(pages)  # noqa: S311, the same site each time
    names = [f"part-{number // 50}/page-{number}" for number in range(pages)]
    words = "the muscle relaxes for a time and the line in the skin grows softer until the nerve has healed".split()
    for name in [*names, "index"]:
        lines = [f"# Page {name}", "", f"![A dot]({'' if name == 'index' else '../'}dot.png)", ""]
        for heading in range(15):
            lines += [f"## Heading {heading}", "", " ".join(chance.choices(words, k=60)) + ".", ""]
        for link in range(20):
            target = os.path.relpath(chance.choice(names), os.path.dirname(name) or ".")
            lines += [f"- See [page {link}]({target}.md{f'#heading-{link % 15}' if link % 2 else ''})."]
        path = folder / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines))
    (folder / "docs" / "dot.png").write_bytes(PIXEL)
    (folder / "clocked.py").write_text(CLOCKED.format(scripts=str(SCRIPTS)))
    plugin = "plugins: [search, {htmlproofer: {validate_external_urls: false, raise_error_after_finish: true}}]\n"
    for kind, extra in (("plain", ""), ("gate", "hooks: [clocked.py]\n"), ("htmlproofer", plugin)):
        (folder / f"{kind}.yml").write_text(CONFIG + extra)


def measure(command: list[str]) -> tuple[float, float, str]:
    """Seconds, peak MiB and output of a command."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        out.seek(0)
        output = out.read()
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return seconds, usage.ru_maxrss / (1 if sys.platform == "linux" else 1024) / 1024, output


def main() -> None:
    """Runs the sizes named on the command line, each kind of build in turn, several times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, nargs="+", default=[200, 1000, 5000])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{'pages':>6}  {'what':<34} {'seconds':>8} {'MiB':>6} {'to plain':>9}")
    for pages in arguments.pages:
        with tempfile.TemporaryDirectory() as folder:
            write_site(Path(folder), pages)
            compare(Path(folder), pages, arguments.runs if pages <= 1000 else 1)


def compare(folder: Path, pages: int, runs: int) -> None:
    """Prints a row for each way of checking one site."""
    tools = Path(sys.executable).parent
    build = [sys.executable, "-m", "mkdocs", "build", "-d", str(folder / "site"), "-f"]
    commands = {"plain": [*build, str(folder / "plain.yml")], "gate": [*build, str(folder / "gate.yml")]}
    if pages <= 1000:
        commands["htmlproofer"] = [*build, str(folder / "htmlproofer.yml")]
        site = str(folder / "site")
        options = ["--offline", "--include-fragments", "--index-files", "index.html", "--no-progress"]
        commands["lychee"] = [str(tools / "lychee"), *options, "--root-dir", site, site]
    seen: dict[str, list[tuple[float, float, str]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seen[name].append(measure(command))
    titles = {
        "plain": "plain build",
        "gate": "build with the gate",
        "htmlproofer": "build with htmlproofer-plugin",
        "lychee": "lychee on the built site, alone",
    }
    middle = {name: statistics.median(run[0] for run in all_runs) for name, all_runs in seen.items()}
    inside = statistics.median(float(run[2].split("inside ")[1].split()[0]) for run in seen["gate"])
    rows = [(titles[name], seconds, max(run[1] for run in seen[name])) for name, seconds in middle.items()]
    rows.insert(2, ("the gate itself, inside that build", inside, 0))
    for title, seconds, memory in rows:
        shown = f"{memory:>6.0f}" if memory else f"{'':>6}"
        print(f"{pages:>6}  {title:<34} {seconds:>8.2f} {shown} {seconds / middle['plain']:>8.1%}", flush=True)


if __name__ == "__main__":
    main()
