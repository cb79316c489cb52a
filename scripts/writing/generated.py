"""Text made from the project's own data, so that no list that people read differs from what the gate uses."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, TemplateNotFound

from checker import Project
from checker.lists import READ_STATUS
from checker.rule import explain, rule_names


def render(name: str, project: Project, *arguments: Any) -> str:
    """The text of a template in writing/templates/; '' where there is none of that name.

    Raises jinja2.TemplateError where the template is wrong.
    """
    try:
        template = _environment().get_template(f"{name}.md")
    except TemplateNotFound:
        return ""
    rules = {rule: explain(rule) for rule in rule_names()} if name == "checks" else {}
    return template.render(
        arguments=arguments,
        policy=project.policy,
        references=project.references,
        words=project.glossary.values(),
        facts=project.facts,
        safety=project.safety,
        reviewers=project.reviewers,
        changes=project.changes,
        site_url=project.site_url if "search" in project.extra else "",  # where publishing writes the feed
        titles=project.titles,
        read_status=READ_STATUS,
        rules=rules,
    ).strip("\n")


@cache
def _environment() -> Environment:
    """Markdown needs no escaping of HTML; what stands in a table's cell needs its bars escaped.

    A list that lacks a part gives a card that lacks it, and the gate reports that.
    """
    folder = Path(__file__).parent / "templates"
    made = Environment(  # noqa: S701
        loader=FileSystemLoader(folder), undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["cell"] = lambda text: str(text).replace("|", "\\|")
    made.filters["scalar"] = yaml_scalar
    made.filters["long_date"] = lambda day: f"{day.day} {day:%B %Y}"
    return made


def yaml_scalar(text: str) -> str:
    """A text as YAML on one line, in quotes only where YAML would read something else without them."""
    try:
        plain = yaml.safe_load(f"- {text}") == [text]
    except (yaml.YAMLError, ValueError):
        plain = False
    return text if plain else yaml.dump(text, default_style='"', allow_unicode=True, width=1_000_000).rstrip("\n")
