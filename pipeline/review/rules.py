"""Rules of review: who may decide, what a text and a reason must be, what stands in the way of an approval.

Each refusal says why, and who can do it instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.errors import NotAllowedError, ReviewError
from pipeline.model import MACHINE, Finding, Role, Severity, UnitState, UnitStatus
from pipeline.review.people import Actor, People, Person
from pipeline.review.states import UNWAIVABLE, Policy

MAX_TARGET = 200_000
"""Characters of one translation that a person types."""

_FORBIDDEN = str.maketrans(dict.fromkeys(["\0", "\x04", *map(chr, range(0xD800, 0xE000))]))
"""No catalog can hold them."""


def clean_target(text: str, *, where: str) -> str:
    """A text as it is saved: line ends made one, none at either end; ReviewError for what no catalog can hold."""
    target = _trim(text)
    if not target:
        raise ReviewError("an empty text is no translation", where=where, hint="To leave a unit out, use `omit`.")
    if len(target) > MAX_TARGET:
        raise ReviewError(f"the text has more than {MAX_TARGET:,} characters", where=where, hint="Shorten it.")
    if target.translate(_FORBIDDEN) != target:
        raise ReviewError("the text has a character that no catalog can hold", where=where, hint="Type it anew.")
    return target


def tidy_target(text: str) -> str:
    """A text that came from elsewhere, without what no catalog can hold: one bad entry does not stop an import."""
    return _trim(text.translate(_FORBIDDEN))


def clean_reason(reason: str) -> str:
    """A comment as it is kept; empty where nothing was said."""
    return reason.translate(_FORBIDDEN).strip()


def need_reason(reason: str, what: str) -> None:
    """ReviewError where nothing was said."""
    if not clean_reason(reason):
        raise ReviewError(f"{what} needs a reason", hint="Give it in a sentence; the evidence keeps it.")


def need_role(policy: Policy, locale: str, people: People, actor: Actor, at: str, *roles: Role) -> None:
    """NotAllowedError unless the actor is a person who holds one of these roles now."""
    person = people.get(actor.person)
    if person is None:
        raise NotAllowedError(f"{actor.person!r} is nobody this workspace knows", hint="`dragoman people list`.")
    able = [other for role in roles for other in _who_may(policy, locale, people, role, at) if other.id != person.id]
    these = f"These can: {name_people(able)}." if able else "Nobody else can; an operator grants it."
    if person.repudiated_since:
        raise NotAllowedError(f"{person.name} was repudiated: whatever they decide is void", hint=these)
    if person.deactivated_at:
        raise NotAllowedError(
            f"{person.name} no longer decides here", hint=f"{these} An operator can grant {person.name} a role again."
        )
    if person.demo and not policy.demo:
        raise NotAllowedError(
            f"{person.name} is a demonstration person, who decides in demonstrations only", hint=these
        )
    if any(person.may(role, at, source=policy.source_locale, target=locale) for role in roles):
        return
    wanted = " or ".join(role.value for role in roles)
    raise NotAllowedError(f"{person.name} is not a {wanted} for {policy.source_locale} → {locale} today", hint=these)


def need_approvable(status: UnitStatus, findings: Sequence[Finding]) -> None:
    """Refuses what nobody may approve: no text, a machine's, one with an open critical finding."""
    where = status.unit.key.id
    if status.state is UnitState.MISSING:
        raise ReviewError("there is no translation to approve", where=where, hint="Write one first.")
    if status.author in ("", MACHINE):
        raise NotAllowedError(
            "the text is a draft that nobody has accepted", where=where, hint="Accept or correct it first."
        )
    for finding in findings:
        if finding.severity is Severity.CRITICAL and finding.id not in status.waivers:
            raise NotAllowedError(
                f"a critical finding is open: {finding.message}",
                where=where,
                hint=finding.hint + ("" if finding.check in UNWAIVABLE else " Or a reviewer waives it with a reason."),
            )


def need_second(policy: Policy, locale: str, status: UnitStatus, people: People, actor: Actor, at: str) -> None:
    """Refuses an approval by the only person who decided on the text, where two are required."""
    if policy.four_eyes != "require" or set(status.contributors) - {actor.person}:
        return
    others = [each for each in _who_may(policy, locale, people, Role.REVIEWER, at) if each.id != actor.person]
    waits = f"It waits for {name_people(others) or 'a second reviewer, whom an operator can add'}."
    if actor.person in status.contributors:
        raise NotAllowedError(
            "two people must decide on a text, and nobody but you has", where=status.unit.key.id, hint=waits
        )
    raise NotAllowedError(
        "two people must decide on a text, and nobody known wrote or accepted this one",
        where=status.unit.key.id,
        hint="A translator or reviewer saves it as theirs; then another approves it.",
    )


def name_people(people: Iterable[Person]) -> str:
    """Their names, each once."""
    return ", ".join(dict.fromkeys(person.name for person in people))


def _who_may(policy: Policy, locale: str, people: People, role: Role, at: str) -> tuple[Person, ...]:
    able = people.who_may(role, at, source=policy.source_locale, target=locale)
    return tuple(person for person in able if policy.demo or not person.demo)


def _trim(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")
