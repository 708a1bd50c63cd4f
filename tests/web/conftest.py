"""A real desk over a real socket, on a real workspace whose page came from a real server."""

from __future__ import annotations

import functools
import html
import http.server
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
import uvicorn

from pipeline import roster, workbench
from pipeline.bench import Item, open_bench
from pipeline.model import Role, sha256, timestamp
from pipeline.prepare import make_network, prepare_article, prepare_locale
from pipeline.review.people import Actor
from pipeline.scrape.snapshots import read_asset, read_page, read_snapshot, write_snapshot
from pipeline.web import LoginStore, create_app, make_desk_server
from pipeline.workspace import Workspace

RunServer = Callable[[uvicorn.Server], AbstractContextManager[str]]

SLUG = "rituximab"

HOSTILE = "<img src=x onerror=alert(1)>"
"""In names, texts and reasons: must come out as text."""

PAGE = """<!doctype html>
<html lang="en"><head><title>Rituximab &lt;script&gt;alert(1)&lt;/script&gt;</title>
<meta name="description" content="How rituximab is given.">
<script>alert("source")</script></head>
<body><nav><a href="/">Home</a></nav><main>
<h1>Rituximab &lt;script&gt;alert(1)&lt;/script&gt;</h1>
<p>Take <strong>20 mg</strong> once a day for 28 days, unless
<a href="https://example.org/more">your doctor</a> says so.</p>
<p onclick="alert(1)">Less than &lt;script&gt;alert(2)&lt;/script&gt; stays text.</p>
<p>A <a href="javascript:alert(3)">bad link</a> and its text.<script>alert(4)</script></p>
<h2>Side effects</h2>
<ul><li>Fever</li><li>Chills</li></ul>
<p><img src="/cell.png" alt="A cell"></p>
<iframe src="https://example.org/"></iframe>
</main></body></html>
"""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)

SETTINGS = """
name = "Harbor Health"
demo = true
source_locale = "en"
locales = ["es", "ar"]
four_eyes = "require"
profiles.here.root = "main"
[fetch]
delay = 0.0
private_hosts = ["articles.example"]
resolve = {{ "articles.example" = "127.0.0.1:{port}" }}
[[articles]]
id = "rituximab0001"
slug = "rituximab"
url = "http://articles.example/rituximab.html"
profile = "here"
licence = "CC-BY-4.0"
"""


class StillClock:
    """A clock that a test moves on; each reading is a microsecond later, so that no two decisions coincide."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def forward(self, step: timedelta) -> None:
        self.now += step


@contextmanager
def _run_server(server: uvicorn.Server) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


@pytest.fixture(scope="session")
def run_server() -> RunServer:
    """Serve in a thread for the length of a `with`; gives the base address."""
    return _run_server


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared workspace with Ana (translator) and Ben (reviewer) for Spanish; tests work on copies."""
    www = tmp_path_factory.mktemp("www")
    (www / "rituximab.html").write_text(PAGE, "utf-8")
    (www / "cell.png").write_bytes(PIXEL)
    root = tmp_path_factory.mktemp("workspace")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=www)) as origin:
        threading.Thread(target=origin.serve_forever, daemon=True).start()
        (root / "dragoman.toml").write_text(SETTINGS.format(port=origin.server_port), "utf-8")
        with Workspace.open(root, clock=StillClock()) as workspace:
            prepared = prepare_article(workspace, SLUG, make_network(workspace))
            assert (prepared.error, prepared.fetched) == ("", "new")
            for locale in ("es", "ar"):
                assert prepare_locale(workspace, SLUG, locale).error == ""
            add_people(workspace)
        origin.shutdown()
    return root


def add_people(workspace: Workspace) -> None:
    """Olga runs the workspace, Ana translates, Ben reviews, Ivy has no role."""
    operator = roster.add_person(workspace, "Olga Operator", email="", actor=None)
    actor = Actor(operator.id, "cli")
    for name, role in (("Ana Ruiz", Role.TRANSLATOR), ("Ben Costa", Role.REVIEWER), ("Ivy Idle", None)):
        person = roster.add_person(workspace, name, email="", actor=actor)
        if role:
            roster.grant_role(workspace, person.id, role, actor=actor, locale="es", basis="certified")


@dataclass
class Desk:
    """A running desk and the workspace under it."""

    slug: ClassVar[str] = SLUG
    hostile: ClassVar[str] = HOSTILE

    workspace: Workspace
    logins: LoginStore
    clock: StillClock
    base: str
    open_clients: ExitStack = field(default_factory=ExitStack)

    def client(self, who: str = "") -> httpx.Client:
        """A browser, logged in as somebody if a name is given; it behaves as one does for our own pages."""
        client = self.open_clients.enter_context(
            httpx.Client(base_url=self.base, headers={"Sec-Fetch-Site": "same-origin"})
        )
        if who:
            link = self.logins.make_link(roster.find_actor(self.workspace, who, channel="desk").person)
            assert client.post(link).status_code == 303
        return client

    def item(self, begins: str, locale: str = "es") -> Item:
        """The unit whose source begins so, as the workbench has it now."""
        bench = open_bench(self.workspace, SLUG, locale)
        return next(item for item in bench.items if item.status.unit.text.startswith(begins))

    def items(self, locale: str) -> tuple[Item, ...]:
        """The article's units in a locale, as the workbench has them now."""
        return open_bench(self.workspace, SLUG, locale).items

    def href(self, begins: str, locale: str = "es") -> str:
        return f"/a/{SLUG}/{locale}/u/{self.item(begins, locale).id}"

    def actor(self, who: str) -> Actor:
        return roster.find_actor(self.workspace, who, channel="cli")

    def save(self, begins: str, text: str, *, who: str = "Ana Ruiz") -> Item:
        """Save past the desk, as another window would."""
        item = self.item(begins)
        return workbench.save_text(
            self.workspace, SLUG, "es", item.id, text, version=item.status.version, actor=self.actor(who)
        )

    def change_source(self, old: bytes, new: bytes) -> None:
        """Take in the page as if it had changed at its origin."""
        folder = self.workspace.source_html
        snapshot = read_snapshot(folder, SLUG)
        assert snapshot is not None
        data = read_page(folder, SLUG).replace(old, new)
        changed = replace(snapshot, sha256=sha256(data), fetched_at=timestamp(self.clock()))
        images = {asset.sha256: read_asset(folder, asset) for asset in snapshot.assets}
        write_snapshot(folder, SLUG, data, changed, images)
        assert prepare_locale(self.workspace, SLUG, "es").error == ""

    def form(self, client: httpx.Client, href: str, **fields: str) -> dict[str, str]:
        """The form of a unit page as a browser would send it, with some fields filled in."""
        page = client.get(href).text
        form = page[page.index('id="unit-form"') : page.index('class="history"')]
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
        target = re.search(r'<textarea id="target"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL)
        assert target is not None
        return {**hidden, "target": html.unescape(target[1]), "reason": "", **fields}

    def act(self, client: httpx.Client, href: str, act: str, **fields: str) -> httpx.Response:
        """Fill in the form of a unit page and press a button."""
        return client.post(href, data={**self.form(client, href, **fields), "act": act})


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of the prepared workspace."""
    root = tmp_path / "workspace"
    shutil.copytree(prepared, root)
    clock = StillClock()
    clock.forward(timedelta(hours=1))
    with Workspace.open(root, clock=clock) as workspace:
        logins = LoginStore(workspace.state / "desk", clock=clock)
        with _run_server(make_desk_server(create_app(workspace, logins=logins))) as base:
            desk = Desk(workspace, logins, clock, base)
            with desk.open_clients:
                yield desk
