"""Locks by name in PostgreSQL, for machines that share a database and a storage on which files cannot be locked."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import Timeout
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pipeline.errors import LedgerError

_SPACE = 7237463
"""The first half of these advisory locks; the second is the name's CRC-32. Two names that meet in it wait for each
other, no more."""

_POLL = 0.1
"""Seconds between two tries."""

_TRY = text("SELECT pg_try_advisory_lock(:space, :key)")
_FREE = text("SELECT pg_advisory_unlock(:space, :key)")


@contextmanager
def hold_lock(url: URL, name: str, *, wait: float) -> Iterator[None]:
    """Hold the lock on a connection of its own; the server frees it when that ends, however it ends.

    filelock.Timeout after `wait` seconds. LedgerError where the database cannot be reached, and at the end if the
    connection broke before: others may then have worked beside the holder, whose files are replaced only where
    nobody else changed them.
    """
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    key = {"space": _SPACE, "key": zlib.crc32(name.encode()) - 2**31}
    try:
        connection = engine.connect()
        _wait_for(connection, key, name, time.monotonic() + wait)
    except (DBAPIError, ConnectionError) as exc:
        raise LedgerError(
            f"the lock {name!r} cannot be asked for: the database does not answer",
            hint="See that the server is up, and run it again; nothing was changed.",
        ) from exc
    try:
        yield
        _free(connection, key, name)
    finally:
        with suppress(DBAPIError, ConnectionError):
            connection.close()
        engine.dispose()


def _wait_for(connection: Connection, key: dict[str, int], name: str, deadline: float) -> None:
    while not connection.scalar(_TRY, key):
        if time.monotonic() >= deadline:
            connection.close()
            raise Timeout(name)
        time.sleep(_POLL)


def _free(connection: Connection, key: dict[str, int], name: str) -> None:
    try:
        held = bool(connection.scalar(_FREE, key))
    except (DBAPIError, ConnectionError):
        held = False
    if not held:
        raise LedgerError(f"the lock {name!r} was lost before the work was done", hint="Run it again.")
