"""The address of a document, from what an editor types: a DOI, a PMID or a URL."""

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

DOI = re.compile(r"(?i)(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(10\.\d{4,9}/\S+?)[.,;]?")
PMID = re.compile(
    r"(?i)(?:pmid:?\s*)?0*([1-9]\d{0,7})"
    r"|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/0*([1-9]\d{0,7})/?(?:[?#].*)?"
)
# What a newsletter or an advertisement adds to an address.
TRACKING = re.compile(r"(?i)utm_\w+(=.*)?")


def address_of(text: str) -> str:
    """The address to give to readers. Raises ValueError where the text is no DOI, PMID or URL."""
    if found := DOI.fullmatch(_untracked(text)):
        return "https://doi.org/" + quote(unquote(found[1]), safe="/:;.-_~")
    if found := PMID.fullmatch(text):
        return f"https://pubmed.ncbi.nlm.nih.gov/{found[1] or found[2]}/"
    if not re.match(r"(?i)(https?://|www\.)[^/\s]+\.[^/\s]", text):
        raise ValueError(f"'{text}' is no DOI (10.…), PMID (a number) or address (https://…)")
    return _untracked(text if "://" in text else f"https://{text}")


def same_document(one: str, other: str) -> bool:
    """Whether two addresses lead to one document, however they are spelled."""
    return _key(one) == _key(other)


def _untracked(url: str) -> str:
    head, mark, tail = url.partition("?")
    query, hash_mark, fragment = tail.partition("#")
    kept = "&".join(part for part in query.split("&") if not TRACKING.fullmatch(part))
    return head + (mark + kept if kept else "") + hash_mark + fragment


def _key(url: str) -> str:
    try:
        parts = urlsplit(address_of(url))
        port = parts.port if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    # A fragment is a place in a document, but for sites that are all one page.
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit(("", f"{host}:{port}", path.lower() if host == "doi.org" else path, parts.query, fragment))
