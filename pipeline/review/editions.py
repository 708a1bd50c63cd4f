"""Decisions on editions: published, withdrawn, restored. What stands is derived from the last one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import NotAllowedError, ReviewError
from pipeline.model import POLICY, Decision, DecisionKind, Recorded, Role, timestamp
from pipeline.review.ledger import Batch, Ledger, Reader
from pipeline.review.people import Actor, People, Person
from pipeline.review.records import new_note_id
from pipeline.review.rules import clean_reason, name_people

_OF_EDITIONS = (DecisionKind.PUBLISHED, DecisionKind.WITHDRAWN, DecisionKind.RESTORED)


@dataclass(frozen=True, slots=True)
class EditionState:
    """What the ledger says of an article's edition in a locale."""

    last: DecisionKind | None = None
    since: str = ""
    actor: str = ""
    edition: str = ""
    """Hash of the text that was last published."""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Of the last decision: for one that a policy took, the change of the source that it answers."""

    @property
    def withdrawn(self) -> bool:
        return self.last is DecisionKind.WITHDRAWN

    @property
    def withdrawn_by_person(self) -> bool:
        """It stays so until a person restores it, whatever is recorded in between."""
        return self.withdrawn and self.actor != POLICY


def read_edition_state(ledger: Ledger, article: str, locale: str, reader: Reader | None = None) -> EditionState:
    """The state of an edition; within a transaction when its reader is given."""
    rows = (reader or ledger).read(article=article, locale=locale, kinds=_OF_EDITIONS)
    if not rows:
        return EditionState()
    last = _last_that_counts(rows)
    edition = next(
        (str(row.decision.details["edition"]) for row in reversed(rows) if row.decision.kind is DecisionKind.PUBLISHED),
        "",
    )
    note = str(last.details.get("note", ""))
    reason = str(last.details.get("reason", "")) or ledger.read_note(note)
    return EditionState(last.kind, last.at, last.actor, edition, reason, last.details)


def _last_that_counts(rows: list[Recorded]) -> Decision:
    """The last decision, or a person's withdrawal that nobody restored since: no publication outdoes that one."""
    for row in reversed(rows):
        if row.decision.kind is DecisionKind.RESTORED:
            break
        if row.decision.kind is DecisionKind.WITHDRAWN and row.decision.actor != POLICY:
            return row.decision
    return rows[-1].decision


def record_withdrawn(
    ledger: Ledger, article: str, locales: Sequence[str], *, actor: Actor, why: str
) -> tuple[str, ...]:
    """An operator or a reviewer takes editions down in one act; gives the locales in which nobody had done so already.

    One that was never published may be withdrawn too: it may be on its way at this moment, and must not appear.
    """
    if not why.strip():
        raise ReviewError("a withdrawal needs a reason", hint="Add --why TEXT; the evidence keeps it.")

    def is_open(state: EditionState) -> bool:
        return not state.withdrawn_by_person

    roles = (Role.OPERATOR, Role.REVIEWER)
    return _record(ledger, DecisionKind.WITHDRAWN, article, locales, actor, why, roles, is_open)


def record_restored(ledger: Ledger, article: str, locales: Sequence[str], *, actor: Actor, why: str) -> tuple[str, ...]:
    """An operator lets withdrawn editions be published again in one act; gives the locales that were withdrawn."""
    if not why.strip():
        raise ReviewError("restoring needs a reason", hint="Add --why TEXT; the evidence keeps it.")
    roles = (Role.OPERATOR,)
    return _record(ledger, DecisionKind.RESTORED, article, locales, actor, why, roles, lambda state: state.withdrawn)


def _record(
    ledger: Ledger,
    kind: DecisionKind,
    article: str,
    locales: Sequence[str],
    actor: Actor,
    why: str,
    roles: tuple[Role, ...],
    is_open: Callable[[EditionState], bool],
) -> tuple[str, ...]:
    """A decision for each locale that it concerns, all of them or none, with one reason."""
    note = new_note_id()

    def make(reader: Reader) -> Batch:
        chosen = [locale for locale in locales if is_open(read_edition_state(ledger, article, locale, reader))]
        if not chosen:
            return Batch()
        now = timestamp(ledger.clock())
        people = People.load(ledger, reader)
        able = [person for person in people if _holds_any(person, roles, now)]
        if actor.person not in {person.id for person in able}:
            wanted = " or ".join(role.value for role in roles)
            raise NotAllowedError(
                f"{people.name_of(actor.person)} may not do this: it takes a person who is {wanted}",
                hint=f"These can: {name_people(able) or 'nobody; an operator can grant a role'}.",
            )
        details = {"note": note} | ({"languages": list(chosen)} if len(chosen) > 1 else {})
        decisions = [
            Decision(kind, actor.person, now, actor.channel, actor.system_user, article, locale, details=details)
            for locale in chosen
        ]
        return Batch(decisions, {note: clean_reason(why)})

    return tuple(row.decision.locale for row in ledger.record(make))


def _holds_any(person: Person, roles: tuple[Role, ...], now: str) -> bool:
    """Whether they hold one of these roles now, for whatever languages."""
    if person.deactivated_at or person.repudiated_since:
        return False
    return any(grant.role in roles and grant.holds(now) for grant in person.grants)
