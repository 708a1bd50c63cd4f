"""`dragoman prepare` and `status`: the daily round."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline import prepare as preparing
from pipeline.cli.options import Json, Locales, Slugs, choose_articles, choose_locales, open_workspace
from pipeline.cli.output import print_json, print_line, print_table, progress, shorten
from pipeline.errors import DragomanError
from pipeline.outcomes import Published
from pipeline.publish import follow_changes
from pipeline.status import read_status
from pipeline.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("prepare")(prepare)
    app.command("status")(status)


def prepare(
    context: typer.Context,
    slugs: Slugs = None,
    locale: Locales = None,
    accept_shrunk: Annotated[
        bool, typer.Option("--accept-shrunk", help="Take in an article that shrank: someone looked, it is right.")
    ] = False,
    json: Json = False,
) -> None:
    """Fetch what changed, cut it into units, write the catalogs, propose drafts, check."""
    workspace = open_workspace(context)
    names = choose_articles(workspace, slugs)
    locales = choose_locales(workspace, locale)
    network = preparing.make_network(workspace)
    articles, results = [], []
    with progress("prepare", len(names) * (1 + len(locales))) as advance:
        for slug in names:
            articles.append(preparing.prepare_article(workspace, slug, network, accept_shrunk=accept_shrunk))
            advance(slug)
        for name in locales:
            engine, fault = preparing.find_engine(workspace, name)
            for slug in names:
                results.append(preparing.prepare_locale(workspace, slug, name, engine=engine, engine_fault=fault))
                advance(f"{slug} {name}")
    followed, fault = _follow(workspace)
    if json:
        told = {"editions": followed.as_json() if followed else None, "editions_error": fault}
        print_json(preparing.as_json(articles, results) | told)
    else:
        print_table(
            ("article", "source", "units"), [(a.slug, a.fetched, a.units or "") for a in articles], empty="No articles."
        )
        print_table(
            ("article", "locale", "left", "drafted", "taken in", "critical"),
            [(r.slug, r.locale, r.left, r.drafted, r.taken_in, r.findings) for r in results],
        )
        for note in (note for article in articles for note in article.notes):
            print_line(f"Note: {note}")
        for hold in (hold for article in articles for hold in article.holds):
            print_line(f"Held: {hold.article}: {hold.reason} ({hold.who})", style="yellow")
        for result in results:
            if result.stale:
                print_line(
                    f"{result.slug} ({result.locale}): {result.stale} entries of an older file were written anew from "
                    "the ledger."
                )
            for reason in dict.fromkeys(result.refused):
                print_line(f"{result.slug} ({result.locale}): no draft: {reason}")
        for slug, error in [(a.slug, a.error) for a in articles] + [(r.slug, r.error) for r in results]:
            if error:
                print_line(f"Error: {slug}: {error}", style="red")
        _tell_followed(followed, fault)
    if fault or (followed and followed.errors):
        raise typer.Exit(3)
    if any(article.error for article in articles) or any(result.error for result in results):
        raise typer.Exit(3)


def _follow(workspace: Workspace) -> tuple[Published | None, str]:
    """What the policies did to the published editions of sources that changed; or why they could not."""
    try:
        return follow_changes(workspace), ""
    except DragomanError as error:
        return None, f"the editions of what changed could not be followed: {error}"


def _tell_followed(followed: Published | None, fault: str) -> None:
    if followed:
        for outcome in followed.editions:
            if outcome.action in ("withdrawn", "noticed"):
                print_line(
                    f"The source changed: {outcome.slug} ({outcome.locale}) is {outcome.action}.", style="yellow"
                )
        for error in followed.errors:
            print_line(f"Error: {error}", style="red")
    if fault:
        print_line(f"Error: {fault}", style="red")


def status(context: typer.Context, json: Json = False) -> None:
    """Show articles by locales: what is published, how many units are left, since when, for whom."""
    workspace = open_workspace(context)
    rows = read_status(workspace)
    if json:
        print_json([row.as_json() for row in rows])
        return
    if not workspace.settings.locales:
        print_line('No languages yet: set `locales = ["es", …]` in dragoman.toml.')
        return
    if not workspace.pages:
        print_line("No articles yet. Add one: dragoman add URL --slug NAME --licence LICENCE")
    print_table(
        ("article", "locale", "edition", "units", "left", "since", "source changed", "waits for", "why"),
        [
            (
                *(row.slug, row.locale, row.edition, row.units, row.left, row.since[:10]),
                f"{row.policy_since}, {row.source_change}: {row.policy}" if row.policy else "",
                *(row.who, shorten(row.reason, 80)),
            )
            for row in rows
        ],
    )
