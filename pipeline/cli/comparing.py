"""`dragoman diff`: what changed in a source."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.changes import UnitChange
from pipeline.cli.options import Json, Slug, open_workspace
from pipeline.cli.output import console, print_json, print_line
from pipeline.differences import (
    difference_as_json,
    find_difference,
    render_difference,
    summarize,
    tell_class,
    word_changes,
)
from pipeline.files import write_atomically

_CLASSES = {"critical": "bold red", "ordinary": "yellow", "cosmetic": "dim", "moved": "dim"}
_WORDS = {"same": "", "added": "green underline", "removed": "red strike"}
_MARKS = {"same": ("", ""), "added": ("{+", "+}"), "removed": ("[-", "-]")}
"""As wdiff writes them, where there are no colours."""


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("diff")(diff)


def diff(
    context: typer.Context,
    slug: Slug,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], metavar="DATE", help="Since this day. Default: since what is published."
        ),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page of its own.")] = None,
    json: Json = False,
) -> None:
    """Show what changed in an article's source, per unit, with the class of each change."""
    workspace = open_workspace(context)
    difference = find_difference(workspace, slug, since=since.date() if since else None)
    if difference is None:
        print_json(None) if json else print_line(f"{slug}: there is no other snapshot to compare with.")
        return
    if html:
        write_atomically(html, render_difference(workspace, difference).encode())
    if json:
        print_json(difference_as_json(workspace, difference))
        return
    for change in difference.changes.changes:
        _print_change(change)
    print_line(f"{slug}: {summarize(difference)}")


def _print_change(change: UnitChange) -> None:
    """In colour on a terminal; in a pipe one line: class, kind, unit, reasons, words."""
    name, out = tell_class(change), console()
    if not out.is_terminal:
        words = "".join(f"{_MARKS[w.op][0]}{w.text}{_MARKS[w.op][1]}" for w in word_changes(change))
        cells = (name, change.kind, change.unit.key.id, "; ".join(change.verdict.reasons), words)
        sys.stdout.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        return
    head = Text(f"{name}: {change.kind} {change.unit.kind}", style=_CLASSES[name])
    head.append(f"  {change.unit.key.id}  {' › '.join(change.unit.headings)}", style="dim")
    out.print(head)
    if change.verdict.reasons:
        out.print(Text("  " + "; ".join(change.verdict.reasons), style="dim"))
    out.print(Text.assemble("  ", *((w.text, _WORDS[w.op]) for w in word_changes(change))))
