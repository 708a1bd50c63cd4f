"""In place: every byte outside the units is the source's; what cannot be changed safely stays and is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.segment import Fixed, Rewritten, SourcePage, extract_units, locate_units, rewrite_page

PAGES = Path(__file__).parents[4] / "shared" / "corpus" / "pages"


def take(html: str | bytes, charset: str = "utf-8") -> SourcePage:
    data = html.encode(charset) if isinstance(html, str) else html
    return locate_units(data, charset=charset, slug="a")


def put(page: SourcePage, *pairs: tuple[str, str]) -> Rewritten:
    keys = {unit.text: unit.key for unit in page.page.units}
    return rewrite_page(page, {keys[source]: target for source, target in pairs})


UNTOUCHED = {
    "byte order mark, CRLF, NUL": b"\xef\xbb\xbf<P CLASS=a>one\r\n&amp; two\0</p\n><p>",
    "bad bytes": b"<p>caf\xff \xe2\x82<b>x</b>\xc3",
    "unclosed comment": b"<p>one<!-- two",
    "not HTML": b"{'a': 1} \x01 %PDF-1.7",
    "nothing": b"",
    "an unclosed tag": b"<p>one <a href='x",
    "misnested": b"<p><b>one <i>two</b> three</i><table>four<tr><td>five</table>",
    "a form in a form": b"<form>one<div><form>two</div></form>three",
    "duplicate ids": b"<p id=a>one<p id=a>one",
    "plaintext": b"<p>one<plaintext>two</plaintext>",
}


@pytest.mark.parametrize("data", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_with_the_sources_own_text_the_output_is_the_input(data: bytes) -> None:
    for charset in ("utf-8", "windows-1252", "shift_jis", "utf-16le", "iso-2022-jp"):
        page = locate_units(data, charset=charset, slug="a")
        assert rewrite_page(page, {unit.key: unit.text for unit in page.page.units}).data == data
        assert rewrite_page(page, {}).data == data


@pytest.mark.skipif(not PAGES.exists(), reason="the corpus is not beside the repository")
def test_every_unit_of_real_pages_has_its_place() -> None:
    for path in PAGES.rglob("*.html"):
        page = locate_units(path.read_bytes(), charset="utf-8", slug="a")
        assert not [place for place in page.places if isinstance(place, Fixed)]
        assert rewrite_page(page, {unit.key: unit.text for unit in page.page.units}).data == path.read_bytes()


def test_the_units_are_those_of_the_tree_mode() -> None:
    html = "<title>T</title><p>a <b>c</b> d<img alt='An image'><script type=application/ld+json>{}</script>"
    assert take(html).page.units == extract_units(html, slug="a").units


CHANGED = {
    "text and white space around it": ("<p>\n one &amp; two </P>", "one & two", "a < b", "<p>\n a &lt; b </P>"),
    "placeholders keep their bytes": (
        "<p>Take <B Class=x>one</B >now<BR/>.",
        "Take <b>one</b>now<br/>.",
        "<br/>Ahora <b>una</b>",
        "<p><BR/>Ahora <B Class=x>una</B >",
    ),
    "an attribute with its quotes": ("<img alt='a &amp; b'>", "a & b", "it's", "<img alt='it&#39;s'>"),
    "an attribute without quotes": ("<img alt=tip src=x>", "tip", 'a "b" c', '<img alt="a &quot;b&quot; c" src=x>'),
    "an attribute in a unit": (
        "<p>See <a title='Tip' href=x>this</a>.",
        "Tip",
        "Consejo",
        "<p>See <a title='Consejo' href=x>this</a>.",
    ),
    "an end tag of nothing": ("<p>Take </font>one</p>", "Take one", "Toma una", "<p>Toma una</p>"),
    "a title": ("<title>a &lt;b> c</title>", "a <b> c", "<i>", "<title>&lt;i&gt;</title>"),
    "linked data": (
        '<script type="application/ld+json">{"headline" : "One", "x": 1}</script>',
        "One",
        'a "</script>',
        '<script type="application/ld+json">{"headline" : "a \\"\\u003c/script>", "x": 1}</script>',
    ),
    "a drawing's title": (
        "<svg><title> A heart </title></svg>",
        "A heart",
        "Un <b>",
        "<svg><title> Un &lt;b&gt; </title></svg>",
    ),
    "a drawing's text": (
        "<svg><text x=1>Heart</text></svg>",
        "Heart",
        "Un <b>",
        "<svg><text x=1>Un &lt;b&gt;</text></svg>",
    ),
    "a choice": (
        "<select><option>\nOnce <option>9</select>",
        "Once",
        "Una",
        "<select><option>\nUna <option>9</select>",
    ),
    "references at the edge": ("<p>&#32;&eacute;t&eacute;&#10;</p>", "été", "x", "<p>&#32;x&#10;</p>"),
}


@pytest.mark.parametrize(("html", "source", "target", "expected"), CHANGED.values(), ids=CHANGED.keys())
def test_a_target_stands_where_its_unit_stood(html: str, source: str, target: str, expected: str) -> None:
    assert put(take(html), (source, target)) == Rewritten(expected.encode(), ())


def test_text_and_its_attribute_change_together() -> None:
    page = take("<p>See <a title='Tip' href=x>this</a>.")
    done = put(page, ("Tip", "Consejo"), ("See <a>this</a>.", "Vea <a>esto</a>."))
    assert done.data == b"<p>Vea <a title='Consejo' href=x>esto</a>."


FIXED = {
    "an element that ends elsewhere": (
        "<p>one <b>two</p><p>three",
        "one <b>two</b>",
        "makes several elements of its <b>",
    ),
    "text in two places": ("<p>one <table>two<tr><td>x</table>", "one two", ""),
    "an element that the parser doubled": ("<b title=x><p>y</b>", "x", "makes several elements of its <b>"),
    "markup loose in a table": ("<table>one <i>two</i><tr><td>x</table>", "one <i>two</i>", "outside the cells"),
    "a tag that does something elsewhere": ("<p>one<body class=x>two", "onetwo", "other markup stands in it"),
    "a link that ends another": ("<p><a href=x></p><p><a href=y>one</a> two", "<a>one</a> two", "also ends one"),
}


@pytest.mark.parametrize(("html", "source", "reason"), FIXED.values(), ids=FIXED.keys())
def test_what_cannot_be_changed_safely_stays_and_says_why(html: str, source: str, reason: str) -> None:
    page = take(html)
    targets = {unit.key: unit.text + "!" for unit in page.page.units if unit.text == source}
    assert targets, [unit.text for unit in page.page.units]
    done = rewrite_page(page, targets)
    assert done.data == html.encode()
    assert [fixed.unit.text for fixed in done.fixed] == [source] * len(done.fixed) != []
    assert reason in done.fixed[0].reason


def test_an_empty_target_leaves_the_unit_as_it_is() -> None:
    done = put(take("<p>one"), ("one", "  "))
    assert done.data == b"<p>one"
    assert done.fixed[0].reason == "its translation is empty"


def test_a_sign_that_the_charset_lacks_is_a_reference_and_in_linked_data_an_escape() -> None:
    page = take('<p>one<script type="application/ld+json">{"headline":"two"}</script>', "windows-1252")
    done = put(page, ("one", "é 漢"), ("two", "漢"))
    assert done.data == b'<p>\xe9 &#28450;<script type="application/ld+json">{"headline":"\\u6f22"}</script>'


def test_nothing_is_put_into_a_text_whose_charset_shifts_state() -> None:
    page = take("<p>薬", "iso-2022-jp")
    assert "iso-2022-jp" in put(page, ("薬", "x")).fixed[0].reason


def test_private_use_signs_of_the_page_are_not_taken_for_marks() -> None:
    html = "<p>\ue000 icon \ue00112\ue001 &#xE002; text</p>"
    page = take(html)
    assert put(page, (page.page.units[0].text, "x")).data == b"<p>x</p>"


def test_thousands_of_open_elements_and_stray_tags_are_read() -> None:
    page = take("<div><p>one <b>two</b></x>" * 2_000 + "<table>" * 500 + "<b>" * 2_000 + "x")
    assert len(page.places) >= 2_000
