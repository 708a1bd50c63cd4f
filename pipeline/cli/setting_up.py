"""`dragoman init`, `add` and `doctor`: a workspace, its articles, and what this machine lacks."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Json, open_workspace
from pipeline.cli.output import print_json, print_line, print_table, progress
from pipeline.doctor import examine
from pipeline.new import add_article, make_workspace


class FourEyes(StrEnum):
    """As in settings."""

    REQUIRE = "require"
    WARN = "warn"
    OFF = "off"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("init")(init)
    app.command("add")(add)
    app.command("doctor")(doctor)


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="The folder; made if it is not there. Default: this one.", metavar="[DIR]")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="The publisher's name, on every page.", metavar="NAME")
    ] = None,
    locale: Annotated[
        list[str] | None,
        typer.Option("--locale", "-l", help="A language to publish in; may be given again.", metavar="LOCALE"),
    ] = None,
    source: Annotated[str, typer.Option("--source", help="The language of the source pages.", metavar="LOCALE")] = "en",
    four_eyes: Annotated[
        FourEyes | None,
        typer.Option("--four-eyes", help="Two people on each text: require, warn or off.", metavar="RULE"),
    ] = None,
) -> None:
    """Make a workspace: dragoman.toml and the folders. On a terminal it asks for what the options leave out."""
    root = (folder or context.find_root().obj).resolve()
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if not (root / "dragoman.toml").exists() and asks:
        if name is None:
            name = typer.prompt("The publisher's name, on every page", default=root.name)
        if locale is None:
            locale = typer.prompt("Languages to publish in (es, zh_Hans, ar …)", default="es").replace(",", " ").split()
        if four_eyes is None:
            print_line("Two people on each text: one writes or accepts it, another approves.")
            print_line("  require  always; nothing is published otherwise")
            print_line("  warn     one person may do both; the page's footer and the evidence say so")
            print_line("  off      one person may do both")
            answer = typer.prompt("Do at least two people work here? (require/warn/off)", default="require")
            four_eyes = FourEyes(answer) if answer in list(FourEyes) else None
            if four_eyes is None:
                raise typer.BadParameter(f"{answer!r} is none of require, warn, off.", param_hint="--four-eyes")
    written = make_workspace(
        root,
        name=name if name is not None else root.name,
        locales=locale or (),
        four_eyes=four_eyes or FourEyes.REQUIRE,
        source_locale=source,
    )
    for path in written:
        print_line(f"Wrote {path.relative_to(root).as_posix()}")
    print_line("")
    change = "" if root == Path.cwd() else f"cd {folder or root}, then "
    print_line(f"Next: {change}dragoman add URL --slug NAME --licence LICENCE")
    print_line('      and  dragoman people add "YOUR NAME"  (the first person is the operator)')


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The article's page.", metavar="URL")],
    slug: Annotated[
        str,
        typer.Option("--slug", help="Its name in addresses and files: small letters, digits, hyphens.", metavar="SLUG"),
    ],
    licence: Annotated[
        str,
        typer.Option(
            "--licence",
            metavar="LICENCE",
            help="An SPDX or Creative Commons identifier, public-domain, own or permission. "
            "Without one the article is prepared and held.",
        ),
    ] = "",
    attribution: Annotated[
        str, typer.Option("--attribution", help="Whose work it is, as printed.", metavar="TEXT")
    ] = "",
    permission: Annotated[
        Path | None,
        typer.Option(
            "--permission", help="The document that permits it; copied to source_html/permissions/.", metavar="FILE"
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", help="Last day of the permission.", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
    ] = None,
    profile: Annotated[
        str, typer.Option("--profile", help="How to find the article in its page: a [profiles] name.", metavar="NAME")
    ] = "",
) -> None:
    """Put an article under management. Nothing is fetched yet."""
    workspace = open_workspace(context)
    added = add_article(
        workspace,
        url,
        slug=slug,
        licence=licence,
        attribution=attribution,
        permission=permission,
        until=until.date() if until else None,
        profile=profile,
    )
    print_line(f"Added {slug} (id {added.article.id}) to dragoman.toml.")
    if added.rights_hold:
        print_line(f"It cannot be published as it stands: {added.rights_hold}.", style="yellow")
    else:
        print_line(f"Its licence allows a translation. {added.rights_note}".rstrip())
    print_line(f"Next: dragoman prepare {slug}")


def doctor(context: typer.Context, json: Json = False) -> None:
    """Look at what Dragoman needs here: Pango, fonts, database, engines, Prefect. Ends with 1 where a need is unmet."""
    with progress("look at", 4) as advance:
        looks = list(examine(context.find_root().obj.resolve(), lambda name: advance(name)))
    if json:
        print_json([look.as_json() for look in looks])
    else:
        print_table(
            ("state", "what", "found", "what to do"),
            [(look.state, look.name, look.found, "" if look.ok else look.hint) for look in looks],
        )
    if any(not look.ok and look.needed for look in looks):
        raise typer.Exit(1)
