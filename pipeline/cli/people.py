"""`dragoman people …`: who may decide what, on what ground, from when to when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from pipeline import roster
from pipeline.cli.options import AsPerson, Json, Why, actor_of, open_workspace
from pipeline.cli.output import print_json, print_line, print_table
from pipeline.model import Role

app = typer.Typer(help="Add people; grant and end their roles.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="The person's id or name.", metavar="PERSON")]
FirstDay = Annotated[
    datetime | None,
    typer.Option("--valid-from", help="First day, UTC; today.", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
]
LastDay = Annotated[
    datetime | None,
    typer.Option("--valid-until", help="Last day, UTC; none.", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
]
As = Annotated[
    str,
    typer.Option("--as", help="The operator who decides; empty only for a workspace's first person.", metavar="PERSON"),
]


@app.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The person's name, as evidence shows it.", metavar="NAME")],
    email: Annotated[
        str, typer.Option("--email", help="Where to reach them; may be erased later.", metavar="ADDRESS")
    ] = "",
    operator: As = "",
) -> None:
    """Add a person; the first one becomes the workspace's operator."""
    workspace = open_workspace(context)
    actor = actor_of(workspace, operator) if operator else None
    person = roster.add_person(workspace, name, email=email, actor=actor)
    print_line(f"{person.id}\t{person.name}")


@app.command("list")
def list_people(context: typer.Context, json: Json = False) -> None:
    """List people with their roles, grounds and validity."""
    workspace = open_workspace(context)
    rows = roster.list_people(workspace)
    if json:
        print_json([row.as_json() for row in rows])
        return
    print_table(
        ("person", "name", "role", "languages", "basis", "from", "until", "state"),
        [(r.id, r.name, r.role, r.languages, r.basis, r.valid_from, r.valid_until, r.state) for r in rows],
        empty="Nobody yet. Add the first person, who becomes the operator: dragoman people add NAME",
    )


@app.command("grant")
def grant(
    context: typer.Context,
    person: Who,
    role: Annotated[Role, typer.Argument(help="translator, reviewer or operator.", metavar="ROLE")],
    operator: AsPerson,
    locale: Annotated[str, typer.Option("--locale", "-l", help="The target locale.", metavar="LOCALE")] = "",
    source: Annotated[
        str, typer.Option("--source", help="The source locale; default: the workspace's.", metavar="LOCALE")
    ] = "",
    basis: Annotated[
        str, typer.Option("--basis", help="What qualifies them: a diploma, a certification, a test.", metavar="TEXT")
    ] = "",
    valid_from: FirstDay = None,
    valid_until: LastDay = None,
    document: Annotated[
        typer.FileBinaryRead | None,
        typer.Option("--document", help="The proof; its name and hash are kept.", metavar="FILE"),
    ] = None,
) -> None:
    """Grant a role for a pair of languages, with its basis and validity."""
    workspace = open_workspace(context)
    roster.grant_role(
        workspace,
        person,
        role,
        locale=locale,
        source=source,
        basis=basis,
        valid_from=valid_from.date() if valid_from else None,
        valid_until=valid_until.date() if valid_until else None,
        document=(document.name, document.read()) if document else None,
        actor=actor_of(workspace, operator),
    )
    print_line(f"Granted: {role}{' for ' + locale if locale else ''}.")


@app.command("end")
def end(
    context: typer.Context,
    person: Who,
    role: Annotated[Role, typer.Argument(help="The role that ends.", metavar="ROLE")],
    operator: AsPerson,
    locale: Annotated[str, typer.Option("--locale", "-l", help="The target locale.", metavar="LOCALE")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason.", metavar="TEXT")] = "",
) -> None:
    """End a role from now on; what was approved before stands."""
    workspace = open_workspace(context)
    roster.end_role(workspace, person, role, locale=locale, why=why, actor=actor_of(workspace, operator))
    print_line(f"Ended: {role}{' for ' + locale if locale else ''}.")


@app.command("deactivate")
def deactivate(context: typer.Context, person: Who, operator: AsPerson, why: Why = "") -> None:
    """Close a person's access; their approvals stand."""
    workspace = open_workspace(context)
    roster.deactivate_person(workspace, person, why=why, actor=actor_of(workspace, operator))
    print_line("Deactivated; what they approved stands.")


@app.command("repudiate")
def repudiate(
    context: typer.Context,
    person: Who,
    since: Annotated[
        datetime,
        typer.Option("--since", help="First day, UTC, that is void.", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
    ],
    operator: AsPerson,
    why: Why,
) -> None:
    """Void what a person decided since a date; the next `publish` takes down what rests on it."""
    workspace = open_workspace(context)
    roster.repudiate_person(workspace, person, since=since.date(), why=why, actor=actor_of(workspace, operator))
    print_line("Repudiated; editions that rest on it are taken down by the next `dragoman publish`.")
