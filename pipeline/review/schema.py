"""The ledger's tables, and how a database is opened so that what it acknowledges lasts.

`ledger` is append-only and hash-chained. Beside it: names and comments, which can be erased, and bookkeeping
(what was last projected into catalogs, when a source was last looked at), which is no truth and can be lost.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Boolean,
    Column,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import NullPool

from pipeline.errors import LedgerError
from pipeline.files import sync_directory

VERSION = 1

metadata = MetaData()

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("prev", String(64), nullable=False),
    Column("record", Text, nullable=False),
    # Copies of what the record says, for look-up; `verify` compares them.
    Column("kind", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("article", String(64), nullable=False),
    Column("locale", String(64), nullable=False),
    Column("entry", String(16), nullable=False),
    Index("ledger_by_article", "article", "locale", "seq"),
    Index("ledger_by_entry", "entry", "seq"),
    Index("ledger_by_kind", "kind", "locale", "seq"),
)

person = Table(
    "person",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("demo", Boolean, nullable=False),
)

note = Table("note", metadata, Column("id", String(64), primary_key=True), Column("text", Text, nullable=False))

projection = Table(
    "projection",
    metadata,
    Column("article", String(64), primary_key=True),
    Column("locale", String(64), primary_key=True),
    Column("entry", String(16), primary_key=True),
    # Not the key itself: PostgreSQL indexes no value of more than some 2,700 bytes, and paragraphs are longer.
    Column("context", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("fuzzy", Boolean, nullable=False),
)

projected_file = Table(
    "projected_file",
    metadata,
    Column("article", String(64), primary_key=True),
    Column("locale", String(64), primary_key=True),
    Column("sha256", String(64), primary_key=True),
)

source_check = Table(
    "source_check",
    metadata,
    Column("article", String(64), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("since", String(32), nullable=False),
)

meta = Table("meta", metadata, Column("name", String(32), primary_key=True), Column("value", Text, nullable=False))

SQLITE_PRAGMAS = {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1}
"""DELETE with FULL does not survive power loss; a WAL shared by processes can be corrupted before SQLite 3.51.3."""

_BUSY_MILLISECONDS = 60_000

_FENCES = (
    "CREATE TRIGGER IF NOT EXISTS ledger_no_update BEFORE UPDATE OF seq, hash, prev, record ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS ledger_no_delete BEFORE DELETE ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
"""A fence against accidents; against intent there are the chain and its anchors. The look-up columns are derived and
may be rebuilt. On PostgreSQL give the role that Dragoman logs in with no more: `REVOKE UPDATE, DELETE ON ledger`."""

POSTGRESQL_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""What makes a commit last there; the first two are the server's, the last is set for each connection."""


def open_engine(place: str | Path) -> Engine:
    """An engine for an SQLAlchemy URL, or for an SQLite file, made private (0600) if it is new.

    LedgerError where the file cannot be made, or the address is none that Dragoman can use.
    """
    if isinstance(place, Path):
        try:
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(place, os.O_CREAT | os.O_RDWR, 0o600))
                sync_directory(place.parent)
        except OSError as exc:
            raise LedgerError(
                f"the ledger's file cannot be made: {exc.strerror}",
                where=place.name,
                hint="See that its folder is there, may be written, and has room.",
            ) from exc
        return _open_sqlite(URL.create("sqlite", database=str(place)))
    if place.startswith("sqlite"):
        database = make_url(place).database
        if not database or database == ":memory:":
            raise LedgerError("the ledger's address names no file", where="DRAGOMAN_LEDGER", hint="Leave it empty.")
        return open_engine(Path(database))
    if not place.startswith("postgresql"):
        raise LedgerError(
            "the ledger's address is neither SQLite's nor PostgreSQL's",
            where="DRAGOMAN_LEDGER",
            hint="Write postgresql+pg8000://user@host/database, or leave it empty for SQLite.",
        )
    try:
        return _open_postgresql(place.replace("postgresql://", "postgresql+pg8000://", 1))
    except (ImportError, ArgumentError, ValueError) as exc:
        raise LedgerError(
            "the ledger's address cannot be read, or names a driver that is not installed",
            where="DRAGOMAN_LEDGER",
            hint="Write postgresql+pg8000://user@host/database.",
        ) from exc


def _open_postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_size=2)

    @event.listens_for(engine, "checkout")
    def _see_that_it_lives(connection: Any, _record: Any, _proxy: Any) -> None:
        # As SQLAlchemy's pre-ping, which does not know the bare socket errors that pg8000 lets through.
        try:
            connection.cursor().execute("SELECT 1")
            connection.rollback()
        except (engine.dialect.loaded_dbapi.Error, OSError) as exc:
            raise DisconnectionError from exc

    @event.listens_for(engine, "connect")
    def _check_settings(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("SET synchronous_commit = on")
        for name, value in POSTGRESQL_SETTINGS.items():
            cursor.execute(f"SHOW {name}")
            if (found := cursor.fetchone()[0]) != value:
                raise LedgerError(
                    f"PostgreSQL answers {name} = {found}, not {value}: what it acknowledges might not last",
                    hint="Set it in postgresql.conf and restart the server.",
                )
        connection.commit()
        cursor.close()

    return engine


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        # No BEGIN of the driver's own: `begin` below says when a transaction starts.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        for name, value in SQLITE_PRAGMAS.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        check_pragmas(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("dragoman_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def check_pragmas(cursor: Any) -> None:
    """Read back what makes a commit last; LedgerError where the database does not do it (an odd file system)."""
    for name, value in SQLITE_PRAGMAS.items():
        found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if str(found).lower() != str(value):
            raise LedgerError(
                f"SQLite answers {name} = {found}, not {value}: what it acknowledges might not last",
                hint="Put the workspace on a local file system, or set DRAGOMAN_LEDGER to a PostgreSQL database.",
            )


def make_tables(engine: Engine) -> None:
    """Create what is missing; LedgerError where a newer Dragoman made the database."""
    if inspect(engine).has_table(meta.name):
        with engine.connect() as connection:
            if found := connection.execute(meta.select().where(meta.c.name == "schema")).first():
                _check_version(int(found.value))
                return
    with engine.execution_options(dragoman_begin="IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7237461)"))
        metadata.create_all(connection)
        if connection.dialect.name == "sqlite":
            for fence in _FENCES:
                connection.exec_driver_sql(fence)
        found = connection.execute(meta.select().where(meta.c.name == "schema")).first()
        if found is None:
            connection.execute(meta.insert().values(name="schema", value=str(VERSION)))
        else:
            _check_version(int(found.value))


def _check_version(found: int) -> None:
    if found > VERSION:
        raise LedgerError(
            f"the ledger was made by a newer Dragoman (schema {found}, this one knows {VERSION})",
            hint="Upgrade Dragoman; the ledger was not touched.",
        )
