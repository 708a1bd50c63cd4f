"""TMX that any XML parser reads and that says what was approved."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import write_tmx

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _read(data: bytes) -> list[list[tuple[str | None, str]]]:
    root = ElementTree.fromstring(data)
    return [[(tuv.get(LANG), tuv.findtext("seg") or "") for tuv in unit.iter("tuv")] for unit in root.iter("tu")]


def test_pairs_stand_with_their_languages_in_order() -> None:
    data = write_tmx([("Fever", "发烧"), ("a < b & <a>c</a>", "x \"y\" 'z'")], "en", "zh-Hans")
    assert _read(data) == [
        [("en", "Fever"), ("zh-Hans", "发烧")],
        [("en", "a < b & <a>c</a>"), ("zh-Hans", "x \"y\" 'z'")],
    ]
    root = ElementTree.fromstring(data)
    assert root.get("version") == "1.4"
    header = root.find("header")
    assert header is not None
    assert sorted(header.keys()) == sorted(
        ["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"]
    )
    assert header.get("srclang") == "en"


def test_what_has_no_text_is_left_out_and_a_repeated_pair_stands_once() -> None:
    assert _read(write_tmx([("a", None), ("b", ""), ("c", "d"), ("c", "d"), ("c", "e")], "en", "es")) == [
        [("en", "c"), ("es", "d")],
        [("en", "c"), ("es", "e")],
    ]


def test_characters_that_xml_has_not_are_seen_as_lost() -> None:
    assert _read(write_tmx([("a\0b\x0bc\ud800\uffff", "d\x1f")], "en", "es")) == [
        [("en", "a\ufffdb\ufffdc\ufffd\ufffd"), ("es", "d\ufffd")]
    ]


def test_a_hostile_language_tag_stays_an_attribute() -> None:
    assert _read(write_tmx([("a", "b")], 'en"/><x a="', "es")) == [[('en"/><x a="', "a"), ("es", "b")]]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_every_legal_text_comes_back_as_it_was(text: str) -> None:
    assert _read(write_tmx([(text, text + "\r\n\t]]>")], "en", "es")) == [[("en", text), ("es", text + "\r\n\t]]>")]]
