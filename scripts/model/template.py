"""The start of a new page: all that its type must have, with a prompt wherever an editor has something to write."""

import re
from collections.abc import Iterator

from model.lists import scalar
from model.policy import PageType, Policy

PROMPT = re.compile(r"\[Write:[^\]\n]*\]?")


def new_page(kind: PageType, policy: Policy, title: str, last_reviewed: str, next_review: str) -> str:
    """A page of a type as Markdown. With every prompt filled in, it has the shape that the rules ask for."""
    days = {"last_reviewed": last_reviewed, "next_review": next_review}
    known = {"title": scalar(title), "type": scalar(kind.name), **days}
    keys = [key for key in policy.front_matter if key != "reviewed_by"]
    front = [f"{key}: {known.get(key) or scalar(_prompt(policy, key))}" for key in keys]
    return "\n".join(["---", *front, "reviewed_by:", "---", "", "\n\n".join(_body(kind, policy, title))]) + "\n"


def _body(kind: PageType, policy: Policy, title: str) -> Iterator[str]:
    yield f"# {title}"
    if kind.opens_with:
        yield _callout(kind.opens_with, policy)
    yield _prompt(policy, "introduction", "what this page is about")
    others = [_callout(name, policy) for name in kind.all_callouts if name != kind.opens_with]
    for number, section in enumerate(kind.sections):
        yield f"## {section}"
        yield _snippet(policy, section) or _prompt(policy, section)
        yield from others if number == 0 else ()
    yield from () if kind.sections else others


def _callout(name: str, policy: Policy) -> str:
    """A required callout: the text that pages share, or one to fill in."""
    one = policy.callouts[name]
    meaning = one.meaning[:1].lower() + one.meaning[1:]
    title = one.title or f"[Write: {meaning}]"
    title += "" if title.endswith(one.title_ends) else f" {one.title_ends}"
    body = " ".join(filter(None, ["-" if one.list else "", one.lines_begin, _prompt(policy, name, meaning)]))
    return _snippet(policy, name) or f'!!! {name} "{title}"\n\n    {body}'


def _snippet(policy: Policy, name: str) -> str:
    return f'--8<-- "{policy.shared[name]}"' if name in policy.shared else ""


def _prompt(policy: Policy, name: str, otherwise: str = "") -> str:
    """What to write there: as the policy says it, or the meaning of a callout, or by the name alone."""
    if name == "description" and policy.description:
        otherwise = "one plain sentence of {} to {} characters, for search results".format(*policy.description)
    return f"[Write: {policy.prompts.get(name) or otherwise or f'the text of {name!r}'}]"
