"""Laws of reading and writing PO, with polib as a second opinion."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import polib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import read_catalog, read_foreign_catalog, write_catalog
from pipeline.errors import CatalogError
from pipeline.model import Catalog

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
def test_line_ends_and_a_missing_last_one_do_not_matter(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog]
) -> None:
    written = write_catalog(data.draw(catalogs))
    expected = read_catalog(written, name="law.po")
    assert read_catalog(written.replace(b"\n", b"\r\n"), name="law.po") == expected
    assert read_catalog(b"\xef\xbb\xbf" + written.removesuffix(b"\n"), name="law.po") == expected


@given(data=st.data())
@LAW
def test_the_exchange_reader_reads_our_files_as_our_reader_does(
    data: st.DataObject, catalogs: st.SearchStrategy[Catalog]
) -> None:
    catalog = data.draw(catalogs)
    ours = {entry.key: entry for entry in read_catalog(write_catalog(catalog), name="law.po").entries}
    theirs = {entry.key: entry for entry in read_foreign_catalog(write_catalog(catalog), name="law.po").entries}
    texts = ("target", "targets", "source_plural", "fuzzy", "flags", "references", "obsolete")
    assert list(theirs) == list(ours)
    for key, entry in ours.items():
        assert {name: getattr(theirs[key], name) for name in texts} == {name: getattr(entry, name) for name in texts}
        if not entry.obsolete:  # polib skips `#~|`
            assert theirs[key].previous_source == entry.previous_source
            assert theirs[key].previous_context == entry.previous_context


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
    for read in (read_catalog, read_foreign_catalog):
        error = _find_refusal(read, damaged)
        assert error is None or error.where.startswith("any.po:")


def _find_refusal(read: Callable[..., Catalog], data: bytes) -> CatalogError | None:
    try:
        read(data, name="any.po")
    except CatalogError as error:
        return error
    return None


def test_polib_reads_the_same_entries_from_a_foreign_file(foreign_file: Path) -> None:
    ours = read_foreign_catalog(foreign_file.read_bytes(), name=foreign_file.name)
    theirs = polib.pofile(str(foreign_file))
    assert [(e.context, e.source, e.target, e.source_plural, e.obsolete) for e in ours.entries] == [
        (m.msgctxt or "", m.msgid, "" if m.msgid_plural else m.msgstr, m.msgid_plural, bool(m.obsolete)) for m in theirs
    ]
    assert [(e.fuzzy, e.previous_source, e.previous_source_plural) for e in ours.entries] == [
        (m.fuzzy, m.previous_msgid or "", m.previous_msgid_plural or "") for m in theirs
    ]


def test_our_reader_and_polib_agree_on_foreign_files(foreign_file: Path) -> None:
    data = foreign_file.read_bytes()
    if b"charset=UTF-8" not in data:
        data = write_catalog(read_foreign_catalog(data, name=foreign_file.name))
    ours, theirs = read_catalog(data, name="x.po"), read_foreign_catalog(data, name="x.po")
    without_previous = [
        dataclasses.replace(entry, previous_source="", previous_context="", previous_source_plural="")
        if entry.obsolete
        else entry
        for entry in ours.entries
    ]
    assert without_previous == list(theirs.entries)
    assert dict(ours.header) == dict(theirs.header)
    assert ours.header_comment == theirs.header_comment
    assert ours.entries
