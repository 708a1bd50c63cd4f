"""Laws of reading and writing PO, with polib as a second opinion."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import polib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import make_file, read_catalog, read_po, write_catalog, write_po
from pipeline.catalog.po_form import decode_file
from pipeline.catalog.po_parser import parse_text
from pipeline.catalog.po_writer import change_block
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry

LAW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(data=st.data())
@LAW
def test_what_is_written_reads_as_it_was(data: st.DataObject, catalogs: st.SearchStrategy[Catalog]) -> None:
    catalog = data.draw(catalogs)
    written = write_catalog(catalog)
    assert read_catalog(written, name="law.po") == catalog
    assert write_catalog(read_catalog(written, name="law.po")) == written


@given(data=st.data())
@LAW
def test_a_new_catalog_is_written_as_its_file_is(data: st.DataObject, catalogs: st.SearchStrategy[Catalog]) -> None:
    catalog = data.draw(catalogs)
    assert write_catalog(catalog) == write_po(make_file(catalog))


@given(data=st.data())
@LAW
def test_line_ends_and_a_missing_last_one_do_not_matter(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog]
) -> None:
    written = write_catalog(data.draw(catalogs))
    expected = read_catalog(written, name="law.po")
    assert read_catalog(written.replace(b"\n", b"\r\n"), name="law.po") == expected
    assert read_catalog(b"\xef\xbb\xbf" + written.removesuffix(b"\n"), name="law.po") == expected


@given(raw=st.text(max_size=300))
@LAW
def test_any_text_is_read_or_refused_with_its_line(raw: str) -> None:
    error = _find_refusal(read_catalog, raw.encode(errors="replace"))
    assert error is None or error.hint
    line = int(error.where.removeprefix("any.po:")) if error else 1
    assert 1 <= line <= raw.count("\n") + 1


@given(data=st.data())
@LAW
def test_a_damaged_file_is_read_or_refused_never_worse(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog]
) -> None:
    written = write_catalog(data.draw(catalogs))
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    damaged = (
        written[:start] + data.draw(st.sampled_from([b"", b'"', b"\\", b"\n", b"#", b"msgid", b"\xff"])) + written[end:]
    )
    error = _find_refusal(read_catalog, damaged)
    assert error is None or error.where.startswith("any.po:")
    if error is None:
        file = read_po(damaged, name="any.po")
        assert write_po(file) == damaged
        assert [block.entry for block in file.blocks] == _parse(damaged)


def _find_refusal(read: Callable[..., Catalog], data: bytes) -> CatalogError | None:
    try:
        read(data, name="any.po")
    except CatalogError as error:
        return error
    return None


def test_polib_reads_the_same_entries_from_a_foreign_file(foreign_file: Path) -> None:
    ours = read_catalog(foreign_file.read_bytes(), name=foreign_file.name)
    theirs = polib.pofile(str(foreign_file))
    assert [(e.context, e.source, e.target, e.source_plural, e.obsolete) for e in ours.entries] == [
        (m.msgctxt or "", m.msgid, "" if m.msgid_plural else m.msgstr, m.msgid_plural, bool(m.obsolete)) for m in theirs
    ]
    live = [entry for entry in ours.entries if not entry.obsolete]  # polib skips `#~|`
    assert [(e.fuzzy, e.previous_source, e.previous_source_plural) for e in live] == [
        (m.fuzzy, m.previous_msgid or "", m.previous_msgid_plural or "") for m in theirs if not m.obsolete
    ]


def test_a_foreign_file_goes_back_byte_for_byte(foreign_file: Path) -> None:
    data = foreign_file.read_bytes()
    assert write_po(read_po(data, name=foreign_file.name)) == data


@given(data=st.data())
@LAW
def test_a_file_goes_back_byte_for_byte_and_says_what_the_parser_says(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog]
) -> None:
    written = _disfigure(data, write_catalog(data.draw(catalogs)))
    file = read_po(written, name="law.po")
    assert write_po(file) == written
    assert [block.entry for block in file.blocks] == _parse(written)
    assert [block.key for block in file.blocks] == [block.entry.key for block in file.blocks]


@given(data=st.data(), change=st.sampled_from(["target", "fuzzy", "comments"]), width=st.sampled_from([0, 79]))
@LAW
def test_a_change_of_one_entry_changes_its_lines_only(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog], change: str, width: int
) -> None:
    file = read_po(
        _disfigure(data, write_catalog(data.draw(catalogs.filter(lambda c: bool(c.entries))))), name="law.po"
    )
    index = data.draw(st.integers(1, len(file.blocks) - 1))
    block = file.blocks[index]
    entry = dataclasses.replace(block.entry, fuzzy=not block.entry.fuzzy)
    if change == "comments":
        entry = dataclasses.replace(entry, comments=("new",))
    elif change == "target" and not entry.targets:
        entry = dataclasses.replace(entry, target="new " * 40 + "\nline")
    changed = change_block(block, entry, width=width)
    written = write_po(dataclasses.replace(file, blocks=(*file.blocks[:index], changed, *file.blocks[index + 1 :])))
    again = read_po(written, name="law.po")
    assert [b.entry for b in again.blocks] == [entry if b is block else b.entry for b in file.blocks]
    assert [b.raw for b in again.blocks if b.name != block.name] == [b.raw for b in file.blocks if b is not block]


def _disfigure(data: st.DataObject, written: bytes) -> bytes:
    """As another tool may have left it: other line ends, blank lines, a mark, no final newline."""
    how = data.draw(st.sampled_from(["plain", "crlf", "no end", "mark", "blanks", "dense", "joined", "tail"]))
    return {
        "plain": lambda: written,
        "crlf": lambda: written.replace(b"\n", b"\r\n"),
        "no end": lambda: written.removesuffix(b"\n"),
        "mark": lambda: b"\xef\xbb\xbf" + written,
        "blanks": lambda: b"\n\n" + written.replace(b"\n\n", b"\n \n\n") + b"\n\n",
        "dense": lambda: written.replace(b"\n\n", b"\n"),
        "joined": lambda: written.replace(b'"\nmsgstr', b'"  msgstr'),
        "tail": lambda: written + b"\n# nobody's\n",
    }[how]()


def _parse(data: bytes) -> list[Entry]:
    text, form = decode_file(data, name="law.po")
    return [each.entry for each in parse_text(text, name="law.po", charset=form.charset)]
