"""Rules on words that promise what no medicine can, and on pictures."""

import re

from model import Link, Page, Problem, Problems, Site
from rules import rule
from rules.structure import page_type


@rule
def forbidden_word(page: Page, site: Site) -> Problems:
    """Word or phrase on the list never to write.

    Instead: say what is known, with its number; the message says what to write.
    Why: such words promise, promote or mislead; a reader may act on them.
    Sample: Botox is safe.
    """
    if not page.source or page_type(page, site).quotes:
        return
    prose = page.prose
    for phrase in site.policy.phrases:
        prose = re.sub(re.escape(phrase), "\ufffc", prose, flags=re.IGNORECASE)
    for word, advice in site.policy.never_write.items():
        pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])".replace(r"\ ", r"\s+")
        for nth, _ in enumerate(re.finditer(pattern, prose, re.IGNORECASE)):
            yield Problem(page.place(pattern, nth, re.IGNORECASE | re.MULTILINE), f"Never write '{word}': {advice}")


@rule
def missing_alternative_text(page: Page, site: Site) -> Problems:
    """Picture without an alternative text.

    Instead: write what the picture says between the square brackets, `![text](picture.svg)`.
    Why: people who can't see the picture get nothing from it.
    Sample: ![](areas.svg)
    """
    for node in page.content.css("img") if page.source and site.policy.portable else ():
        if not (node.attributes.get("alt") or "").strip():
            link = Link(node.attributes.get("src") or "", "img", "src", in_content=True)
            yield Problem(site.place(page, link), f"The picture '{link.url}' must have an alternative text")


@rule
def foreign_picture(page: Page, site: Site) -> Problems:
    """Picture, style or other part of a page that is fetched from another site.

    Instead: put the file under `docs/` and name it by its path.
    Why: the other site learns who reads about what, and may change the picture.
    Sample: ![Areas](https://example.org/areas.png)
    """
    parts = ("img", "source", "video", "audio", "track", "link", "script", "style", "use", "image")
    for link, target in site.targets(page) if site.policy.portable else ():
        loaded = link.tag in parts or link.attribute == "style"
        if loaded and target.kind == "elsewhere" and not link.url.startswith("data:"):
            if link.tag == "link" and not link.in_content and site.site_url and link.url.startswith(site.site_url):
                continue
            yield Problem(
                site.place(page, link), f"'{link.url}' is fetched from another site: put the file under docs/"
            )
