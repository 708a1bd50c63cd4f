"""Exchange files: what is written reads as it was, in every format, and other tools read it too."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from pipeline.catalog import READERS, WRITERS, ExchangeFile, ExchangeUnit, make_base
from pipeline.catalog.formats.delimited import read_csv
from pipeline.catalog.formats.spreadsheet import read_xlsx
from pipeline.catalog.formats.xliff_reader import read_xliff
from pipeline.errors import CatalogError
from pipeline.model import Placeholder, Unit, UnitState
from pipeline.text.placeholders import find_faults

LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACEHOLDERS = (
    Placeholder("a1", "pair", "a", "https://example.org/?a=1&b=2"),
    Placeholder("em", "pair", "em"),
    Placeholder("br", "void", "br"),
    Placeholder("x", "protected", "span", text="20 mg <5"),
)
SOURCE = "Take <x>20 mg <5</x> of <a1>this <em>now</em></a1>.<br/>"
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04"), max_size=12)
starts = st.sampled_from(
    ["", "=1+1", "+49", "-5 °C", "@sum", "'=x", "''", "\uff1dA1", "\t", " ", "\r\n", "\x07", "_x0041_", "&#8;"]
)
literal = st.builds(lambda a, b: a + b, starts, words)


def make_file(texts: list[tuple[str, str, str, UnitState]]) -> ExchangeFile:
    units = [
        ExchangeUnit(
            Unit(source, context=context, headings=("Side effects",)),
            target,
            state,
            ("a note", "\x07 & <b>"),
            (("B-cell & <T>", ("linfocito", "célula")),),
            make_base(target, state),
            *(("Before & <b>\x07", "Antes <3") if state is UnitState.CHANGED else ()),
        )
        for context, source, target, state in texts
    ]
    target = "<br/>\u202bخذ\u202c <a1><em>x</em></a1> <x>20 mg <5</x> = 3 < 4"
    units.append(ExchangeUnit(Unit(SOURCE, PLACEHOLDERS, "c1"), target, UnitState.TRANSLATED))
    return ExchangeFile("page-1", "en", "ar", True, "2026-01-02T03:04:05Z", tuple(units))


rows = st.lists(
    st.tuples(
        st.text("abcdef-.1234", max_size=8),
        literal.filter(bool),
        literal,
        st.sampled_from([state for state in UnitState if state is not UnitState.OMITTED]),
    ),
    max_size=4,
    unique_by=lambda row: row[:2],
)


@pytest.mark.parametrize("form", WRITERS)
@given(texts=rows)
@LAW
def test_what_is_written_reads_as_it_was(form: str, texts: list[tuple[str, str, str, UnitState]]) -> None:
    file = make_file(texts)
    ending, write = WRITERS[form]
    received = READERS[f".{ending}"](write(file), "x")
    assert (received.slug, received.target_tag, received.exported_at) == ("page-1", "ar", "2026-01-02T03:04:05Z")
    assert [(e.context, e.source, e.target) for e in received.entries] == [
        (each.unit.context, each.unit.text, each.target) for each in file.units
    ]
    assert received.bases == {each.unit.key: each.base for each in file.units if each.base}
    assert received.source_tag == ("en" if ending == "xlf" else "")
    unfinished = {UnitState.MISSING, UnitState.DRAFTED, UnitState.CHANGED, UnitState.REJECTED}
    assert [entry.fuzzy for entry in received.entries] == [each.state in unfinished for each in file.units]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@given(text=literal.filter(bool))
@LAW
def test_no_cell_starts_a_formula(form: str, text: str) -> None:
    data = WRITERS[form][1](make_file([("", text, text, UnitState.TRANSLATED)]))
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        assert all(cell.data_type in ("s", "n", "inlineStr") for row in sheet for cell in row if cell.value is not None)
        assert sheet["B2"].quotePrefix


def test_a_sheet_is_made_for_a_person() -> None:
    sheet = load_workbook(io.BytesIO(WRITERS["xlsx"][1](make_file([])))).worksheets[0]
    assert sheet.freeze_panes == "C2"
    assert sheet.sheet_view.rightToLeft
    assert [cell.value for cell in sheet[1]][:3] == ["Where", "Source", "Translation"]
    assert sheet.column_dimensions["I"].hidden
    assert not sheet["C2"].protection.locked
    assert sheet["B2"].protection.locked
    assert sheet.protection.sheet


def test_a_table_of_another_program_is_read() -> None:
    received = read_csv(b"Source;Translation;Mine\nStop;Pare;x\n\nGo;=Vaya;y\n", "x.csv")
    assert [(entry.source, entry.target) for entry in received.entries] == [("Stop", "Pare"), ("Go", "=Vaya")]
    book = Workbook()
    book.active.append(["Translation", "Source"])
    book.active.append([5, "Five"])
    stream = io.BytesIO()
    book.save(stream)
    assert [(entry.source, entry.target) for entry in read_xlsx(stream.getvalue(), "x").entries] == [("Five", "5")]


XLIFF_2 = """<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="es">
<file id="f" original="page"><group id="g"><unit id="1">
<segment state="final"><source>One <pc id="a1">two</pc>.</source>
<target>Uno <sc id="a1"/>dos<ec startRef="a1"/>.</target></segment>
<ignorable><source> </source></ignorable>
<segment state="reviewed"><source>Go<ph id="br"/></source>
<target>Va<mrk id="m" type="comment">ya</mrk><ph id="br"/></target></segment>
</unit><unit id="2"><segment state="translated"><source>A</source><target>B</target></segment>
<segment><source>C</source></segment></unit></group></file></xliff>"""


def test_segments_of_another_tool_are_joined_and_half_a_unit_is_none() -> None:
    first, second = read_xliff(XLIFF_2.encode(), "x.xlf").entries
    assert (first.source, first.target) == ("One <a1>two</a1>. Go<br/>", "Uno <a1>dos</a1>. Vaya<br/>")
    assert not first.fuzzy
    assert (second.source, second.target) == ("AC", "")


def test_an_unknown_code_is_found_by_the_checks() -> None:
    data = WRITERS["xliff"][1](make_file([])).replace(b'<pc id="em"', b'<pc id="b7"')
    entry = read_xliff(data, "x").entries[-1]
    assert {fault.kind for fault in find_faults(entry.target, PLACEHOLDERS, source=SOURCE)} == {"lost", "invented"}


@pytest.mark.parametrize("form", ["xliff", "xliff12"])
def test_other_peoples_spellings_of_a_code_are_read_and_ids_that_are_markup_refused(form: str) -> None:
    data = WRITERS[form][1](make_file([]))
    for wrong in (b"a b", b"a&gt;b", b"", b"x" * 65, b"p onclick=1"):
        with pytest.raises(CatalogError, match="no placeholder has such a name"):
            read_xliff(data.replace(b'id="a1"', b'id="' + wrong + b'"'), "x.xlf")


def test_the_parts_of_version_1_are_placeholders() -> None:
    text = """<xliff version="1.2"><file original="p" source-language="en" target-language="es"><body>
    <trans-unit id="1"><source>a</source><target state="final"><bpt id="1" rid="a1"/>x<ept id="2" rid="a1"/>
    <bx id="b"/>y<ex id="b"/><it id="i"/><mrk mtype="protected">z</mrk>
    <mrk mtype="protected" mid="x">w</mrk></target></trans-unit></body></file></xliff>"""
    (entry,) = read_xliff(text.encode(), "x.xlf").entries
    assert entry.target.split() == ["<a1>x</a1>", "<b>y</b><i/>z", "<x>w</x>"]


@pytest.mark.parametrize("form", WRITERS)
def test_a_unit_that_stands_twice_is_refused(form: str) -> None:
    row = ("c", "Take 2.", "Tome 2.", UnitState.TRANSLATED)
    other = ("c", "Take 2.", "Tome 3.", UnitState.TRANSLATED)
    ending, write = WRITERS[form]
    with pytest.raises(CatalogError, match=r"“Take 2\.” stands twice"):
        READERS[f".{ending}"](write(make_file([row, other])), "x")


SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
"""Those of OASIS, as Debian's php-symfony-translation brings them; DRAGOMAN_XLIFF_SCHEMAS names another folder."""


class _Local(etree.Resolver):
    def resolve(self, _url: str, _id: str, context: Any) -> Any:
        return self.resolve_filename(str(schemas() / "xml.xsd"), context) if _url.endswith("xml.xsd") else None


def schemas() -> Path:
    return Path(os.environ.get("DRAGOMAN_XLIFF_SCHEMAS", SCHEMAS))


@pytest.mark.parametrize(
    ("form", "schema"), [("xliff", "xliff-core-2.0.xsd"), ("xliff12", "xliff-core-1.2-strict.xsd")]
)
@given(texts=rows)
@settings(max_examples=20, deadline=None)
def test_what_is_written_is_valid_by_the_schemas_of_oasis(
    form: str, schema: str, texts: list[tuple[str, str, str, UnitState]]
) -> None:
    if not (schemas() / schema).is_file():
        pytest.skip("the XLIFF schemas are not here (Debian: php-symfony-translation)")
    judge = read_schema(schema)
    document = etree.fromstring(WRITERS[form][1](make_file(texts)))
    assert judge.validate(document), judge.error_log


def test_a_long_text_has_a_high_row_that_still_grows() -> None:
    file = make_file([("", "Short.", "", UnitState.MISSING), ("", "A long text. " * 40, "", UnitState.MISSING)])
    data = WRITERS["xlsx"][1](file)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.row_dimensions[3].height > 3 * sheet.row_dimensions[2].height
    rows = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode().split("<row ")
    assert [row for row in rows[2:] if "customHeight" in row] == []


def test_what_stood_before_the_source_changed_goes_out_and_is_not_read_back() -> None:
    file = make_file([("", "Take 20 mg.", "Tome 10 mg.", UnitState.CHANGED)])
    new, old = (WRITERS[form][1](file) for form in ("xliff", "xliff12"))
    assert b'<ctr:revisions appliesTo="source"><ctr:revision><ctr:item property="content">Before &amp; &lt;b' in new
    assert b'<ctr:revisions appliesTo="target"><ctr:revision><ctr:item property="content">Antes &lt;3<' in new
    assert b'<alt-trans alttranstype="previous-version"><source>Before &amp; &lt;b' in old
    for data in (new, old):
        assert "Antes" not in str(READERS[".xlf"](data, "x").entries)


@cache
def read_schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser()
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(str(schemas() / name), parser))


def bomb(depth: int) -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth))
    return f'<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY e0 "lol">{entities}]><xliff>&e{depth - 1};</xliff>'.encode()


def make_xliff(original: str, unit: str) -> bytes:
    segment = "<segment><source>a</source></segment>"
    file = f'<file original="{original}"><unit id="{unit}">{segment}</unit></file>'
    return f'<xliff version="2.0" trgLang="es">{file}</xliff>'.encode()


HOSTILE = {
    "an entity bomb": bomb(12),
    "an external entity": b'<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff version="2.0">&e;</xliff>',
    "a document type": b'<!DOCTYPE xliff SYSTEM "http://127.0.0.1:1/x.dtd"><xliff version="2.0"/>',
    "no XML": b"\x00\x01\x02",
    "unclosed": b"<xliff><file>",
    "no XLIFF": b"<html/>",
    "two files": b'<xliff version="2.0"><file/><file/></xliff>',
    "a giant id": make_xliff("a", "u" * 1000),
    "a name that hides": make_xliff("a\u202eb", "u"),
    "deep": b"<xliff>" + b"<g>" * 100_000,
    "wide": b"<xliff>" + b"<g/>" * 400_000,
    "large": b"<xliff>" + b" " * 8_000_001,
    "a strange encoding": b'<?xml version="1.0" encoding="x-none"?><xliff/>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused(name: str) -> None:
    with pytest.raises(CatalogError):
        read_xliff(HOSTILE[name], "hostile.xlf")


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def doctored(name: str, change: tuple[bytes, bytes]) -> bytes:
    """One of our own workbooks with a part changed."""
    data = WRITERS["xlsx"][1](make_file([]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert change[0] in parts[name]
    parts[name] = parts[name].replace(*change, 1)
    return package(parts)


SHEET = "xl/worksheets/sheet1.xml"
HOSTILE_BOOKS = {
    "no zip": b"PK\x03\x04",
    "empty": package({}),
    "a zip bomb": package({"xl/workbook.xml": b" " * 60_000_000}),
    "many parts": package({f"{number}.xml": b"<a/>" for number in range(2000)}),
    "an entity": doctored(SHEET, (b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "x">]><worksheet')),
    "an entity behind a comment": doctored(
        SHEET, (b"<worksheet", b'<!--<w--><!DOCTYPE x [<!ENTITY e "x">]><worksheet')
    ),
    "a part without an element": doctored(SHEET, (b"<worksheet", b" " * 70_000 + b"<worksheet")),
    "a path": package({"../../../etc/passwd": b"x", "/abs": b"x"}),
}


@pytest.mark.parametrize("name", HOSTILE_BOOKS)
def test_hostile_workbooks_are_refused(name: str) -> None:
    with pytest.raises(CatalogError):
        read_xlsx(HOSTILE_BOOKS[name], "hostile.xlsx")


def test_a_formula_is_refused_with_its_cell() -> None:
    book = Workbook()
    book.active.append(["Source", "Translation"])
    book.active.append(["Stop", '=HYPERLINK("http://evil.example","Pare")'])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(CatalogError, match="a cell holds a formula") as caught:
        read_xlsx(stream.getvalue(), "x.xlsx")
    assert caught.value.where == "x.xlsx:B2"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"Source,Target\na,b\n", "it has no column 'Translation'"),
        (b"", "it has no column 'Source' and none 'Translation'"),
        (b"Source,Translation,Article\na,b,x\nc,d,y\n", "several values of Article: x, y"),
        ("Source,Translation\né,b\n".encode("latin-1"), "not in UTF-8"),
        (b'Source,Translation\n"a' + b"x" * 200_000 + b'",b\n', "cannot be read as CSV"),
    ],
)
def test_a_table_that_is_none_says_so(table: bytes, told: str) -> None:
    with pytest.raises(CatalogError, match=told):
        read_csv(table, "x.csv")


LIMITS = """
import resource, sys, time
sys.path.insert(0, {root!r})
from pipeline.catalog.formats import READERS
from pipeline.errors import CatalogError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
for path in sys.argv[1:]:
    try:
        READERS[path[path.rindex("."):]](open(path, "rb").read(), path)
    except CatalogError:
        continue
    raise SystemExit(f"{{path}} was read")
print(time.process_time() - started, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("name", [*HOSTILE, *HOSTILE_BOOKS])
def test_each_is_refused_within_two_seconds_and_a_hundred_megabytes(name: str, tmp_path: Path) -> None:
    path = tmp_path / ("x.xlf" if name in HOSTILE else "x.xlsx")
    path.write_bytes(HOSTILE.get(name) or HOSTILE_BOOKS.get(name) or b"")
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", LIMITS.format(root=root), str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    seconds, megabytes = map(float, ran.stdout.split())
    assert seconds < 2
    assert megabytes < 100
