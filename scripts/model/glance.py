"""A glance at a page: proves, without parsing it, that no rule on integrity has anything to say of it.

A big site is almost wholly sound, and parsing is what costs. So every address that the text of a page can hold is
taken, a few too many rather than one too few, and looked up; anchors count only where the engine named them. A page
that holds anything else worth a look is left to the rules, which decide on the parsed page alone.
"""

import html
import re
from collections.abc import Mapping, Set
from urllib.parse import urlsplit

# A literal start is what makes a search fast; whatever is written in any other way is counted, and parsed.
HREF, SRC, ID = re.compile(r'href="([^"]*)"'), re.compile(r'src="([^"]*)"'), re.compile(r' id="([^"]*)"')
EMPTY_LINK = re.compile(r"<a\b[^>]*>(?:\s|<(?!/a|img|svg|input|picture|video|object)[^>]*>)*</a>", re.IGNORECASE)
# Anything else in which an address can stand, or that a rule on text or structure looks for.
RARE = ("<object", "action=", "http-equiv", "@import", "poster", "<base")
RARE_IN_CONTENT = re.compile(r"\]\s*\(|\]\[|\)\[|\[\[|!!!|\?\?\?|===|-8(?:<|&lt;)|\[[^\]]*\(|\[\^|fn:|style|\ufffd")
ELSEWHERE = re.compile(
    r"(?:https?:)?//(?!localhost|127\.|0\.0\.0\.|\[|[^/?#]*@)[\w.-]+|mailto:|tel:|data:", re.IGNORECASE
)


class Glance:
    """Looks at the pages of one site.

    files: paths of all files; anchors: by path, the ids that a page has for certain; own: the site's address.
    """

    def __init__(self, files: Set[str], anchors: Mapping[str, Set[str]], own: str) -> None:
        self.files = files
        self.anchors = anchors
        self.own = own
        self.host = urlsplit(own).hostname or ""
        # By folder, addresses '../…' that led somewhere from one page in it, and so do from every other.
        self._good: dict[str, set[str]] = {}

    def is_sound(self, url: str, text: str, content: str) -> bool:
        """Whether nothing is wrong with a page, as far as links, anchors, ids and leftover Markdown go.

        url: path of its file; text: its HTML; content: the part that was Markdown. False means only that the
        page must be parsed.
        """
        lowered = text.lower()
        # 'new URL(' is the theme's own script; any other may be a style's.
        if lowered.count("url(") > text.count("new URL(") or any(mark in lowered for mark in RARE):
            return False
        if RARE_IN_CONTENT.search(content) or EMPTY_LINK.search(content) or content.startswith("<hr"):
            return False
        hrefs, sources, ids = HREF.findall(text), SRC.findall(text), ID.findall(content)
        if len(hrefs) < lowered.count("href") or len(sources) < lowered.count("src"):
            return False
        if len(ids) < content.lower().count("id=") or len(ids) > len(set(ids)):
            return False
        folders = url.split("/")[:-1]
        good = self._good.setdefault("/".join(folders[:-1]), set()) if folders else set()
        for address in {*hrefs, *sources} - good:
            if not self._leads_somewhere(address, url, folders):
                return False
            if address.startswith("../"):
                good.add(address)
        return True

    def _leads_somewhere(self, address: str, url: str, folders: list[str]) -> bool:
        if "&" in address or "%" in address:
            address = html.unescape(address)
        if self.own and address.startswith(self.own):
            address, folders = address.removeprefix(self.own).removeprefix("/") or "./", []
        elif ELSEWHERE.match(address):
            return not (self.host and self.host in address.lower())
        path, _, fragment = address.partition("#")
        if path:
            up, path = 0, path + "/" if path.endswith("..") else path
            while path.startswith("../"):
                path, up = path[3:], up + 1
            path = "" if path in (".", "./") else path
            if up > len(folders) or path.startswith(("/", ".")) or "/." in path or "//" in path or "?" in path:
                return False
            path = "/".join([*folders[: len(folders) - up], path])
            if path not in self.files:
                path = f"{path.rstrip('/')}/index.html".lstrip("/")
                if path not in self.files:
                    return False
        elif not address:
            return False
        return not fragment or fragment in self.anchors.get(path or url, ())
