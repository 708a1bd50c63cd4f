"""Coming in by a one-time link, and leaving."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pipeline.web.desk import desk_of
from pipeline.web.visits import CheckedForm, Visitor, drop_cookie, find_person, set_cookie

router = APIRouter()

BAD_LINK = "This link was used before, is older than 15 minutes, or is not one of ours. Ask for a new one."


@router.get("/login/{token}")
def show_login(request: Request, token: str) -> Response:
    """Whom the link is for, and a button. Looking uses nothing up: mail programs look at links."""
    desk = desk_of(request)
    person_id = desk.logins.find_link(token)
    found = find_person(desk, person_id) if person_id else None
    if found is None:
        return desk.show_error(404, BAD_LINK, command="dragoman desk --as YOU")
    person, _ = found
    context = {"name": person.name, "is_demo": person.demo, "token": token}
    return desk.show("login.html", context=context)


@router.post("/login/{token}")
def log_in(request: Request, token: str) -> Response:
    """Use the link up and open a session under a new id; one that this browser had ends."""
    desk = desk_of(request)
    person_id = desk.logins.use_link(token)
    found = find_person(desk, person_id) if person_id else None
    if found is None:
        return desk.show_error(404, BAD_LINK, command="dragoman desk --as YOU")
    if before := desk.logins.find_session(request.cookies.get(desk.cookie, "")):
        desk.logins.close_session(before)
    cookie, _ = desk.logins.open_session(found[0].id)
    response = RedirectResponse("/", 303)
    set_cookie(desk, response, cookie)
    return response


@router.post("/logout")
def log_out(request: Request, visit: Visitor, form: CheckedForm) -> Response:  # noqa: ARG001 - the form is checked
    """End the session here and in the browser."""
    desk = desk_of(request)
    desk.logins.close_session(visit.session)
    response = desk.show(
        "message.html",
        context={
            "heading": "Logged out",
            "lines": ("To come back, ask for a new link:",),
            "command": "dragoman desk --as YOU",
            "typed": "",
        },
    )
    drop_cookie(desk, response)
    return response
