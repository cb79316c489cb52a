"""What a rule is: a generator of findings with a docstring that is published, registered under its function's name.

Every rule is an error. The first line of its docstring says what triggers it; 'Instead:' what to write; 'Why:' the
reason; 'Sample:' what fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from checker.finding import Finding, Findings
from checker.page import Page
from checker.site import Site

# So many findings of one message have one cause: a template, a menu, a search-and-replace.
MANY = 25
PageRule = Callable[[Page, Site], Findings]
SiteRule = Callable[[Site], Findings]
PAGE_RULES: dict[str, PageRule] = {}
MARKDOWN_RULES: dict[str, PageRule] = {}
SITE_RULES: dict[str, SiteRule] = {}


def page_rule(function: PageRule) -> PageRule:
    """Registers a rule that looks at one page while its tree is there, the theme's own pages too."""
    PAGE_RULES[function.__name__.replace("_", "-")] = function
    return function


def markdown_rule(function: PageRule) -> PageRule:
    """Registers a rule that looks at one page that an editor wrote in Markdown, while its tree is there."""
    MARKDOWN_RULES[function.__name__.replace("_", "-")] = function
    return function


def site_rule(function: SiteRule) -> SiteRule:
    """Registers a rule that needs all pages to have been read; their trees are gone by then."""
    SITE_RULES[function.__name__.replace("_", "-")] = function
    return function


def run_rules(site: Site) -> list[Finding]:
    """Every finding of every rule, sorted, each once; only those of the lists where one of them can't be read."""
    if site.project.unreadable:
        return sorted(set(site.project.findings))
    found = set()
    for_markdown = PAGE_RULES | MARKDOWN_RULES
    for page in site.read_pages():
        for name, page_function in (for_markdown if page.from_markdown else PAGE_RULES).items():
            found |= {replace(one, rule=name) for one in page_function(page, site)}
    for name, site_function in SITE_RULES.items():
        found |= {replace(one, rule=name) for one in site_function(site)}
    return sorted(_once(found))


def _once(findings: set[Finding]) -> Iterator[Finding]:
    """Says a thing that is wrong in very many places once: the first of them, and how many more there are."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        alike.setdefault((one.rule, one.message), []).append(one)
    for same in alike.values():
        first = min(same)
        more = f" (and {len(same) - 1:,} more like it)"
        yield from same if len(same) <= MANY else [replace(first, message=first.message + more)]


def rule_names() -> list[str]:
    """The names of all rules, sorted."""
    return sorted([*PAGE_RULES, *MARKDOWN_RULES, *SITE_RULES])


def explain(name: str) -> dict[str, str]:
    """The parts of a rule's docstring: 'trigger', 'instead', 'why' and 'sample', each as one paragraph."""
    parts = {"trigger": ""}
    rule = (PAGE_RULES | MARKDOWN_RULES).get(name) or SITE_RULES[name]
    for line in (rule.__doc__ or "").split("\n"):
        label, _, rest = line.strip().partition(": ")
        if label in ("Instead", "Why", "Sample"):
            parts[label.lower()] = rest
        else:
            key = list(parts)[-1]
            parts[key] = f"{parts[key]} {line.strip()}".strip()
    return parts
