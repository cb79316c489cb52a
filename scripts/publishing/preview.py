"""What only a preview shows."""

from html import escape

from checker import Finding, Site


def show_findings(site: Site, findings: list[Finding]) -> None:
    """Writes the findings of each page at its top, and those of no page at the top of every page."""
    names = {page.name for page in site.markdown_pages}
    for page in site.markdown_pages if findings else ():
        items = "".join(f"<li>{escape(str(one))}</li>" for one in findings if one.path not in names - {page.name})
        if items:
            title = '<p class="admonition-title">The gate</p>'
            box = f'<div class="admonition danger" role="alert">{title}<ul>{items}</ul></div>'
            path = site.folder / page.path
            before, heading, after = path.read_text("utf-8").partition("<h1")
            path.write_text(f"{before}{box}{heading}{after}" if heading else box + before, "utf-8")
