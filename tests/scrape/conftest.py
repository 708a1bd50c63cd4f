"""A small real web server on loopback, and a Network that finds it under the name origin.example."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipeline.scrape.network import Limits, Network

HOST = "origin.example"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

Route = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    origin: Origin

    def do_GET(self) -> None:
        self.origin.requests.append((self.path, dict(self.headers.items())))
        route = self.origin.routes.get(self.path.partition("?")[0])
        if route is None:
            self.answer(404, b"<p>no", {"Content-Type": "text/html"})
        else:
            route(self)

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


class Origin:
    """What the server answers, path by path, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.routes: dict[str, Route] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def add(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer with these bytes; `content_type="text/html"` stands for Content-Type."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("content-type", "text/html; charset=utf-8")
        self.routes[path] = lambda handler: handler.answer(status, body, named)

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        self.routes[path] = lambda handler: handler.answer(status, b"", {"Location": location})

    def add_robots(self, text: str) -> None:
        self.add("/robots.txt", text.encode(), content_type="text/plain")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many of these tests are about."""


@pytest.fixture
def origin() -> Iterator[Origin]:
    class Bound(Handler):
        pass

    server = _Server(("127.0.0.1", 0), Bound)
    Bound.origin = Origin(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Bound.origin
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sleeps() -> list[float]:
    """The seconds that the network was asked to wait; nobody waits them."""
    return []


@pytest.fixture
def make_network(origin: Origin, sleeps: list[float]) -> Callable[..., Network]:
    def make(
        *,
        clock: Callable[[], datetime] = lambda: NOW,
        ticks: Callable[[], float] | None = None,
        sleep: Callable[[float], None] = sleeps.append,
        look_up: Any = None,
        tls: Any = None,
        **limits: Any,
    ) -> Network:
        values = {"delay": 0.0, "timeout": 10.0, "resolve": {HOST: f"127.0.0.1:{origin.port}"}} | limits
        more = {name: value for name, value in (("ticks", ticks), ("look_up", look_up), ("tls", tls)) if value}
        return Network(Limits(**values), clock=clock, sleep=sleep, **more)

    return make


@pytest.fixture
def network(make_network: Callable[..., Network]) -> Network:
    return make_network()


@pytest.fixture
def closed_port() -> int:
    """A port of loopback at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rest</title></head>
<body><main><h1>Rest</h1><p>Take 20 mg once a day, with food, and call us at once if you feel worse than before.</p>
<p>Drink enough water, and rest as much as you need.</p></main></body></html>"""


@pytest.fixture
def page() -> bytes:
    return PAGE
