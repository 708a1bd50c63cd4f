"""What every request must pass and every answer must carry, whatever the route: an ASGI layer around the desk.

Host is one of ours (against DNS rebinding), a request that may change something comes from our own pages, bodies
are small, answers have the security headers, and a fault of ours shows a page and no traceback. Follows the OWASP
ASVS 5.0 chapters 3 and 4 and the Fetch Metadata specification.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.errors import UsageError

log = logging.getLogger("dragoman.desk")

MAX_BODY = 256 * 1024
"""Bytes of a form: far more than a unit with its translation and a reason."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'; "
    "connect-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""On every answer that does not set its own."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the desk is reached: on loopback over http, or at one public address."""

    public: str = ""
    """`https://desk.example.org`; empty for loopback only."""

    @classmethod
    def parse(cls, public_url: str) -> Address:
        """UsageError unless it is empty, or an https address (http for loopback) without a path."""
        if not public_url:
            return cls()
        parts = urlsplit(public_url)
        bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
        secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        if not (parts.hostname and bare and secure):
            raise UsageError(
                f"{public_url!r} cannot be the desk's address",
                hint="Give it as https://host without a path; away from loopback it must be https, for the cookies.",
            )
        return cls(f"{parts.scheme}://{parts.netloc.lower()}")

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https, so that cookies can demand that."""
        return self.public.startswith("https:")

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names us."""
        if self.public and host.lower() == urlsplit(self.public).netloc:
            return True
        return is_loopback(host_name(host))

    def origin(self, host: str) -> str:
        """The Origin that our own pages send, when they were reached by this Host header."""
        if self.public and host.lower() == urlsplit(self.public).netloc:
            return self.public
        return f"http://{host.lower()}"


def host_name(host: str) -> str:
    """The name or address in a Host header, without port and brackets; empty if it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if "@" not in host and "/" not in host else ""
    except ValueError:
        return ""


def is_loopback(name: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class Guard:
    """The layer; `show_error(status, message)` gives the page for what it refuses."""

    def __init__(self, app: ASGIApp, *, address: Address, show_error: Callable[[int, str], Response]) -> None:
        self._app = app
        self._address = address
        self._show_error = show_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal := self._refuse(scope):
            await self._show_error(*refusal)(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, _limit_body(receive), send_with_headers)
        except _TooLargeError:
            await self._show_error(413, TOO_LARGE)(scope, receive, send_with_headers)
        except Exception:
            log.exception("a fault while answering %s %s", scope["method"], scope["path"])
            if started:
                raise
            await self._show_error(500, "")(scope, receive, send_with_headers)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self._address.knows_host(host):
            return 421, "This desk does not answer under that host name."
        if scope["method"] in ("GET", "HEAD"):
            return None
        if not self._is_own(headers, host):
            return 403, "This form did not come from a page of this desk. Nothing was changed."
        if not headers.get("content-length", "0").isdecimal():
            return 400, "The length of the form is not a number."
        if int(headers.get("content-length", "0")) > MAX_BODY:
            return 413, TOO_LARGE
        return None

    def _is_own(self, headers: Headers, host: str) -> bool:
        """Whether our own page sent it.

        Our pages send no referrer, and so a browser may say `Origin: null` for their forms; Sec-Fetch-Site, which
        no page can set, then tells. A browser that sends neither is refused.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if origin is not None and origin != "null":
            return origin == self._address.origin(host) and site in (None, "same-origin")
        return site == "same-origin"


TOO_LARGE = f"The form is larger than {MAX_BODY // 1024} KB. Nothing was saved; go back to find your text."


class _TooLargeError(Exception):
    pass


def _limit_body(receive: Receive) -> Receive:
    """Count what really comes, whatever Content-Length said."""
    size = 0

    async def receive_limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            raise _TooLargeError
        return message

    return receive_limited
