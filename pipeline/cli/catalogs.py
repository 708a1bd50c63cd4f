"""`dragoman catalog`: commands on PO files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.catalog import find_catalogs, verify_catalog
from pipeline.cli.options import Json
from pipeline.cli.output import print_json, print_line
from pipeline.errors import UsageError

app = typer.Typer(name="catalog", help="PO files: whether they come back as they were.", no_args_is_help=True)


@app.callback()
def catalog() -> None:
    """PO files: whether they come back as they were."""


@app.command("verify")
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder of PO and POT files.", metavar="DIR")], json: Json = False
) -> None:
    """Read and write every PO file of a folder, in memory, and say how many come back byte for byte."""
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder), hint="Name a folder of PO files.")
    verdicts = [verify_catalog(path) for path in find_catalogs(folder)]
    faults = [verdict for verdict in verdicts if not verdict.same]
    same = len(verdicts) - len(faults)
    if json:
        rows = [{"path": verdict.path.as_posix(), "fault": verdict.fault} for verdict in faults]
        print_json({"files": len(verdicts), "same": same, "different": rows})
    else:
        for verdict in faults:
            print_line(verdict.fault, style="yellow")
        share = f" ({same / len(verdicts):.2%})" if verdicts else ""
        print_line(f"{same:,} of {len(verdicts):,} files come back byte for byte{share}.")
    if faults:
        raise typer.Exit(1)
