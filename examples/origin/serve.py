"""Serve the sample site on loopback: what a well-kept web server does, and nothing more. No dependency.

    python examples/origin/serve.py [--port 8000]

In a program: `with serve() as site: … site.port …`. Pages have an ETag (hash of the content) and one fixed
Last-Modified, so that conditional requests get 304 whatever the file system's times are.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

WWW = Path(__file__).resolve().parent / "www"

LAST_MODIFIED = "Wed, 13 Aug 2025 00:00:00 GMT"
"""The article's own last revised date."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}

NOT_FOUND = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
<body><h1>Not found</h1><p>There is no such page. <a href="/index.html">Go to the start.</a></p></body></html>
"""


@dataclass(frozen=True)
class Site:
    """A site that is being served."""

    port: int
    requests: list[tuple[str, int]]
    """Path and status of each request so far."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@contextlib.contextmanager
def serve(port: int = 0, *, folder: Path = WWW) -> Iterator[Site]:
    """Serve the folder on 127.0.0.1 until the block ends; port 0 takes a free one. OSError where the port is taken."""
    requests: list[tuple[str, int]] = []

    class Handler(_Handler):
        root = folder.resolve()
        log = requests

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Site(server.server_address[1], requests)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Lindenvale"
    sys_version = ""
    timeout = 30
    root: Path
    log: list[tuple[str, int]]

    def do_GET(self) -> None:
        path = self._find_file()
        if path is None:
            self._answer(HTTPStatus.NOT_FOUND, NOT_FOUND, {"Content-Type": TYPES[".html"]})
            return
        data = path.read_bytes()
        headers = {
            "ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"',
            "Last-Modified": LAST_MODIFIED,
            "Cache-Control": "no-cache",
        }
        if self._is_known(headers["ETag"]):
            self._answer(HTTPStatus.NOT_MODIFIED, b"", headers)
            return
        kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
        self._answer(HTTPStatus.OK, data, {**headers, "Content-Type": kind})

    do_HEAD = do_GET

    def _find_file(self) -> Path | None:
        name = unquote(urlsplit(self.path).path)
        if "\x00" in name:
            return None
        path = (self.root / name.lstrip("/")).resolve()
        if path.is_dir():
            path = path / "index.html"
        return path if path.is_relative_to(self.root) and path.is_file() else None

    def _is_known(self, etag: str) -> bool:
        """RFC 9110, 13.1: If-None-Match wins over If-Modified-Since."""
        if (match := self.headers.get("If-None-Match")) is not None:
            known = {tag.strip().removeprefix("W/") for tag in match.split(",")}
            return "*" in known or etag in known
        if since := self.headers.get("If-Modified-Since"):
            with contextlib.suppress(TypeError, ValueError):
                return parsedate_to_datetime(since) >= parsedate_to_datetime(LAST_MODIFIED)
        return False

    def _answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.log.append((self.path, status.value))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `Site.requests` has what a caller may want to know."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve Dragoman's sample site on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="default 8000; 0 takes a free one")
    with serve(parser.parse_args().port) as site:
        print(f"The sample site is at {site.url} (stop with Ctrl-C).", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
