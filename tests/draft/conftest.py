"""A small real LibreTranslate: it speaks the `/translate` JSON on loopback and answers as it was told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

Answer = tuple[int, bytes]


def answer(text: str) -> Answer:
    return 200, json.dumps({"translatedText": text}).encode()


@dataclass
class Libre:
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    reply: Callable[[str], Answer] = lambda text: answer(text.upper())
    delay: float = 0.0
    drip: bool = False
    """Send headers at once and the body a byte at a time, for ever."""

    def say(self, text: str) -> None:
        self.reply = lambda _: answer(text)


@pytest.fixture
def libre() -> Iterator[Libre]:
    state = Libre()
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            state.asked.append(query)
            stopping.wait(state.delay)
            status, body = state.reply(query["q"]) if parts.path == "/translate" else (404, b"")
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(10**6 if state.drip else len(body)))
            self.end_headers()
            while state.drip and not stopping.is_set():
                self.wfile.write(b" ")
                time.sleep(0.05)
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    stopping.set()
    server.shutdown()
    server.server_close()
    thread.join()
