"""Acts: what a person may decide on a unit, checked inside the transaction that records it.

Each act names the version that the person saw; a newer one refuses it with both texts (also from one's own second
tab). A refusal says why and who can do it instead. Machines and imports have their own acts; none of them approves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import NotAllowedError, ReviewError, StaleError
from pipeline.model import (
    MACHINE,
    UNKNOWN,
    Decision,
    DecisionKind,
    Draft,
    Finding,
    Recorded,
    Role,
    Severity,
    Unit,
    UnitState,
    UnitStatus,
    approval_binding,
    timestamp,
)
from pipeline.review.ledger import Ledger, Reader, new_note_id
from pipeline.review.people import Actor, People
from pipeline.review.states import Policy, derive_statuses

MAX_TARGET = 200_000
"""Characters of one translation."""

UNWAIVABLE = frozenset({"placeholders"})
"""Checks whose critical findings no reason can waive: such a text cannot be put into the page."""

_FORBIDDEN = ("\0", "\x04")
"""No catalog can hold them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act happens: a ledger, its rules, an article in a locale."""

    ledger: Ledger
    policy: Policy
    article_id: str
    locale: str


@dataclass(frozen=True, slots=True)
class ImportedEdit:
    """A text that another tool or file brought."""

    unit: Unit
    target: str
    fuzzy: bool = False
    """Work in progress: it holds the unit until a person decides."""


@dataclass(frozen=True, slots=True)
class _Act:
    """One decision to be taken, and what must be true for it."""

    unit: Unit
    kind: DecisionKind
    version: int | None
    target: str | None
    check: Callable[[UnitStatus, People, str], None]
    details: Mapping[str, Any] = field(default_factory=dict)
    yours: str = ""
    reason: str = ""


def read_status(place: Place, unit: Unit, reader: Reader | None = None) -> UnitStatus:
    """A unit's state now; within a transaction when its reader is given."""
    return _read_statuses(place, [unit], reader)[0]


def save_target(place: Place, unit: Unit, target: str, *, version: int, actor: Actor) -> Recorded | None:
    """Save a translation. StaleError when somebody decided after `version`; nothing typed is lost.

    None, and nothing recorded, where the text stands already, approved or by this person.
    """
    return next(iter(save_many(place, [(unit, target, version)], actor=actor)), None)


def save_many(place: Place, texts: Sequence[tuple[Unit, str, int]], *, actor: Actor) -> tuple[Recorded, ...]:
    """Save translations in one act; each is a decision of its own, all of them or none are recorded.

    One that stands already, approved or by this person, is passed over: an approval is not voided by saving no change.
    """
    statuses = _read_statuses(place, [unit for unit, _, _ in texts])
    acts = []
    for (unit, text, version), status in zip(texts, statuses, strict=True):
        target = clean_target(text, where=unit.key.id)
        own = status.state is UnitState.TRANSLATED and actor.person in status.contributors
        if target == status.target and (status.settled or own):
            continue
        same = target == status.target and status.state in (UnitState.DRAFTED, UnitState.CHANGED)
        kind = DecisionKind.ACCEPTED if same else DecisionKind.EDITED
        acts.append(_Act(unit, kind, version, target, _needs_writer(place, actor), yours=target))
    return _record(place, acts, actor)


def accept_draft(place: Place, unit: Unit, *, version: int, actor: Actor) -> Recorded:
    """Take the draft, or the old text of a changed source, as one's own, unchanged."""
    status = read_status(place, unit)

    def check(now: UnitStatus, people: People, at: str) -> None:
        _needs_writer(place, actor)(now, people, at)
        if not now.target:
            raise ReviewError("there is no draft to accept", where=unit.key.id, hint="Write a translation.")

    return _record(place, [_Act(unit, DecisionKind.ACCEPTED, version, status.target, check)], actor)[0]


def approve(
    place: Place, unit: Unit, *, version: int, findings: Sequence[Finding], actor: Actor, reason: str = ""
) -> Recorded:
    """Approve exactly the text that stands for exactly this source.

    Refused with open critical findings, without a text, by somebody not qualified today, alone where two people are
    required, and over another's rejection without a reason.
    """
    return approve_many(place, [(unit, version, findings)], actor=actor, reason=reason)[0]


def approve_many(
    place: Place, items: Sequence[tuple[Unit, int, Sequence[Finding]]], *, actor: Actor, reason: str = ""
) -> tuple[Recorded, ...]:
    """Approve several texts in one act; each is a decision of its own, all of them or none are recorded."""
    statuses = _read_statuses(place, [unit for unit, _, _ in items])
    acts = []
    for (unit, version, findings), status in zip(items, statuses, strict=True):
        details: dict[str, Any] = {
            "four_eyes": place.policy.four_eyes,
            "findings": [{"id": f.id, "check": f.check, "severity": f.severity.value} for f in findings],
        }
        if not set(status.contributors) - {actor.person}:
            details["alone"] = True
        check = _needs_approver(place, actor, findings, reason)
        acts.append(_Act(unit, DecisionKind.APPROVED, version, status.target, check, details, reason=reason))
    return _record(place, acts, actor)


def reject(place: Place, unit: Unit, *, version: int, actor: Actor, reason: str) -> Recorded:
    """Send a text back; the reason is for whoever mends it."""
    _need_reason(reason, "a rejection")
    status = read_status(place, unit)

    def check(now: UnitStatus, people: People, at: str) -> None:
        _need_role(place, people, actor, at, Role.REVIEWER)
        if now.state is UnitState.MISSING:
            raise ReviewError("there is nothing to reject yet", where=unit.key.id)

    return _record(place, [_Act(unit, DecisionKind.REJECTED, version, status.target, check, reason=reason)], actor)[0]


def revoke(place: Place, unit: Unit, *, version: int, actor: Actor, reason: str) -> Recorded:
    """Take back an approval, by a reviewer or an operator."""
    _need_reason(reason, "a revocation")
    status = read_status(place, unit)

    def check(now: UnitStatus, people: People, at: str) -> None:
        _need_role(place, people, actor, at, Role.REVIEWER, Role.OPERATOR)
        if not now.settled:
            raise ReviewError("it is not approved, so there is nothing to revoke", where=unit.key.id)

    return _record(place, [_Act(unit, DecisionKind.REVOKED, version, status.target, check, reason=reason)], actor)[0]


def waive(
    place: Place, unit: Unit, finding: str, *, findings: Sequence[Finding], actor: Actor, reason: str
) -> Recorded:
    """Let a finding stand for exactly this source and target, by a reviewer, with a reason."""
    _need_reason(reason, "a waiver")
    known = next((each for each in findings if each.id == finding), None)
    if known is None:
        raise ReviewError("there is no such finding on this text", where=unit.key.id, hint="It may be gone already.")
    if known.check in UNWAIVABLE:
        raise NotAllowedError(
            f"a finding of {known.check!r} cannot be waived: {known.message}", where=unit.key.id, hint=known.hint
        )
    status = read_status(place, unit)

    def check(_now: UnitStatus, people: People, at: str) -> None:
        _need_role(place, people, actor, at, Role.REVIEWER)

    details = {"finding": finding, "check": known.check, "severity": known.severity.value, "message": known.message}
    act = _Act(unit, DecisionKind.WAIVED, status.version, status.target, check, details, reason=reason)
    return _record(place, [act], actor)[0]


def omit(place: Place, unit: Unit, *, version: int, actor: Actor, reason: str) -> Recorded:
    """Propose to leave a unit out of this locale; it holds once somebody approves it."""
    _need_reason(reason, "leaving a unit out")
    act = _Act(unit, DecisionKind.OMITTED, version, None, _needs_writer(place, actor), reason=reason)
    return _record(place, [act], actor)[0]


def mark_same_as_source(place: Place, unit: Unit, *, version: int, actor: Actor) -> Recorded:
    """Propose the source's own text as the translation: a name, a code."""
    act = _Act(unit, DecisionKind.SAME_AS_SOURCE, version, unit.text, _needs_writer(place, actor))
    return _record(place, [act], actor)[0]


def record_drafts(place: Place, drafts: Sequence[tuple[Unit, Draft]]) -> tuple[Recorded, ...]:
    """Record proposals; one for a unit that a person wrote is passed over: machine text never replaces theirs."""
    statuses = _read_statuses(place, [unit for unit, _ in drafts])
    now = timestamp(place.ledger.clock())
    decisions = []
    for (unit, draft), status in zip(drafts, statuses, strict=True):
        if status.author not in ("", MACHINE) or status.target == draft.target:
            continue
        details = {
            "origin": draft.origin,
            "engine": draft.engine,
            "score": draft.score,
            "previous_source": draft.previous_source,
        }
        decisions.append(_decision(place, unit, DecisionKind.DRAFTED, MACHINE, now, "prepare", draft.target, details))
    return place.ledger.append(decisions) if decisions else ()


def import_edits(place: Place, edits: Sequence[ImportedEdit], *, actor: Actor | None) -> tuple[Recorded, ...]:
    """Take in texts that another tool or file brought, as edits by `actor`, or by nobody known; never an approval."""
    now = timestamp(place.ledger.clock())
    who = actor or Actor(UNKNOWN, "import")
    decisions = []
    for edit in edits:
        target = clean_target(edit.target, where=edit.unit.key.id) if edit.target else ""
        details = {"fuzzy": True} if edit.fuzzy else {}
        decision = _decision(
            place,
            edit.unit,
            DecisionKind.IMPORTED,
            who.person,
            now,
            who.channel,
            target,
            details,
            who.system_user,
        )
        decisions.append(decision)
    guard: Callable[[Reader], None] | None = None
    if actor:

        def guard(reader: Reader) -> None:
            people = People.load(place.ledger, reader)
            _need_role(place, people, actor, now, Role.TRANSLATOR, Role.REVIEWER)

    return place.ledger.append(decisions, guard=guard) if decisions else ()


def clean_target(text: str, *, where: str) -> str:
    """A text as it is saved: line ends made one, none at either end; ReviewError for what no catalog can hold."""
    target = text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")
    if not target:
        raise ReviewError("an empty text is no translation", where=where, hint="To leave a unit out, use `omit`.")
    if len(target) > MAX_TARGET:
        raise ReviewError(f"the text has more than {MAX_TARGET:,} characters", where=where, hint="Shorten it.")
    if any(mark in target for mark in _FORBIDDEN) or any("\ud800" <= char <= "\udfff" for char in target):
        raise ReviewError("the text has a character that no catalog can hold", where=where, hint="Type it anew.")
    return target


def _needs_writer(place: Place, actor: Actor) -> Callable[[UnitStatus, People, str], None]:
    def check(_now: UnitStatus, people: People, at: str) -> None:
        _need_role(place, people, actor, at, Role.TRANSLATOR, Role.REVIEWER)

    return check


def _needs_approver(
    place: Place, actor: Actor, findings: Sequence[Finding], reason: str
) -> Callable[[UnitStatus, People, str], None]:
    def check(now: UnitStatus, people: People, at: str) -> None:
        where = now.unit.key.id
        _need_role(place, people, actor, at, Role.REVIEWER)
        if now.state is UnitState.MISSING:
            raise ReviewError("there is no translation to approve", where=where, hint="Write one first.")
        if now.author in ("", MACHINE):
            raise NotAllowedError(
                "the text is a draft that nobody has accepted", where=where, hint="Accept or correct it first."
            )
        blocking = [f for f in findings if f.severity is Severity.CRITICAL and f.id not in now.waivers]
        if blocking:
            raise NotAllowedError(
                f"a critical finding is open: {blocking[0].message}",
                where=where,
                hint=f"{blocking[0].hint} Or a reviewer waives it with a reason.",
            )
        if place.policy.four_eyes == "require" and not set(now.contributors) - {actor.person}:
            others = people.who_may(
                Role.REVIEWER, at, source=place.policy.source_locale, target=place.locale, but=actor.person
            )
            raise NotAllowedError(
                "two people must decide on a text, and nobody but you has",
                where=where,
                hint=f"It waits for {_names(others) or 'a second reviewer, whom an operator can add'}.",
            )
        if now.state is UnitState.REJECTED and not reason.strip():
            raise NotAllowedError(
                "it was rejected; approving over a rejection needs a reason", where=where, hint="Give the reason."
            )

    return check


def _need_role(place: Place, people: People, actor: Actor, at: str, *roles: Role) -> None:
    person = people.get(actor.person)
    pair = f"{place.policy.source_locale} → {place.locale}"
    wanted = " or ".join(role.value for role in roles)
    if person is None:
        raise NotAllowedError(f"{actor.person!r} is nobody this workspace knows", hint="`dragoman people list`.")
    if person.deactivated_at or person.is_void(at):
        raise NotAllowedError(f"{person.name} no longer decides here", hint="An operator can grant a role again.")
    if person.demo and not place.policy.demo:
        raise NotAllowedError(f"{person.name} is a demonstration person", hint="They decide in demonstrations only.")
    if any(person.may(role, at, source=place.policy.source_locale, target=place.locale) for role in roles):
        return
    able = [
        each
        for role in roles
        for each in people.who_may(role, at, source=place.policy.source_locale, target=place.locale)
    ]
    raise NotAllowedError(
        f"{person.name} is not a {wanted} for {pair} today",
        hint=f"These can: {_names(able)}." if able else "Nobody can; an operator grants it with `people grant`.",
    )


def _names(people: Sequence[Any]) -> str:
    return ", ".join(dict.fromkeys(person.name for person in people))


def _need_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise ReviewError(f"{what} needs a reason", hint="Give it in a sentence; the evidence keeps it.")


def _record(place: Place, acts: Sequence[_Act], actor: Actor) -> tuple[Recorded, ...]:
    if not acts:
        return ()
    now = timestamp(place.ledger.clock())
    notes: dict[str, str] = {}
    decisions = []
    for act in acts:
        details = dict(act.details)
        if act.reason.strip():
            details["note"] = new_note_id()
            notes[details["note"]] = act.reason
        decision = _decision(
            place, act.unit, act.kind, actor.person, now, actor.channel, act.target, details, actor.system_user
        )
        decisions.append(decision)

    def guard(reader: Reader) -> None:
        people = People.load(place.ledger, reader)
        for act, status in zip(acts, _read_statuses(place, [act.unit for act in acts], reader, people), strict=True):
            if act.version is not None and act.version != status.version:
                raise StaleError(
                    "somebody decided on this unit since you opened it",
                    yours=act.yours,
                    theirs=status.target or "",
                    where=act.unit.key.id,
                    hint="Look at their text, then save yours again if it is better.",
                )
            act.check(status, people, now)
            if act.kind is DecisionKind.APPROVED and act.target != status.target:
                raise ReviewError("the text changed while it was approved", where=act.unit.key.id, hint="Look again.")

    return place.ledger.append(decisions, guard=guard, notes=notes)


def _decision(
    place: Place,
    unit: Unit,
    kind: DecisionKind,
    actor: str,
    at: str,
    channel: str,
    target: str | None,
    details: Mapping[str, Any],
    system_user: str = "",
) -> Decision:
    fingerprint = unit.fingerprint
    approved = kind is DecisionKind.APPROVED
    return Decision(
        kind,
        actor,
        at,
        channel,
        system_user,
        article=place.article_id,
        locale=place.locale,
        context=unit.context,
        source=unit.text,
        fingerprint=fingerprint,
        target=target,
        binding=approval_binding(place.article_id, place.locale, unit.context, fingerprint, target) if approved else "",
        details=dict(details),
    )


def _read_statuses(
    place: Place, units: Sequence[Unit], reader: Reader | None = None, people: People | None = None
) -> tuple[UnitStatus, ...]:
    rows = (reader or place.ledger).read(article=place.article_id, locale=place.locale)
    known = people or People.load(place.ledger, reader)
    return derive_statuses(place.article_id, place.locale, units, rows, known, policy=place.policy)
