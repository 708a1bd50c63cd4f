"""What the reader takes and what it refuses, and with which line."""

from __future__ import annotations

import time

import pytest

from pipeline.catalog import po_strings, read_catalog, write_catalog
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

WHOLE = """\
# Titulo del catalogo
#
#  sangrado
msgid ""
msgstr ""
"Project-Id-Version: Riverside all\\n"
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Odd\\n"
"X-Empty: \\n"

# dudas: ver glosario
#. Rituximab › Side effects
#: all.html#rituximab/paragraph-3 all.html#other/paragraph-1
#, fuzzy, max-length:80
#| msgctxt "verb"
#| msgid "Tell "
#| "your doctor"
msgctxt "noun"
msgid ""
"Tell your\\n"
"care \\"team\\" \\\\ now\\t"
msgstr "Diga \\342\\200\\250a \\x41" " su equipo"

#| msgid_plural "%d day"
msgid "One page"
msgid_plural "%d pages"
msgstr[0] "Una"
msgstr[1] ""

# se fue
#, fuzzy
#~| msgid "Old-old"
#~ msgid "Old"
#~ msgstr "Viejo"
"""


def test_every_part_of_a_file_is_read() -> None:
    assert read_catalog(WHOLE.encode(), name="es.po") == Catalog(
        header=(
            ("Project-Id-Version", "Riverside all"),
            ("Language", "es"),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("", "X-Odd"),
            ("X-Empty", ""),
        ),
        header_comment="Titulo del catalogo\n\n sangrado",
        entries=(
            Entry(
                context="noun",
                source='Tell your\ncare "team" \\ now\t',
                target="Diga \u2028a A su equipo",
                fuzzy=True,
                references=("all.html#rituximab/paragraph-3", "all.html#other/paragraph-1"),
                notes=("Rituximab › Side effects",),
                comments=("dudas: ver glosario",),
                flags=("max-length:80",),
                previous_context="verb",
                previous_source="Tell your doctor",
            ),
            Entry(
                context="",
                source="One page",
                source_plural="%d pages",
                targets=("Una", ""),
                previous_source_plural="%d day",
            ),
            Entry(
                context="",
                source="Old",
                target="Viejo",
                fuzzy=True,
                comments=("se fue",),
                previous_source="Old-old",
                obsolete=True,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('msgid "a" msgstr "b"', Entry("", "a", "b")),
        ('msgid"a"\nmsgstr"b"', Entry("", "a", "b")),
        ('  msgid "a"\n\n\t"c"\n\nmsgstr "b"  ', Entry("", "ac", "b")),
        (
            '#no space\n#. \n#\nmsgid "a"\nmsgstr "b"\n# at the end',
            Entry("", "a", "b", comments=("no space", ""), notes=("",)),
        ),
        (
            '#: \u2068my page.html\u2069 b.html:3\nmsgid "a"\nmsgstr ""',
            Entry("", "a", references=("my page.html", "b.html:3")),
        ),
        ('#~ # old style\n#~ msgid "a"\n#~ msgstr "b"', Entry("", "a", "b", comments=("old style",), obsolete=True)),
        ('#,fuzzy,,  no-wrap\nmsgid "a"\nmsgstr "b"', Entry("", "a", "b", fuzzy=True, flags=("no-wrap",))),
        ('msgctxt ""\nmsgid "a"\nmsgstr "b"', Entry("", "a", "b")),
    ],
)
def test_other_tools_ways_of_writing_are_read(body: str, expected: Entry) -> None:
    assert read_catalog((HEADER + body).encode(), name="x.po").entries == (expected,)


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ('msgid "a"\nmsgid "b"\nmsgstr ""', 6, "expected msgstr of the entry that begins at line 5"),
        ('msgid "a"\n\n# next\nmsgid "b"\nmsgstr ""', 7, "a comment inside the entry that begins at line 5"),
        ('msgid "a"', 5, "no msgstr"),
        ('msgctxt "a"', 5, "no msgstr"),
        ('msgid "a\nmsgstr "b"', 5, "no closing quote"),
        ('msgid "a\\"\nmsgstr "b"', 5, "no closing quote"),
        ('msgid "a\\d"\nmsgstr ""', 5, "\\d is not an escape"),
        ('msgid "a\\377"\nmsgstr ""', 5, "not text in utf-8"),
        ('msgid "a\\000"\nmsgstr ""', 5, "is not text"),
        ('msgid\nmsgstr "b"', 6, "expected a string in double quotes after msgid"),
        ('msgid "a"\nmsgstr', 6, "expected a string in double quotes after msgstr"),
        ('# x\n"stray"', 6, "without msgid or msgstr before it"),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"', 7, "msgstr is given twice"),
        ('# x\nmsgstr "b"', 6, "without msgid"),
        ('msgstr "b"', 5, "msgstr is given twice"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"', 7, "expected msgstr[0]"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"', 7, "expected msgstr[0], found msgstr[1]"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[2] "c"', 8, "expected msgstr[1]"),
        ('msgid "a"\nmsgstr[0] "c"', 6, "without msgid_plural"),
        ('msgid "a"\nmsgstr[99999999999] "c"', 6, "expected a comment, msgctxt"),
        ('msgid "a"\nmsgstr "b"\nmsgid_plural "c"', 7, "wrong place"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"', 8, "first is at line 5"),
        ('msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"', 8, "first is at line 5"),
        ('msgid ""\nmsgstr "b"', 5, "given twice; the first is at line 1"),
        ('#~ msgid "a"\nmsgstr "b"', 6, "obsolete"),
        ('#~ msgid "a"\n"b"\n#~ msgstr ""', 6, "begin in different ways"),
        ('#| msgid "a"', 5, "without an entry"),
        ('msgid "a"\n#| msgid "b"\nmsgstr ""', 6, "inside an entry"),
        ('#| msgstr "b"\nmsgid "a"\nmsgstr ""', 5, "inside an entry"),
        ('#| msgid "b"\n#| msgid "c"\nmsgid "a"\nmsgstr ""', 6, "given twice"),
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr ""', 5, "conflict that git left"),
        ('domain "other"\nmsgid "a"\nmsgstr ""', 5, "several domains"),
        ("<html>", 5, "found '<html>'"),
        ('msgids "a"', 5, "found 'msgids"),
        ('msgid "a\0"\nmsgstr ""', 5, "NUL"),
        ('msgid "a\x04"\nmsgstr ""', 5, "EOT"),
        ('msgid "a\\004"\nmsgstr ""', 5, "is not text"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(body: str, line: int, says: str) -> None:
    with pytest.raises(CatalogError) as caught:
        read_catalog((HEADER + body).encode(), name="locales/es/all.po")
    assert caught.value.where == f"locales/es/all.po:{line}"
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (HEADER.encode() + b'msgid "caf\xe9"\nmsgstr ""', 5, "0xe9 is not UTF-8, which the header declares"),
        (b'msgid ""\nmsgid_plural ""\nmsgstr[0] "x"\n', 1, "header with plural forms"),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_its_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(CatalogError) as caught:
        read_catalog(data, name="x.po")
    assert caught.value.where == f"x.po:{line}"
    assert says in caught.value.message


def test_an_empty_file_is_an_empty_catalog() -> None:
    assert read_catalog(b"", name="x.po") == Catalog((), ())
    assert write_catalog(Catalog((), ())) == b""


@pytest.mark.parametrize(
    "body",
    [
        'msgid "' + "a" * (po_strings.MAX_STRING + 1) + '"\nmsgstr ""',
        'msgid ""\n' + f'"{"a" * 100}"\n' * (po_strings.MAX_STRING // 100 + 1) + 'msgstr ""',
    ],
)
def test_a_giant_string_is_refused(body: str) -> None:
    with pytest.raises(CatalogError, match="1,000,000 characters"):
        read_catalog(body.encode(), name="x.po")


@pytest.mark.parametrize(
    "data",
    [
        b" " * (po_strings.MAX_FILE + 1),
        b"\n" * (po_strings.MAX_LINES + 1),
        b'msgid "' + b"\\\\" * 5_000_000,
        b"#~" * 5_000_000,
        b"\\" * 5_000_000,
    ],
    ids=["too large", "too many lines", "unclosed string", "nested obsolete marks", "backslashes"],
)
def test_a_hostile_file_is_refused_within_two_seconds(data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(CatalogError):
        read_catalog(data, name="x.po")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "entries",
    [
        (Entry("", "a\0"),),
        (Entry("", "a\x04"),),
        (Entry("", "a\ud800"),),
        (Entry("", "a"), Entry("", "a", "b", obsolete=True)),
        (Entry("", ""),),
    ],
    ids=["NUL", "EOT", "surrogate", "twice", "a second header"],
)
def test_what_gettext_cannot_hold_is_not_written(entries: tuple[Entry, ...]) -> None:
    with pytest.raises(CatalogError) as caught:
        write_catalog(Catalog((("Language", "es"),), entries))
    assert caught.value.where


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x85", "\v"])
def test_a_comment_never_runs_over_into_syntax(end: str) -> None:
    entry = Entry("", "a", comments=(f'x{end}msgid "b"',), notes=(f"y{end}z",), flags=(f"no{end}wrap",))
    read = read_catalog(write_catalog(Catalog((), (entry,))), name="x.po")
    assert read.entries == (Entry("", "a", comments=("x", 'msgid "b"'), notes=("y", "z"), flags=("no wrap",)),)
