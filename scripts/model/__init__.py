"""What the rules know: findings, pages as readers get them, and the site that they make up.

Nothing here knows MkDocs or a rule. Input is text (HTML, Markdown, YAML); output is plain objects.
"""

from model.address import address_of, same_document
from model.finding import Finding, Place, Problem, Problems
from model.lists import Reference, Term, read_glossary, read_references
from model.page import Callout, Link, Page, Section
from model.policy import PageType, Policy
from model.site import Site, Target
from model.source import Source
from model.template import new_page

__all__ = [
    "Callout",
    "Finding",
    "Link",
    "Page",
    "PageType",
    "Place",
    "Policy",
    "Problem",
    "Problems",
    "Reference",
    "Section",
    "Site",
    "Source",
    "Target",
    "Term",
    "address_of",
    "new_page",
    "read_glossary",
    "read_references",
    "same_document",
]
