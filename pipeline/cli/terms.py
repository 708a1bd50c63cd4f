"""`dragoman terms`: the termbase of a locale, and its way from and to other tools and spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.catalog import join_forms
from pipeline.cli.options import Json, OneLocale, need_file, open_workspace
from pipeline.cli.output import print_json, print_line, print_table, write_out
from pipeline.terms import TermChange, export_terms, import_terms, read_terms
from pipeline.text.termbase import Term

app = typer.Typer(name="terms", help="The termbase of a locale: list, TBX and CSV in and out.", no_args_is_help=True)


@app.callback()
def terms() -> None:
    """The termbase of a locale: list, TBX and CSV in and out."""


@app.command("list")
def list_terms(context: typer.Context, locale: OneLocale, json: Json = False) -> None:
    """Print the terms of a locale: what is approved for each, and what is not to be said."""
    workspace = open_workspace(context)
    found = read_terms(workspace, workspace.check_locale(locale)).terms
    if json:
        print_json([_as_json(term) for term in found])
    elif found:
        print_table(("source", "approved", "forbidden"), [_row(term) for term in found])
    else:
        print_line(f"There are no terms yet. `dragoman terms import FILE --locale {locale}` takes a TBX or CSV file.")


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A TBX or CSV file.", metavar="FILE")],
    locale: OneLocale,
    replace: Annotated[bool, typer.Option("--replace", help="Drop the terms that the file does not have.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
    json: Json = False,
) -> None:
    """Take in terms; each takes the place of the one with the same source. The checks ask them from then on."""
    workspace = open_workspace(context)
    need_file(file, hint="Name a TBX or CSV file.")
    locale = workspace.check_locale(locale)
    changes = import_terms(workspace, locale, file, replace=replace, dry_run=dry_run)
    if json:
        told = [{"old": each.old and _as_json(each.old), "new": each.new and _as_json(each.new)} for each in changes]
        print_json({"locale": locale, "written": bool(changes) and not dry_run, "changes": told})
        return
    if changes:
        print_table(("", "source", "approved", "forbidden"), [row for each in changes for row in _show(each)])
    done = "would be written" if dry_run else "written"
    count = f"{len(changes)} term{'' if len(changes) == 1 else 's'}"
    print_line(f"{count} of {locale} {done}." if changes else f"Nothing of it is new in {locale}.")


@app.command("export")
def export_file(
    context: typer.Context,
    locale: OneLocale,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A .tbx or .csv file; else TBX is printed.", metavar="FILE")
    ] = None,
) -> None:
    """Write the terms of a locale as TBX-Basic, or as a CSV table for people with a spreadsheet."""
    workspace = open_workspace(context)
    write_out(export_terms(workspace, workspace.check_locale(locale), out.suffix.lower() if out else ".tbx"), out)


def _show(change: TermChange) -> list[tuple[str, str, str, str]]:
    lines = [("−", change.old), ("+", change.new)]
    return [(sign, *_row(term)) for sign, term in lines if term]


def _row(term: Term) -> tuple[str, str, str]:
    source, approved, forbidden = (join_forms(forms) for forms in (term.source, term.approved, term.forbidden))
    return source, approved, forbidden


def _as_json(term: Term) -> dict[str, object]:
    return {"source": term.source, "approved": term.approved, "forbidden": term.forbidden}
