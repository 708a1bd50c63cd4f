"""Whose turn it is: what a unit's state asks of the person at the desk. Only words and order; acts decide."""

from __future__ import annotations

from enum import IntEnum

from pipeline.model import Role, UnitState, UnitStatus, timestamp
from pipeline.review.people import Person
from pipeline.text.languages import english_name
from pipeline.web.desk import Desk
from pipeline.web.visits import Visit


class Duty(IntEnum):
    """What waits for a person at a unit; nothing is 0."""

    NONE = 0
    APPROVE = 1
    TRANSLATE = 2


def duty_of(desk: Desk, visit: Visit, locale: str, status: UnitStatus) -> Duty:
    """What this unit asks of this person: approvals of reviewers, texts of translators.

    A reviewer may write, too, and is asked to where the languages have no translator.
    """
    if status.settled:
        return Duty.NONE
    if _waits_for_approval(status):
        able = _may(desk, visit, Role.REVIEWER, locale) and not _is_alone(desk, visit, status)
        return Duty.APPROVE if able else Duty.NONE
    if _may(desk, visit, Role.TRANSLATOR, locale):
        return Duty.TRANSLATE
    if _may(desk, visit, Role.REVIEWER, locale) and not _who(desk, visit, Role.TRANSLATOR, locale):
        return Duty.TRANSLATE
    return Duty.NONE


def has_role(desk: Desk, visit: Visit) -> bool:
    """Whether the person holds any role today."""
    now = timestamp(desk.workspace.clock())
    return any(grant.holds(now) for grant in visit.person.grants)


def may_review(desk: Desk, visit: Visit, locale: str) -> bool:
    """Whether the person is a reviewer for this locale today."""
    return _may(desk, visit, Role.REVIEWER, locale)


def may_write(desk: Desk, visit: Visit, locale: str) -> bool:
    """Whether the person may give texts for this locale today."""
    return _may(desk, visit, Role.TRANSLATOR, locale) or _may(desk, visit, Role.REVIEWER, locale)


def explain_duty(desk: Desk, visit: Visit, locale: str, status: UnitStatus) -> str:
    """A line for the foot of the form: why this person cannot approve here, and who can."""
    languages = f"{desk.source.english} → {english_name(locale)}"
    reviewer = _may(desk, visit, Role.REVIEWER, locale)
    if not may_write(desk, visit, locale):
        return f"You may read here, but you have no role for {languages}; an operator can grant one."
    if not _waits_for_approval(status) or status.settled:
        return ""
    others = [person.name for person in _who(desk, visit, Role.REVIEWER, locale) if person.id != visit.id]
    can = (
        f"Approval waits for {' or '.join(others)}." if others else "Nobody else is a reviewer for these languages yet."
    )
    if not reviewer:
        return can
    if status.contributors == (visit.id,):
        if desk.workspace.settings.four_eyes == "require":
            return f"You wrote this text, and two people must decide. {can}"
        if desk.workspace.settings.four_eyes == "warn":
            return "Nobody but you has decided on this text; if you approve it, the edition will say so."
    return ""


def _waits_for_approval(status: UnitStatus) -> bool:
    """A person's text, or a person's wish to leave it out."""
    return status.state is UnitState.OMITTED or (status.state is UnitState.TRANSLATED and bool(status.contributors))


def _is_alone(desk: Desk, visit: Visit, status: UnitStatus) -> bool:
    return desk.workspace.settings.four_eyes == "require" and set(status.contributors) <= {visit.id}


def _may(desk: Desk, visit: Visit, role: Role, locale: str) -> bool:
    return any(person.id == visit.id for person in _who(desk, visit, role, locale))


def _who(desk: Desk, visit: Visit, role: Role, locale: str) -> tuple[Person, ...]:
    workspace = desk.workspace
    able = visit.people.who_may(
        role, timestamp(workspace.clock()), source=workspace.settings.source_locale, target=locale
    )
    return tuple(person for person in able if desk.demo or not person.demo)
