"""The command's tree and its common options; each group of commands has a module."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import (
    catalogs,
    checking,
    comparing,
    data,
    its,
    ledger,
    memory,
    people,
    pseudo,
    publishing,
    review,
    running,
    segmenting,
    serving,
    setting_up,
    syncing,
    terms,
)

app = typer.Typer(
    name="dragoman",
    help="Translate, review and republish articles: localized HTML and accessible PDFs, one per language.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dragoman {version('dragoman')}")
        raise typer.Exit


@app.callback()
def choose_workspace(
    context: typer.Context,
    workspace: Annotated[
        Path,
        typer.Option("--workspace", "-w", envvar="DRAGOMAN_WORKSPACE", help="The folder that holds dragoman.toml."),
    ] = Path(),
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Remember which workspace the command is about; it is opened by the command itself."""
    context.obj = workspace


setting_up.register(app)
running.register(app)
checking.register(app)
comparing.register(app)
app.add_typer(review.app, name="review")
app.add_typer(people.app, name="people")
publishing.register(app)
data.register(app)
segmenting.register(app)
its.register(app)
pseudo.register(app)
app.add_typer(catalogs.app, name="catalog")
app.add_typer(memory.app, name="memory")
app.add_typer(terms.app, name="terms")
syncing.register(app)
app.add_typer(ledger.app, name="ledger")
serving.register(app)
