"""Rules on front matter and the file itself."""

from model import Page, Place, Problem, Problems, Site
from rules import rule
from rules.suggest import suggest


@rule
def broken_front_matter(page: Page, site: Site) -> Problems:
    """Front matter that is not valid YAML, so that none of it counts and readers see it on the page.

    Write one `key: value` a line between two lines of three dashes; put quotes round a value that holds a colon.
    """
    if page.source:
        _, place, reason = page.source.front_matter
        if place:
            yield Problem(
                place,
                f"The front matter can't be read: {reason}; write 'key: value' lines between '---' lines",
            )


@rule
def unknown_page_type(page: Page, site: Site) -> Problems:
    """Page whose `type:` is missing or not one of the site's page types, so that nothing would be asked of it.

    Write one of the page types in the front matter.
    """
    types = site.policy.page_types
    if not page.source or not types or page.source.front_matter[1]:
        return
    name = page.meta.get("type")
    if name is None:
        yield Problem(Place(page.path), f"Must say 'type:' in its front matter, one of {', '.join(types)}")
    elif str(name) not in types:
        offer = suggest(str(name), types, f"; use one of {', '.join(types)}")
        yield Problem(page.place(r"^type:"), f"No page type '{name}'{offer}")


@rule
def not_utf_8(page: Page, site: Site) -> Problems:
    """File that is not UTF-8 text, so that letters would be lost.

    Save it again with the encoding UTF-8.
    """
    if page.source and page.source.bad_byte:
        yield Problem(Place(page.path, page.source.bad_byte), "This line is not UTF-8 text: save the file as UTF-8")
