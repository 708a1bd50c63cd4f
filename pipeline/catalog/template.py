"""The template (POT) of an article: what there is to translate, and what a translator should know of it.

Nothing volatile stands in it: the date is the snapshot's first fetch, and references name blocks, never lines.
No entry carries a format flag: "About 20% of people" is not a `python-format` string.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.catalog.header import Fields, fold_line, fold_lines, format_date
from pipeline.model import Catalog, Entry, Unit
from pipeline.text.describe import describe_placeholders

GENERATOR = "Dragoman"


def make_template(units: Sequence[Unit], *, slug: str, created: str, publisher: str, report_to: str = "") -> Catalog:
    """The template for these units, in their order. A unit that comes twice is one entry with all references.

    `created` is an ISO 8601 time (the snapshot's first fetch); `report_to` an address for faults in the source text.
    """
    entries: dict[tuple[str, str], Entry] = {}
    paths: dict[tuple[str, ...], tuple[str, ...]] = {}
    for unit in units:
        key = unit.key
        if first := entries.get(key):
            references = dict.fromkeys((*first.references, *unit.references))
            entries[key] = replace(first, references=tuple(references))
        else:
            if unit.headings not in paths:
                paths[unit.headings] = _write_path(unit.headings)
            notes = (*paths[unit.headings], *_write_notes(unit))
            entries[key] = Entry(unit.context, unit.text, references=unit.references, notes=notes)
    header = _make_header(fold_line(publisher), slug, format_date(created), fold_line(report_to))
    return Catalog(header, tuple(entries.values()))


def _make_header(publisher: str, slug: str, date: str, report_to: str) -> Fields:
    """Every field that `msgfmt -c` asks for; the locale's own are set by the merge."""
    return (
        ("Project-Id-Version", f"{publisher} {slug}".strip()),
        ("Report-Msgid-Bugs-To", report_to),
        ("POT-Creation-Date", date),
        ("PO-Revision-Date", date),
        ("Last-Translator", publisher or GENERATOR),
        ("Language-Team", publisher or GENERATOR),
        ("Language", ""),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Generator", GENERATOR),
    )


def _write_path(headings: Sequence[str]) -> tuple[str, ...]:
    path = " › ".join(fold_lines(headings))
    return (path,) if path else ()


def _write_notes(unit: Unit) -> Iterator[str]:
    yield unit.kind
    if unit.notes:
        yield from fold_lines(unit.notes)
    if unit.placeholders:
        yield from fold_lines(describe_placeholders(unit))
