"""XLSX (ECMA-376) by openpyxl: a sheet that a person can work in, every cell a text, none a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from unicodedata import east_asian_width

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.catalog.formats.received import MAX_ENTRIES, ExchangeFile, Received, check_size
from pipeline.catalog.formats.table import COLUMNS, make_rows, read_rows
from pipeline.errors import CatalogError

_MAX_CELL = 32_767
"""Characters, by the format's own limit."""
_MAX_UNPACKED = 40_000_000
_MAX_MEMBERS = 100
_MAX_COLUMNS = 40
_MAX_PROLOG = 65_536
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How the format writes what XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""

_WIDTHS = {"Where": 26, "Source": 60, "Translation": 60, "State": 12, "Notes": 40}
_LINE_HEIGHT, _HIGHEST = 15, 400
"""Points of a line and of the highest row; without them LibreOffice shows one line of each text."""
_BREAKS = 1.15
"""What breaking between words adds to a text's length."""
_LINE = Side(style="thin", color="D5DAE1")
_HEAD = PatternFill("solid", fgColor="1F3B57")
_FIXED = PatternFill("solid", fgColor="F3F5F8")


def write_xlsx(file: ExchangeFile) -> bytes:
    """The workbook's bytes. CatalogError for a text that is too long for a cell."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = file.target_tag[:31]
    sheet.append(COLUMNS)
    for number, row in enumerate(make_rows(file), start=2):
        for column, text in enumerate(row, start=1):
            _write_cell(sheet, number, column, text, file)
        sheet.row_dimensions[number] = _GrowingRow(sheet, index=number, ht=_find_height(row))
    _lay_out(sheet, file)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_cell(sheet: Worksheet, row: int, column: int, text: str, file: ExchangeFile) -> None:
    escaped = _UNSAFE.sub(lambda match: f"_x{ord(match[0][0]):04X}_{match[0][1:]}", text)
    if len(escaped) > _MAX_CELL:
        raise CatalogError(
            f"a text has more than {_MAX_CELL:,} characters, which no cell can hold",
            where=f"{file.slug} ({file.target_tag})",
            hint="Export it as XLIFF.",
        )
    cell = sheet.cell(row, column)
    cell.value = escaped
    cell.data_type = "s"  # whatever it begins with
    name = COLUMNS[column - 1]
    cell.style = "Normal"
    cell.quotePrefix = True
    right = file.right_to_left and name == "Translation"
    cell.alignment = Alignment(
        wrap_text=True, vertical="top", readingOrder=2 if right else 1, horizontal="right" if right else "left"
    )
    cell.border = Border(bottom=_LINE)
    if name == "Translation":
        cell.protection = Protection(locked=False)
    else:
        cell.fill = _FIXED


class _GrowingRow(RowDimension):
    """A row that is shown at a height and still grows with what is typed into it."""

    @property
    def customHeight(self) -> bool:
        return False


def _find_height(row: Sequence[str]) -> int:
    """Points that a row takes as its widest columns break its texts."""
    cells = dict(zip(COLUMNS, row, strict=True))
    lines = max(_count_lines(cells[name], width) for name, width in _WIDTHS.items())
    return min(_HIGHEST, _LINE_HEIGHT * lines + 3)


def _count_lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column of so many characters."""
    lengths = (sum(2 if east_asian_width(char) in "WF" else 1 for char in line) for line in text.split("\n"))
    return sum(1 + int(length * _BREAKS / width) for length in lengths)


def _lay_out(sheet: Worksheet, file: ExchangeFile) -> None:
    for number, name in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, number)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        head.alignment = Alignment(vertical="center")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 14)
        sheet.column_dimensions[letter].hidden = name not in _WIDTHS
    sheet.row_dimensions[1].height = 22
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "C2"
    sheet.sheet_view.rightToLeft = file.right_to_left
    sheet.sheet_view.zoomScale = 110
    protection = sheet.protection  # against a slip, not against anybody: it has no password
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.autoFilter = protection.sort = False


def read_xlsx(data: bytes, name: str) -> Received:
    """The first sheet of a workbook; CatalogError for what is none, unpacks to a flood, or has formulas in it."""
    check_size(data, name=name)
    _check_package(data, name)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = [
            [_read_cell(cell, name) for cell in row]
            for row in sheet.iter_rows(max_row=MAX_ENTRIES + 2, max_col=_MAX_COLUMNS)
        ]
    except CatalogError:
        raise
    except Exception as exc:  # openpyxl raises whatever its parsers do
        raise CatalogError(
            f"it cannot be read as a workbook: {exc}", where=name, hint="Save it anew as XLSX, or as CSV UTF-8."
        ) from exc
    return read_rows(rows, name=name)


def _read_cell(cell: object, name: str) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        raise CatalogError(
            f"a cell holds a formula: {str(value)[:60]}",
            where=f"{name}:{getattr(cell, 'coordinate', '')}",
            hint="Put its text there.",
        )
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))


def _check_package(data: bytes, name: str) -> None:
    """Before anything of it is parsed: how large it unpacks, and that no part declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > _MAX_MEMBERS or sum(each.file_size for each in members) > _MAX_UNPACKED:
                raise CatalogError(
                    "it unpacks to more than any article's table", where=name, hint="Check that it is the right file."
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    with package.open(member) as part:
                        _check_part(part.read(_MAX_PROLOG), name)
    # NotImplementedError is zipfile's word for a compression, and RuntimeError for encryption, that it does not know
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as exc:
        raise CatalogError("it is no XLSX workbook", where=name, hint="Save it anew as XLSX.") from exc


def _check_part(beginning: bytes, name: str) -> None:
    """A declaration can only stand before the first element."""
    prolog = re.split(rb"<[A-Za-z]", _COMMENT.sub(b"", beginning), maxsplit=1)
    if len(prolog) == 1 or b"<!" in prolog[0]:
        raise CatalogError(
            "a part of it declares entities or elements of its own, which may do harm",
            where=name,
            hint="Save it anew as XLSX.",
        )
