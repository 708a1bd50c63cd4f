"""Verification: each way to alter or shorten a ledger is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import LedgerError
from pipeline.model import Decision, DecisionKind, Head
from pipeline.review.ledger import Ledger
from pipeline.review.records import row_hash
from pipeline.review.verify import Anchor, lost_heads, verify_ledger

Tamper = Callable[..., None]


def _decide(ledger: Ledger, count: int = 1) -> None:
    for number in range(count):
        target = f"texto {ledger.head().count + 1}"
        ledger.append(
            [
                Decision(
                    DecisionKind.EDITED, "p_a", f"2026-03-01T12:00:{number:02}.000000Z", "test",
                    article="a1", locale="es", source="text", fingerprint="f", target=target,
                )
            ]
        )  # fmt: skip


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    _decide(ledger, 5)
    return ledger


def _anchors(ledger: Ledger) -> tuple[Anchor, ...]:
    head = ledger.read_head_file()
    assert head is not None
    return (Anchor("head.json", head),)


def test_a_whole_ledger_has_no_fault(filled: Ledger) -> None:
    assert verify_ledger(filled, _anchors(filled)) == ()


def test_an_altered_row_is_named(filled: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE ledger SET record = replace(record, 'texto 3', 'texto 4') WHERE seq = 3")
    faults = verify_ledger(filled, _anchors(filled))
    assert [(f.kind, f.where) for f in faults] == [("altered", "ledger row 3")]
    assert faults[0].hint


def test_an_altered_row_with_its_hash_made_right_breaks_the_chain_at_the_next(filled: Ledger, tamper: Tamper) -> None:
    row = list(filled.raw_rows())[2]
    record = row.record.replace("texto 3", "texto 9")
    forged = row_hash(3, row.prev, record)
    tamper(f"UPDATE ledger SET hash = '{forged}', record = replace(record, 'texto 3', 'texto 9') WHERE seq = 3")
    assert [(f.kind, f.where) for f in verify_ledger(filled)] == [("broken", "ledger row 4")]


def test_a_chain_that_was_forged_to_its_end_is_found_by_the_anchor_only_and_is_no_loss(
    filled: Ledger, tamper: Tamper
) -> None:
    anchors = _anchors(filled)
    rows, prev, statements = list(filled.raw_rows()), "", []
    for row in rows:
        forged = row_hash(row.seq, prev, row.record.replace("texto 3", "texto 9"))
        statements.append(
            f"UPDATE ledger SET hash = '{forged}', prev = '{prev}', "
            f"record = replace(record, 'texto 3', 'texto 9') WHERE seq = {row.seq}"
        )
        prev = forged
    tamper(*statements)
    assert verify_ledger(filled) == ()
    faults = verify_ledger(filled, anchors)
    assert [f.where for f in faults] == ["head.json"]
    assert not faults[0].is_loss
    with pytest.raises(LedgerError, match="no mere loss"):
        lost_heads(faults, anchors)


@pytest.mark.parametrize("column", ["kind", "actor", "article", "locale", "entry"])
def test_a_column_that_disagrees_with_the_record_is_named(filled: Ledger, tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE ledger SET {column} = 'other' WHERE seq = 2")
    faults = verify_ledger(filled, _anchors(filled))
    assert [(f.kind, f.where) for f in faults] == [("altered", "ledger row 2")]
    assert column in faults[0].message


def test_a_row_deleted_in_the_middle_is_named(filled: Ledger, tamper: Tamper) -> None:
    tamper("DELETE FROM ledger WHERE seq = 3")
    faults = verify_ledger(filled, _anchors(filled))
    assert [(f.kind, f.where) for f in faults] == [("broken", "ledger row 4")]
    assert "3" in faults[0].message


def test_deleted_last_rows_are_found_by_the_anchor(filled: Ledger, tamper: Tamper) -> None:
    anchors = _anchors(filled)
    tamper("DELETE FROM ledger WHERE seq > 3")
    assert verify_ledger(filled) == ()
    faults = verify_ledger(filled, anchors)
    assert [(f.kind, f.where) for f in faults] == [("shorter", "head.json")]
    assert lost_heads(faults, anchors) == anchors


def test_all_rows_deleted_are_found_by_the_anchor(filled: Ledger, tamper: Tamper) -> None:
    anchors = _anchors(filled)
    tamper("DELETE FROM ledger")
    assert [f.kind for f in verify_ledger(filled, anchors)] == ["shorter"]


@pytest.mark.parametrize(
    "record",
    ["{", "[]", '"loss accepted"', '{"kind":"loss accepted"}', '{"kind":"loss accepted","details":{"heads":[1]}}'],
)
def test_a_record_that_is_no_decision_is_a_fault_and_stops_nothing(filled: Ledger, tamper: Tamper, record: str) -> None:
    row = list(filled.raw_rows())[4]
    forged = row_hash(5, row.prev, record)
    quoted = record.replace(":", "\\:")
    tamper(f"UPDATE ledger SET hash = '{forged}', record = '{quoted}' WHERE seq = 5")
    faults = verify_ledger(filled)
    assert ("altered", "ledger row 5") in [(f.kind, f.where) for f in faults]


def test_a_row_altered_into_an_accepted_loss_accepts_nothing(filled: Ledger, tamper: Tamper) -> None:
    lost = Head(9, "0" * 64)
    forged = json.dumps({"kind": "loss accepted", "details": {"heads": [{"count": 9, "hash": "0" * 64}]}})
    tamper(f"UPDATE ledger SET record = '{forged}' WHERE seq = 5".replace(":", "\\:"))
    kinds = [f.kind for f in verify_ledger(filled, [Anchor("manifest", lost)])]
    assert kinds == ["altered", "shorter"]


def test_an_older_copy_of_the_database_file_is_found_and_takes_no_decision(tmp_path: Path) -> None:
    path, head_file = tmp_path / "l.sqlite3", tmp_path / "head.json"
    with closing(Ledger.open(path, head_file=head_file)) as ledger:
        _decide(ledger, 2)
        shutil.copy(path, tmp_path / "yesterday")
        _decide(ledger, 2)
    shutil.copy(tmp_path / "yesterday", path)
    with closing(Ledger.open(path, head_file=head_file)) as ledger:
        anchors = _anchors(ledger)
        assert [f.kind for f in verify_ledger(ledger, anchors)] == ["shorter"]
        with pytest.raises(LedgerError, match="the last 2 are missing"):
            _decide(ledger)
        assert ledger.read_head_file() == anchors[0].head


def test_after_an_operator_accepts_a_loss_work_goes_on_and_the_anchor_counts_no_more(
    filled: Ledger, tamper: Tamper
) -> None:
    anchors = _anchors(filled)
    tamper("DELETE FROM ledger WHERE seq > 3")
    heads = [{"count": a.head.count, "hash": a.head.hash} for a in lost_heads(verify_ledger(filled, anchors), anchors)]
    filled.append(
        [Decision(DecisionKind.LOSS_ACCEPTED, "p_o", "2026-03-02T12:00:00.000000Z", "cli", details={"heads": heads})]
    )
    assert verify_ledger(filled, anchors) == ()
    filled.reset_head_file()
    _decide(filled, 3)
    assert verify_ledger(filled, (*anchors, *_anchors(filled))) == ()


def test_a_ledger_that_is_longer_than_an_older_anchor_is_whole(filled: Ledger) -> None:
    rows = list(filled.raw_rows())
    assert verify_ledger(filled, [Anchor("manifest", Head(2, rows[1].hash)), Anchor("new", Head(0, ""))]) == ()


def test_a_damaged_head_file_is_named(filled: Ledger, head_file: Path) -> None:
    head_file.write_text('{"count": "many"}')
    with pytest.raises(LedgerError, match="damaged"):
        filled.read_head_file()


def test_look_up_columns_are_rebuilt_from_the_records(filled: Ledger, tamper: Tamper) -> None:
    tamper("UPDATE ledger SET kind = 'approved', locale = 'ar' WHERE seq IN (2, 4)")
    assert len(verify_ledger(filled)) == 2
    assert filled.rebuild_columns() == 2
    assert verify_ledger(filled, _anchors(filled)) == ()
    assert filled.rebuild_columns() == 0
