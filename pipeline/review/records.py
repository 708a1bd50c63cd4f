"""A decision as a row of the ledger: canonical JSON, its hash chained to the row before, copies for look-up. Pure."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields
from typing import Any

from pipeline.errors import LedgerError
from pipeline.model import Decision, DecisionKind, Head, Recorded, canonical_json, hash_of

_FIELDS = tuple(each.name for each in fields(Decision))


def write_decision(decision: Decision) -> str:
    """A decision as the ledger stores it: canonical JSON."""
    table = {name: getattr(decision, name) for name in _FIELDS}
    return canonical_json({**table, "details": dict(decision.details)}).decode()


def read_decision(record: str, *, seq: int = 0) -> Decision:
    """A stored decision; LedgerError where the record is none."""
    try:
        table: dict[str, Any] = json.loads(record)
        values = {name: table[name] for name in _FIELDS if name in table}
        values["kind"] = DecisionKind(values["kind"])
        if not isinstance(values.get("details", {}), dict):
            raise TypeError("details")
        return Decision(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as exc:
        raise LedgerError(
            "the record cannot be read",
            where=f"ledger row {seq}" if seq else "",
            hint="`dragoman ledger verify` says what is wrong; restore a backup.",
        ) from exc


def accepted_losses(rows: Iterable[Recorded]) -> frozenset[tuple[int, str]]:
    """Heads (count, hash) whose loss an operator accepted.

    Only a head beyond the decision that accepts it was lost: nothing makes an alteration of what was there good.
    """
    heads = set()
    for row in rows:
        if row.decision.kind is not DecisionKind.LOSS_ACCEPTED:
            continue
        with suppress(ValueError, TypeError, KeyError):
            for head in row.decision.details.get("heads", ()):
                if int(head["count"]) >= row.seq:
                    heads.add((int(head["count"]), str(head["hash"])))
    return frozenset(heads)


def row_hash(seq: int, prev: str, record: str) -> str:
    """What chains a row to the one before it."""
    return hash_of("dragoman.ledger/1", seq, prev, record)


def index_columns(decision: Decision) -> dict[str, str]:
    """The copies of a record's fields that a row carries for look-up."""
    entry = decision.key.id if decision.source or decision.context else ""
    return {
        "kind": decision.kind.value,
        "actor": decision.actor,
        "article": decision.article,
        "locale": decision.locale,
        "entry": entry,
    }


def new_note_id() -> str:
    """A random id for a comment: it tells nothing of it once it is erased, as a hash of a short text would."""
    return f"n_{secrets.token_hex(12)}"


def make_row(head: Head, decision: Decision) -> dict[str, Any]:
    """The row that follows a head."""
    seq, record = head.count + 1, write_decision(decision)
    return {
        "seq": seq,
        "hash": row_hash(seq, head.hash, record),
        "prev": head.hash,
        "record": record,
        **index_columns(decision),
    }
