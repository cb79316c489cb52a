"""The gate, on sample sites: what it reports, and that nothing gets past it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.rule import explain, rule_names
from conftest import ROOT, Build, build_project, run_mkdocs

BROKEN = ROOT / "tests" / "sites" / "broken"
BROKEN_POLICY = ROOT / "tests" / "sites" / "broken-policy"
SOUND = ROOT / "tests" / "sites" / "sound"
SOUND_POLICY = ROOT / "tests" / "sites" / "sound-policy"
EXPECT = re.compile(r"expect(?:@(\d+))?: ([a-z0-9-]+(?:, [a-z0-9-]+)*)")


def expected(project: Path) -> set[tuple[str, int, str]]:
    """What the files of a sample site say must be reported."""
    found = set()
    for path in (path for path in project.rglob("*") if path.is_file()):
        for number, line in enumerate(path.read_text("latin-1").split("\n"), start=1):
            for at, names in EXPECT.findall(line):
                found |= {(path.relative_to(project).as_posix(), int(at or number), name) for name in names.split(", ")}
    return found


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_project(BROKEN, tmp_path_factory.mktemp("broken") / "site")


def test_reports_every_marked_line_and_no_other(broken: Build) -> None:
    assert set(broken.findings) == expected(BROKEN)


def test_reports_a_policy_that_it_cannot_read(tmp_path: Path) -> None:
    assert set(build_project(BROKEN_POLICY, tmp_path / "site").findings) == expected(BROKEN_POLICY)


def test_says_nothing_of_a_sound_site_with_a_policy(tmp_path: Path) -> None:
    done = build_project(SOUND_POLICY, tmp_path / "site")
    assert (done.code, done.findings) == (0, []), done.output


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
@pytest.mark.parametrize("options", ["", "use_directory_urls: false"])
def test_says_nothing_of_a_sound_site(tmp_path: Path, theme: str, options: str) -> None:
    folder = tmp_path / "sound"
    shutil.copytree(SOUND, folder)
    config = (
        (folder / "mkdocs.yml").read_text().replace("../../..", str(ROOT)).replace("name: mkdocs", f"name: {theme}")
    )
    if options:
        config = config.replace("highlightjs: false", "") + options
        for path in (folder / "docs").rglob("*.md"):
            path.write_text(
                path.read_text().replace("base/deep/", "base/deep/index.html").replace('href="deep/', 'href="')
            )
    (folder / "mkdocs.yml").write_text(config)
    done = build_project(folder, tmp_path / "site")
    assert (done.code, done.findings) == (0, []), done.output


@pytest.mark.parametrize("name", rule_names())
def test_each_rule_has_an_example_and_says_what_to_do(name: str) -> None:
    assert name in {rule for _, _, rule in expected(BROKEN) | expected(BROKEN_POLICY)}
    parts = explain(name)
    assert set(parts) == {"trigger", "instead", "why", "sample"}
    assert all(parts.values())


def test_github_annotates_a_finding(broken: Build) -> None:
    """The problem matcher, as a workflow reads it, finds each finding in the output with its file and line."""
    matcher = json.loads((ROOT / ".github" / "gate-problem-matcher.json").read_text())
    pattern = matcher["problemMatcher"][0]["pattern"][0]
    seen = [re.search(pattern["regexp"], line) for line in broken.output.splitlines()]
    matched = [(found[pattern["file"]], int(found[pattern["line"]]), found[pattern["code"]]) for found in seen if found]
    assert matched == broken.findings


@pytest.mark.parametrize("options", [(), ("--strict",)])
def test_a_finding_fails_the_build_and_leaves_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run_mkdocs(BROKEN, tmp_path / "site", *options)
    assert done.code == 1
    assert "Traceback" not in done.output
    assert done.written == []


PAGE = "---\ntype: plain\n---\n\n# Page\n"
POLICY = "extra: {gate: {page_types: {plain: {sections: [In short]}}}}\n"

BAD_INPUT = {
    "invalid YAML": (
        {"docs/index.md": "---\ntype: [plain\n---\n\n# Page\n"},
        "",
        "docs/index.md:3: ",
        "key: value",
    ),
    "YAML that never ends": (
        {"docs/index.md": "---\ntype: plain\n\n# Page\n"},
        "",
        "docs/index.md:1: ",
        "closing",
    ),
    "not UTF-8": ({"docs/index.md": b"# Caf\xe9\n"}, "", "docs/index.md:1: ", "save the file as UTF-8"),
    "UTF-16": (
        {"docs/index.md": "# Page\n".encode("utf-16")},
        "",
        "docs/index.md:1: ",
        "save the file as UTF-8",
    ),
    "unknown type": (
        {"docs/index.md": PAGE.replace("plain", "plane")},
        POLICY,
        "docs/index.md:2: ",
        "'plain'?",
    ),
    "type is a list": (
        {"docs/index.md": PAGE.replace("plain", "[a]")},
        POLICY,
        "docs/index.md:2: ",
        "use one of",
    ),
    "unknown policy key": (
        {"docs/index.md": PAGE},
        "extra: {gate: {pagetypes: {}}}\n",
        "mkdocs.yml:5: extra.gate.pagetypes: ",
        "page_types",
    ),
    "policy of the wrong kind": (
        {"docs/index.md": PAGE},
        "extra: {gate: [a]}\n",
        "mkdocs.yml:5: extra.gate: ",
        "a mapping",
    ),
    "no list of sources": (
        {"docs/index.md": PAGE},
        "extra: {gate: {sources: s.yml}}\n",
        "mkdocs.yml:5: extra.gate.sources: ",
        "s.yml",
    ),
    "no such template": ({"docs/index.md": PAGE.replace("type", "template")}, "", "'index.md'", "plain"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_one_clear_line(build: Callable[..., Build], case: str) -> None:
    files, config, where, what = BAD_INPUT[case]
    done = build(files, config)
    assert done.code == 1
    assert "Traceback" not in done.output
    assert done.written == []
    assert [line for line in done.output.splitlines() if where in line and what in line], done.output


def test_dirty_build_skips_and_says_so(build: Callable[..., Build]) -> None:
    done = build({"docs/index.md": "# Page\n\n[x](nowhere.md)\n"}, "", "--dirty")
    assert done.code == 0
    assert "checks nothing in a --dirty build" in done.output


CHECKS = {"docs/checks.md": "# Checks\n\n<!-- generated: checks -->\n"}


def test_preview_shows_findings_and_lives(project: Callable[..., Path], tmp_path: Path) -> None:
    files = {"docs/index.md": "# Page\n\n[x](nowhere.md)\n", "docs/b.md": "# Other\n\n[x](index.md)\n"}
    folder = project(files | CHECKS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "log"
    command = [sys.executable, "-u", "-m", "mkdocs", "serve", "-f", str(folder / "mkdocs.yml"), "-a", address]
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ}) as server,
    ):
        try:

            def wait_for(pattern: str) -> None:
                for _ in range(300):
                    if re.search(pattern, log.read_text()):
                        return
                    time.sleep(0.1)
                raise AssertionError(log.read_text())

            wait_for(r"docs/index\.md:3: .*'nowhere\.md'.* \[broken-link\]")
            wait_for("Serving on")
            (folder / "docs" / "index.md").write_text("# Page\n\n\n[x](gone.md)\n")
            wait_for(r"docs/index\.md:4: .*'gone\.md'.* \[broken-link\]")
            with urllib.request.urlopen(f"http://{address}/", timeout=30) as answer:
                assert answer.status == 200
                link = r'<a href="checks/#broken-link">broken-link</a>'
                assert re.search(rf"docs/index\.md:4: .*\[{link}\]", answer.read().decode())
            # What no page can fix, such as a slip in the policy, stands on every page.
            with (folder / "mkdocs.yml").open("a") as config:
                config.write("extra: {gate: {pagetypes: {}}}\n")
            wait_for(r"mkdocs\.yml:5: .* \[invalid-policy\][\s\S]*Reloading browsers")
            for page in ("", "b/"):
                with urllib.request.urlopen(f"http://{address}/{page}", timeout=30) as answer:
                    link = f'<a href="{"../" * len(page[:1])}checks/#invalid-policy">invalid-policy</a>'
                    assert re.search(rf"mkdocs\.yml:5: .*\[{link}\]", answer.read().decode())
            assert server.poll() is None
        finally:
            server.kill()


def test_says_where_each_check_is_explained(build: Callable[..., Build]) -> None:
    """Once for each, where the site has an address, so that a log on GitHub links to it."""
    files = {"docs/index.md": "# A\n\n[x](a.md) [x](b.md)\n"} | CHECKS
    assert (
        build(files, "site_url: https://site.example/base").output.count(
            "broken-link: https://site.example/base/checks/#broken-link"
        )
        == 1
    )
    assert "#broken-link" not in build(files).output


def test_any_site_can_use_the_gate_with_no_configuration(build: Callable[..., Build]) -> None:
    done = build({"docs/index.md": "# Page\n\n[there](other.md#part)\n", "docs/other.md": "# Other\n\n## Part\n"})
    assert (done.code, done.findings) == (0, [])


# Who may import whom: each part those that it names, and each module of the gate those that stand before it.
PARTS = {"checker": set[str](), "writing": {"checker"}, "publishing": {"checker"}}
LAYERS = ["finding", "suggest", "lists", "seen_text", "text_file", "policy", "page", "project", "site", "rule", "rules"]


@pytest.mark.parametrize("part", PARTS)
def test_code_depends_one_way_and_knows_no_engine(part: str) -> None:
    folder = ROOT / "scripts" / part
    for path in folder.rglob("*.py"):
        text = path.read_text()
        imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))
        others = {"mkdocs", "gate", "commands", *PARTS} - {part, *PARTS[part]}
        assert not imported & (others | {"logging"}), path
        own = path.relative_to(folder).parts[0].removesuffix(".py")
        if part == "checker" and own in LAYERS:
            used = re.findall(r"^from checker\.(\w+)", text, re.MULTILINE)
            assert {one for one in used if LAYERS.index(one) > LAYERS.index(own)} == set(), path
        assert own != "rules" or not imported & {"os", "pathlib"}, path


CARDS = "extra: {gate: {callouts: {urgent: {safety: true, list: true}}}}\nmarkdown_extensions: [admonition]\n"
ITEMS = ["- First", "- Middle", "- Last"]


# Which items fell out, and the line that is named: the first of them, or the box where nothing is left in it.
FALLEN = {(0,): 3, (1,): 6, (2,): 7, (0, 1): 3, (1, 2): 6, (0, 1, 2): 3}


@pytest.mark.parametrize("fallen", FALLEN)
def test_an_item_that_fell_out_of_a_box_is_reported(build: Callable[..., Build], fallen: tuple[int, ...]) -> None:
    items = [item if number in fallen else f"    {item}" for number, item in enumerate(ITEMS)]
    text = "\n".join(["# Page", "", '!!! urgent "Now, if:"', "", *items, "", "Text.\n"])
    done = build({"docs/index.md": text}, CARDS)
    assert {("docs/index.md", FALLEN[fallen], "broken-callout")} == {*done.findings} - {
        ("docs/index.md", 3, "unsourced-callout")
    }


def test_an_anchor_that_is_written_in_two_ways_is_reported_twice(build: Callable[..., Build]) -> None:
    links = "# Page\n\n[a](#gone)\n\n[b](index.md#gone)\n\n[c](#gone)\n\n[d](b.md#gone)\n\n[e](./b.md#gone)\n"
    done = build({"docs/index.md": links, "docs/b.md": "# B\n"})
    assert done.findings == [("docs/index.md", line, "broken-anchor") for line in (3, 5, 7, 9, 11)], done.output


MADE = """from mkdocs.structure.files import File

def on_files(files, config):
    for name, text in config.extra["made"].items():
        files.append(File.generated(config, name, content=text))
"""


@pytest.mark.parametrize(("linked", "expected"), [("index.md", []), ("gone.md", [("docs/made.md", 3, "broken-link")])])
def test_a_page_that_a_hook_made_is_checked_too(
    project: Callable[..., Path], tmp_path: Path, linked: str, expected: list[tuple[str, int, str]]
) -> None:
    made = {"made.md": f"# Made\n\n[a]({linked})\n", "made.txt": "Text"}
    files = {"docs/index.md": "# Page\n\n[a](made.md)\n", "made.py": MADE}
    folder = project(files, f"extra: {json.dumps({'made': made})}\n")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("hooks: [", "hooks: [made.py, "))
    assert build_project(folder, tmp_path / "site").findings == expected


# What a plugin does that takes texts from code, and finds no address for a name.
FROM_CODE = """
def on_page_markdown(markdown, **_):
    markdown = markdown.replace("::: shape.Circle", "See [the page] (b.md), or [no page](gone.md).")
    return markdown.replace("][Square]", "][]")
"""


def test_what_a_plugin_wrote_is_reported_where_the_page_asks_for_it(
    project: Callable[..., Path], tmp_path: Path
) -> None:
    text = "# Page\n\n[b](b.md)\n\n::: shape.Circle\n\nSee [`Square`][Square].\n"
    folder = project({"docs/index.md": text, "docs/b.md": "# B\n", "from_code.py": FROM_CODE}, "")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("hooks: [", "hooks: [from_code.py, "))
    rules = [(5, "broken-link"), (5, "literal-markdown"), (7, "literal-markdown")]
    assert build_project(folder, tmp_path / "site").findings == [("docs/index.md", *one) for one in rules]


def test_templates_in_the_docs_folder_are_no_pages(project: Callable[..., Path], tmp_path: Path) -> None:
    """With -f as it is typed, from the project's folder."""
    files = {"docs/index.md": "# Page\n", "docs/theme/part.html": '<a href="{{ nowhere }}">x</a> <img src="gone.png">'}
    folder = project(files, "")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("name: mkdocs", "name: mkdocs, custom_dir: docs/theme"))
    done = build_project(folder, tmp_path / "site", "-f", "mkdocs.yml")
    assert (done.code, done.findings) == (0, []), done.output


# Runs mkdocs as where the project's own package is not installed.
BARE = f"""import sys
sys.path = [path for path in sys.path if path != {str(ROOT / "scripts")!r}]
from mkdocs.__main__ import cli
cli()
"""


def test_an_engine_without_the_extension_publishes_nothing(project: Callable[..., Path], tmp_path: Path) -> None:
    folder = project({"docs/index.md": "# Page\n\nIt is so.[^source]\n"}, "markdown_extensions: [writing]\n")
    config = folder / "mkdocs.yml"
    config.write_text(re.sub("hooks: .*\n", "", config.read_text()))
    command = [sys.executable, "-I", "-c", BARE, "build", "-f", str(config), "-d", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "Failed to load extension 'writing'" in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("before", "after"), [("state: read", "state: raed"), ("date: undated", "date: 2024-02-30"), ("https:", "htps:")]
)
def test_a_slip_in_an_entry_is_one_finding(build: Callable[..., Build], before: str, after: str) -> None:
    """What takes the entry in is not named: nothing is wrong there."""
    entry = "- id: a\n  title: A\n  publisher: P\n  date: undated\n  url: https://a.example/\n  state: read\n"
    fact = "- id: days\n  value: '3'\n  of: all\n  source: [a]\n  checked: 2026-01-01\n"
    page = "# A\n\nIt lasts {{days}} days.[^a]\n\n<!-- generated: sources -->\n"
    assert before in entry
    files = {"docs/s.yml": entry.replace(before, after), "docs/f.yml": fact, "docs/index.md": page}
    config = "exclude_docs: '*.yml'\nmarkdown_extensions: [writing, footnotes, attr_list, abbr, admonition]\n"
    done = build(files, config + "extra: {gate: {sources: s.yml, facts: f.yml}}\n")
    assert [rule for _, _, rule in done.findings] == ["invalid-entry"], done.output


# Ids in the order of a list, and those that are out of place, each with what is said of it.
ORDERS = {
    "the sample left at the top": ("s a b c d", {"s": "'s' must stand last"}),
    "at the end": ("b c d e a", {"a": "'a' must stand before 'b'"}),
    "two of them": ("a z b c y d e", {"z": "'z' must stand last", "y": "'y' must stand last"}),
    "in order": ("a b c", {}),
}


@pytest.mark.parametrize("case", ORDERS)
def test_one_entry_out_of_place_is_one_finding(build: Callable[..., Build], case: str) -> None:
    """Every page goes on to find its sources, so an entry in the wrong place does not hide what else is wrong."""
    ids, said = ORDERS[case][0].split(), ORDERS[case][1]
    entry = "- id: {0}\n  title: {0}\n  publisher: P\n  date: undated\n  url: https://{0}.example/\n  state: read\n"
    files = {"docs/s.yml": "".join(map(entry.format, ids)), "docs/index.md": "# A\n\nText.[^" + "][^".join(ids) + "]\n"}
    config = "exclude_docs: s.yml\nmarkdown_extensions: [writing, footnotes, attr_list, abbr, admonition]\n"
    config += "extra: {gate: {sources: s.yml}}\n"
    done = build(files, config)
    lines = [
        f"docs/s.yml:{ids.index(name) * 6 + 1}: {reason}: the list is sorted by id" for name, reason in said.items()
    ]
    assert [line for line in lines if line not in done.output] == [], done.output
    assert [rule for _, _, rule in done.findings] == ["invalid-entry"] * len(said), done.output
