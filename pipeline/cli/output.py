"""How the command speaks: tables on a terminal, plain lines in a pipe, JSON where a program reads."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from pipeline.errors import DragomanError, StaleError
from pipeline.files import write_atomically

_STATE_STYLES = {
    "approved": "green",
    "omitted": "green",
    "published": "green",
    "translated": "cyan",
    "drafted": "yellow",
    "changed": "yellow",
    "missing": "dim",
    "rejected": "red",
    "withdrawn": "red",
    "critical": "bold red",
    "major": "yellow",
}


_WHOLE = frozenset({"unit", "person", "locale", "state", "since", "units", "left", "severity", "from", "until"})
"""Columns that are never broken over lines: they are short, or somebody copies them."""


def console() -> Console:
    """Standard output; colours and widths only where it is a terminal (NO_COLOR is honoured)."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str = "") -> None:
    """A table without its empty columns on a terminal; in a pipe tab-separated lines with all, without a heading."""
    out = console()
    if not rows:
        if empty:
            out.print(empty, markup=False)
        return
    if not out.is_terminal:
        for row in rows:
            sys.stdout.write("\t".join(_plain(cell) for cell in row) + "\n")
        return
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    shown = [index for index in range(len(columns)) if any(str(row[index]) for row in rows)]
    for index in shown:
        table.add_column(columns[index], overflow="fold", no_wrap=columns[index] in _WHOLE)
    for row in rows:
        table.add_row(*(Text(str(row[index]), style=_STATE_STYLES.get(str(row[index]), "")) for index in shown))
    out.print(table)


def print_line(text: str, *, style: str = "") -> None:
    """One line, wrapped on a terminal, whole in a pipe and out at once; nothing in it is markup."""
    out = console()
    if out.is_terminal:
        out.print(Text(text, style=style))
    else:
        print(text, flush=True)  # `serve` and `desk` print their address, then run on


def print_note(text: str) -> None:
    """A remark beside the answer: on standard error, so that no program takes it for a row."""
    err = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
    err.print(Text(text, style="dim"))


def write_out(data: bytes, out: Path | None) -> None:
    """A file's bytes to the path that `--out` names, which is said, or to standard output."""
    if out is None:
        sys.stdout.write(data.decode())
        return
    write_atomically(out, data)
    print_line(f"Wrote {out}.")


def print_json(value: Any) -> None:
    """Indented JSON, as UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_error(error: DragomanError) -> None:
    """What went wrong, where, and the next step, on standard error."""
    err = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
    place = f"{escape(error.where)}: " if error.where else ""
    err.print(f"[bold red]Error:[/] {place}{escape(error.message)}")
    if isinstance(error, StaleError):
        err.print("  [bold]yours[/]   " + escape(error.yours))
        err.print("  [bold]theirs[/]  " + escape(error.theirs))
    if error.hint:
        err.print(f"  {escape(error.hint)}")


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal; nothing in a pipe. Gives a function that says what was just done."""
    out = Console(stderr=True)
    if not out.is_terminal or total == 0:
        yield lambda _done: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(title, total=total)

        def advance(done: str) -> None:
            bar.update(task, advance=1, description=f"{title} {escape(done)}")

        yield advance


def shorten(text: str, width: int = 60) -> str:
    """One line of at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _plain(cell: object) -> str:
    return str(cell).replace("\t", " ").replace("\n", " ")
