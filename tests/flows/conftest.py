"""Workspaces on disk, a site on loopback that can fail on demand, and one Prefect server for all tests.

Nothing of Prefect's touches the home of whoever runs the tests: its home is a temporary folder.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = "www.harbor.example"


def page(title: str) -> bytes:
    text = "".join(f"<p>{title}: paragraph {number} says what a reader should know.</p>" for number in range(1, 6))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


@dataclass
class Site:
    """A site of two pages. `faults` are the status codes with which the next requests for a path are answered."""

    port: int = 0
    pages: dict[str, bytes] = field(
        default_factory=lambda: {"/rest.html": page("Rest"), "/food.html": page("Food"), "/robots.txt": b""}
    )
    faults: dict[str, list[int]] = field(default_factory=dict)
    requests: list[tuple[str, float]] = field(default_factory=list)

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.requests)


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, time.monotonic()))
            faults = site.faults.get(self.path, [])
            body = site.pages.get(self.path, b"")
            self.send_response(faults.pop(0) if faults else 200 if self.path in site.pages else 404)
            self.send_header("Content-Type", "text/plain" if self.path.endswith(".txt") else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as started:
        yield started


MakeWorkspace = Callable[..., Path]


@pytest.fixture
def make_workspace(tmp_path: Path, site: Site) -> MakeWorkspace:
    """Gives a function that writes a workspace of two articles; other paths and a pause may be set."""

    def make(*, rest: str = "/rest.html", food: str = "/food.html", delay: float = 0.0) -> Path:
        root = tmp_path / "workspace"
        root.mkdir()
        articles = "".join(
            f'[[articles]]\nid = "{id}"\nslug = "{slug}"\nurl = "http://{HOST}{path}"\nlicence = "CC-BY-4.0"\n'
            f'attribution = "Harbor Health"\n\n'
            for id, slug, path in (("k7q2m9x4d8w5", "rest", rest), ("h3v6t1r8c2n7", "food", food))
        )
        (root / "dragoman.toml").write_text(
            f'name = "Harbor Health"\nlocales = ["es", "ar"]\n\n[fetch]\ndelay = {delay}\n'
            f'resolve = {{ "{HOST}" = "127.0.0.1:{site.port}" }}\n\n{articles}',
            "utf-8",
        )
        return root

    return make


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def prefect_server(prefect_home: Path) -> Iterator[str]:
    """The address of a Prefect server that all flows of these tests talk to; started once."""
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_HOME,
        PREFECT_LOGGING_LEVEL,
        PREFECT_SERVER_LOGGING_LEVEL,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    import flows  # noqa: F401  before Prefect, whose telemetry it turns off

    quiet = {PREFECT_LOGGING_LEVEL: "CRITICAL", PREFECT_SERVER_LOGGING_LEVEL: "CRITICAL"}
    with (
        temporary_settings({PREFECT_HOME: prefect_home, **quiet}),
        prefect_test_harness(server_startup_timeout=240),
    ):
        yield str(PREFECT_API_URL.value())


@pytest.fixture
def collected() -> Iterator[None]:
    """Prefect leaves clients to the garbage collector, whose word on them must not fall into another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task as it is, but that it does not wait between two tries."""
    from flows import prepare as module

    monkeypatch.setattr(module, "prepare_article", module.prepare_article.with_options(retry_delay_seconds=0))


@pytest.fixture
def examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """`examples` can be imported, as from the repository's folder."""
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])


@pytest.fixture
def plain_environment(prefect_home: Path) -> dict[str, str]:
    """For programs of their own: neither the caller's Prefect nor the caller's Dragoman."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DRAGOMAN_"))}
    return {**kept, "PREFECT_HOME": str(prefect_home), "DO_NOT_TRACK": "1", "PYTHONPATH": str(ROOT)}
