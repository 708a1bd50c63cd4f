"""Decisions to translate one occurrence of a text differently. They hold for the article in every language."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from pipeline.errors import ReviewError
from pipeline.model import Decision, DecisionKind, Recorded, Role, Unit, timestamp
from pipeline.review.acts import Place
from pipeline.review.ledger import Batch, Ledger, Reader
from pipeline.review.people import Actor, People
from pipeline.review.rules import need_role


def record_split(place: Place, unit: Unit, anchor: Mapping[str, str], *, actor: Actor) -> str:
    """Make the occurrence at an anchor an entry of its own; gives its context, which is random and never changes.

    By a translator or reviewer of the place's locale. ReviewError where that occurrence was split off already.
    """
    context = secrets.token_hex(4)

    def make(reader: Reader) -> Batch:
        at = timestamp(place.ledger.clock())
        people = People.load(place.ledger, reader)
        need_role(place.policy, place.locale, people, actor, at, Role.TRANSLATOR, Role.REVIEWER)
        for row in reader.read(article=place.article_id, kinds=(DecisionKind.SPLIT,)):
            if row.decision.fingerprint == unit.fingerprint and row.decision.details.get("anchor") == dict(anchor):
                raise ReviewError("this occurrence is an entry of its own already", where=unit.key.id)
        details: dict[str, Any] = {"context": context, "anchor": dict(anchor), "asked_for": place.locale}
        return Batch(
            [
                Decision(
                    DecisionKind.SPLIT,
                    actor.person,
                    at,
                    actor.channel,
                    actor.system_user,
                    article=place.article_id,
                    context=unit.context,
                    source=unit.text,
                    fingerprint=unit.fingerprint,
                    details=details,
                )
            ]
        )

    place.ledger.record(make)
    return context


def read_splits(ledger: Ledger, article_id: str) -> tuple[Recorded, ...]:
    """An article's splits, in the order in which they were asked for."""
    return tuple(ledger.read(article=article_id, kinds=(DecisionKind.SPLIT,)))
