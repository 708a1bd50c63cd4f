"""`dragoman memory`: the approved pairs of a locale, what they have for a text, and TMX in and out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Json, Locales, OneLocale, choose_locales, need_file, open_workspace
from pipeline.cli.output import print_json, print_line, print_table, shorten, write_out
from pipeline.draft import Match, Surroundings
from pipeline.errors import UsageError
from pipeline.memory import (
    Surveyor,
    export_tmx,
    import_tmx,
    read_memory,
    read_status,
    rebuild_memory,
)
from pipeline.model import Unit
from pipeline.review.people import People
from pipeline.sources import read_source
from pipeline.workspace import Workspace

app = typer.Typer(name="memory", help="Approved pairs: look up, rebuild, TMX in and out.", no_args_is_help=True)


@app.callback()
def memory() -> None:
    """Approved pairs: look up, rebuild, TMX in and out."""


@app.command("status")
def status(context: typer.Context, locale: Locales = None, json: Json = False) -> None:
    """Say per locale what the memory holds and whether its file is current. Nothing is built."""
    workspace = open_workspace(context)
    found = [read_status(workspace, each) for each in choose_locales(workspace, locale)]
    if json:
        print_json([asdict(each) for each in found])
        return
    rows = [(s.locale, s.state, s.approved, s.segments, s.imported, s.sha256[:16]) for s in found]
    print_table(("locale", "file", "approved", "segments", "imported", "sha256"), rows)


@app.command("rebuild")
def rebuild(context: typer.Context, locale: Locales = None) -> None:
    """Build the memory anew from the ledger and the imported files: the same ones give the same bytes."""
    workspace = open_workspace(context)
    for each in choose_locales(workspace, locale):
        changed = rebuild_memory(workspace, each)
        found = read_status(workspace, each)
        counts = f"{found.approved} units, {found.segments} segments, {found.imported} imported"
        print_line(f"{each}: {counts}; sha256 {found.sha256[:16]}, {'written' if changed else 'as it was'}.")


@app.command("lookup")
def lookup(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A text, or a unit's id with --slug.", metavar="TEXT")],
    locale: OneLocale,
    slug: Annotated[
        str, typer.Option("--slug", help="The article of the unit: its neighbours then count.", metavar="SLUG")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="At most so many.")] = 5,
    json: Json = False,
) -> None:
    """Show what the memory has for a text: in context, exact, near, by sentences. Ends with 1 where it has nothing."""
    workspace = open_workspace(context)
    locale = workspace.check_locale(locale)
    unit, around = _find_unit(workspace, slug, text)
    found = read_memory(workspace, locale)
    matches = found.look_up(unit, limit=limit, around=around)
    segments = found.look_up_segments(unit, limit=limit, around=around)
    parts = [(unit.text[each.span.start : each.span.end].strip(), each.matches) for each in segments if each.matches]
    people = People.load(workspace.ledger)
    slugs = {article.id: article.slug for article in workspace.articles}
    if json:
        print_json(
            {
                "text": unit.text,
                "matches": [_as_json(match, people, slugs) for match in matches],
                "segments": [
                    {"text": part, "matches": [_as_json(match, people, slugs) for match in fitting]}
                    for part, fitting in parts
                ],
            }
        )
    else:
        _show(matches, people, slugs)
        for part, fitting in parts:
            print_line(f"Of “{shorten(part, 200)}”:")
            _show(fitting, people, slugs)
    if not matches and not parts:
        print_line("The memory has nothing like it." if not json else "")
        raise typer.Exit(1)


@app.command("import")
def import_pairs(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A TMX file.", metavar="FILE")],
    locale: OneLocale,
) -> None:
    """Offer another memory's pairs from now on. They are marked with the file's name, and approve nothing."""
    workspace = open_workspace(context)
    need_file(file, hint="Name a TMX file.")
    locale = workspace.check_locale(locale)
    count = import_tmx(workspace, file, locale)
    print_line(f"{count} pairs of {file.name} are offered in {locale}. They are kept in locales/{locale}/memory/.")


@app.command("export")
def export_pairs(
    context: typer.Context,
    locale: OneLocale,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it there instead of standard output.", metavar="FILE")
    ] = None,
) -> None:
    """Write the units approved here as TMX 1.4b, which any translation tool reads."""
    workspace = open_workspace(context)
    write_out(export_tmx(workspace, workspace.check_locale(locale)), out)


def _find_unit(workspace: Workspace, slug: str, text: str) -> tuple[Unit, Surroundings]:
    """The unit of an article with this id or text, and where it stands; else the text alone."""
    if not slug:
        return Unit(text), Surroundings(today=workspace.clock().date().isoformat())
    source = read_source(workspace, workspace.article(slug))
    for unit in source.units if source else ():
        if source and text in (unit.key.id, unit.text):
            return unit, Surveyor(workspace).survey(source, unit)
    raise UsageError(f"{slug} has no such unit", where=shorten(text), hint="`dragoman review list` shows their ids.")


def _show(matches: tuple[Match, ...], people: People, slugs: dict[str, str]) -> None:
    rows = [
        (
            f"{match.score} %",
            match.kind,
            match.target,
            match.pair.source,
            match.pair.origin or slugs.get(match.pair.article, match.pair.article),
            people.name_of(match.pair.approved_by) if match.pair.approved_by else "",
            match.pair.approved_at[:10],
            _describe(match),
        )
        for match in matches
    ]
    print_table(("score", "match", "translation", "of", "from", "reviewer", "approved", "note"), rows)


def _describe(match: Match) -> str:
    """Which numbers differ, and what was taken off."""
    verb = "put in place" if match.kind == "numbers" else "NOT in the translation"
    numbers = [f"{old} → {new} {verb}" for old, new in match.numbers]
    return "; ".join([*numbers, *(f"-{points} {reason}" for reason, points in (match.penalties or {}).items())])


def _as_json(match: Match, people: People, slugs: dict[str, str]) -> dict[str, object]:
    pair, place = match.pair, match.place
    return {
        "score": match.score,
        "likeness": match.likeness,
        "match": match.kind,
        "target": match.target,
        "source": pair.source,
        "stored_target": pair.target,
        "numbers": [list(change) for change in match.numbers],
        "penalties": dict(match.penalties or {}),
        "part": pair.part,
        "origin": pair.origin,
        "article": slugs.get(pair.article, pair.article),
        "reviewer": people.name_of(pair.approved_by) if pair.approved_by else "",
        "approved_at": pair.approved_at,
        "previous": place.previous if place else "",
        "following": place.following if place else "",
        "headings": list(place.headings) if place else [],
    }
