"""Backups: a consistent copy of the ledger while it is in use, verified, and an export that any tool can read."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipeline.errors import LedgerError
from pipeline.files import TEMPORARY_PREFIX, sync_directory
from pipeline.model import Head
from pipeline.review import schema
from pipeline.review.ledger import EMPTY, Ledger
from pipeline.review.records import row_hash
from pipeline.review.verify import Anchor, verify_ledger


def backup_ledger(ledger: Ledger, target: Path) -> Path:
    """Write a verified copy: `<target>.sqlite3` through SQLite's online backup, or `<target>.jsonl` from PostgreSQL.

    It appears under its name only when it is whole, verified and on the disk. LedgerError where the file is there
    already, or the copy does not verify or lacks a decision. To restore an SQLite copy, put it in the place of the
    database while nothing runs; PostgreSQL has its own `pg_dump` beside this.
    """
    path = target.with_suffix(".sqlite3" if ledger.dialect == "sqlite" else ".jsonl")
    if path.exists():
        raise LedgerError("the file is there already", where=path.name, hint="Name another; no backup is replaced.")
    path.parent.mkdir(parents=True, exist_ok=True)
    before = ledger.head()
    handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)  # private, as the ledger itself
    os.close(handle)
    temporary = Path(name)
    try:
        if ledger.dialect == "sqlite":
            _copy_database(ledger, temporary, before)
        else:
            _copy_lines(ledger, temporary, before)
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
    except (OSError, sqlite3.Error) as exc:
        raise LedgerError(
            f"the backup cannot be written: {exc}",
            where=path.name,
            hint="Free some space, or name another folder.",
        ) from exc
    finally:
        temporary.unlink(missing_ok=True)
    sync_directory(path.parent)
    return path


def _copy_database(ledger: Ledger, path: Path, before: Head) -> None:
    with closing(sqlite3.connect(ledger.database)) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)
    with closing(Ledger.open(path, clock=ledger.clock)) as check:
        if faults := verify_ledger(check, [Anchor(path.name, before)] if before.count else ()):
            raise LedgerError(f"the copy does not verify: {faults[0].message}", hint=faults[0].hint)


def _copy_lines(ledger: Ledger, path: Path, before: Head) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in export_lines(ledger))
    head = EMPTY
    with path.open(encoding="utf-8") as lines:
        for row in (row for row in map(json.loads, lines) if row["table"] == "ledger"):
            if row["prev"] != head.hash or row["hash"] != row_hash(row["seq"], row["prev"], row["record"]):
                raise LedgerError(
                    f"the copy does not verify at decision {row['seq']}", hint="`dragoman ledger verify`."
                )
            head = Head(row["seq"], row["hash"])
    if head.count < before.count:
        raise LedgerError(f"the copy has {head.count} of {before.count} decisions", hint="Try again.")


def export_lines(ledger: Ledger) -> Iterator[str]:
    """Everything in the ledger's database as JSON lines: decisions in order with their hashes, people, comments.

    A decision's `record` is the canonical JSON text that its hash is of, as a string, so that anybody can check it.
    """
    for row in ledger.raw_rows():
        yield json.dumps(
            {"table": "ledger", "seq": row.seq, "prev": row.prev, "hash": row.hash, "record": row.record},
            ensure_ascii=False,
        )
    for row in ledger.read_persons():
        yield json.dumps(
            {"table": schema.person.name, "id": row.id, "name": row.name, "email": row.email, "demo": bool(row.demo)},
            ensure_ascii=False,
        )
    for note_id, words in ledger.read_notes().items():
        yield json.dumps({"table": schema.note.name, "id": note_id, "text": words}, ensure_ascii=False)
