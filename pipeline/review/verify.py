"""Verification of the ledger: each row's hash, the chain, the look-up columns, and the heads kept elsewhere.

A chain alone shows tampering only up to its own end: whoever can rewrite the table can rewrite all hashes. So it is
held against anchors, heads that were kept outside: in the workspace and in each published manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import LedgerError
from pipeline.model import DecisionKind, Head, Recorded
from pipeline.review.ledger import EMPTY, Ledger
from pipeline.review.records import accepted_losses, index_columns, read_decision, row_hash


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that was kept outside the ledger."""

    name: str
    """Where: a file's path."""
    head: Head


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """Something wrong with the ledger, where, and what to do."""

    kind: Literal["altered", "broken", "shorter", "other"]
    where: str
    message: str
    hint: str

    @property
    def is_loss(self) -> bool:
        """Decisions are missing; the ones that are there may be right. A loss can be accepted, an alteration not."""
        return self.kind == "shorter"


_RESTORE = "Stop, keep a copy of the database, and restore the newest backup that `dragoman ledger verify` accepts."
_LOSS = (
    "Restore a newer backup; if there is none, an operator records the loss with "
    "`dragoman ledger accept-loss --as PERSON --why TEXT`."
)


def verify_ledger(ledger: Ledger, anchors: Iterable[Anchor] = ()) -> tuple[LedgerFault, ...]:
    """Everything that is wrong, in order of the rows; empty where the ledger is whole and reaches every anchor."""
    faults: list[LedgerFault] = []
    hashes: dict[int, str] = {0: EMPTY.hash}
    accepted: set[tuple[int, str]] = set()
    head = EMPTY
    for row in ledger.raw_rows():
        found = tuple(_check_row(row.seq, row.prev, row.hash, row.record, row._mapping, head))
        faults.extend(found)
        head = Head(row.seq, row.hash)
        hashes[row.seq] = row.hash
        if not found:
            accepted |= _accepted_losses(row.seq, row.hash, row.record)
    for anchor in anchors:
        if (anchor.head.count, anchor.head.hash) not in accepted and (fault := _check_anchor(anchor, head, hashes)):
            faults.append(fault)
    return tuple(faults)


def lost_heads(faults: Sequence[LedgerFault], anchors: Iterable[Anchor]) -> tuple[Anchor, ...]:
    """The anchors that a shortened ledger lacks; LedgerError where anything else is wrong with it."""
    for fault in faults:
        if not fault.is_loss:
            raise LedgerError(
                f"this is no mere loss: {fault.message}", where=fault.where, hint="It cannot be accepted. " + _RESTORE
            )
    missing = {fault.where for fault in faults}
    return tuple(anchor for anchor in anchors if anchor.name in missing)


def _check_row(
    seq: int, prev: str, found: str, record: str, columns: Mapping[str, object], head: Head
) -> Iterable[LedgerFault]:
    where = f"ledger row {seq}"
    if seq != head.count + 1:
        yield LedgerFault(
            "broken", where, f"rows {head.count + 1} to {seq - 1} are missing: they were deleted.", _RESTORE
        )
    if found != row_hash(seq, prev, record):
        yield LedgerFault("altered", where, "the row was altered: its hash is not that of its text.", _RESTORE)
        return
    if prev != head.hash and seq == head.count + 1:
        yield LedgerFault(
            "broken", where, "it does not follow from the row before it: one of them was replaced.", _RESTORE
        )
    try:
        wanted = index_columns(read_decision(record))
    except LedgerError:
        yield LedgerFault("altered", where, "its record cannot be read.", _RESTORE)
        return
    if wrong := [name for name, value in wanted.items() if columns[name] != value]:
        yield LedgerFault(
            "altered", where, f"its column {wrong[0]!r} was altered: it does not say what the record says.", _RESTORE
        )


def _check_anchor(anchor: Anchor, head: Head, hashes: Mapping[int, str]) -> LedgerFault | None:
    if anchor.head.count > head.count:
        missing = anchor.head.count - head.count
        return LedgerFault(
            "shorter",
            anchor.name,
            f"the ledger ends at decision {head.count}, but {anchor.head.count} were recorded: the last {missing} are "
            "missing (rows were deleted, or an older copy was restored).",
            _LOSS,
        )
    if hashes.get(anchor.head.count) != anchor.head.hash:
        return LedgerFault(
            "other",
            anchor.name,
            f"decision {anchor.head.count} is not the one that was recorded: the ledger was rewritten or is another's.",
            _RESTORE,
        )
    return None


def _accepted_losses(seq: int, digest: str, record: str) -> frozenset[tuple[int, str]]:
    if DecisionKind.LOSS_ACCEPTED.value not in record:
        return frozenset()
    return accepted_losses([Recorded(seq, digest, read_decision(record))])
