"""Backups: whole, verified, private, and never half-written."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import LedgerError
from pipeline.review.backup import backup_ledger, export_lines
from pipeline.review.ledger import Ledger
from pipeline.review.records import row_hash
from pipeline.review.verify import verify_ledger


def test_a_backup_holds_every_decision_name_and_note(office: Any, tmp_path: Path) -> None:
    office.save("Tom", "Hola.")
    office.reject("Ana")
    path = backup_ledger(office.ledger, tmp_path / "backups" / "today")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if path.suffix == ".sqlite3":
        with closing(Ledger.open(path)) as copy:
            assert copy.read() == office.ledger.read()
            assert copy.read_notes() == office.ledger.read_notes()
            assert verify_ledger(copy) == ()
    else:
        assert path.read_text().splitlines() == list(export_lines(office.ledger))


def test_a_backup_replaces_no_file(office: Any, tmp_path: Path) -> None:
    path = backup_ledger(office.ledger, tmp_path / "today")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="there already"):
        backup_ledger(office.ledger, tmp_path / "today")
    assert path.read_bytes() == before


def test_a_backup_of_an_altered_ledger_is_refused_and_leaves_nothing(office: Any, tamper: Any, tmp_path: Path) -> None:
    tamper("UPDATE ledger SET record = replace(record, 'test', 'text') WHERE seq = 2")
    with pytest.raises(LedgerError, match="does not verify"):
        backup_ledger(office.ledger, tmp_path / "backups" / "today")
    assert list((tmp_path / "backups").iterdir()) == []


def test_an_export_can_be_checked_by_anybody_from_its_lines(office: Any) -> None:
    office.save("Tom", "Hola.")
    rows = [json.loads(line) for line in export_lines(office.ledger)]
    chain = [row for row in rows if row["table"] == "ledger"]
    assert [row["hash"] for row in chain] == [row_hash(r["seq"], r["prev"], r["record"]) for r in chain]
    assert chain[-1]["hash"] == office.ledger.head().hash
    assert {row["name"] for row in rows if row["table"] == "person"} == set(office.ids)
