"""`dragoman publish`, `withdraw` and `restore`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import (
    AsPerson,
    Json,
    Locales,
    Slug,
    Slugs,
    Why,
    actor_of,
    choose_locales,
    open_workspace,
)
from pipeline.cli.output import print_json, print_line, print_table, progress
from pipeline.publish import publish_editions, restore_editions, withdraw_editions


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("publish")(publish)
    app.command("withdraw")(withdraw)
    app.command("restore")(restore)


def publish(
    context: typer.Context,
    slugs: Slugs = None,
    locale: Locales = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 where something is held.")] = False,
    json: Json = False,
) -> None:
    """Publish whatever is approved and not yet published; say what is held, why, and who can release it."""
    workspace = open_workspace(context)
    names = tuple(workspace.article(slug).slug for slug in slugs or ())
    locales = choose_locales(workspace, locale) if locale else ()
    with progress("publish", len(workspace.pages) * len(workspace.settings.locales)) as advance:
        result = publish_editions(workspace, names, locales, report=advance)
    if json:
        print_json(result.as_json())
    else:
        print_table(
            ("article", "locale", "edition", "page"),
            [(e.slug, e.locale, e.action, e.path) for e in result.editions],
        )
        for line in result.hold_lines():
            print_line(line, style="yellow")
        for line in result.errors:
            print_line(f"Error: {line}", style="red")
        print_line(result.summary())
    if result.errors:
        raise typer.Exit(3)
    if strict and result.holds:
        raise typer.Exit(1)


def withdraw(context: typer.Context, slug: Slug, why: Why, person: AsPerson, locale: Locales = None) -> None:
    """Take an edition and its PDF down at once, with a notice in its place; without --locale, in all languages."""
    workspace = open_workspace(context)
    actor = actor_of(workspace, person)
    done = withdraw_editions(workspace, slug, choose_locales(workspace, locale), actor=actor, why=why)
    print_line(f"Withdrawn: {slug} in {', '.join(done)}." if done else f"Nothing of {slug} was published.")


def restore(context: typer.Context, slug: Slug, why: Why, person: AsPerson, locale: Locales = None) -> None:
    """Let a withdrawn edition be published again; the gate decides as for any other."""
    workspace = open_workspace(context)
    actor = actor_of(workspace, person)
    done = restore_editions(workspace, slug, choose_locales(workspace, locale), actor=actor, why=why)
    print_line(
        f"Restored: {slug} in {', '.join(done)}; `dragoman publish {slug}` puts it up where the gate lets it."
        if done
        else f"Nothing of {slug} was withdrawn."
    )
