"""The person at a request, and the form they sent: what each route asks for before it does anything."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.model import timestamp
from pipeline.review.people import Actor, People, Person
from pipeline.web.desk import Desk, desk_of
from pipeline.web.logins import ABSOLUTE_LIMIT, Session
from pipeline.workspace import system_user

CHANNEL = "desk"
MAX_FIELDS = 200

Form = Mapping[str, str]


class LoginNeededError(Exception):
    """Nobody is logged in, or not any more; `reason` says which."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Visit:
    """A person who is logged in, at one request."""

    session: Session
    person: Person
    people: People

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def demo(self) -> bool:
        return self.person.demo

    @property
    def csrf(self) -> str:
        return self.session.csrf

    @property
    def actor(self) -> Actor:
        """How the ledger names whoever decides here."""
        return Actor(self.id, channel=CHANNEL, system_user=system_user())


def find_person(desk: Desk, person_id: str) -> tuple[Person, People] | None:
    """A person who may come in: known, active, and of a demonstration only in one."""
    people = People.load(desk.workspace.ledger)
    person = people.get(person_id)
    if person is None or person.deactivated_at or (person.demo and not desk.demo):
        return None
    if person.is_void(timestamp(desk.workspace.clock())):
        return None
    return person, people


def read_visit(request: Request) -> Visit:
    """Who is there; LoginNeededError otherwise. A person who was deactivated loses the session here."""
    desk = desk_of(request)
    session = desk.logins.find_session(request.cookies.get(desk.cookie, ""))
    if session is None:
        raise LoginNeededError
    found = find_person(desk, session.person)
    if found is None:
        desk.logins.close_session(session)
        raise LoginNeededError("Your access to this workspace has ended.")
    return Visit(session, *found)


async def read_form(request: Request) -> Form:
    """The fields of a form; each name once. HTTPException for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as exc:
        raise HTTPException(400) from exc
    form = dict(pairs)
    if len(form) != len(pairs):
        raise HTTPException(400)
    return form


def check_csrf(visit: Annotated[Visit, Depends(read_visit)], form: Annotated[Form, Depends(read_form)]) -> Form:
    """The form, if it carries the session's own token."""
    if not hmac.compare_digest(form.get("csrf", "").encode(), visit.csrf.encode()):
        raise HTTPException(
            403, "The form is not one of this session. Nothing was changed; go back, reload, try again."
        )
    return form


Visitor = Annotated[Visit, Depends(read_visit)]
CheckedForm = Annotated[Form, Depends(check_csrf)]


def set_cookie(desk: Desk, response: Response, value: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        desk.cookie,
        value,
        max_age=int(ABSOLUTE_LIMIT.total_seconds()),
        path="/",
        secure=desk.address.secure,
        httponly=True,
        samesite="strict",
    )


def drop_cookie(desk: Desk, response: Response) -> None:
    """Take the session's cookie from the browser."""
    response.delete_cookie(desk.cookie, path="/", secure=desk.address.secure, httponly=True, samesite="strict")
