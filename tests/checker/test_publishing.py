"""The steps that finish a folder of HTML, on small sites, with no engine and no browser."""

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pytest

import publishing
from checker import Finding, Project, check
from conftest import ROOT
from publishing import preview, publish
from publishing.search import sections

POLICY = re.search(r"<meta http-equiv=.*>", (ROOT / "overrides/main.html").read_text())[0]  # type: ignore[index]
SHEETS = ("assets/theme/main.css", "assets/content.css")
Publish = Callable[..., dict[str, str]]


def page(content: str, *sheets: str, up: str = "") -> str:
    links = "".join(f'<link rel="stylesheet" href="{up}{sheet}">\n' for sheet in sheets or SHEETS)
    head = f'<meta charset="utf-8">{POLICY}\n{links}'
    return f"<!doctype html><html><head>{head}</head><body><main><nav>Menu</nav><article>{content}</article></main>"


@pytest.fixture
def published(tmp_path: Path) -> Publish:
    """Writes the site's own files below docs/, and those of an engine; returns what is there after publishing.

    Raises ValueError with each finding.
    """

    def build(docs: dict[str, str], written: dict[str, str], search: Mapping[str, Any] | None = None) -> dict[str, str]:
        copied = {name: text for name, text in docs.items() if not name.endswith(".md")}
        config = {"mkdocs.yml": json.dumps({"extra": {"search": search or {}}})}
        for folder, files in ((".", config), ("docs", docs), ("site", copied | written)):
            for name, text in files.items():
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        site = tmp_path / "site"
        if findings := publish(Project(tmp_path / "mkdocs.yml"), site):
            raise ValueError(*map(str, findings))
        return {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*") if path.is_file()}

    return build


def css_of(files: Mapping[str, str], page: str = "index.html") -> str:
    """The style sheet that a page links to; there must be just one."""
    (link,) = re.findall(r'rel="stylesheet" href="(?:\.\./)*/?([^"]+)"', files[page])
    return files[link]


def test_drops_rules_of_the_theme_that_no_page_can_use(published: Publish) -> None:
    theme = ".used{top:0}.set-by-script{top:1px}.unused{top:2px}.used .unused{top:3px}"
    theme += ":root{--read:1;--unread:2}i{top:var(--read)}"
    docs = {"assets/content.css": ".own{left:0}", "assets/site.js": "a.className = 'set-by-script'"}
    css = css_of(published(docs, {"assets/theme/main.css": theme, "index.html": page('<p class="used">')}))
    assert "unused" not in css
    assert "--unread" not in css
    assert all(name in css for name in (".used{", ".set-by-script{", "--read", ".own{"))


def test_keeps_the_mark_of_a_link_that_leads_back_from_a_source(published: Publish) -> None:
    theme = '.md-typeset [id^="fnref:"]:target>.footnote-ref{outline:auto}'
    text = '<div class="md-typeset"><sup id="fnref:a"><a class="footnote-ref" href="#fn:a">1</a></sup></div>'
    files = published({"assets/content.css": ""}, {"assets/theme/main.css": theme, "index.html": page(text)})
    assert "outline:auto" in css_of(files)


def test_keeps_every_rule_of_the_site_s_own(published: Publish) -> None:
    docs = {
        "assets/content.css": ".search__results{top:0}.nowhere{top:0}",
        "assets/site.js": '["search", "results"].join("__")',
    }
    css = css_of(published(docs, {"assets/theme/main.css": "", "index.html": page("x")}))
    assert ".search__results" in css
    assert ".nowhere" in css


def test_writes_media_queries_as_older_phones_read_them(published: Publish) -> None:
    docs = {"assets/content.css": "@media (min-width: 60em) { p { inset: 0 } }"}
    assert "(min-width:60em)" in css_of(published(docs, {"index.html": page("x", "assets/content.css")}))


def test_keeps_pictures_that_a_style_sheet_alone_names(published: Publish) -> None:
    docs = {"assets/content.css": "p{background:url(images/own.svg)}", "assets/images/own.svg": "<svg/>"}
    theme = {f"assets/theme/{name}": "" for name in ("named.svg", "nobody.svg", "code.js", "code.js.map")}
    theme["assets/theme/main.css"] = "p{mask:url(named.svg)}/*# sourceMappingURL=main.css.map*/"
    files = published(docs, theme | {"assets/theme/main.css.map": "", "a/index.html": page("x", up="../")})
    assert {name for name in files if name.startswith("assets/theme/")} == {"assets/theme/named.svg"}
    assert "assets/images/own.svg" in files
    css = css_of(files, "a/index.html")
    assert set(re.findall(r"url\(\"?([^\")]+)", css)) == {"theme/named.svg", "images/own.svg"}


def test_keeps_a_sheet_that_one_page_alone_links(published: Publish) -> None:
    docs = {"assets/content.css": ".a{top:0}", "assets/extra.css": ".b{top:0}"}
    one, other = page("x", "assets/content.css"), page("y", "assets/content.css", "assets/extra.css", up="/base/")
    files = published(docs, {"404.html": one, "index.html": other})
    assert css_of(files, "404.html") == ".a{top:0}"
    (address,) = re.findall(r'href="(/base/assets/site\.\w+\.css)"', files["index.html"])
    assert files[address.removeprefix("/base/")] == ".a{top:0}.b{top:0}"


@pytest.mark.parametrize(
    ("css", "reason"),
    [
        ("p { top: 0 }\n\n.x { color red; }\n", "docs/assets/content.css:3: This is not CSS: .* \\[unpublishable\\]$"),
        ("\np { mask: url('images/gone.svg') }", "docs/assets/content.css:2: Nothing is at 'images/gone.svg' "),
    ],
)
def test_names_the_line_of_a_sheet_to_fix(published: Publish, css: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        published({"assets/content.css": css}, {"index.html": page("x", "assets/content.css")})


def test_a_page_without_the_policy_is_an_error(published: Publish) -> None:
    with pytest.raises(ValueError, match=r"^overrides/main\.html:1: The page 'a/index\.html' has no Content-Security"):
        published({}, {"a/index.html": page("x").replace(str(POLICY), "")})


# The findings, and how many of them each page shows: its own, and those that no page can fix.
SHOWN = {
    "none": ([], {"index.html": 0, "b/index.html": 0, "404.html": 0}),
    "some": ([Finding("x", 1, "y"), Finding("docs/b.md", 3, "<p>")], {"index.html": 1, "b/index.html": 2}),
}


@pytest.mark.parametrize("case", SHOWN)
def test_a_preview_differs_by_its_findings_and_the_engine_s_script(
    published: Publish, tmp_path: Path, case: str
) -> None:
    findings, shown = SHOWN[case]
    written = {"index.html": page("<h1>A</h1>"), "b/index.html": page("<h1>B</h1>"), "404.html": page("x")}
    html = published({"index.md": "# A\n", "b.md": "# B\n", "assets/content.css": ""}, written)
    site, _ = check(Project(tmp_path / "mkdocs.yml"), tmp_path / "site")
    preview.show(site, findings)
    for path, number in shown.items():
        text = (site.folder / path).read_text()
        boxes = re.findall(r'<div class="admonition danger".*?<ul>(.*?)</ul></div>', text)
        items = "".join(f"<li>{escape(str(one))}</li>" for one in findings[:number])
        assert boxes == [items] * bool(items)
        rest = re.sub(r'<div class="admonition danger".*?</ul></div>', "", text)
        assert rest == html[path].replace(" img-src", " script-src 'self' 'unsafe-inline'; img-src")


def test_the_headers_say_what_the_pages_say() -> None:
    policy = re.search(r'content="([^"]+)"', str(POLICY))[1]  # type: ignore[index]
    headers = (ROOT / "docs/_headers").read_text()
    assert f"\n  Content-Security-Policy: {policy}; frame-ancestors 'none'\n" in headers
    assert "unsafe" not in policy


@pytest.mark.parametrize(("due", "shown"), [("2026-01-31", True), ("2026-02-01", False)])
def test_says_that_a_review_is_overdue(
    published: Publish, monkeypatch: pytest.MonkeyPatch, due: str, shown: bool
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769904000")  # 1 February 2026
    text = f'<p class="review__overdue" data-due="{due}"><strong>Overdue.</strong></p>'
    assert ("Overdue." in published({}, {"index.html": page(text)})["index.html"]) == shown


def test_missing_search_engine_gets_one_clear_line(published: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "NODE_MODULES", Path("/nowhere"))
    with pytest.raises(ValueError, match=r"minisearch.* is missing; 'make build' installs it"):
        published({}, {"assets/x.js": "", "index.html": page("x")})


def test_search_engine_comes_with_its_licence(published: Publish) -> None:
    code = published({"assets/x.css": ""}, {"index.html": page("x", "assets/x.css")})["assets/minisearch.js"]
    assert code.startswith("/*\n")
    assert "Copyright" in code.partition("*/")[0]
    assert "sourceMappingURL" not in code


def test_names_the_sitemap_where_the_site_knows_its_address(published: Publish) -> None:
    docs = {"robots.txt": "User-agent: *\n", "assets/x.css": ""}
    home = page('<link rel="canonical" href="https://site.example/base/">', "assets/x.css")
    assert "\nSitemap: https://site.example/base/sitemap.xml\n" in published(docs, {"index.html": home})["robots.txt"]
    assert "Sitemap" not in published(docs, {"index.html": page("x", "assets/x.css")})["robots.txt"]


INDEX = {
    "a folder a page": ("help/index.html", "help/", ""),
    "a file a page": ("help.html", "help.html", "index.html"),
}


@pytest.mark.parametrize("case", INDEX)
def test_index_says_what_each_section_says(published: Publish, case: str) -> None:
    path, url, home = INDEX[case]
    text = "<h1 id=h>Get help</h1><p>First.</p><h2 id=who>Who to call<a class=headerlink>#</a></h2><p>An ambulance.</p>"
    meta = "---\n{title: Help, type: emergency, found_by: ['999', ill], description: When to call.}\n---\n"
    pages = {path: page(text, "assets/x.css"), "index.html": page("<p>Hi.</p>", "assets/x.css")}
    files = published(
        {"assets/x.css": "", "help.md": meta},
        pages | {"404.html": page("Not found", "assets/x.css")},
        {"fields": {"title": 2}, "rank": {"emergency": 3}},
    )
    index = json.loads(files["search/index.js"].removeprefix("globalThis.search_index="))
    texts = json.loads(files["search/text.js"].removeprefix("globalThis.search_text="))
    assert index["fields"] == {"title": 2}
    about = {"about": "When to call.", "found_by": ["999", "ill"]}
    at = index["pages"].index({"url": url, "title": "Help", "rank": 3, "help": True} | about)
    other = index["pages"][1 - at]
    assert (other["url"], other["rank"], other["found_by"]) == (home, 1, [])
    said = [(*section, text) for section, text in zip(index["sections"], texts, strict=True)]
    parts = [("", "", "First."), ("who", "Who to call", "An ambulance.")]
    assert [one[1:] for one in said if one[0] == at] == parts
    assert [one[3] for one in said if one[0] != at] == ["Hi."]


def test_index_keeps_cells_and_blocks_apart_and_marks_citations() -> None:
    html = page(
        "<!--content--><h1>T</h1><p>One<sup><a>1</a></sup><sup><a>2</a></sup> and\ntwo.</p>"
        "<table><tr><td>10</td><td>1 in <b>1,000</b></td></tr><tr><td>Eye</td></tr></table><!--/content-->"
    )
    assert list(sections(html)) == [("", "T", "One\u200b and two. 10 · 1 in 1,000 · Eye")]


def test_index_takes_what_the_markdown_gave_where_that_is_marked() -> None:
    html = page("Edit <!--content--><h1>Title</h1><p>Text.</p><!--/content--> <aside>Review</aside>")
    assert list(sections(html)) == [("", "Title", "Text.")]
