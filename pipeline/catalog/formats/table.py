"""The columns of a table for people with a spreadsheet, and what comes back in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.catalog.formats.received import IN_WORK, Entries, ExchangeFile, Received, check_name, make_entry
from pipeline.errors import CatalogError

COLUMNS = ("Where", "Source", "Translation", "State", "Notes", "Article", "Locale", "Exported", "Context", "Base")
"""The first five are for people; the others say what the row is of."""


def make_rows(file: ExchangeFile) -> Iterable[tuple[str, ...]]:
    """A row for each unit, in the order of the page."""
    for each in file.units:
        row = (each.where, each.unit.text, each.target, str(each.state), "\n".join(each.about))
        yield (*row, file.slug, file.target_tag, file.exported_at, each.unit.context, each.base)


def read_rows(rows: Iterable[Sequence[str]], *, name: str) -> Received:
    """The entries of a table with our columns in any order, and others beside them.

    CatalogError where a column that is needed is missing, or rows are of several articles or locales.
    """
    needed, hint = ("Source", "Translation"), "Export the table anew, and leave its first row as it is."
    entries = Entries(name)
    told: dict[str, set[str]] = {"Article": set(), "Locale": set(), "Exported": set()}
    for cells in read_columns(rows, COLUMNS, needed, name=name, hint=hint):
        if not cells["Source"]:
            continue
        for column, seen in told.items():
            seen.add(check_name(cells[column], f"a cell of {column}", name=name))
        context = check_name(cells["Context"], "a cell of Context", name=name)
        fuzzy = cells["State"].strip() in IN_WORK
        entry = make_entry(context, cells["Source"], cells["Translation"], fuzzy=fuzzy, name=name)
        entries.add(entry, cells["Base"])
    for column in ("Article", "Locale"):
        if len(told[column]) > 1:
            values = ", ".join(sorted(told[column]))
            raise CatalogError(
                f"its rows are of several values of {column}: {values}", where=name, hint="Import one file for each."
            )
    moments = sorted(told["Exported"] - {""})
    article, locale = "".join(told["Article"]), "".join(told["Locale"])
    return Received(article, locale, moments[0] if moments else "", tuple(entries), bases=entries.bases, table=True)


def read_columns(
    rows: Iterable[Sequence[str]], columns: Sequence[str], needed: Sequence[str], *, name: str, hint: str
) -> Iterator[dict[str, str]]:
    """The cells of each row below the heads, by column; empty where a row or the table lacks one.

    CatalogError with the hint where a column that is needed is missing.
    """
    iterator = iter(rows)
    heads = [str(cell).strip() for cell in next(iterator, ())]
    if missing := [column for column in needed if column not in heads]:
        named = " and none ".join(repr(each) for each in missing)
        raise CatalogError(f"it has no column {named} in its first row", where=name, hint=hint)
    places = {column: heads.index(column) if column in heads else None for column in columns}
    for row in iterator:
        yield {c: row[place] if place is not None and place < len(row) else "" for c, place in places.items()}
