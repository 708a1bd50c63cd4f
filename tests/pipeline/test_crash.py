"""`kill -9` at fifty random points: nothing acknowledged is lost, readers see old or new, the next run completes."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog import read_catalog
from pipeline.guard import find_ledger_faults

SLUG = "walking"
SEED = 20261123


class Server:
    """Work in killable processes."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("crash_server.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, place: Any, work: str, *, delay: float | None = None) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"root": str(place.root), "work": work, "delay": delay}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert answer["code"] == 0 or delay is not None, "the work failed without being killed"
        assert answer["code"] in (0, -9)
        return answer

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


def copy(place: Any, name: str) -> Any:
    base = place.root.parent / name
    base.mkdir()
    for folder in ("workspace", "www"):
        shutil.copytree(place.root.parent / folder, base / folder, symlinks=True)
    return type(place)(base / "workspace", base / "www")


def contents(place: Any) -> dict[str, str]:
    """What snapshots, catalogs and readers' files say; manifests carry the ledger's length, and old releases differ."""
    found = {}
    for folder in ("source_html", "locales", "output/.current"):
        for path in sorted((place.root / folder).rglob("*")):
            if path.is_file() and path.name != "manifest.json":
                name = f"{folder}/{path.relative_to(place.root / folder)}"
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def readers_files(place: Any) -> dict[str, str]:
    return {name: digest for name, digest in contents(place).items() if name.startswith("output")}


def assert_whole(place: Any, acknowledged: list[list[str]], old: dict[str, str], new: dict[str, str]) -> None:
    """After a kill: the ledger is unbroken and has what was acknowledged, every file is whole, readers see one site."""
    with place.open() as workspace:
        assert not find_ledger_faults(workspace)
        rows = [[row.decision.kind.value, row.decision.target] for row in workspace.ledger.read(locale="es")]
    for what in acknowledged:
        assert what in rows, f"{what} was acknowledged and is lost"
    for path in (place.root / "locales").rglob("*.po*"):
        if not path.name.startswith("."):
            read_catalog(path.read_bytes(), name=path.name)
    assert readers_files(place) in (old, new)
    for manifest in place.manifests().values():
        for file in manifest.files.values():
            assert hashlib.sha256((place.site / file.path).read_bytes()).hexdigest() == file.sha256


def kill_at_random(place: Any, server: Server, work: str, times: int, *, head_may_grow: bool = False) -> int:
    """Kill the work `times` times, each on a fresh copy; gives how many kills met it at work."""
    old = readers_files(place)
    whole = copy(place, "whole")
    took = server.run(whole, work)["took"]
    expected, new = contents(whole), readers_files(whole)
    chance, met = random.Random(f"{SEED} {work}"), 0
    for number in range(times):
        victim = copy(place, f"victim-{number}")
        killed = server.run(victim, work, delay=chance.uniform(0, took))
        met += killed["code"] == -9
        assert_whole(victim, killed["acknowledged"], old, new)
        server.run(victim, work)
        assert contents(victim) == expected, f"kill {number}: the next run did not complete it"
        with victim.open() as workspace, whole.open() as other:
            assert not find_ledger_faults(workspace)
            kinds = [[row.decision.kind.value for row in each.ledger.read()] for each in (workspace, other)]
        assert kinds[0] == kinds[1], f"kill {number}: something was decided twice or not at all"
        tree, head = victim.tree(), victim.head()
        server.run(victim, work)
        assert victim.tree() == tree, f"kill {number}: a further run wrote something"
        assert victim.head() == head
        shutil.rmtree(victim.root.parent)
    return met


@pytest.mark.slow
def test_a_killed_prepare_is_completed_by_the_next(live: Any, server: Server) -> None:
    live.change_page("twice a day", "three times a day")
    live.change_page("<td>10 minutes</td>", "<td>20 minutes</td><td>New</td>")
    sample = Path(__file__).resolve().parents[2] / "examples" / "origin" / "www" / "images" / "logo.png"
    shutil.copy(sample, live.www / "images" / "walk.png")
    assert kill_at_random(live, server, "prepare", 16) >= 8


@pytest.mark.slow
def test_a_killed_save_or_approval_loses_nothing_that_was_acknowledged(live: Any, server: Server) -> None:
    assert kill_at_random(live, server, "decide", 20) >= 10


@pytest.mark.slow
def test_a_killed_publication_shows_the_old_or_the_new_site_and_the_next_completes_it(
    live: Any, server: Server
) -> None:
    live.save_and_approve("First week", "La primera semana")
    server.run(live, "render")
    assert kill_at_random(live, server, "publish", 14) >= 7


@pytest.mark.slow
def test_a_take_down_killed_between_record_and_swap_is_completed_by_the_next(live: Any, server: Server) -> None:
    live.change_page("Walk for 5 minutes", "Walk for 50 minutes")
    server.run(live, "prepare")
    assert kill_at_random(live, server, "publish", 12) >= 6
    live.publish()
    assert not live.live_pdf().exists()


@pytest.mark.slow
def test_a_publication_killed_while_it_renders_is_completed_by_the_next(live: Any, server: Server) -> None:
    live.save_and_approve("First week", "La primera semana")
    live.revoke("Helpline", slug="helpline")
    live.publish()
    live.approve("Helpline", slug="helpline")
    assert kill_at_random(live, server, "publish", 4) >= 2
