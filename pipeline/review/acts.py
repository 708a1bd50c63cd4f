"""Acts: what a person may decide on a unit, checked inside the transaction that records it.

Each act names the version that the person saw; a newer one refuses it with both texts (also from one's own second
tab). Machines and imports have their own acts; none of them approves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    Unit,
    UnitState,
    UnitStatus,
    approval_binding,
    timestamp,
)
from pipeline.review.ledger import Batch, Ledger, Reader
from pipeline.review.people import Actor, People
from pipeline.review.records import new_note_id
from pipeline.review.rules import (
    MAX_TARGET,
    clean_reason,
    clean_target,
    need_approvable,
    need_reason,
    need_role,
    need_second,
    tidy_target,
)
from pipeline.review.states import UNWAIVABLE, Policy, derive_statuses, find_approved_text
from pipeline.text.placeholders import TAG

__all__ = [
    "MAX_TARGET",
    "UNWAIVABLE",
    "Actor",
    "Confirmation",
    "ImportedEdit",
    "Place",
    "accept_draft",
    "approve",
    "approve_many",
    "clean_target",
    "confirm_many",
    "import_edits",
    "mark_same_as_source",
    "omit",
    "read_status",
    "record_drafts",
    "reject",
    "revoke",
    "save_many",
    "save_target",
    "waive",
]

_MANY = 50
"""From so many units on, the article's decisions are read at once rather than unit by unit."""


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
class _Deed:
    """What an act comes to, once everything that it needs was found true."""

    kind: DecisionKind
    target: str | None
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Act:
    """An act on a unit that the person saw at a version."""

    unit: Unit
    version: int | None
    """None where the act does not depend on what stands."""
    decide: Callable[[UnitStatus, People, str], _Deed]
    """From what stands inside the transaction; refuses by raising."""
    is_done: Callable[[UnitStatus], bool] = lambda _status: False
    """Whether it stands already, so that nothing is to be recorded (a retry, a second click)."""
    yours: str = ""


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
    return _record(place, [_save(place, unit, text, version, actor) for unit, text, version in texts], actor)


def _save(place: Place, unit: Unit, text: str, version: int, actor: Actor) -> _Act:
    target = clean_target(text, where=unit.key.id)

    def is_done(now: UnitStatus) -> bool:
        own = now.state is UnitState.TRANSLATED and actor.person in now.contributors
        return target == now.target and (now.settled or own)

    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.TRANSLATOR, Role.REVIEWER)
        same = target == now.target and now.state in (UnitState.DRAFTED, UnitState.CHANGED)
        return _Deed(DecisionKind.ACCEPTED if same else DecisionKind.EDITED, target)

    return _Act(unit, version, decide, is_done, yours=target)


def accept_draft(place: Place, unit: Unit, *, version: int, actor: Actor) -> Recorded:
    """Take the draft, or the old text of a changed source, as one's own, unchanged."""

    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.TRANSLATOR, Role.REVIEWER)
        _refuse_settled(now, now.target)
        if not now.target:
            raise ReviewError("there is no draft to accept", where=unit.key.id, hint="Write a translation.")
        return _Deed(DecisionKind.ACCEPTED, now.target)

    return _record(place, [_Act(unit, version, decide)], actor)[0]


def approve(
    place: Place, unit: Unit, *, version: int, findings: Sequence[Finding], actor: Actor, reason: str = ""
) -> Recorded:
    """Approve exactly the text that stands for exactly this source.

    Refused with open critical findings, without a text, by somebody not qualified today, alone where two people are
    required, and over a rejection without a reason. `findings` are those of the text at `version`.
    """
    return approve_many(place, [(unit, version, findings)], actor=actor, reason=reason)[0]


def approve_many(
    place: Place, items: Sequence[tuple[Unit, int, Sequence[Finding]]], *, actor: Actor, reason: str = ""
) -> tuple[Recorded, ...]:
    """Approve several texts in one act; each is a decision of its own, all of them or none are recorded."""
    acts = [_Act(unit, version, _approval(place, findings, actor, reason)) for unit, version, findings in items]
    return _record(place, acts, actor)


def _approval(
    place: Place, findings: Sequence[Finding], actor: Actor, reason: str
) -> Callable[[UnitStatus, People, str], _Deed]:
    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.REVIEWER)
        need_approvable(now, findings)
        need_second(place.policy, place.locale, now, people, actor, at)
        if now.state is UnitState.REJECTED and not clean_reason(reason):
            raise NotAllowedError(
                "it was rejected; approving it all the same needs a reason",
                where=now.unit.key.id,
                hint="Give the reason.",
            )
        details: dict[str, Any] = {
            "four_eyes": place.policy.four_eyes,
            "findings": [{"id": f.id, "check": f.check, "severity": f.severity.value} for f in findings],
        }
        if not set(now.contributors) - {actor.person}:
            details["alone"] = True
        return _Deed(DecisionKind.APPROVED, now.target, details, reason)

    return decide


def reject(place: Place, unit: Unit, *, version: int, actor: Actor, reason: str) -> Recorded:
    """Send a text back; the reason is for whoever mends it."""
    need_reason(reason, "a rejection")

    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.REVIEWER)
        if now.state is UnitState.MISSING:
            raise ReviewError("there is nothing to reject yet", where=unit.key.id)
        return _Deed(DecisionKind.REJECTED, now.target, reason=reason)

    return _record(place, [_Act(unit, version, decide)], actor)[0]


def revoke(place: Place, unit: Unit, *, version: int, actor: Actor, reason: str) -> Recorded:
    """Take back an approval, by a reviewer or an operator."""
    need_reason(reason, "a revocation")

    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.REVIEWER, Role.OPERATOR)
        if not now.settled:
            raise ReviewError("it is not approved, so there is nothing to revoke", where=unit.key.id)
        return _Deed(DecisionKind.REVOKED, now.target, reason=reason)

    return _record(place, [_Act(unit, version, decide)], actor)[0]


def waive(
    place: Place,
    unit: Unit,
    finding: str,
    *,
    findings: Sequence[Finding],
    actor: Actor,
    reason: str,
    version: int | None = None,
) -> Recorded:
    """Let a finding stand for exactly this source and target, by a reviewer, with a reason.

    A finding's id is of the text that it was found in, so a waiver of it can never cover another text.
    """
    need_reason(reason, "a waiver")
    known = next((each for each in findings if each.id == finding), None)
    if known is None:
        raise ReviewError("there is no such finding on this text", where=unit.key.id, hint="It may be gone already.")
    if known.check in UNWAIVABLE:
        raise NotAllowedError(
            f"a finding of {known.check!r} cannot be waived: {known.message}", where=unit.key.id, hint=known.hint
        )
    details = {"finding": finding, "check": known.check, "severity": known.severity.value, "message": known.message}

    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.REVIEWER)
        return _Deed(DecisionKind.WAIVED, now.target, details, reason)

    return _record(place, [_Act(unit, version, decide)], actor)[0]


def omit(place: Place, unit: Unit, *, version: int, actor: Actor, reason: str) -> Recorded:
    """Propose to leave a unit out of this locale; it holds once somebody approves it."""
    need_reason(reason, "leaving a unit out")
    return _propose(place, unit, _Deed(DecisionKind.OMITTED, None, reason=reason), version, actor)


def mark_same_as_source(place: Place, unit: Unit, *, version: int, actor: Actor) -> Recorded:
    """Propose the source's own text as the translation: a name, a code."""
    return _propose(place, unit, _Deed(DecisionKind.SAME_AS_SOURCE, unit.text), version, actor)


def _propose(place: Place, unit: Unit, deed: _Deed, version: int, actor: Actor) -> Recorded:
    def decide(now: UnitStatus, people: People, at: str) -> _Deed:
        _need_role(place, people, actor, at, Role.TRANSLATOR, Role.REVIEWER)
        _refuse_settled(now, deed.target)
        return deed

    return _record(place, [_Act(unit, version, decide)], actor)[0]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A unit whose source changed in its looks only, the unit that it was, and what the checks say of its text."""

    unit: Unit
    version: int
    old: Unit
    findings: Sequence[Finding] = ()


def confirm_many(place: Place, items: Sequence[Confirmation], *, actor: Actor) -> tuple[Recorded, ...]:
    """Approve, in one act of a reviewer, old approved texts for sources that changed cosmetically.

    Each is accepted and approved, and says that it confirms which approval; those who decided on the text before are
    named, for the text is theirs. Refused, and nothing recorded, where the text that stands is not the one that was
    approved, that approval does not hold, or a critical finding is open. The caller has classed the change.
    """

    def make(reader: Reader) -> Batch:
        at = timestamp(place.ledger.clock())
        people = People.load(place.ledger, reader)
        _need_role(place, people, actor, at, Role.REVIEWER)
        decisions: list[Decision] = []
        for item, now in zip(items, _read_statuses(place, [item.unit for item in items], reader, people), strict=True):
            accepted, approved = _confirm(place, item, now, people, reader, actor, at)
            decisions += [_decision(place, item.unit, deed, actor, at) for deed in (accepted, approved)]
        return Batch(decisions)

    return place.ledger.record(make) if items else ()


def _confirm(
    place: Place, item: Confirmation, now: UnitStatus, people: People, reader: Reader, actor: Actor, at: str
) -> tuple[_Deed, _Deed]:
    where = item.unit.key.id
    if item.version != now.version:
        theirs = now.target or ""
        raise StaleError("somebody decided on this unit since you opened it", yours=theirs, theirs=theirs, where=where)
    rows = reader.read(article=place.article_id, locale=place.locale, entries=[item.old.key.id])
    old = find_approved_text(place.article_id, place.locale, rows, people, policy=place.policy) if rows else None
    same = old is not None and old.fingerprint == item.old.fingerprint and _bare(old.target) == _bare(now.target or "")
    if old is None or not same or now.state is not UnitState.CHANGED or now.author != MACHINE:
        raise ReviewError(
            "what stands is not the text that was approved before the source changed",
            where=where,
            hint="Look at it and approve it as any other text.",
        )
    contributors = tuple(dict.fromkeys([*(each["person"] for each in old.people), actor.person]))
    accepted = replace(now, state=UnitState.TRANSLATED, author=actor.person, contributors=contributors)
    need_approvable(accepted, item.findings)
    need_second(place.policy, place.locale, accepted, people, actor, at)
    confirms = {
        "class": "cosmetic",
        "approval": old.approval,
        "fingerprint": old.fingerprint,
        "people": [dict(each) for each in old.people],
    }
    details: dict[str, Any] = {
        "four_eyes": place.policy.four_eyes,
        "findings": [{"id": f.id, "check": f.check, "severity": f.severity.value} for f in item.findings],
        "confirms": confirms,
    }
    if not set(contributors) - {actor.person}:
        details["alone"] = True
    return _Deed(DecisionKind.ACCEPTED, now.target, {"confirms": confirms}), _Deed(
        DecisionKind.APPROVED, now.target, details
    )


def _bare(text: str) -> str:
    """A text without what may be a placeholder's tag."""
    return TAG.sub("", text)


def record_drafts(place: Place, drafts: Sequence[tuple[Unit, Draft]]) -> tuple[Recorded, ...]:
    """Record proposals; one for a unit that a person wrote is passed over: machine text never replaces theirs."""

    def make(reader: Reader) -> Batch:
        at = timestamp(place.ledger.clock())
        decisions = []
        for (unit, draft), status in zip(
            drafts, _read_statuses(place, [unit for unit, _ in drafts], reader), strict=True
        ):
            target = tidy_target(draft.target)
            if not target or status.author not in ("", MACHINE) or status.target == target:
                continue
            details = {
                "origin": draft.origin,
                "engine": draft.engine,
                "score": draft.score,
                "previous_source": draft.previous_source,
            }
            machine = Actor(MACHINE, "prepare")
            decisions.append(_decision(place, unit, _Deed(DecisionKind.DRAFTED, target, details), machine, at))
        return Batch(decisions)

    return place.ledger.record(make) if drafts else ()


def import_edits(place: Place, edits: Sequence[ImportedEdit], *, actor: Actor | None) -> tuple[Recorded, ...]:
    """Take in texts that another tool or file brought, as edits by `actor`, or by nobody known; never an approval.

    An entry that says nothing new is passed over, and so is an emptied one. NotAllowedError where `actor` may not
    write; nothing is then recorded.
    """
    who = actor or Actor(UNKNOWN, "import")

    def make(reader: Reader) -> Batch:
        at = timestamp(place.ledger.clock())
        people = People.load(place.ledger, reader)
        if actor:
            _need_role(place, people, actor, at, Role.TRANSLATOR, Role.REVIEWER)
        decisions = []
        statuses = _read_statuses(place, [edit.unit for edit in edits], reader, people)
        for edit, status in zip(edits, statuses, strict=True):
            target = tidy_target(edit.target)
            if not target or _says_nothing_new(edit.fuzzy, target, status, actor):
                continue
            deed = _Deed(DecisionKind.IMPORTED, target, {"fuzzy": True} if edit.fuzzy else {})
            decisions.append(_decision(place, edit.unit, deed, who, at))
        return Batch(decisions)

    return place.ledger.record(make) if edits else ()


def _says_nothing_new(fuzzy: bool, target: str, status: UnitStatus, actor: Actor | None) -> bool:
    if target != status.target:
        return False
    if fuzzy:
        return status.state in (UnitState.DRAFTED, UnitState.CHANGED, UnitState.REJECTED)
    known = actor is None or actor.person in status.contributors
    return status.settled or (status.state is UnitState.TRANSLATED and known)


def _refuse_settled(now: UnitStatus, target: str | None) -> None:
    if now.settled and now.target == target:
        raise ReviewError("it stands so already, approved", where=now.unit.key.id, hint="There is nothing to do here.")


def _need_role(place: Place, people: People, actor: Actor, at: str, *roles: Role) -> None:
    need_role(place.policy, place.locale, people, actor, at, *roles)


def _record(place: Place, acts: Sequence[_Act], actor: Actor) -> tuple[Recorded, ...]:
    """Decide and record in one transaction: nobody can come in between."""

    def make(reader: Reader) -> Batch:
        at = timestamp(place.ledger.clock())
        people = People.load(place.ledger, reader)
        notes: dict[str, str] = {}
        decisions = []
        for act, now in zip(acts, _read_statuses(place, [act.unit for act in acts], reader, people), strict=True):
            if act.is_done(now):
                continue
            if act.version is not None and act.version != now.version:
                raise StaleError(
                    "somebody decided on this unit since you opened it",
                    yours=act.yours,
                    theirs=now.target or "",
                    where=act.unit.key.id,
                    hint="Look at their text, then save yours again if it is better.",
                )
            deed = act.decide(now, people, at)
            note = ""
            if reason := clean_reason(deed.reason):
                note = new_note_id()
                notes[note] = reason
            decisions.append(_decision(place, act.unit, deed, actor, at, note=note))
        return Batch(decisions, notes)

    return place.ledger.record(make) if acts else ()


def _decision(place: Place, unit: Unit, deed: _Deed, actor: Actor, at: str, *, note: str = "") -> Decision:
    fingerprint = unit.fingerprint
    binding = ""
    if deed.kind is DecisionKind.APPROVED:
        binding = approval_binding(place.article_id, place.locale, unit.context, fingerprint, deed.target)
    return Decision(
        deed.kind,
        actor.person,
        at,
        actor.channel,
        actor.system_user,
        article=place.article_id,
        locale=place.locale,
        context=unit.context,
        source=unit.text,
        fingerprint=fingerprint,
        target=deed.target,
        binding=binding,
        details={**deed.details, "note": note} if note else deed.details,
    )


def _read_statuses(
    place: Place, units: Sequence[Unit], reader: Reader | None = None, people: People | None = None
) -> tuple[UnitStatus, ...]:
    entries = [unit.key.id for unit in units] if len(units) < _MANY else []
    rows = (reader or place.ledger).read(article=place.article_id, locale=place.locale, entries=entries)
    known = people or People.load(place.ledger, reader)
    return derive_statuses(place.article_id, place.locale, units, rows, known, policy=place.policy)
