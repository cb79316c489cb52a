"""What the gate checks. A rule is a generator of problems, named by its function.

A rule of a page takes (page, site); a rule of the whole site takes (site). Every rule is an error. Its docstring is
published: the first line says what triggers it; 'Instead:' what to write; 'Why:' the reason; 'Sample:' what fails.
"""

import inspect
from collections.abc import Callable

from model import Finding, Problems, Site

Rule = Callable[..., Problems]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Registers a rule under its function's name, with hyphens."""
    RULES[function.__name__.replace("_", "-")] = function
    return function


def explain(name: str) -> dict[str, str]:
    """The parts of a rule's docstring: 'trigger', 'instead', 'why' and 'sample', each as one paragraph."""
    parts = {"trigger": ""}
    for line in (RULES[name].__doc__ or "").split("\n"):
        label, _, rest = line.strip().partition(": ")
        if label in ("Instead", "Why", "Sample"):
            parts[label.lower()] = rest
        else:
            key = list(parts)[-1]
            parts[key] = f"{parts[key]} {line.strip()}".strip()
    return parts


def check(site: Site) -> list[Finding]:
    """Every finding of every rule, sorted by path and line, each once."""
    found = set()
    for name, function in RULES.items():
        whole = "page" not in inspect.signature(function).parameters
        for page in [None] if whole else site.doubtful:
            for place, message in function(site) if page is None else function(page, site):
                found.add(Finding(place.path, place.line, message, name))
    return sorted(found)


from rules import links, markup, metadata, safety, sources, structure, text  # noqa: E402, F401  each registers its rules
