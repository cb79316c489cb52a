"""What only a preview has."""

from html import escape

from checker import Finding, Site


def show(site: Site, findings: list[Finding]) -> None:
    """Writes the findings of each page at its top, and those of no page at the top of every page.

    Lets inline scripts run, since an engine adds one that reloads the page.
    """
    names = {page.name for page in site.markdown_pages}
    for page in site.pages.values():
        html = (site.folder / page.path).read_text("utf-8")
        html = html.replace("default-src 'self';", "default-src 'self'; script-src 'self' 'unsafe-inline';", 1)
        mine = [one for one in findings if one.path not in names - {page.name}]
        if mine and page.source:
            items = "".join(f"<li>{escape(str(one))}</li>" for one in mine)
            title = '<p class="admonition-title">The gate</p>'
            box = f'<div class="admonition danger" role="alert">{title}<ul>{items}</ul></div>'
            before, heading, after = html.partition("<h1")
            html = f"{before}{box}{heading}{after}" if heading else box + html
        (site.folder / page.path).write_text(html, "utf-8")
