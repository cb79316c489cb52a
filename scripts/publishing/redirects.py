"""A page at each old address that leads to the new one, without a script; the list is extra.redirects in mkdocs.yml."""

import posixpath
from html import escape
from pathlib import Path
from urllib.parse import quote

from checker import Project

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta http-equiv="refresh" content="0; url={url}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}: this page has moved</title>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>Read <a href="{url}">{title}</a>.</p>
</main>
</body>
</html>
"""


def write_redirects(project: Project, site: Path) -> None:
    """Writes a page for each old path whose new one was written, in the same form: as a folder, or as a file."""
    for old, new in project.redirects.items():
        if (project.docs / old).is_file():
            continue  # a rule reports it
        name, mark, fragment = new.partition("#")
        for as_file, (written, target) in enumerate(zip(outputs(old), outputs(name), strict=True)):
            if (site / target).is_file() and not (site / written).exists():
                url = posixpath.relpath(target, posixpath.dirname(written) or ".")
                url = url if as_file else url.removesuffix("index.html")
                page = PAGE.format(
                    url=escape(quote(url or "./") + mark + fragment), title=escape(project.titles.get(name, name))
                )
                (site / written).parent.mkdir(parents=True, exist_ok=True)
                (site / written).write_text(page, "utf-8")
                break


def outputs(page: str) -> tuple[str, str]:
    """What an engine writes for a Markdown file: with addresses that are folders, and with those that are files."""
    path = page.removesuffix(".md")
    index = path if posixpath.basename(path) == "index" else f"{path}/index"
    return f"{index}.html", f"{path}.html"
