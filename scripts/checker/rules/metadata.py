"""Rules on front matter."""

import datetime
import re

from checker.finding import Finding, Findings, Location
from checker.page import Page
from checker.rule import markdown_rule
from checker.site import Site
from checker.suggest import suggest


@markdown_rule
def broken_front_matter(page: Page, site: Site) -> Findings:
    """Front matter that can't be read, so that none of it counts and readers see it on the page.

    Instead: write one `key: value` a line between two lines of three dashes; quote a value that holds a colon.
    Why: without its type, nothing would be asked of the page.
    Sample: title: Botox: the facts
    """
    if error := page.source.front_matter_error:
        location, reason = error
        advice = "write 'key: value' lines between '---' lines"
        yield Finding(*location, f"The front matter can't be read: {reason}; {advice}")


@markdown_rule
def missing_front_matter(page: Page, site: Site) -> Findings:
    """Page without a key that every page must have, or with a description that is too short or too long.

    Instead: fill in each key; describe the page in one plain sentence.
    Why: search results show the description; the dates tell readers how fresh the page is.
    Sample: a page without 'description:'
    """
    if page.source.front_matter_error:
        return
    for key in site.policy.front_matter:
        if page.meta.get(key) in (None, "") and key != "type":
            location = page.line_of_key(key) if key in page.meta else Location(page.name)
            yield Finding(*location, f"Must say '{key}:' in its front matter")
    text = str(page.meta.get("description") or "")
    least, most = map(int, site.policy.description or ("0", "0"))
    if text and most and not least <= len(text) <= most:
        location = page.line_of_key("description")
        yield Finding(*location, f"The description must have {least} to {most} characters; it has {len(text)}")


@markdown_rule
def unknown_front_matter(page: Page, site: Site) -> Findings:
    """Key in the front matter that no page has, often a slip of the pen; or a template that its type does not have.

    Instead: write a key of the list; leave `template:` to the home page.
    Why: what stands under another key is lost, and a template can leave out the text of a page.
    Sample: reviewd_by: Ann Example
    """
    known = [*site.policy.front_matter, *site.policy.optional_front_matter]
    for key in page.meta if site.policy.optional_front_matter else ():
        if str(key) not in known:
            offer = suggest(str(key), known, f"; use one of {', '.join(known)}")
            yield Finding(*page.line_of_key(str(key)), f"No key '{key}'{offer}")
    template = str(page.meta.get("template") or "")
    if site.policy.page_types and template != site.page_type(page).template:
        right = site.page_type(page).template
        wrong = f"Must say 'template: {right}'" if right else f"'template: {template}' is not allowed here: remove it"
        yield Finding(*(page.line_of_key("template") if template else Location(page.name)), wrong)


@markdown_rule
def broken_date(page: Page, site: Site) -> Findings:
    """Review date that is no date, lies in the future, or comes in the wrong order; or a next review
    more than 12 months later.

    Instead: write dates as YYYY-MM-DD; `last_reviewed` not after today, `next_review` after it, by at most 12 months.
    Why: readers judge a page by the day on which it was last checked.
    Sample: last_reviewed: 23/11/2026
    """
    wanted = [key for key in ("last_reviewed", "next_review") if key in site.policy.front_matter]
    dates = {key: page.meta[key] for key in wanted if page.meta.get(key)}
    for key, value in dates.items():
        if type(value) is not datetime.date:
            yield Finding(*page.line_of_key(key), f"'{key}: {value}' must be a date, written as YYYY-MM-DD")
            return
    last, following = dates.get("last_reviewed"), dates.get("next_review")
    if last and last > site.project.today:
        yield Finding(*page.line_of_key("last_reviewed"), f"'last_reviewed: {last}' lies in the future")
    leap = last and (last.month, last.day) == (2, 29)
    if last and following and following > last.replace(year=last.year + 1, day=28 if leap else last.day):
        yield Finding(*page.line_of_key("next_review"), "'next_review' must lie at most 12 months after last_reviewed")
    if last and following and following <= last:
        yield Finding(*page.line_of_key("next_review"), f"'next_review: {following}' must come after last_reviewed")


@markdown_rule
def unknown_page_type(page: Page, site: Site) -> Findings:
    """Page whose `type:` is missing or not one of the site's page types.

    Instead: write one of the page types in the front matter.
    Why: the type says which sections and callouts the page must have; without it, none.
    Sample: type: safty
    """
    types = site.policy.page_types
    if not types or page.source.front_matter_error:
        return
    name = page.meta.get("type")
    if name is None:
        yield Finding(*Location(page.name), f"Must say 'type:' in its front matter, one of {', '.join(types)}")
    elif str(name) not in types:
        offer = suggest(str(name), types, f"; use one of {', '.join(types)}")
        yield Finding(*page.line_of_key("type"), f"No page type '{name}'{offer}")


@markdown_rule
def invalid_search_terms(page: Page, site: Site) -> Findings:
    """List of the words that a page is found by which is no list of texts.

    Instead: write `found_by: [droopy eye, frozen face]`; quote a number or a word with an apostrophe.
    Why: a reader who searches in their own words would not find the page.
    Sample: found_by: droopy eye
    """
    words = page.meta.get("found_by")
    if words is not None and not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        yield Finding(*page.line_of_key("found_by"), "'found_by:' must be a list of texts, '[droopy eye, \"999\"]'")


@markdown_rule
def unknown_reviewer(page: Page, site: Site) -> Findings:
    """Page that names a reviewer who is not in the list, or whose text has changed since the review.

    Instead: leave `reviewed_by:` empty until somebody of the list has read the page as it is; then write their name,
    and `reviewed_text:` as the message says.
    Why: readers trust a page that a clinician has read, so it must be the page that they read.
    Sample: reviewed_by: x
    """
    name = str(page.meta.get("reviewed_by") or "")
    if not name or not site.policy.reviewers:
        return
    at = page.line_of_key("reviewed_by")
    path = site.project.list_path("reviewers")
    if name not in site.project.reviewers:
        offer = suggest(name, site.project.reviewers, ": leave it empty until somebody of the list has read this page")
        yield Finding(*at, f"'{name}' is not in {path}{offer}")
    elif not site.project.reviewer_of(page.meta, page.fingerprint):
        advice = f"let them read it, and write 'reviewed_text: \"{page.fingerprint}\"', or leave reviewed_by empty"
        yield Finding(*at, f"The text is not the one that {name} reviewed: {advice}")


@markdown_rule
def unescaped_front_matter(page: Page, site: Site) -> Findings:
    """Text in the front matter with a `<` or `>` in it.

    Instead: say it in words.
    Why: templates put these texts into the head of the page, where an element could run.
    Sample: description: "<script>"
    """
    for key, value in page.meta.items() if site.policy.portable else ():
        texts = value if isinstance(value, list) else [value]
        if any(re.search(r"[<>]", str(text)) and "[Write:" not in str(text) for text in texts):
            yield Finding(*page.line_of_key(str(key)), f"'{key}:' must hold no '<' and no '>': say it in words")
