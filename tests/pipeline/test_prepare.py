"""prepare: what a fetch may meet, and that one bad article or a second run beside it does no harm."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SLUG = "walking"
ROOT = Path(__file__).resolve().parents[2]


def assert_last_snapshot_stands(place: Any, *told: str, fetched: str = "failed") -> None:
    """prepare names what failed; snapshots, catalogs and output are as they were, and publish goes on."""
    before, head = place.tree(), place.head()
    articles, locales = place.prepare()
    assert articles[SLUG].fetched == fetched
    for text in told:
        assert text in " ".join([articles[SLUG].error, *articles[SLUG].notes])
    assert not [each.error for each in locales.values() if each.error]
    result = place.publish()
    assert not result.errors
    assert place.tree() == before
    assert place.head() == head


def test_a_server_that_cannot_be_reached_is_named_and_the_last_snapshot_goes_on(live: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (live.root / "dragoman.toml").read_text("utf-8")
    current = text.split("127.0.0.1:")[1].split('"')[0]
    live.change_settings(f"127.0.0.1:{current}", f"127.0.0.1:{port}")
    assert_last_snapshot_stands(live, "www.harbor.example")


def test_a_page_that_is_gone_is_named_and_the_last_snapshot_goes_on(live: Any) -> None:
    (live.www / "walking.html").unlink()
    assert_last_snapshot_stands(live, "walking", "404", fetched="gone")


def test_a_page_that_is_no_html_is_named_and_the_last_snapshot_goes_on(live: Any) -> None:
    (live.www / "walking.html").write_bytes(b"%PDF-1.7\n\x00\x01 no page")
    assert_last_snapshot_stands(live, "http://www.harbor.example/walking.html", "web page")


def test_a_robots_txt_that_forbids_the_page_is_obeyed(live: Any) -> None:
    (live.www / "robots.txt").write_text("User-agent: *\nDisallow: /walking\n", "utf-8")
    assert_last_snapshot_stands(live, "robots.txt")


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def answering(live: Any) -> Any:
    """The article's host answers as a test says."""
    answers: list[Answer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_error(404)
            else:
                answers[-1](self)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    current = (live.root / "dragoman.toml").read_text("utf-8").split("127.0.0.1:")[1].split('"')[0]
    live.change_settings(f"127.0.0.1:{current}", f"127.0.0.1:{server.server_address[1]}")
    yield answers.append
    server.shutdown()
    server.server_close()


def test_a_redirect_loop_is_named_and_the_last_snapshot_goes_on(live: Any, answering: Any) -> None:
    def redirect(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", request.path)
        request.end_headers()

    answering(redirect)
    assert_last_snapshot_stands(live, "redirect")


def test_fifty_megabytes_are_cut_off_and_the_last_snapshot_goes_on(live: Any, answering: Any) -> None:
    sent = []

    def pour(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        try:
            for _ in range(50):
                request.wfile.write(b"<p>" + b"x" * 1_000_000)
                sent.append(1)
        except OSError:
            return

    answering(pour)
    assert_last_snapshot_stands(live, "10,000,000")
    assert len(sent) < 50


def test_a_picture_with_another_content_changes_its_unit_and_is_published_once_confirmed(live: Any) -> None:
    sample = ROOT / "examples" / "origin" / "www" / "images" / "logo.png"
    (live.www / "images" / "walk.png").write_bytes(sample.read_bytes())
    live.change_page('<p><img src="/images/walk.png"', '<p ><img src="/images/walk.png"')
    live.prepare()
    changed = {text: state for text, state in live.states().items() if state != "approved"}
    assert changed == {"A woman walks in a corridor": "changed"}
    old = {path.name for path in live.site.glob("walking/files/*")}
    live.publish()
    assert {path.name for path in live.site.glob("walking/files/*")} == old
    live.save_and_approve("A woman walks", "Una mujer camina por un pasillo")
    live.publish()
    assert not {path.name for path in live.site.glob("walking/files/*")} & old


PREPARE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from pipeline.prepare import make_network, prepare_article, prepare_locale
from pipeline.workspace import Workspace
print("ready", flush=True)
sys.stdin.readline()
with Workspace.open(Path(sys.argv[1])) as workspace:
    network = make_network(workspace)
    slugs = [article.slug for article in workspace.articles]
    results = [prepare_article(workspace, slug, network) for slug in slugs]
    results += [prepare_locale(workspace, slug, locale) for locale in workspace.settings.locales for slug in slugs]
    for each in results:
        assert not each.error, each
"""


def test_two_prepares_at_once_do_what_one_does_and_double_nothing(live: Any) -> None:
    live.change_page("twice a day", "three times a day")
    live.change_page("<td>10 minutes</td>", "<td>20 minutes</td>")
    before = live.head()
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE, str(live.root), str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for run in runs:
        assert run.stdout
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin
        run.stdin.write("\n")
        run.stdin.flush()
    for run in runs:
        _, told = run.communicate(timeout=120)
        assert run.returncode == 0, told
    assert live.head() == before + 2, "one draft for each changed unit in Spanish"
    tree = live.tree("source_html", "locales")
    live.prepare()
    assert live.tree("source_html", "locales") == tree
    assert live.head() == before + 2
