"""What browsers, search engines and validators read of each page."""

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml
from selectolax.lexbor import LexborHTMLParser

from conftest import NPM, POLICY, ROOT, Build, build_project

BASE = "https://site.example/base/"
MEDICAL = {name for name, kind in POLICY["page_types"].items() if kind.get("medical")}


def validate(paths: list[Path]) -> list[str]:
    """The errors of the Nu HTML Checker, each with file and line."""
    command = ["java", "-jar", str(NPM / "vnu-jar/build/dist/vnu.jar"), "--errors-only", "--exit-zero-always"]
    done = subprocess.run(
        [*command, "--format", "gnu", *map(str, paths)], capture_output=True, text=True, check=True, timeout=100
    )
    return [line for line in done.stderr.splitlines() if "error" in line]


def test_every_page_is_valid_html(site: Build, tmp_path: Path) -> None:
    assert validate([site.site / page for page in site.written if page.endswith(".html")]) == []
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!doctype html><html lang="en"><title>x</title><p><label for="gone">x</label>')
    assert len(validate([wrong])) == 1


def structured(site: Build) -> list[dict[str, Any]]:
    """The structured data of every page that has some."""
    found = []
    for page in site.written:
        node = (
            LexborHTMLParser((site.site / page).read_text()).css_first("script[type='application/ld+json']")
            if page.endswith(".html")
            else None
        )
        found += [json.loads(node.text())] if node else []
    return found


SHAPE = {
    "@context": str, "@type": str, "name": str, "description": str, "url": str, "inLanguage": str, "lastReviewed": str,
    "audience": {"@type": str, "audienceType": str},
    "about": {
        "@type": str, "name": str, "contraindication": list,
        "drug": {"@type": str, "name": str, "nonProprietaryName": str, "prescriptionStatus": str},
    },
}  # fmt: skip
TYPES = {"": "MedicalWebPage", "audience": "PeopleAudience", "about": "MedicalTherapy", "drug": "Drug"}


def shape(value: object) -> object:
    """The keys of structured data, with the type of each value; raises AssertionError where one is empty."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    assert value
    return type(value)


def types(value: dict[str, Any], name: str = "") -> dict[str, str]:
    """The schema.org type of each object, by the key that it stands under."""
    found = {name: value["@type"]}
    for key, inner in value.items():
        found |= types(inner, key) if isinstance(inner, dict) else {}
    return found


def test_structured_data_says_what_we_promise_and_names_no_reviewer(site: Build) -> None:
    data = structured(site)
    kinds = [yaml.safe_load(path.read_text().split("---")[1])["type"] for path in (ROOT / "docs").rglob("*.md")]
    assert len(data) == sum(kind in MEDICAL for kind in kinds)
    for one in data:
        assert shape(one) == SHAPE
        assert types(one) == TYPES
        assert one["@context"] == "https://schema.org"
        assert date.fromisoformat(one["lastReviewed"])
        assert all(isinstance(reason, str) for reason in one["about"]["contraindication"])
    assert {one["url"] for one in data} <= {BASE + url for url in site.addresses}


def test_every_page_can_be_found_and_shared(site: Build) -> None:
    seen: dict[str, set[str]] = {"title": set(), "description": set()}
    sitemap = (site.site / "sitemap.xml").read_text()
    for url in site.addresses:
        if url == "404.html":
            continue
        tree = LexborHTMLParser((site.site / url / "index.html").read_text())
        meta = {
            node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"]
            for node in tree.css("meta[content]")
        }
        title, description = tree.css("title")[0].text(), meta["description"]
        assert tree.css("link[rel=canonical]")[0].attributes["href"] == BASE + url == meta["og:url"]
        assert (meta["og:title"], meta["og:description"]) == (title, description)
        image = str(meta["og:image"]).removeprefix(BASE)
        assert (site.site / image).read_bytes().startswith(b"\x89PNG")
        assert f"<loc>{BASE}{url}</loc>" in sitemap
        for name, value in (("title", title), ("description", description)):
            assert value not in seen[name], f"{url}: this {name} stands on two pages"
            seen[name].add(str(value))
    robots = (site.site / "robots.txt").read_text()
    assert urljoin(BASE, "sitemap.xml") in robots
    assert "Disallow:\n" in robots


def test_front_matter_is_text_wherever_it_is_shown(tmp_path: Path) -> None:
    evil = "\"'><script>x</script><b>y</b>"
    for name in ("docs", "overrides", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    config = (ROOT / "mkdocs.yml").read_text().replace("hooks:\n  - scripts/gate.py\n", "")
    (tmp_path / "mkdocs.yml").write_text(config.replace("- Side effects: safety", "- safety"))
    page = tmp_path / "docs/safety/side-effects.md"
    fields = ("title", "description", "last_reviewed", "next_review", "reviewed_by", "author")
    front_matter = {"type": "safety", **{field: f"{field}{evil}" for field in fields}}
    page.write_text(f"---\n{json.dumps(front_matter)}\n---\n" + page.read_text().split("---\n", 2)[2])
    build = build_project(tmp_path, tmp_path / "site", SITE_URL=BASE)
    assert build.code == 0, build.output
    html = {page: (build.site / page).read_text() for page in build.written if page.endswith(".html")}
    text = html["safety/side-effects/index.html"]
    # The others are never shown as they were typed.
    assert all(text.count(f"{field}&#34;") for field in ("title", "description", "last_reviewed"))
    assert {page for page, text in html.items() if "<script>x" in text or "<b>y" in text} == set()
    assert structured(build)
