"""`dragoman import`, `export`, `evidence` and `backup`: data that comes in, and all of it that goes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.catalog import WRITERS
from pipeline.cli.options import AsPerson, Json, Slug, need_file, open_workspace
from pipeline.cli.output import print_json, print_line, print_table, shorten
from pipeline.errors import UsageError
from pipeline.evidence import collect_evidence
from pipeline.exchange import Change, ImportPlan, apply_import, plan_import
from pipeline.exporting import export_files, export_workspace
from pipeline.files import write_atomically
from pipeline.model import UnitState
from pipeline.review.backup import backup_ledger
from pipeline.roster import find_actor
from pipeline.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("import")(import_file)
    app.command("export")(export)
    app.command("evidence")(evidence)
    app.command("backup")(backup)


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A PO, XLIFF, CSV or XLSX file.", metavar="FILE")],
    person: AsPerson,
    slug: Annotated[
        str, typer.Option("--slug", help="The article, where the file's name does not say it.", metavar="SLUG")
    ] = "",
    locale: Annotated[
        str, typer.Option("--locale", "-l", help="The locale, where the file does not say it.", metavar="LOCALE")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and save nothing.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Save also over what somebody decided after the file was saved.")
    ] = False,
    json: Json = False,
) -> None:
    """Take in a file as a person's edits: shown first, never an approval. Ends with 1 where something stays out."""
    workspace = open_workspace(context)
    actor = find_actor(workspace, person, channel="import")
    need_file(file, hint="Name a PO, XLIFF, CSV or XLSX file.")
    plan = plan_import(workspace, file, slug=slug, locale=locale, actor=actor)
    if not json:
        _show_plan(plan, overwrite=overwrite)
    saved = 0 if dry_run else apply_import(workspace, plan, actor=actor, overwrite=overwrite)
    chosen = plan.chosen(overwrite=overwrite)
    kept_out = [each for each in plan.changes if each not in chosen]
    if json:
        print_json(
            {
                "article": plan.bench.article.slug,
                "locale": plan.bench.locale,
                "changes": [_as_json(each, saved=each in chosen and not dry_run) for each in plan.changes],
                "unchanged": plan.unchanged,
                "unknown": [{"context": e.context, "source": e.source, "target": e.target} for e in plan.unknown],
                "saved": saved,
            }
        )
    else:
        verb = f"{len(chosen)} would be saved" if dry_run else f"{saved} saved, each waits for approval"
        counts = f"{verb}; {plan.unchanged} unchanged, {len(kept_out)} kept out, {len(plan.unknown)} of no unit."
        print_line(f"{plan.bench.article.slug} ({plan.bench.locale}): {counts}")
        if any(each.conflict for each in kept_out):
            print_line("To save over newer work all the same, run it again with --overwrite.")
    if kept_out or plan.unknown:
        raise typer.Exit(1)


def export(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="A folder. Default: dragoman-export-<date>.", metavar="[DIR]")
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", help="Texts for other tools: xliff (2.1), xliff12, csv or xlsx.", metavar="FORMAT"),
    ] = "",
    slug: Annotated[
        list[str] | None, typer.Option("--slug", help="With --format: an article; again for more.", metavar="SLUG")
    ] = None,
    locale: Annotated[
        list[str] | None, typer.Option("--locale", "-l", help="With --format: a locale; again for more.")
    ] = None,
    state: Annotated[
        list[UnitState] | None, typer.Option("--state", help="With --format: units in this state; again for more.")
    ] = None,
) -> None:
    """Write all data into a new folder; with --format, the texts of articles for translators and their tools."""
    workspace = open_workspace(context)
    target = folder or Path(f"dragoman-export-{_stamp(workspace)}")
    if not form:
        if slug or locale or state:
            raise UsageError("--slug, --locale and --state go with --format", hint="Add --format xliff.")
        _export_all(workspace, target)
        return
    if form not in WRITERS:
        raise UsageError(f"there is no format {form!r}", hint=f"Take one of {', '.join(WRITERS)}.")
    files = export_files(workspace, target, form, slugs=slug or (), locales=locale or (), states=state or ())
    for path in files:
        print_line(f"Wrote {path}.")
    if not files:
        print_line("No unit is in these states: nothing was written.")


def _export_all(workspace: Workspace, target: Path) -> None:
    problems = export_workspace(workspace, target)
    for problem in problems:
        print_line(f"As it stands: {problem}", style="yellow")
    print_line(f"Exported to {target}. Its README.txt says what each file is.")
    if problems:
        raise typer.Exit(1)


def evidence(
    context: typer.Context,
    slug: Slug,
    locale: Annotated[str, typer.Argument(help="The locale.", metavar="LOCALE")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it there instead of standard output.", metavar="FILE")
    ] = None,
) -> None:
    """Print what proves a published edition, as JSON: texts, decisions, findings, qualifications."""
    workspace = open_workspace(context)
    proof = collect_evidence(workspace, slug, locale)
    if out is None:
        print_json(proof)
        return
    write_atomically(out, (json.dumps(proof, ensure_ascii=False, indent=2, default=str) + "\n").encode())
    print_line(f"Wrote {out}.")


def backup(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where to; best on another disk. Default: .dragoman/backups.", metavar="[DIR]"),
    ] = None,
) -> None:
    """Copy the ledger while it is in use, verify the copy, and say how to restore it."""
    workspace = open_workspace(context)
    target = (folder or workspace.state / "backups").resolve()
    if target.exists() and not target.is_dir():
        raise UsageError("there is a file of that name", where=str(target), hint="Name a folder.")
    path = backup_ledger(workspace.ledger, target / f"ledger-{_stamp(workspace)}")
    print_line(f"Wrote {path}, {path.stat().st_size:,} bytes, verified.")
    if workspace.ledger.dialect == "sqlite":
        print_line("To restore it: stop the desk and all runs, copy it over the database, and verify:")
        typer.echo(f"  cp {path} {workspace.ledger.database} && dragoman ledger verify")
    else:
        print_line("It is for proof and for leaving; restore PostgreSQL with its own pg_dump and pg_restore.")
    if folder is None:
        print_line("It lies on the same disk as the ledger: copy it elsewhere, or name a folder on another.")


def _stamp(workspace: Workspace) -> str:
    return workspace.clock().strftime("%Y%m%dT%H%M%SZ")


def _show_plan(plan: ImportPlan, *, overwrite: bool) -> None:
    rows = []
    for each in plan.changes:
        out = each.refused or ("" if overwrite else each.conflict)
        what = "kept out" if out else "in work" if each.fuzzy else "edit"
        old = each.item.status.target or ""
        rows.append((each.item.id, what, shorten(old, 200), shorten(each.target, 200), each.refused or each.conflict))
    print_table(("unit", "what", "stands now", "in the file", "note"), rows)
    for entry in plan.unknown:
        print_line(f"Of no unit, kept out: “{shorten(entry.source, 100)}”", style="yellow")


def _as_json(change: Change, *, saved: bool) -> dict[str, object]:
    return {
        "unit": change.item.id,
        "source": change.item.status.unit.text,
        "old": change.item.status.target,
        "new": change.target,
        "fuzzy": change.fuzzy,
        "conflict": change.conflict,
        "refused": change.refused,
        "saved": saved,
    }
