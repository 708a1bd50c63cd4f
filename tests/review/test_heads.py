"""The head that is kept outside the database: nothing is added to a ledger that is not the one it is of."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import LedgerError
from pipeline.model import Decision, DecisionKind, Head
from pipeline.review.ledger import Ledger
from pipeline.review.records import accepted_losses, row_hash
from pipeline.review.verify import Anchor, verify_ledger


def _decide(ledger: Ledger, count: int = 1) -> None:
    for number in range(count):
        at = f"2026-03-01T12:00:{number:02}.000000Z"
        target = f"texto {ledger.head().count + 1}"
        ledger.append([Decision(DecisionKind.EDITED, "p_a", at, "test", article="a1", locale="es", target=target)])


def _accept(*heads: Head) -> Decision:
    told = [{"count": head.count, "hash": head.hash} for head in heads]
    return Decision(DecisionKind.LOSS_ACCEPTED, "p_o", "2026-03-02T12:00:00.000000Z", "cli", details={"heads": told})


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    _decide(ledger, 5)
    return ledger


def _rewrite(ledger: Ledger, tamper: Any) -> None:
    """Forge row 3 and every hash after it."""
    prev, statements = "", []
    for row in list(ledger.raw_rows()):
        forged = row_hash(row.seq, prev, row.record.replace("texto 3", "texto 9"))
        statements.append(
            f"UPDATE ledger SET hash = '{forged}', prev = '{prev}', "
            f"record = replace(record, 'texto 3', 'texto 9') WHERE seq = {row.seq}"
        )
        prev = forged
    tamper(*statements)


def test_a_rewritten_ledger_takes_no_decision_and_its_anchor_is_not_written_over(
    filled: Ledger, tamper: Any, head_file: Path
) -> None:
    before = head_file.read_bytes()
    _rewrite(filled, tamper)
    with pytest.raises(LedgerError, match="rewritten"):
        _decide(filled)
    head = filled.read_head_file()
    assert head is not None
    with pytest.raises(LedgerError, match="rewritten"):
        filled.append([_accept(head)])
    assert head_file.read_bytes() == before
    assert filled.head().count == 5


def test_another_ledger_of_the_same_length_takes_no_decision(filled: Ledger, tmp_path: Path, head_file: Path) -> None:
    with closing(Ledger.open(tmp_path / "other.sqlite3", clock=filled.clock)) as other:
        _decide(other, 4)
        other.append([Decision(DecisionKind.EDITED, "p_b", "2026-03-01T12:00:00.000000Z", "test", target="anders")])
    with (
        closing(Ledger.open(tmp_path / "other.sqlite3", head_file=head_file, clock=filled.clock)) as other,
        pytest.raises(LedgerError, match="another's"),
    ):
        _decide(other)


def test_a_loss_is_why_nothing_is_recorded_whatever_else_would_refuse(office: Any, tamper: Any) -> None:
    office.save("Tom", "Hola.")
    tamper("DELETE FROM ledger WHERE seq > 3")
    with pytest.raises(LedgerError, match="missing"):
        office.save("Tom", "Adiós.")


def test_work_goes_on_after_a_kill_between_the_accepted_loss_and_the_head_file(
    filled: Ledger, tamper: Any, head_file: Path
) -> None:
    ahead = head_file.read_bytes()
    head = filled.read_head_file()
    assert head is not None
    tamper("DELETE FROM ledger WHERE seq > 2")
    filled.append([_accept(head)])
    assert filled.read_head_file() == filled.head()
    head_file.write_bytes(ahead)  # as if it had been killed right after the commit
    _decide(filled)
    assert filled.read_head_file() == filled.head()
    _decide(filled, 3)
    head_file.write_bytes(ahead)  # now behind the ledger, and of the lost history
    _decide(filled)
    assert verify_ledger(filled, [Anchor("manifest", head)]) == ()
    assert filled.read_head_file() == filled.head()


def test_accepting_another_loss_than_the_head_files_is_refused(filled: Ledger, tamper: Any) -> None:
    tamper("DELETE FROM ledger WHERE seq > 2")
    with pytest.raises(LedgerError, match="missing"):
        filled.append([_accept(Head(9, "0" * 64))])
    assert filled.head().count == 2


def test_nobody_accepts_the_loss_of_what_was_still_there(filled: Ledger) -> None:
    """So no acceptance, forged or not, makes an altered ledger fit its anchors."""
    filled.append([_accept(Head(5, "0" * 64), Head(3, "1" * 64))])
    faults = verify_ledger(filled, [Anchor("manifest", Head(5, "0" * 64)), Anchor("old", Head(3, "1" * 64))])
    assert [(fault.kind, fault.where) for fault in faults] == [("other", "manifest"), ("other", "old")]


@pytest.mark.parametrize("heads", [None, 7, "x", [7], [{"count": 9}], [{"count": "many", "hash": ""}]])
def test_an_acceptance_that_cannot_be_read_accepts_nothing(ledger: Ledger, heads: Any) -> None:
    decision = Decision(DecisionKind.LOSS_ACCEPTED, "p_o", "", "cli", details={"heads": heads})
    assert accepted_losses(ledger.append([decision])) == frozenset()


def test_with_a_damaged_head_file_nothing_is_recorded_and_the_file_is_named(filled: Ledger, head_file: Path) -> None:
    head_file.write_text("{")
    with pytest.raises(LedgerError, match="head file is damaged") as caught:
        _decide(filled)
    assert (caught.value.where, filled.head().count) == (head_file.name, 5)
    assert caught.value.hint


def test_without_its_head_file_a_ledger_goes_on_and_keeps_a_new_one(filled: Ledger, head_file: Path) -> None:
    head_file.unlink()
    _decide(filled)
    assert json.loads(head_file.read_text()) == {"count": 6, "hash": filled.head().hash}


def test_a_ledger_ahead_of_its_head_file_is_whole(filled: Ledger, head_file: Path) -> None:
    """A kill between the commit and the file leaves this."""
    rows = list(filled.raw_rows())
    head_file.write_text(json.dumps({"count": 3, "hash": rows[2].hash}))
    _decide(filled)
    assert filled.read_head_file() == filled.head()
