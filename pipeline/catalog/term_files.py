"""Termbases as other tools and people hold them: TBX-Basic (twin: `text.termbase.read_termbase`) and a CSV table.

TBX is written in the spelling of 2008 (ISO 30042:2008, `martif`), which translation tools of all ages read.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.catalog.formats.delimited import format_csv, parse_csv
from pipeline.catalog.formats.received import MAX_ENTRIES
from pipeline.catalog.formats.table import read_columns
from pipeline.catalog.xml_text import escape_xml, make_legal, quote_xml
from pipeline.errors import CatalogError
from pipeline.model import hash_of
from pipeline.text.termbase import Term, Termbase

COLUMNS = ("Source", "Approved", "Forbidden")
SEPARATOR = "|"
"""Between several forms in a cell."""
_MAX_FORM = 500
"""Characters of one form; a longer one is no term."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<martif type="TBX-Basic" xml:lang={source}>\n'
    " <martifHeader>\n  <fileDesc><sourceDesc><p>Terms of a Dragoman workspace</p></sourceDesc></fileDesc>\n"
    '  <encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>\n </martifHeader>\n <text>\n  <body>\n'
)
_FOOT = "  </body>\n </text>\n</martif>\n"


def write_tbx(termbase: Termbase, source_tag: str, target_tag: str) -> bytes:
    """The termbase as TBX-Basic; tags are BCP 47. The first approved form is the preferred one."""
    entries = []
    for term in termbase.terms:
        statuses = ["preferred", *["admitted"] * len(term.approved)][: len(term.approved)]
        target = [*zip(term.approved, statuses, strict=True), *((form, "deprecated") for form in term.forbidden)]
        source = _write_language(source_tag, [(form, "") for form in term.source])
        entries.append(
            f"   <termEntry id={quote_xml(term.id)}>\n{source}{_write_language(target_tag, target)}   </termEntry>\n"
        )
    return f"{_HEAD.format(source=quote_xml(source_tag))}{''.join(entries)}{_FOOT}".encode()


def _write_language(tag: str, forms: Sequence[tuple[str, str]]) -> str:
    lines = []
    for form, status in forms:
        note = f'<termNote type="administrativeStatus">{status}Term-admn-sts</termNote>' if status else ""
        lines.append(f"     <tig><term>{escape_xml(make_legal(form))}</term>{note}</tig>\n")
    return f"    <langSet xml:lang={quote_xml(tag)}>\n{''.join(lines)}    </langSet>\n" if lines else ""


def write_term_table(termbase: Termbase) -> bytes:
    """A row for each term; several forms in a cell have `|` between them."""
    cells = ((term.source, term.approved, term.forbidden) for term in termbase.terms)
    return format_csv([COLUMNS, *(tuple(map(join_forms, row)) for row in cells)])


def read_term_table(data: bytes, *, name: str) -> Termbase:
    """The terms of a table with our columns in any order, `Forbidden` perhaps missing. CatalogError names the row."""
    rows = parse_csv(data, name)
    if len(rows) > MAX_ENTRIES:
        raise CatalogError(f"more than {MAX_ENTRIES:,} rows", where=name, hint="Check that it is the right file.")
    hint = f"Name the columns {', '.join(COLUMNS)}; several forms in a cell have {SEPARATOR} between them."
    terms: list[Term] = []
    lines: dict[str, int] = {}
    for number, row in enumerate(read_columns(rows, COLUMNS, COLUMNS[:2], name=name, hint=hint), start=2):
        cells = {column: _read_forms(cell, column, f"{name}:{number}") for column, cell in row.items()}
        if not any(cells.values()):
            continue
        if not cells["Source"] or not (cells["Approved"] or cells["Forbidden"]):
            raise CatalogError(
                "a term needs a source, and an approved or a forbidden form",
                where=f"{name}:{number}",
                hint="Fill the row, or delete it.",
            )
        for form in cells["Source"]:
            if form.casefold() in lines:
                raise CatalogError(
                    f"{form!r} stands in row {lines[form.casefold()]} too",
                    where=f"{name}:{number}",
                    hint=f"Make one row of the two; several forms in a cell have {SEPARATOR} between them.",
                )
            lines[form.casefold()] = number
        terms.append(make_term(cells["Source"], cells["Approved"], cells["Forbidden"]))
    return Termbase(tuple(terms))


def make_term(source: tuple[str, ...], approved: tuple[str, ...], forbidden: tuple[str, ...] = ()) -> Term:
    """A term whose id is its source's."""
    return Term(f"t{hash_of('dragoman.term/1', list(source))[:12]}", source, approved, forbidden)


def join_forms(forms: Sequence[str]) -> str:
    """Several forms of a term in one cell."""
    return f" {SEPARATOR} ".join(forms)


def _read_forms(cell: str, column: str, where: str) -> tuple[str, ...]:
    forms = tuple(dict.fromkeys(form for part in cell.split(SEPARATOR) if (form := " ".join(part.split()))))
    if any(len(form) > _MAX_FORM for form in forms):
        raise CatalogError(
            f"a form of more than {_MAX_FORM} characters in the column {column!r}", where=where, hint="Shorten it."
        )
    return forms
