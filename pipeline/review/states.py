"""Each unit's state, derived from the decisions on its entry. A pure fold; nothing of it is stored.

Only decisions on exactly the unit's source fingerprint count, so a restored source finds its old approval again and
a changed link voids it. An approval holds if its hash is that of what stands, its giver was qualified on that day and
was not repudiated since, and, where two people are required, somebody else wrote or accepted the text.

An import that brings no new text says something of a flag only. Setting it holds the unit; taking it away approves
nothing, and makes nobody's draft anybody's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.model import (
    MACHINE,
    UNKNOWN,
    Decision,
    DecisionKind,
    EntryKey,
    Pair,
    Recorded,
    Role,
    Unit,
    UnitState,
    UnitStatus,
    approval_binding,
)
from pipeline.review.people import People

_IN_WORK = "it was marked as in work in the catalog"

_SETS_TEXT = frozenset(
    {
        DecisionKind.DRAFTED,
        DecisionKind.EDITED,
        DecisionKind.ACCEPTED,
        DecisionKind.IMPORTED,
        DecisionKind.OMITTED,
        DecisionKind.SAME_AS_SOURCE,
    }
)


UNWAIVABLE = frozenset({"placeholders"})
"""Checks whose critical findings no reason can waive: such a text cannot be put into the page."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The workspace's rules for decisions."""

    source_locale: str
    four_eyes: Literal["require", "warn", "off"] = "require"
    demo: bool = False
    """Demonstration people may decide."""


@dataclass(slots=True)
class _Fold:
    """What the decisions so far make of a unit."""

    state: UnitState = UnitState.MISSING
    target: str | None = ""
    author: str = ""
    origin: str = ""
    contributors: tuple[str, ...] = ()
    approved_by: str = ""
    approved_at: str = ""
    approval: int = 0
    since: str = ""
    previous_source: str = ""
    previous_target: str = ""
    waivers: dict[str, str] = field(default_factory=dict)
    shown: frozenset[str] | None = None
    reason: str = ""
    worded: bool = False
    """The target is somebody's wording, neither an omission nor the source's own text."""
    rejected: set[str | None] = field(default_factory=set)
    """Texts that were rejected and not approved since."""
    elsewhere: set[str] = field(default_factory=set)
    """Texts for the same words with another link, image or protected span."""
    faults: dict[int, str] = field(default_factory=dict)
    """Each approval's sequence → why it did not hold when it was given; empty where it did."""

    @property
    def is_human(self) -> bool:
        """The text came from a person, known or not: a machine never replaces it."""
        return self.author not in ("", MACHINE)


def derive_statuses(
    article_id: str,
    locale: str,
    units: Sequence[Unit],
    recorded: Iterable[Recorded],
    people: People,
    *,
    policy: Policy,
) -> tuple[UnitStatus, ...]:
    """The state of each unit, in the units' order; `recorded` are the decisions of this article and locale."""
    rows: dict[EntryKey, list[Recorded]] = {}
    for row in recorded:
        if row.decision.article == article_id and row.decision.locale == locale:
            rows.setdefault(row.decision.key, []).append(row)
    return tuple(
        derive_status(article_id, locale, unit, rows.get(unit.key, ()), people, policy=policy) for unit in units
    )


def derive_status(
    article_id: str, locale: str, unit: Unit, rows: Sequence[Recorded], people: People, *, policy: Policy
) -> UnitStatus:
    """The state of one unit from the decisions on its entry."""
    fingerprint = unit.fingerprint
    fold = _fold_rows(article_id, locale, unit.context, fingerprint, rows, people, policy)
    if fold.state is UnitState.MISSING:
        _take_previous(fold, article_id, locale, unit, rows, people, policy)
    return UnitStatus(
        unit=unit,
        state=fold.state,
        version=rows[-1].seq if rows else 0,
        target=fold.target,
        author=fold.author,
        origin=fold.origin,
        contributors=fold.contributors,
        approved_by=fold.approved_by,
        approved_at=fold.approved_at,
        approval=fold.approval,
        since=fold.since,
        previous_source=fold.previous_source,
        previous_target=fold.previous_target,
        waivers=dict(fold.waivers),
        shown=fold.shown if fold.approval else None,
        reason=fold.reason,
    )


def why_approval_fell(
    article_id: str,
    locale: str,
    pair: Pair,
    rows: Sequence[Recorded],
    people: People,
    *,
    policy: Policy,
) -> str:
    """Why the approval that a published pair names no longer holds; empty where it does. `rows`: its entry's decisions.

    It falls by a revocation or rejection of that text after it, by a repudiation of its giver or of the only other
    person, and by the loss of its row. A later edit does not fell it: what is shown was approved. Nor does any of
    these where the same text stands approved by another approval.
    """
    fold = _fold_rows(article_id, locale, pair.key.context, pair.fingerprint, rows, people, policy)
    approval = next((row for row in rows if row.seq == pair.approval), None)
    if approval is None or approval.decision.binding != pair.binding:
        return "its approval is not in the ledger"
    if fold.approval and fold.target == pair.target:
        return ""
    for row in rows:
        decision = row.decision
        same = decision.fingerprint == pair.fingerprint and decision.target == pair.target
        against = decision.kind in (DecisionKind.REVOKED, DecisionKind.REJECTED)
        if row.seq > pair.approval and against and same and not _is_void(people, row):
            return f"its approval was {decision.kind.value} by {people.name_of(decision.actor)}"
    return fold.faults.get(pair.approval, "its approval is not in the ledger")


def why_not_approved(
    people: People, policy: Policy, locale: str, approver: str, at: str, contributors: Sequence[str], *, seq: int
) -> str:
    """Why an approval by this person, decision `seq` of the ledger, does not hold; empty where it does."""
    person = people.get(approver)
    if person is None:
        return "the person who approved it is not known"
    if person.is_void(at, seq):
        return f"what {person.name} decided since {person.repudiated_since} was repudiated"
    if person.demo and not policy.demo:
        return f"{person.name} is a demonstration person"
    if not person.may(Role.REVIEWER, at, source=policy.source_locale, target=locale, seq=seq):
        return f"{person.name} was not a qualified reviewer for {policy.source_locale} → {locale} on {at[:10]}"
    if policy.four_eyes == "require" and not set(contributors) - {approver}:
        return "only one person has decided on this text; this workspace requires two"
    return ""


def _fold_rows(
    article_id: str,
    locale: str,
    context: str,
    fingerprint: str,
    rows: Sequence[Recorded],
    people: People,
    policy: Policy,
) -> _Fold:
    fold = _Fold()
    for row in rows:
        decision = row.decision
        if decision.fingerprint != fingerprint:
            if decision.kind in _SETS_TEXT and decision.target:
                fold.elsewhere.add(decision.target)
        elif decision.kind is DecisionKind.DRAFTED:
            _propose(fold, decision)
        elif decision.kind is DecisionKind.IMPORTED and _tells_a_flag(fold, row, people, policy):
            _set_flag(fold, decision)
        elif decision.kind in _SETS_TEXT:
            _set_text(fold, row, people, policy)
        elif decision.kind is DecisionKind.APPROVED:
            binding = approval_binding(article_id, locale, context, fingerprint, fold.target)
            _approve(fold, row, people, policy, locale, binding)
        elif not _is_void(people, row):
            _judge(fold, decision)
    return fold


def _judge(fold: _Fold, decision: Decision) -> None:
    """A waiver, a rejection, a revocation."""
    if decision.kind is DecisionKind.WAIVED:
        if decision.target == fold.target and decision.details.get("check") not in UNWAIVABLE:
            fold.waivers[str(decision.details.get("finding", ""))] = decision.actor
    elif decision.kind is DecisionKind.REJECTED:
        fold.rejected.add(fold.target)
        _void(fold, UnitState.REJECTED, decision, "")
    elif decision.kind is DecisionKind.REVOKED:
        _void(fold, UnitState.TRANSLATED, decision, "its approval was revoked")


def _propose(fold: _Fold, decision: Decision) -> None:
    """A draft; it never replaces what a person wrote."""
    if fold.is_human:
        return
    details = decision.details
    previous = details.get("origin") == "previous"
    _change(fold, UnitState.CHANGED if previous else UnitState.DRAFTED, decision)
    fold.author, fold.origin, fold.contributors = MACHINE, str(details.get("engine", "")), ()
    fold.previous_source = str(details.get("previous_source", "")) if previous else ""
    fold.previous_target = decision.target or "" if previous else ""


def _tells_a_flag(fold: _Fold, row: Recorded, people: People, policy: Policy) -> bool:
    """Whether an import brings no new text, nor a known person's word for the one that stands."""
    decision = row.decision
    if not decision.target:
        return True  # an emptied entry is no text
    if decision.target != fold.target:
        # The old text of a changed source, stripped of its flag before anybody drafted it here, is still no text.
        return (
            fold.state is UnitState.MISSING and decision.target in fold.elsewhere and not _counts(row, people, policy)
        )
    return bool(fold.approval or decision.details.get("fuzzy") or not _counts(row, people, policy))


def _set_flag(fold: _Fold, decision: Decision) -> None:
    """Hold a text, or give it free for approval; whose text it is does not change."""
    if not fold.is_human or decision.target != fold.target:
        return
    if decision.details.get("fuzzy"):
        _void(fold, UnitState.DRAFTED, decision, _IN_WORK)
    elif not fold.approval:
        _offer(fold, decision)


def _set_text(fold: _Fold, row: Recorded, people: People, policy: Policy) -> None:
    """A person's text, or their proposal to leave the unit out or keep the source's words."""
    decision = row.decision
    worded = decision.kind not in (DecisionKind.OMITTED, DecisionKind.SAME_AS_SOURCE)
    # Who wrote the words did not propose to drop them, nor the other way round: each counts for their own.
    before = () if fold.author in (UNKNOWN, MACHINE, "") or worded != fold.worded or not worded else fold.contributors
    if decision.kind is DecisionKind.IMPORTED and decision.details.get("fuzzy"):
        _change(fold, UnitState.DRAFTED, decision)
        fold.reason = _IN_WORK
    else:
        _change(fold, UnitState.TRANSLATED, decision)
        _offer(fold, decision)
    fold.author, fold.origin, fold.worded = decision.actor, "", worded
    counts = _counts(row, people, policy)
    confirmed = _find_confirmed(decision, people, policy)
    fold.contributors = tuple(dict.fromkeys((*before, *confirmed, decision.actor))) if counts else ()


def _find_confirmed(decision: Decision, people: People, policy: Policy) -> Iterable[str]:
    """Who had decided on this very text before a cosmetic change of its source, where it was confirmed after it.

    The act that confirms names them, with their decisions: the text is still theirs. Of whom it says otherwise today
    (repudiated since, a demonstration's) it does not count.
    """
    for each in _read_confirmed(decision):
        person = people.get(each["person"])
        if person and not person.is_void(each["at"], each["seq"]) and (policy.demo or not person.demo):
            yield person.id


def _read_confirmed(decision: Decision) -> Sequence[Mapping[str, Any]]:
    named: Sequence[Mapping[str, Any]] = decision.details.get("confirms", {}).get("people", ())
    return named if decision.kind is DecisionKind.ACCEPTED else ()


def _name(row: Recorded) -> Mapping[str, Any]:
    return {"person": row.decision.actor, "at": row.decision.at, "seq": row.seq}


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """An approved text of an entry, and whose decisions stand behind it."""

    fingerprint: str
    target: str
    approval: int
    people: tuple[Mapping[str, Any], ...]
    """Who wrote, accepted or approved it: `person`, and the time and sequence (`at`, `seq`) of their decision."""


def find_approved_text(
    article_id: str, locale: str, rows: Sequence[Recorded], people: People, *, policy: Policy
) -> ApprovedText | None:
    """The text of an entry that was approved last and whose approval holds; `rows` are the decisions on that entry."""
    prints = dict.fromkeys(r.decision.fingerprint for r in reversed(rows) if r.decision.kind is DecisionKind.APPROVED)
    for fingerprint in prints:
        fold = _fold_rows(article_id, locale, rows[0].decision.context, fingerprint, rows, people, policy)
        if fold.approval and fold.target:
            mine = [row for row in rows if row.decision.fingerprint == fingerprint]
            named = {each["person"]: each for row in mine for each in _read_confirmed(row.decision)}
            named |= {
                r.decision.actor: _name(r) for r in mine if r.decision.kind in _SETS_TEXT or r.seq == fold.approval
            }
            counted = dict.fromkeys((*fold.contributors, fold.approved_by))
            deciders = tuple(named[person] for person in counted if person in named)
            return ApprovedText(fingerprint, fold.target, fold.approval, deciders)
    return None


def _offer(fold: _Fold, decision: Decision) -> None:
    """The text waits for approval; one that was rejected before stays so."""
    if fold.target in fold.rejected:
        _void(fold, UnitState.REJECTED, decision, "the same text was rejected before; approving it takes a reason")
    else:
        _void(fold, UnitState.TRANSLATED, decision, "")


def _approve(fold: _Fold, row: Recorded, people: People, policy: Policy, locale: str, binding: str) -> None:
    decision = row.decision
    if decision.target != fold.target or decision.binding != binding or not fold.is_human:
        fold.faults[row.seq] = "it is for another text than the one that stood"
        return
    fault = why_not_approved(people, policy, locale, decision.actor, decision.at, fold.contributors, seq=row.seq)
    fold.faults[row.seq] = fault
    if fault:
        if not fold.approval:
            fold.reason = f"its approval does not hold: {fault}"
        return
    fold.state = UnitState.OMITTED if fold.target is None else UnitState.APPROVED
    fold.approved_by, fold.approved_at, fold.approval = decision.actor, decision.at, row.seq
    fold.since, fold.reason = decision.at, ""
    fold.shown = _read_shown(decision)
    fold.rejected.discard(fold.target)
    fold.previous_source = fold.previous_target = ""


def _read_shown(decision: Decision) -> frozenset[str] | None:
    """The findings that an approval was given over; None for one of before they were kept."""
    findings = decision.details.get("findings")
    if not isinstance(findings, list):
        return None
    return frozenset(str(each.get("id", "")) for each in findings if isinstance(each, dict))


def _change(fold: _Fold, state: UnitState, decision: Decision) -> None:
    if decision.target != fold.target:
        fold.waivers = {}
    fold.target = decision.target
    _void(fold, state, decision, "")


def _void(fold: _Fold, state: UnitState, decision: Decision, reason: str) -> None:
    fold.state, fold.since, fold.reason = state, decision.at, reason
    fold.approved_by, fold.approved_at, fold.approval = "", "", 0


def _is_void(people: People, row: Recorded) -> bool:
    person = people.get(row.decision.actor)
    return person is not None and person.is_void(row.decision.at, row.seq)


def _counts(row: Recorded, people: People, policy: Policy) -> bool:
    """Whether a decision is a known person's: not a machine's, not unknown, not repudiated, not a demonstration's."""
    person = people.get(row.decision.actor)
    return person is not None and not person.is_void(row.decision.at, row.seq) and (policy.demo or not person.demo)


def _take_previous(
    fold: _Fold,
    article_id: str,
    locale: str,
    unit: Unit,
    rows: Sequence[Recorded],
    people: People,
    policy: Policy,
) -> None:
    """The same text with another link, image or protected span: the old translation is at hand, its approval void."""
    seen = {unit.fingerprint}
    for row in reversed(rows):
        decision = row.decision
        if decision.fingerprint in seen or decision.kind not in _SETS_TEXT or not decision.target:
            continue
        seen.add(decision.fingerprint)
        old = _fold_rows(article_id, locale, unit.context, decision.fingerprint, rows, people, policy)
        if not old.target:
            continue
        fold.state, fold.target, fold.author, fold.origin = UnitState.CHANGED, old.target, MACHINE, "previous"
        # That text may itself be the old translation of an earlier wording: the diff must show that change too.
        fold.previous_source, fold.previous_target = old.previous_source or decision.source, old.target
        fold.since, fold.reason = decision.at, "a link, an image or a protected part of the source changed"
        return
