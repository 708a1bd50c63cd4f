"""Files that people send: other character sets, odd characters, hostile input."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.catalog import po_strings, read_catalog, write_catalog
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={}\\n"\n\n'


def _file(body: str, charset: str = "UTF-8", encoding: str = "") -> bytes:
    return (HEADER.format(charset) + body).encode(encoding or charset)


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("ISO-8859-1", "niño"),
        ("windows-1252", "niño – “sí”"),
        ("CP1256", "حمى"),
        ("GB18030", "发烧"),
        ("Shift_JIS", "表示"),
        ("KOI8-R", "жар"),
        ("Big5", "發燒"),
    ],
)
def test_a_foreign_character_set_is_read_by_the_header(charset: str, text: str) -> None:
    data = _file(f'# {text}\nmsgid "fever"\nmsgstr "{text}"\n', charset)
    catalog = read_catalog(data, name="x.po")
    assert catalog == Catalog(
        (("Content-Type", "text/plain; charset=UTF-8"),), (Entry("", "fever", text, comments=(text,)),)
    )
    assert read_catalog(write_catalog(catalog), name="x.po") == catalog


def test_utf_16_with_its_mark_is_read() -> None:
    data = _file('msgid "fever"\nmsgstr "发烧"\n', "UTF-8", "utf-16")
    assert [e.target for e in read_catalog(data, name="x.po").entries] == ["发烧"]


@pytest.mark.parametrize("end", list("\u2028\u2029\x85\v\f\x1c\x1d\x1e\r"))
def test_a_line_end_that_is_none_in_a_po_stays_in_its_text(end: str) -> None:
    data = _file(f'# a{end}b\nmsgid "a{end}b"\nmsgstr "{end}"\n')
    assert read_catalog(data, name="x.po").entries == (Entry("", f"a{end}b", end, comments=(f"a{end}b",)),)


def test_escapes_of_bytes_are_read() -> None:
    data = _file('# \\a\nmsgid "a\\a\\342\\200\\250\\x41\\\\a\\042"\nmsgstr "\\t"\n')
    assert read_catalog(data, name="x.po").entries == (Entry("", 'a\a\u2028A\\a"', "\t", comments=("\\a",)),)


def test_a_text_that_names_a_file_is_never_read_as_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.po").write_text('msgid "secret"\nmsgstr "text"\n')
    monkeypatch.chdir(tmp_path)
    for data in (b"secret.po", str(tmp_path / "secret.po").encode()):
        with pytest.raises(CatalogError) as caught:
            read_catalog(data, name="x.po")
        assert caught.value.where == "x.po:1"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (_file('msgid "a"\nmsgstr b\nmsgid "c"\nmsgstr ""\nwhat\n'), 6, "found 'b'"),
        (_file('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n'), 8, "first is at line 5"),
        (_file('msgid "a\0"\nmsgstr ""'), 5, "NUL"),
        (_file('msgid "a\\777"\nmsgstr ""'), 5, "not text"),
        (_file('msgid "é"\nmsgstr ""', "ASCII", "utf-8"), 5, "0xc3 is not ASCII"),
        (_file("", "unicode_escape", "ascii"), 1, "'unicode_escape', which is not known"),
        (_file("", "zip", "ascii"), 1, "'zip', which is not known"),
        (_file("", "x" * 10_000, "ascii"), 1, "which is not known"),
        (_file('msgid "' + "a" * (po_strings.MAX_STRING + 1) + '"\nmsgstr ""'), 5, "1,000,000 characters"),
        (b" " * (po_strings.MAX_FILE + 1), 1, "may have 10,000,000"),
        (b"#\n" * (po_strings.MAX_LINES + 1), 1, "may have 120,000"),
        (b"# comment\n" * 110_000, 20_001, "20,000 lines"),
        (b"#. comment\n# other\n" * 60_000, 20_001, "20,000 lines"),
        (_file('msgid ""\n' + '"a"\n' * 110_000), 20_005, "20,000 lines"),
    ],
)
def test_what_is_no_catalog_is_refused_with_its_line(data: bytes, line: int, says: str) -> None:
    started = time.process_time()
    with pytest.raises(CatalogError) as caught:
        read_catalog(data, name="x.po")
    assert time.process_time() - started < 2
    assert caught.value.where == f"x.po:{line}"
    assert says in caught.value.message
    assert caught.value.hint


def test_an_old_file_in_latin_1_comes_in_whole() -> None:
    data = (Path(__file__).parents[1] / "data" / "catalog" / "latin1.po").read_bytes()
    catalog = read_catalog(data, name="latin1.po")
    assert catalog.header_comment == "Traducción"
    assert dict(catalog.header)["Last-Translator"] == "José <jose@example.org>"
    assert catalog.entries == (Entry("", "fever", "fiebre (niño)", references=("main.c:100",)),)
