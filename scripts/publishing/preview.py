"""What an editor is shown of the findings: in a preview, on each page; in a log, where each check is explained."""

import re
from html import escape
from urllib.parse import urljoin

from checker import Finding, Site

CHECKS = re.compile(r"^<!-- generated: checks -->$", re.MULTILINE)


def page_of_checks(site: Site) -> str:
    """The address, below the site's root, of the page that explains each check; '' where there is none."""
    found = (page.path for page in site.markdown_pages if CHECKS.search(page.source.text))
    return next(found, "").removesuffix("index.html")


def explanations(site: Site, findings: list[Finding]) -> list[str]:
    """Each check that found something, with the address where it is explained; [] where the site has no address."""
    base, page = site.project.site_url, page_of_checks(site)
    names = dict.fromkeys(one.rule for one in findings) if base and page else ()
    return [f"{name}: {urljoin(base.rstrip('/') + '/', page)}#{name}" for name in names]


def show(site: Site, findings: list[Finding]) -> None:
    """Writes the findings of each page at its top, and those of no page at the top of every page.

    Lets inline scripts run, since an engine adds one that reloads the page.
    """
    names = {page.name for page in site.markdown_pages}
    checks = page_of_checks(site)
    for page in site.pages.values():
        html = (site.folder / page.path).read_text("utf-8")
        html = html.replace("default-src 'self';", "default-src 'self'; script-src 'self' 'unsafe-inline';", 1)
        mine = [one for one in findings if one.path not in names - {page.name}]
        if mine and page.from_markdown:
            link = rf'[<a href="{"../" * page.path.count("/")}{checks}#\1">\1</a>]'
            texts = (re.sub(r"\[([a-z-]+)\]$", link if checks else r"\g<0>", escape(str(one))) for one in mine)
            items = "".join(f"<li>{text}</li>" for text in texts)
            title = '<p class="admonition-title">The gate</p>'
            box = f'<div class="admonition danger" role="alert">{title}<ul>{items}</ul></div>'
            before, heading, after = html.partition("<h1")
            html = f"{before}{box}{heading}{after}" if heading else box + html
        (site.folder / page.path).write_text(html, "utf-8")
