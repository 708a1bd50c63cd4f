"""`dragoman sync`: the workspace's git repository, taken in and committed; never pushed."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pipeline.cli.options import Json, open_workspace
from pipeline.cli.output import print_json, print_line
from pipeline.sync import SyncReport, sync_workspace


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("sync")(sync)


def sync(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be committed; take in and commit nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Take in translations that came through git, and commit what the pipeline wrote. Nothing is pushed."""
    report = sync_workspace(open_workspace(context), os.environ, dry_run=dry_run)
    if json:
        print_json(_as_json(report))
    else:
        _show(report, dry_run=dry_run)
    if report.problems:
        raise typer.Exit(1)


def _show(report: SyncReport, *, dry_run: bool) -> None:
    for (slug, locale), counts in report.taken_in.items():
        whose = ", ".join(f"{count} by {who}" for who, count in counts.items())
        print_line(f"{slug} ({locale}): taken in as edits, each waits for approval: {whose}.")
    for name in report.left_alone:
        print_line(f"Left alone, of no article or locale here: {name!r}", style="yellow")
    for problem in report.problems:
        print_line(problem, style="red")
    if report.commit:
        print_line(f"Committed {len(report.committed)} files as {report.commit[:12]}; pushing is yours.")
    elif dry_run and report.committed:
        for name in report.committed:
            print_line(name)
        print_line(f"{len(report.committed)} files would be committed.")
    else:
        print_line("There is nothing to commit.")


def _as_json(report: SyncReport) -> dict[str, object]:
    return {
        "taken_in": [
            {"article": slug, "locale": locale, "by": counts} for (slug, locale), counts in report.taken_in.items()
        ],
        "committed": report.committed if report.commit else (),
        "pending": () if report.commit else report.committed,
        "commit": report.commit,
        "left_alone": report.left_alone,
        "problems": report.problems,
    }
