"""Security headers, as MkDocs calls it: a Content-Security-Policy in every page, and a ``_headers`` file for hosts.

Only the scripts that the theme itself wrote into the page may run, each known by its hash (W3C Content Security
Policy Level 3, "hash-source"), so a script that slipped in does nothing. A preview has none: it injects a script
of its own to reload the page.
"""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

# Scripts that run; a block of data (JSON) does not, and needs no hash.
INLINE = re.compile(r"<script(?![^>]*(?:src=|application/))[^>]*>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _Build:
    command = "build"


def on_startup(command: str, dirty: bool) -> None:
    """Remembers whether this is a preview."""
    _Build.command = command


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """Writes the policy into each page, after every other plugin has written it, and the headers beside them."""
    if _Build.command == "serve" or not config.extra.get("csp", True):
        return
    pages = {path: path.read_text("utf-8") for path in sorted(Path(config.site_dir).rglob("*.html"))}
    for path, html in pages.items():
        # A meta tag can't forbid framing; the header below does.
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
        before, charset, after = html.partition('<meta charset="utf-8">')
        path.write_text(before + charset + meta + after if charset else html, "utf-8")
    every = policy("".join(pages.values())) + "; frame-ancestors 'none'"
    lines = ["/*", f"  Content-Security-Policy: {every}", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    Path(config.site_dir, "_headers").write_text("\n".join(lines) + "\n", "utf-8")


def policy(html: str) -> str:
    """The policy for a page: everything from the site itself, and the inline scripts and styles that it has."""
    scripts, styles = (sorted({_hash(text) for text in pattern.findall(html)}) for pattern in (INLINE, STYLE))
    rules: dict[str, Any] = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", *styles],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
