"""CSV (RFC 4180, UTF-8 with a byte order mark, as spreadsheets expect it). No cell can start a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from pipeline.catalog.formats.received import MAX_TEXT, ExchangeFile, Received, check_size
from pipeline.catalog.formats.table import COLUMNS, make_rows, read_rows
from pipeline.errors import CatalogError

_STARTS_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What Excel and LibreOffice take for a formula or a command (OWASP, CSV Injection), with apostrophes of our own."""


def write_csv(file: ExchangeFile) -> bytes:
    """The table's bytes."""
    return format_csv([COLUMNS, *make_rows(file)])


def read_csv(data: bytes, name: str) -> Received:
    """The table in these bytes."""
    return read_rows(parse_csv(data, name), name=name)


def format_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV; a cell that would start a formula has an apostrophe before it, which is taken off again."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_guard(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def parse_csv(data: bytes, name: str) -> list[list[str]]:
    """The rows of a table, its cells separated by commas, semicolons or tabs."""
    check_size(data, name=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise CatalogError(
            "it is not in UTF-8", where=name, hint='Save it as "CSV UTF-8", or send the XLSX file instead.'
        ) from exc
    csv.field_size_limit(MAX_TEXT + 100)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[_unguard(cell) for cell in row] for row in reader]
    except csv.Error as exc:
        raise CatalogError(f"it cannot be read as CSV: {exc}", where=name, hint="Save it anew as CSV UTF-8.") from exc


def _guard(cell: str) -> str:
    return f"'{cell}" if _STARTS_FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _STARTS_FORMULA.match(cell) else cell
