"""Rules on front matter and the file itself."""

import datetime
import re

from model import Page, Place, Problem, Problems, Site
from rules import rule
from rules.suggest import suggest


def key_place(page: Page, key: str) -> Place:
    """The line of a key in the front matter."""
    return page.place(rf"^{re.escape(key)}[ \t]*:")


@rule
def broken_front_matter(page: Page, site: Site) -> Problems:
    """Front matter that can't be read, so that none of it counts and readers see it on the page.

    Instead: write one `key: value` a line between two lines of three dashes; quote a value that holds a colon.
    Why: without its type, nothing would be asked of the page.
    Sample: title: Botox: the facts
    """
    if page.source and not page.meta and (place := page.source.front_matter[1]):
        reason = page.source.front_matter[2]
        yield Problem(place, f"The front matter can't be read: {reason}; write 'key: value' lines between '---' lines")


@rule
def missing_front_matter(page: Page, site: Site) -> Problems:
    """Page without a key that every page must have, or with a description that is too short or too long.

    Instead: fill in each key; describe the page in one plain sentence.
    Why: search results show the description; the dates tell readers how fresh the page is.
    Sample: a page without 'description:'
    """
    if not page.source or page.unreadable:
        return
    for key in site.policy.front_matter:
        if page.meta.get(key) in (None, "") and key != "type":
            place = key_place(page, key) if key in page.meta else Place(page.path)
            yield Problem(place, f"Must say '{key}:' in its front matter")
    text = str(page.meta.get("description") or "")
    least, most = map(int, site.policy.description or ("0", "0"))
    if text and most and not least <= len(text) <= most:
        place = key_place(page, "description")
        yield Problem(place, f"The description must have {least} to {most} characters; it has {len(text)}")


@rule
def broken_date(page: Page, site: Site) -> Problems:
    """Review date that is no date, lies in the future, or comes in the wrong order.

    Instead: write dates as YYYY-MM-DD; `last_reviewed` not after today, `next_review` after it.
    Why: readers judge a page by the day on which it was last checked.
    Sample: last_reviewed: 23/11/2026
    """
    wanted = [key for key in ("last_reviewed", "next_review") if key in site.policy.front_matter]
    dates = {key: page.meta[key] for key in wanted if page.source and page.meta.get(key)}
    for key, value in dates.items():
        if type(value) is not datetime.date:
            yield Problem(key_place(page, key), f"'{key}: {value}' must be a date, written as YYYY-MM-DD")
            return
    last, following = dates.get("last_reviewed"), dates.get("next_review")
    if last and last > site.today:
        yield Problem(key_place(page, "last_reviewed"), f"'last_reviewed: {last}' lies in the future")
    if last and following and following <= last:
        yield Problem(key_place(page, "next_review"), f"'next_review: {following}' must come after last_reviewed")


@rule
def unknown_page_type(page: Page, site: Site) -> Problems:
    """Page whose `type:` is missing or not one of the site's page types.

    Instead: write one of the page types in the front matter.
    Why: the type says which sections and callouts the page must have; without it, none.
    Sample: type: safty
    """
    types = site.policy.page_types
    if not page.source or not types or page.unreadable:
        return
    name = page.meta.get("type")
    if name is None:
        yield Problem(Place(page.path), f"Must say 'type:' in its front matter, one of {', '.join(types)}")
    elif str(name) not in types:
        offer = suggest(str(name), types, f"; use one of {', '.join(types)}")
        yield Problem(key_place(page, "type"), f"No page type '{name}'{offer}")


@rule
def broken_search_words(page: Page, site: Site) -> Problems:
    """List of the words that a page is found by which is no list of texts.

    Instead: write `found_by: [droopy eye, frozen face]`; quote a number or a word with an apostrophe.
    Why: a reader who searches in their own words would not find the page.
    Sample: found_by: droopy eye
    """
    words = page.meta.get("found_by") if page.source else None
    if words is not None and not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        yield Problem(key_place(page, "found_by"), "'found_by:' must be a list of texts, '[droopy eye, \"999\"]'")


@rule
def not_utf_8(page: Page, site: Site) -> Problems:
    """File that is not UTF-8 text.

    Instead: save it again with the encoding UTF-8.
    Why: letters would be lost.
    Sample: a page saved as Latin-1 or UTF-16
    """
    if page.source and page.damaged:
        yield Problem(Place(page.path, page.source.bad_line), "This line is not UTF-8 text: save the file as UTF-8")
