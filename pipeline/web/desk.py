"""What every route of the desk works with: the workspace, who may come in, and the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.text.languages import direction, english_name
from pipeline.web.guard import Address
from pipeline.web.logins import LoginStore
from pipeline.web.texts import format_day, format_moment
from pipeline.workspace import Workspace

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """A locale as the templates need it."""

    name: str
    tag: str
    dir: str
    english: str
    own: str


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    environment.filters["day"] = format_day
    environment.filters["moment"] = format_moment
    return environment


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of one workspace."""

    workspace: Workspace
    logins: LoginStore
    address: Address
    templates: Environment = field(default_factory=_make_environment)

    @property
    def name(self) -> str:
        return self.workspace.settings.name

    @property
    def demo(self) -> bool:
        return self.workspace.settings.demo

    @property
    def cookie(self) -> str:
        """The session cookie's name; over https with the prefix that binds it to this host."""
        return "__Host-dragoman-desk" if self.address.secure else "dragoman-desk"

    def language(self, locale: str) -> Language:
        workspace = self.workspace
        return Language(
            locale, workspace.tag(locale), direction(locale), english_name(locale), workspace.own_name(locale)
        )

    @property
    def source(self) -> Language:
        return self.language(self.workspace.settings.source_locale)

    def show(
        self, template: str, *, visit: object = None, status: int = 200, context: Mapping[str, Any] | None = None
    ) -> HTMLResponse:
        """A page from a template; everything in the context is escaped there."""
        values = {"desk": self, "visit": visit, "here": "", "source": self.source, **(context or {})}
        return HTMLResponse(self.templates.get_template(template).render(values), status)

    def show_error(
        self, status: int, *lines: str, visit: object = None, command: str = "", typed: str = ""
    ) -> HTMLResponse:
        """A page that says what is wrong and what to do, and gives back what was typed; never a traceback."""
        heading, words = _ERRORS.get(status, ("That did not work", "Nothing was changed."))
        lines = tuple(line for line in lines if line) or (words,)
        return self.show(
            "message.html",
            visit=visit,
            status=status,
            context={"heading": heading, "lines": lines, "command": command, "typed": typed},
        )


_ERRORS = {
    400: ("That could not be read", "The request was not well formed. Nothing was changed."),
    401: ("Please log in", "Your session has ended, or you have none yet."),
    403: ("Not allowed", "Nothing was changed."),
    404: (
        "There is no such page",
        "The address is wrong, or the unit has left its article. The queue has what there is.",
    ),
    405: ("That is no way to ask", "This address does not answer to that kind of request. Nothing was changed."),
    409: ("Changed in between", "Somebody decided here before you. Nothing of yours was saved."),
    413: ("Too large", "Nothing was saved."),
    415: ("That could not be read", "Only forms of this desk are understood. Nothing was changed."),
    421: ("Wrong address", "This desk does not answer under that host name."),
    500: (
        "Something broke on our side",
        "It was noted for the operator. What was acknowledged before is kept; go back to find your text.",
    ),
}


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
