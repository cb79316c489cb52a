"""Pages that nobody would write on purpose: the build ends with clear lines, never with a traceback."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Build, build_project, write_project

NAMES = ["with space", "with#hash", "with%percent", "with%20escape", "wíth-àccents", "日本語", "a&b", "q?uestion"]
TEXTS = {
    "byte order mark": b"\xef\xbb\xbf---\ntitle: A\n---\n\n# A\n\n[x](nowhere.md)\n",
    "carriage returns": b"---\r\ntitle: A\r\n---\r\n\r\n# A\r\n\r\n[x](nowhere.md)\r\n",
    "zero bytes": b"# A\n\n\x00\x00 text\n\n\n\n[x](nowhere.md)\n",
    "nested brackets": b"# A\n\n" + b"[" * 3000 + b"x" + b"]" * 3000 + b"\n\n\n\n[x](nowhere.md)\n",
    "nested quotes": b"# A\n\n" + b">" * 2000 + b" x\n",
    "nested elements": b"# A\n\n" + b"<div>" * 3000 + b"x\n\n\n\n[x](nowhere.md)\n",
    "nested YAML": b"---\na: " + b"[" * 3000 + b"\n---\n\n# A\n",
    "5 MB": b"# A\n\n" + b"Words that fill a page. " * 210_000 + b"\n\n\n\n[x](nowhere.md)\n",
}


@pytest.mark.parametrize("name", NAMES)
def test_any_file_name(build: Callable[..., Build], name: str) -> None:
    escaped = name.replace("%", "%25").replace("#", "%23").replace("?", "%3F").replace(" ", "%20")
    index = f"# Home\n\n[there]({escaped}.md#part)\n\n[not there]({escaped}.md#other)\n"
    done = build({"docs/index.md": index, f"docs/{name}.md": "# Page\n\n## Part\n\nText.\n"})
    assert done.findings == [("docs/index.md", 5, "broken-anchor")], done.output


@pytest.mark.parametrize("kind", TEXTS)
def test_any_text(build: Callable[..., Build], kind: str) -> None:
    done = build({"docs/index.md": TEXTS[kind]})
    assert "Traceback" not in done.output
    if b"nowhere" in TEXTS[kind] or kind == "nested YAML":
        assert (done.code, done.written) == (1, [])
        assert (
            "docs/index.md:7: " in done.output
            or "The build failed: RecursionError" in done.output
            or kind[-4:] == "YAML"
        )


def test_symbolic_link_in_a_circle(build: Callable[..., Build], tmp_path: Path) -> None:
    (tmp_path / "project" / "docs").mkdir(parents=True)
    (tmp_path / "project" / "docs" / "loop").symlink_to(".")
    done = build({"docs/index.md": "# A\n\n[x](nowhere.md)\n"})
    assert done.code == 1
    assert "Traceback" not in done.output


MARKDOWN = st.lists(
    st.sampled_from(
        ["# A", "[a](b.md)", "[a][b]", "![", "](", "[^1]", "[^1]: x", "!!! note", "    x", "---", "```", "<div",
         "<!--", "-->", "--8<--", '--8<-- "x"', "<a href=",
         "|a|b|", "&#91;", "\\[", "*", "\x00", "\ufffd", "title: [", "\n", " "]
    )
    | st.text(max_size=12),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=MARKDOWN.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=300))
def test_no_page_makes_the_build_fail_in_any_other_way(text: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        extensions = "markdown_extensions: [admonition, footnotes, tables, attr_list, md_in_html, pymdownx.snippets]\n"
        project = write_project(Path(folder), {"docs/index.md": text}, extensions)
        done = build_project(project, Path(folder) / "site")
        assert "Traceback" not in done.output
        assert done.code == 0 or done.written == []
