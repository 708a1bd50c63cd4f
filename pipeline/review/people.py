"""People, roles and qualifications, derived from the ledger; names from the tables that can be erased.

A person is a random id. Roles are granted and ended by decisions: a translator's or reviewer's for a pair of
languages, with what it rests on and from when to when. A grant for a language covers its regions (`es` covers
`es_MX`), never another script (`zh_Hans` does not cover `zh_Hant`).

Whether a role was held when something was decided is read from the ledger's sequence, not from clocks, of which
two machines have two; only a qualification's first and last day, and the day from which a person is repudiated,
are compared with the decision's time. Without a sequence the question is about now.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale

from pipeline.errors import LedgerError, NotAllowedError
from pipeline.model import MACHINE, POLICY, UNKNOWN, Decision, DecisionKind, Recorded, Role, timestamp
from pipeline.review.ledger import Batch, Ledger, Name, Reader
from pipeline.review.records import new_note_id

_OF_PEOPLE = (DecisionKind.GRANTED, DecisionKind.ENDED, DecisionKind.DEACTIVATED, DecisionKind.REPUDIATED)
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds or held."""

    role: Role
    source: str
    target: str
    """Locales of the pair; empty for an operator."""
    basis: str
    valid_from: str
    """ISO date, first day."""
    valid_until: str
    """ISO date, last day; empty for no end."""
    ended_at: str = ""
    """When it was ended, before its time; empty while it holds."""
    document: str = ""
    """Name and hash of the proof."""
    granted_seq: int = 0
    ended_seq: int = 0
    """Sequences of the decisions that granted and ended it; 0 for none."""

    def holds(self, at: str, seq: int = 0) -> bool:
        """Whether it held on this UTC date, both ends included, for the decision numbered `seq`; 0 means now."""
        day = at[:10]
        if day < self.valid_from or (self.valid_until and day > self.valid_until):
            return False
        if seq and seq <= self.granted_seq:
            return False
        return not self.ended_at or bool(seq and seq < self.ended_seq)

    def covers(self, source: str, target: str) -> bool:
        """Whether the grant is for this pair of languages, or for languages of which these are regions."""
        return _covers(self.source, source) and _covers(self.target, target)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who decides."""

    id: str
    name: str
    """The id itself, where the name was erased."""
    email: str = ""
    demo: bool = False
    grants: tuple[Grant, ...] = ()
    deactivated_at: str = ""
    """Since when they may not come in; every role that they held ended then."""
    repudiated_since: str = ""
    """What they decided from this date on is void, and whatever they decide after they were repudiated."""
    repudiated_seq: int = 0

    def may(self, role: Role, at: str, *, source: str = "", target: str = "", seq: int = 0) -> bool:
        """Whether they held the role on that date, for the pair of languages where the role has one.

        `seq` is the decision in question; 0 asks whether they may decide now.
        """
        if self.is_void(at, seq) or (self.deactivated_at and not seq):
            return False
        return any(
            grant.role is role and grant.holds(at, seq) and (role is Role.OPERATOR or grant.covers(source, target))
            for grant in self.grants
        )

    def is_void(self, at: str, seq: int = 0) -> bool:
        """Whether what they decided then was repudiated; without a decision, whether they are."""
        if not self.repudiated_since:
            return False
        return not seq or at[:10] >= self.repudiated_since or seq > self.repudiated_seq


class People:
    """Everybody, as the ledger and the name tables know them at one moment."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self._persons = {person.id: person for person in persons}

    @classmethod
    def load(cls, ledger: Ledger, reader: Reader | None = None) -> People:
        """From the ledger; within a transaction when its reader is given."""
        rows = (reader or ledger).read(kinds=_OF_PEOPLE)
        return cls.fold((reader or ledger).read_persons(), rows)

    @classmethod
    def fold(cls, names: Iterable[Any], rows: Sequence[Recorded]) -> People:
        """From name rows and decisions."""
        persons = {row.id: Person(row.id, row.name, row.email, bool(row.demo)) for row in names}
        for row in rows:
            try:
                person_id = str(row.decision.details["person"])
                persons[person_id] = _apply(persons.get(person_id) or Person(person_id, person_id), row)
            except (KeyError, ValueError, TypeError) as exc:
                raise LedgerError(
                    "a decision about a person cannot be read",
                    where=f"ledger row {row.seq}",
                    hint="`dragoman ledger verify` says what is wrong; restore a backup.",
                ) from exc
        return cls(persons.values())

    def __iter__(self) -> Iterator[Person]:
        return iter(self._persons.values())

    def __len__(self) -> int:
        return len(self._persons)

    def get(self, person_id: str) -> Person | None:
        """The person with this id."""
        return self._persons.get(person_id)

    def find(self, who: str) -> Person:
        """The person with this id or name; NotAllowedError where nobody or more than one is called so.

        Whole words of a name will do ("ana" for Ana García), parts of words will not: Ana is not Susana.
        """
        if who in self._persons:
            return self._persons[who]
        wanted = _plain_name(who)
        words = set(wanted.split())
        hits = [person for person in self if _plain_name(person.name) == wanted] or [
            person for person in self if words and words <= set(_plain_name(person.name).split())
        ]
        if len(hits) == 1:
            return hits[0]
        if hits:
            names = ", ".join(f"{person.name} ({person.id})" for person in hits)
            raise NotAllowedError(f"{who!r} fits more than one person: {names}", hint="Name one by id.")
        raise NotAllowedError(
            f"there is no person called {who!r}",
            hint="`dragoman people list` shows who there is; `people add` adds one.",
        )

    def name_of(self, person_id: str) -> str:
        """A name for messages; says so of machines and unknown people."""
        if person_id in (MACHINE, POLICY):
            return {MACHINE: "a machine", POLICY: "a rule of the workspace"}[person_id]
        if person_id == UNKNOWN:
            return "somebody unknown"
        person = self._persons.get(person_id)
        return person.name if person else person_id

    def who_may(self, role: Role, at: str, *, source: str, target: str, but: str = "") -> tuple[Person, ...]:
        """Everybody who holds a role now, except one."""
        return tuple(
            person for person in self if person.id != but and person.may(role, at, source=source, target=target)
        )

    def as_json(self) -> list[dict[str, Any]]:
        """For evidence and export."""
        return [
            {
                "id": person.id,
                "name": person.name,
                "demo": person.demo,
                "deactivated_at": person.deactivated_at,
                "repudiated_since": person.repudiated_since,
                "grants": [
                    {
                        "role": grant.role,
                        "source": grant.source,
                        "target": grant.target,
                        "basis": grant.basis,
                        "valid_from": grant.valid_from,
                        "valid_until": grant.valid_until,
                        "ended_at": grant.ended_at,
                        "document": grant.document,
                    }
                    for grant in person.grants
                ],
            }
            for person in self
        ]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, through what, under which login of the system."""

    person: str
    """A person's id."""
    channel: str
    """cli, desk, flow, demo, import …"""
    system_user: str = ""


def add_person(
    ledger: Ledger,
    name: str,
    *,
    email: str = "",
    demo: bool = False,
    actor: Actor | None = None,
    channel: str = "cli",
    system_user: str = "",
) -> Person:
    """Add a person. The first one of a workspace becomes its operator; later ones need an operator's word.

    Where only demonstration people are operators, the first real person becomes one too: a workspace that was tried
    out in a demonstration is not locked.
    """
    clean = " ".join(unicodedata.normalize("NFC", name).replace("\0", " ").split())
    if not clean:
        raise NotAllowedError("a person needs a name", hint='Write it in quotes: dragoman people add "Ana García".')
    person_id = "p_" + "".join(secrets.choice(_ALPHABET) for _ in range(10))

    def make(reader: Reader) -> Batch:
        now = timestamp(ledger.clock())
        people = People.load(ledger, reader)
        if any(_plain_name(person.name) == _plain_name(clean) for person in people):
            raise NotAllowedError(f"there is a person called {clean!r} already", hint="Add a middle name or a place.")
        names = [Name(person_id, clean, email, demo)]
        operators = [person for person in people if any(grant.role is Role.OPERATOR for grant in person.grants)]
        if operators and (demo or actor or not all(person.demo for person in operators)):
            _need_operator(people, actor, now)
            return Batch(names=names)
        details = {"person": person_id, **_grant_details(Role.OPERATOR, basis="first person")}
        if demo:
            details["demo"] = True
        return Batch([Decision(DecisionKind.GRANTED, person_id, now, channel, system_user, details=details)], {}, names)

    ledger.record(make)
    return People.load(ledger).find(person_id)


def grant_role(
    ledger: Ledger,
    person: str,
    role: Role,
    *,
    actor: Actor,
    source: str = "",
    target: str = "",
    basis: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    document: str = "",
) -> None:
    """Grant a role; a translator's and a reviewer's needs a pair of languages and a basis."""
    now = ledger.clock()
    if role is not Role.OPERATOR and not (source and target):
        raise NotAllowedError(f"a {role} is one for a pair of languages", hint="Add --locale LOCALE.")
    for locale in filter(None, (source, target)):
        _check_locale(locale)
    if role is Role.REVIEWER and not basis.strip():
        raise NotAllowedError(
            "a reviewer's qualification rests on something", hint='Add --basis "diploma, certification, test …".'
        )
    first_day = valid_from or now.date()
    if valid_until and valid_until < first_day:
        raise NotAllowedError("the qualification would end before it begins", hint="Correct the dates.")
    details = _grant_details(
        role,
        source=source,
        target=target,
        basis=basis,
        valid_from=first_day.isoformat(),
        valid_until=valid_until.isoformat() if valid_until else "",
        document=document,
    )
    _decide(ledger, DecisionKind.GRANTED, actor, person, details)


def end_role(ledger: Ledger, person: str, role: Role, *, actor: Actor, target: str = "", why: str = "") -> None:
    """End a role from now on; what was decided before stands. NotAllowedError where they hold no such role."""
    _decide(ledger, DecisionKind.ENDED, actor, person, {"role": role.value, "target": target}, why)


def deactivate_person(ledger: Ledger, person: str, *, actor: Actor, why: str = "") -> None:
    """Close a person's access and end every role they hold; what they approved stands."""
    _decide(ledger, DecisionKind.DEACTIVATED, actor, person, {}, why)


def repudiate_person(ledger: Ledger, person: str, *, since: date, actor: Actor, why: str) -> None:
    """Void what a person decided on units from a UTC date on, and whatever they decide hereafter; needs a reason.

    Roles that they granted as an operator stand until somebody ends them.
    """
    if not why.strip():
        raise NotAllowedError("repudiating somebody needs a reason", hint="Add --why TEXT.")
    _decide(ledger, DecisionKind.REPUDIATED, actor, person, {"since": since.isoformat()}, why)


def _decide(
    ledger: Ledger, kind: DecisionKind, actor: Actor, who: str, details: Mapping[str, Any], why: str = ""
) -> None:
    """Record an operator's decision about a person, checked inside the transaction that records it."""

    def make(reader: Reader) -> Batch:
        now = timestamp(ledger.clock())
        people = People.load(ledger, reader)
        person = people.find(who)
        _need_operator(people, actor, now)
        if kind is DecisionKind.GRANTED:
            _refuse_repudiated(person)
        elif details.get("role", Role.OPERATOR) == Role.OPERATOR:
            _refuse_last_operator(people, person, now)
        if kind is DecisionKind.ENDED:
            _need_grant(person, Role(details["role"]), str(details["target"]))
        about: dict[str, Any] = {"person": person.id, **details}
        if kind is DecisionKind.GRANTED and person.demo:
            about["demo"] = True  # kept where it cannot be erased with the name
        notes = {}
        if why.strip():
            about["note"] = new_note_id()
            notes[about["note"]] = why.replace("\0", " ")
        return Batch([Decision(kind, actor.person, now, actor.channel, actor.system_user, details=about)], notes)

    ledger.record(make)


def _refuse_repudiated(person: Person) -> None:
    if person.repudiated_since:
        raise NotAllowedError(
            f"{person.name} was repudiated: whatever they decide is void",
            hint="If that was a mistake, add the person anew under a name that tells the two apart.",
        )


def _refuse_last_operator(people: People, person: Person, now: str) -> None:
    """Somebody must be left who can grant roles tomorrow, too: a real person, with a role that has no last day."""
    if not person.may(Role.OPERATOR, now):
        return
    for other in people.who_may(Role.OPERATOR, now, source="", target="", but=person.id):
        lasting = any(g.role is Role.OPERATOR and g.holds(now) and not g.valid_until for g in other.grants)
        if lasting and (person.demo or not other.demo):
            return
    raise NotAllowedError(
        f"{person.name} is the last operator: nobody could grant a role any more",
        hint="Make somebody else an operator first.",
    )


def _need_grant(person: Person, role: Role, target: str) -> None:
    if any(grant.role is role and not grant.ended_at and target in ("", grant.target) for grant in person.grants):
        return
    held = ", ".join(f"{grant.role} {grant.target}".strip() for grant in person.grants if not grant.ended_at) or "none"
    raise NotAllowedError(f"{person.name} holds no such role", hint=f"Roles held: {held}.")


def _need_operator(people: People, actor: Actor | None, now: str) -> None:
    operators = people.who_may(Role.OPERATOR, now, source="", target="")
    if actor is None or actor.person not in {person.id for person in operators}:
        names = ", ".join(person.name for person in operators) or "nobody"
        raise NotAllowedError("only an operator may do this", hint=f"Operators: {names}. Say who with --as PERSON.")


def _grant_details(
    role: Role,
    *,
    source: str = "",
    target: str = "",
    basis: str = "",
    valid_from: str = "",
    valid_until: str = "",
    document: str = "",
) -> dict[str, Any]:
    return {
        "role": role.value,
        "source": source,
        "target": target,
        "basis": basis,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "document": document,
    }


def _apply(person: Person, row: Recorded) -> Person:
    decision, details = row.decision, row.decision.details
    match decision.kind:
        case DecisionKind.GRANTED:
            grant = Grant(
                Role(details["role"]),
                details["source"],
                details["target"],
                details["basis"],
                details["valid_from"] or decision.at[:10],
                details["valid_until"],
                document=details.get("document", ""),
                granted_seq=row.seq,
            )
            demo = person.demo or bool(details.get("demo"))
            return replace(person, grants=(*person.grants, grant), deactivated_at="", demo=demo)
        case DecisionKind.ENDED:
            return _end_grants(person, row, role=details["role"], target=details["target"])
        case DecisionKind.DEACTIVATED:
            # Every role ends: one that is granted later brings none of the others back.
            return replace(_end_grants(person, row), deactivated_at=decision.at)
        case DecisionKind.REPUDIATED:
            since = min(filter(None, (person.repudiated_since, details["since"])))
            return replace(person, repudiated_since=since, repudiated_seq=person.repudiated_seq or row.seq)
    return person


def _end_grants(person: Person, row: Recorded, *, role: str = "", target: str = "") -> Person:
    grants = tuple(
        replace(grant, ended_at=row.decision.at, ended_seq=row.seq)
        if not grant.ended_at and role in ("", grant.role) and target in ("", grant.target)
        else grant
        for grant in person.grants
    )
    return replace(person, grants=grants)


def _plain_name(name: str) -> str:
    """A name as names are compared: one form of each letter, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _check_locale(locale: str) -> None:
    try:
        Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError) as exc:
        raise NotAllowedError(f"{locale!r} is not a locale that CLDR knows", hint="Write es, zh_Hans, pt_BR …") from exc


@lru_cache(maxsize=1024)
def _covers(granted: str, wanted: str) -> bool:
    if granted == wanted:
        return True
    have, need = _subtags(granted), _subtags(wanted)
    return have is not None and need is not None and have[:2] == need[:2] and not have[2]


def _subtags(locale: str) -> tuple[str, str, str] | None:
    """Language, script and region; a script that is not written is CLDR's likely one. None for what is no locale."""
    try:
        language, region, script = parse_locale(locale)[:3]
    except ValueError:
        return None
    likely: Mapping[str, str] = get_global("likely_subtags")
    full = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return language, script or (parse_locale(full)[2] if full else "") or "", region or ""
