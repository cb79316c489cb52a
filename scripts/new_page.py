"""``make new``: starts a page of a type, with all that it must have, and adds it to the navigation."""

import calendar
import copy
import datetime
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils import get_build_datetime

from asking import CONFIG, Stop, ask, listed, one_of, read, run, settings, slug
from model import new_page
from model.lists import scalar


def main() -> None:
    """Asks for what make was not told; writes the page and its line in the navigation, or nothing."""
    text = read(CONFIG)
    config, policy = settings(text)
    kinds = {kind.name: kind.purpose for kind in policy.page_types.values()}
    groups = {str(name): folder for name, folder in folders_of(config.get("nav"))}
    if not kinds or not groups:
        raise Stop(f"{CONFIG} must name page types under extra.gate, and groups of pages under nav")
    kind = ask("TYPE", listed("Which type of page?", kinds), one_of("page type", kinds))
    title = ask("TITLE", "What is its title?", titled)
    group = ask("GROUP", listed("Which group of the navigation?", dict.fromkeys(groups, "")), one_of("group", groups))
    docs = config.get("docs_dir") or "docs"
    page = posixpath.join(groups[group], f"{slug(title)}.md")
    path = Path(docs, page)
    if path.exists():
        raise Stop(f"{path.as_posix()} is there already: choose another title, or change that page")
    nav = add_to_nav(text, config["nav"], group, title, page)
    today = get_build_datetime().date()  # the gate's own day: a page may not be reviewed on a later one
    with path.open("x", encoding="utf-8", newline="\n") as out:
        out.write(new_page(policy.page_types[kind], policy, title, str(today), str(half_a_year_after(today))))
    CONFIG.write_bytes(nav.encode())
    print(f"Wrote {path.as_posix()}, and added it to '{group}' in {CONFIG}.")
    print("Now write what each '[Write: ...]' in it asks for. 'make serve' shows the page, and what is still open.")


def titled(answer: str) -> str:
    """A check that takes a title that a file can be named after."""
    if not slug(answer):
        raise ValueError("The title must hold a letter from a to z, or a digit: the file is named after it")
    return answer


def half_a_year_after(day: datetime.date) -> datetime.date:
    """The same day 6 months later, or the last one of that month."""
    year, month = day.year + (day.month > 6), (day.month + 5) % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def pages_of(nav: Any) -> Iterator[str]:
    """The paths that a part of the navigation names."""
    if isinstance(nav, str):
        yield nav
    for item in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from pages_of(item)


def folders_of(nav: Any) -> Iterator[tuple[str, str]]:
    """Each group of the navigation with the folder of its first page."""
    for item in nav if isinstance(nav, list) else ():
        for name, inner in item.items() if isinstance(item, dict) else ():
            if isinstance(inner, list) and (first := next((one for one in pages_of(inner) if "://" not in one), "")):
                yield name, posixpath.dirname(first)


def add_to_nav(text: str, nav: list[Any], group: str, title: str, page: str) -> str:
    """The text of mkdocs.yml with one more line, at the end of a group; every other byte stays. Raises Stop."""
    if page in pages_of(nav):
        return text
    number, inner = next((n, one[group]) for n, one in enumerate(nav) if isinstance(one, dict) and group in one)
    wanted = copy.deepcopy(nav)
    wanted[number][group] = [*inner, {title: page}]
    root: Any = yaml.compose(text, yaml.SafeLoader)
    groups = next(value for key, value in root.value if key.value == "nav").value[number]
    last = next(value for key, value in groups.value if key.value == group).value[-1]
    lead = text[text.rfind("\n", 0, last.start_mark.index) + 1 : last.start_mark.index]
    while isinstance(last, yaml.CollectionNode) and not last.flow_style:
        last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
    at = text.find("\n", last.end_mark.index) + 1 or len(text)
    end = "\r\n" if text[:at].endswith("\r\n") else "\n"
    before = text[:at] if text[:at].endswith("\n") else text[:at] + end
    edited = f"{before}{lead}{scalar(title)}: {scalar(page)}{end}{text[at:]}"
    try:
        done = settings(edited)[0].get("nav") == wanted
    except Stop:
        done = False
    if not done:
        raise Stop(f"{CONFIG}: the group '{group}' under nav is not one page a line: add '{title}: {page}' by hand")
    return edited


if __name__ == "__main__":
    run(main)
