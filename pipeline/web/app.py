"""`create_app`: the desk's routes, its guard, and its error pages."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from pipeline.errors import DragomanError, UsageError
from pipeline.web import entry, frames, queue, units
from pipeline.web.desk import FOLDER, Desk, desk_of
from pipeline.web.frames import ImageKeys
from pipeline.web.guard import Address, Guard
from pipeline.web.logins import LoginStore
from pipeline.web.visits import LoginNeededError, drop_cookie, read_form, read_visit
from pipeline.workspace import Workspace

ASK_FOR_LINK = "dragoman desk --as YOU"


def create_app(workspace: Workspace, *, logins: LoginStore, public_url: str = "") -> FastAPI:
    """The desk of a workspace, for people with a link from `logins`.

    Without `public_url` it answers on loopback names only. With one (`https://desk.example.org`, behind a proxy
    that does TLS) it answers to that host too and its cookies demand https; UsageError for one that is not https.
    """
    address = Address.parse(public_url)
    desk = Desk(workspace, logins, address)
    app = FastAPI(title=f"{desk.name} desk", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.state.address = address
    app.state.image_keys = ImageKeys(workspace.clock)
    app.add_middleware(Guard, address=address, show_error=desk.show_error)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    for part in (entry, queue, units, frames):
        app.include_router(part.router)
    app.add_exception_handler(LoginNeededError, _ask_to_log_in)
    app.add_exception_handler(HTTPException, _show_http_error)
    app.add_exception_handler(RequestValidationError, _show_bad_request)
    app.add_exception_handler(DragomanError, _show_our_error)
    return app


async def _ask_to_log_in(request: Request, error: Exception) -> Response:
    desk = desk_of(request)
    reason = error.reason if isinstance(error, LoginNeededError) else ""
    lines = (reason, "Ask for a link at the command line; it logs you in once:")
    response = desk.show_error(401, *lines, command=ASK_FOR_LINK, typed=await _read_typed(request))
    if desk.cookie in request.cookies:
        drop_cookie(desk, response)
    return response


async def _show_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return await _show(request, status, detail if detail.endswith(".") else "")  # the framework's are no sentences


async def _show_bad_request(request: Request, error: Exception) -> Response:  # noqa: ARG001 - it may quote the input
    return await _show(request, 400)


async def _show_our_error(request: Request, error: Exception) -> Response:
    """What a page could not be made of: an address that names nothing, a snapshot that cannot be read."""
    status = 404 if isinstance(error, UsageError) else 500
    lines = (error.message, error.hint) if isinstance(error, DragomanError) else ()
    return await _show(request, status, *lines)


async def _show(request: Request, status: int, *lines: str) -> Response:
    typed = await _read_typed(request)
    try:
        visit = await run_in_threadpool(read_visit, request)
    except LoginNeededError:
        visit = None
    return desk_of(request).show_error(status, *lines, visit=visit, typed=typed)


async def _read_typed(request: Request) -> str:
    """The translation in a form that came to nothing, so that its page can give it back (law 4)."""
    if request.method != "POST":
        return ""
    try:
        return (await read_form(request)).get("target", "")
    except HTTPException:
        return ""
