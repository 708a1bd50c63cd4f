"""Whether PO files come back byte for byte: what `dragoman catalog verify` asks of a folder of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog.po_reader import read_po
from pipeline.catalog.po_strings import MAX_FILE
from pipeline.catalog.po_writer import write_po
from pipeline.errors import CatalogError


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file."""

    path: Path
    same: bool
    """Read, and written with the same bytes."""
    fault: str = ""
    """Why not: the error that refused it, or the first line that differs."""


def find_catalogs(folder: Path) -> tuple[Path, ...]:
    """The PO and POT files below a folder, in order. Links are not followed."""
    found = (path for pattern in ("*.po", "*.pot") for path in folder.rglob(pattern))
    return tuple(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def verify_catalog(path: Path) -> Verdict:
    """Read a file, write it, and compare."""
    with path.open("rb") as stream:
        data = stream.read(MAX_FILE + 1)
    try:
        written = write_po(read_po(data, name=path.as_posix()))
    except CatalogError as error:
        return Verdict(path, same=False, fault=str(error))
    if written == data:
        return Verdict(path, same=True)
    lines = zip(data.split(b"\n"), written.split(b"\n"), strict=False)
    number = next((n for n, (a, b) in enumerate(lines, 1) if a != b), min(data.count(b"\n"), written.count(b"\n")) + 1)
    return Verdict(path, same=False, fault=f"{path.as_posix()}:{number}: this line came back different")
