"""The two servers: the desk on loopback, and the published site. They never share a port (cookies, scripts).

The site server is for looking at `output/` and for small set-ups; any web server can serve the same folder.
"""

from __future__ import annotations

import hashlib
import mimetypes
import stat
from email.utils import formatdate
from pathlib import Path
from typing import Final
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.errors import UsageError
from pipeline.web.guard import Address, is_loopback

SITE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'none'; img-src 'self' data:; "
        "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
}


def make_desk_server(app: FastAPI, *, host: str = "127.0.0.1", port: int = 8765) -> uvicorn.Server:
    """A server for the desk; `run()` serves until it is stopped.

    UsageError for a host that is not loopback unless the app was made with an https `public_url`: behind it stands
    a proxy that does TLS, and cookies demand https. Nothing is logged of addresses, for log-in links are among them.
    """
    address: Address = app.state.address
    if not is_loopback(host) and not address.secure:
        raise UsageError(
            f"the desk is served on loopback only, not on {host!r}",
            hint="To serve it elsewhere put a TLS proxy before it and name its https address.",
        )
    return _make_server(app, host, port)


def make_site_server(output: Path, *, host: str = "127.0.0.1", port: int = 8080) -> uvicorn.Server:
    """A server for the published site in `output`; `run()` serves until it is stopped."""
    return _make_server(PublishedSite(output), host, port)


def _make_server(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        limit_concurrency=200,
    )
    return uvicorn.Server(config)


class PublishedSite:
    """Static files below a folder: GET and HEAD, ETag by content, no listing, no dot files, nothing outside.

    The folder may hold a link to the current release, which a publication swaps while we serve: each request
    resolves it anew, and what it resolves to must still lie in the folder.
    """

    def __init__(self, output: Path) -> None:
        self._output = output

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        response = self._answer(scope)
        for name, value in SITE_HEADERS.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET.\n", 405, headers={"Allow": "GET, HEAD"})
        path: str = scope["path"]
        found = self._find(path)
        if found is None:
            return self._not_found(path)
        if found.is_dir():
            return RedirectResponse(_relative_folder(path), 308)
        return self._send(found, Headers(scope=scope))

    def _not_found(self, path: str) -> Response:
        """The release's own page, whose links are relative and fit at the top only; elsewhere plain words."""
        page = self._find("/404.html")
        if page and path.count("/") == 1 and path != "/":
            return Response(page.read_bytes(), 404, media_type=_TYPES[".html"])
        words = "Nothing is published here yet." if path == "/" else "There is no such page."
        return PlainTextResponse(f"{words}\n", 404)

    def _find(self, path: str) -> Path | None:
        """The file or folder of a path; None for what is not there, hidden, or outside."""
        names = [name for name in path.split("/") if name]
        if any(name.startswith(".") or "\\" in name or "\0" in name for name in names):
            return None
        try:
            root = self._output.resolve()
            found = self._start().joinpath(*names)
            if path.endswith("/"):
                found = found / "index.html"
            found = found.resolve(strict=True)
            mode = found.stat().st_mode
        except (OSError, ValueError, RuntimeError):
            return None
        if not found.is_relative_to(root) or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return None
        return found

    def _start(self) -> Path:
        """The current release, or the folder itself where there are no releases."""
        current = self._output / ".current"
        return current if current.exists() else self._output

    def _send(self, path: Path, headers: Headers) -> Response:
        information = path.stat()
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        answer = {"ETag": f'"{digest[:32]}"', "Last-Modified": formatdate(information.st_mtime, usegmt=True)}
        if answer["ETag"] in [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=answer)
        kind = _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return FileResponse(path, media_type=kind, headers=answer, stat_result=information)


def _relative_folder(path: str) -> str:
    """Where a folder without its final slash is; relative, so that `//host` can never become an address."""
    return f"{quote(path.rsplit('/', 1)[-1])}/"
