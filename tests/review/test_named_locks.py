"""Locks by name in PostgreSQL: one holder among all machines, freed when its holder dies."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from filelock import Timeout
from sqlalchemy import create_engine, text

from pipeline.errors import LedgerError, UsageError
from pipeline.review.ledger import Ledger
from pipeline.settings import make_settings
from pipeline.workspace import Workspace

pytestmark = pytest.mark.postgres

_HOLD = """
import sys, time
from pipeline.review.ledger import Ledger
ledger = Ledger.open(sys.argv[1])
with ledger.hold("catalog-walking-es", wait=5):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def url(postgres_socket: str) -> str:
    return f"postgresql+pg8000://postgres@/postgres?unix_sock={postgres_socket}"


def test_a_second_holder_waits_until_the_first_is_done_and_another_name_does_not(url: str) -> None:
    order: list[str] = []
    with closing(Ledger.open(url)) as first, closing(Ledger.open(url)) as second:

        def wait() -> None:
            with second.hold("catalog-walking-es", wait=20):
                order.append("second")

        with first.hold("catalog-walking-es", wait=5):
            thread = threading.Thread(target=wait)
            thread.start()
            with second.hold("catalog-walking-ar", wait=0):
                time.sleep(0.5)
            order.append("first")
        thread.join()
    assert order == ["first", "second"]


def test_a_lock_that_stays_held_ends_the_wait_and_is_named(url: str, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, make_settings({"ledger": url}))
    told = pytest.raises(UsageError, match="'publish' for 0 seconds")
    with closing(Ledger.open(url)) as other, other.hold("publish", wait=5), workspace, told:
        workspace.lock("publish", wait=0).__enter__()
    assert not (tmp_path / ".dragoman" / "locks").exists(), "the lock of shared storage is no file"


def test_a_killed_holder_leaves_no_lock(url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLD, url], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with closing(Ledger.open(url)) as ledger:
            with pytest.raises(Timeout), ledger.hold("catalog-walking-es", wait=0):
                pass
            process.kill()
            process.wait()
            with ledger.hold("catalog-walking-es", wait=20):
                pass


def test_a_holder_whose_connection_was_cut_is_told(url: str) -> None:
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    engine = create_engine(url)
    told = pytest.raises(LedgerError, match="was lost")
    with closing(Ledger.open(url)) as ledger, told, ledger.hold("publish", wait=5), engine.connect() as connection:
        connection.execute(cut)
    engine.dispose()
