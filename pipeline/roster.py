"""People as the command line and the desk handle them: by name, with documents as hashes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import NotAllowedError
from pipeline.model import Role, sha256, timestamp
from pipeline.review import people as review_people
from pipeline.review.people import Actor, People, Person
from pipeline.workspace import Workspace, system_user


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person's role, or a person without one, as a table shows it."""

    id: str
    name: str
    role: str = ""
    languages: str = ""
    basis: str = ""
    valid_from: str = ""
    valid_until: str = ""
    state: str = "active"

    def as_json(self) -> dict[str, str]:
        """For a program."""
        return asdict(self)


def find_actor(workspace: Workspace, who: str, *, channel: str) -> Actor:
    """The person named, acting through a channel; NotAllowedError where nobody or more than one is called so."""
    person = People.load(workspace.ledger).find(who)
    if person.demo and not workspace.settings.demo:
        raise NotAllowedError(
            f"{person.name} is a demonstration person", hint="They decide only where dragoman.toml says demo = true."
        )
    return Actor(person.id, channel, system_user())


def list_persons(workspace: Workspace) -> tuple[Person, ...]:
    """Everybody, in the order of their ids."""
    return tuple(People.load(workspace.ledger))


def add_person(
    workspace: Workspace, name: str, *, email: str, actor: Actor | None, demo: bool = False, channel: str = "cli"
) -> Person:
    """Add a person; the workspace's first one becomes its operator."""
    if demo and not workspace.settings.demo:
        raise NotAllowedError("a demonstration person has no place here", hint="dragoman.toml has no demo = true.")
    return review_people.add_person(
        workspace.ledger, name, email=email, demo=demo, actor=actor, channel=channel, system_user=system_user()
    )


def grant_role(
    workspace: Workspace,
    who: str,
    role: Role,
    *,
    actor: Actor,
    locale: str = "",
    source: str = "",
    basis: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    document: tuple[str, bytes] | None = None,
) -> None:
    """Grant a role; of a document its name and hash are kept."""
    needs_pair = role is not Role.OPERATOR
    review_people.grant_role(
        workspace.ledger,
        who,
        role,
        actor=actor,
        source=(source or workspace.settings.source_locale) if needs_pair else "",
        target=workspace.check_locale(locale) if needs_pair and locale else "",
        basis=basis,
        valid_from=valid_from,
        valid_until=valid_until,
        document=f"{Path(document[0]).name} sha256:{sha256(document[1])}" if document else "",
    )


def end_role(workspace: Workspace, who: str, role: Role, *, locale: str, why: str, actor: Actor) -> None:
    """End a role from now on."""
    review_people.end_role(workspace.ledger, who, role, actor=actor, target=locale.replace("-", "_"), why=why)


def deactivate_person(workspace: Workspace, who: str, *, why: str, actor: Actor) -> None:
    """Close a person's access; what they approved stands."""
    review_people.deactivate_person(workspace.ledger, who, actor=actor, why=why)


def repudiate_person(workspace: Workspace, who: str, *, since: date, why: str, actor: Actor) -> None:
    """Void what a person decided since a date."""
    review_people.repudiate_person(workspace.ledger, who, since=since, actor=actor, why=why)


def list_people(workspace: Workspace) -> tuple[RosterRow, ...]:
    """One row a role; people without one have a row of their own."""
    now = timestamp(workspace.clock())
    rows = []
    for person in list_persons(workspace):
        state = "active"
        if person.repudiated_since:
            state = f"repudiated since {person.repudiated_since}"
        elif person.deactivated_at:
            state = f"deactivated {person.deactivated_at[:10]}"
        for grant in person.grants:
            languages = f"{grant.source} → {grant.target}" if grant.target else ""
            ended = "" if grant.holds(now) else f"ended {grant.ended_at[:10]}" if grant.ended_at else "not valid today"
            shown = state if state != "active" else ended or "active"
            rows.append(
                RosterRow(
                    person.id,
                    person.name,
                    grant.role.value,
                    languages,
                    grant.basis,
                    grant.valid_from,
                    grant.valid_until,
                    shown,
                )
            )
        if not person.grants:
            rows.append(RosterRow(person.id, person.name, state="no role yet"))
    return tuple(rows)
