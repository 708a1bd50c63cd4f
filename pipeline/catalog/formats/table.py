"""The columns of a table for people with a spreadsheet, and what comes back in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    iterator = iter(rows)
    heads = [str(cell).strip() for cell in next(iterator, ())]
    missing = [column for column in ("Source", "Translation") if column not in heads]
    if missing:
        raise CatalogError(
            f"it has no column {' and none '.join(repr(each) for each in missing)} in its first row",
            where=name,
            hint="Export the table anew, and leave its first row as it is.",
        )
    places = {column: heads.index(column) for column in COLUMNS if column in heads}
    entries = Entries(name)
    told: dict[str, set[str]] = {"Article": set(), "Locale": set(), "Exported": set()}
    for row in iterator:
        cells = {column: row[place] if place < len(row) else "" for column, place in places.items()}
        if not cells["Source"]:
            continue
        for column, seen in told.items():
            seen.add(check_name(cells.get(column, ""), f"a cell of {column}", name=name))
        context = check_name(cells.get("Context", ""), "a cell of Context", name=name)
        fuzzy = cells.get("State", "").strip() in IN_WORK
        entry = make_entry(context, cells["Source"], cells["Translation"], fuzzy=fuzzy, name=name)
        entries.add(entry, cells.get("Base", ""))
    for column in ("Article", "Locale"):
        if len(told[column]) > 1:
            values = ", ".join(sorted(told[column]))
            raise CatalogError(
                f"its rows are of several values of {column}: {values}", where=name, hint="Import one file for each."
            )
    moments = sorted(told["Exported"] - {""})
    article, locale = "".join(told["Article"]), "".join(told["Locale"])
    return Received(article, locale, moments[0] if moments else "", tuple(entries), bases=entries.bases, table=True)
