"""Options that several commands take, and how they become a workspace, locales and an actor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError
from pipeline.review.people import Actor
from pipeline.roster import find_actor
from pipeline.workspace import Workspace

Slugs = Annotated[list[str] | None, typer.Argument(help="Articles; all of them when none is named.", metavar="[SLUG]…")]
Slug = Annotated[str, typer.Argument(help="The article.", metavar="SLUG")]
Locales = Annotated[
    list[str] | None, typer.Option("--locale", "-l", help="Only this locale; may be given again.", metavar="LOCALE")
]
OneLocale = Annotated[str, typer.Option("--locale", "-l", help="The locale.", metavar="LOCALE")]
AsPerson = Annotated[str, typer.Option("--as", help="Who decides: a person's id or name.", metavar="PERSON")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the decision.", metavar="TEXT")]


def open_workspace(context: typer.Context) -> Workspace:
    """The workspace that `--workspace` names, closed when the command ends."""
    return context.with_resource(Workspace.open(context.find_root().obj.resolve()))


def need_file(file: Path, *, hint: str) -> None:
    """UsageError where there is no such file."""
    if not file.is_file():
        raise UsageError("there is no such file", where=str(file), hint=hint)


def choose_articles(workspace: Workspace, slugs: list[str] | None) -> tuple[str, ...]:
    """The named slugs, each known, or all of the workspace's (shared blocks and interface words with them)."""
    if slugs:
        return tuple(workspace.article(slug).slug for slug in slugs)
    return tuple(article.slug for article in workspace.articles)


def choose_locales(workspace: Workspace, locales: list[str] | None) -> tuple[str, ...]:
    """The named locales, each known, or all of the workspace's."""
    if locales:
        return tuple(workspace.check_locale(locale) for locale in locales)
    return workspace.settings.locales


def actor_of(workspace: Workspace, person: str) -> Actor:
    """The person named by `--as`, acting through the command line; NotAllowedError where nobody is called so."""
    return find_actor(workspace, person, channel="cli")
