"""Serves a built site on this machine as a host would: below a base path or at its root, with gzip."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

PACKED = ("text/", "application/javascript", "application/json", "image/svg")


def addresses(site: Path) -> list[str]:
    """Every page's address below the site's root; one that only sends its reader on is none."""
    pages = (path for path in site.rglob("*.html") if 'http-equiv="refresh"' not in path.read_text())
    return sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in pages)


class _Host(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, base: str, **options: Any) -> None:
        self.base = base
        super().__init__(*arguments, **options)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""

    def translate_path(self, path: str) -> str:
        """Serves the site below its base path only, as a project's page on a shared host is."""
        below = path.removeprefix(self.base) if path.startswith(self.base) else "not-there"
        return super().translate_path(f"/{below}")

    def do_GET(self) -> None:
        """Sends a file, packed where that helps."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body, kind = path.read_bytes(), self.guess_type(path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if kind.startswith(PACKED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(site: Path, base: str = "/base/") -> Iterator[str]:
    """The address of a folder's files while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(site), base=base))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{base}"
    server.shutdown()
