"""The tokens of a source are those of the HTML standard, as html5lib reads them, and lose no sign of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from html5lib._tokenizer import HTMLTokenizer
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.segment.in_place.references import read_reference, unescape_attribute
from pipeline.segment.in_place.tokens import read_attributes, read_tokens

Row = tuple[Any, ...]


class _Listener(HTMLTokenizer):  # type: ignore[misc]
    """html5lib's tokeniser, which its tree builder tells what state to be in, remembering what it gave."""

    seen: list[dict[str, Any]]

    def __iter__(self) -> Iterator[Any]:
        for token in super().__iter__():
            self.seen.append({**token})
            yield token


class _Judge(html5lib.HTMLParser):  # type: ignore[misc]
    def reset(self) -> None:
        self.tokenizer.__class__ = _Listener
        self.tokenizer.seen = []
        super().reset()


def judge(text: str) -> list[Row]:
    parser = _Judge()
    parser.parse(text, scripting=True)
    rows: list[Row] = []
    for token in parser.tokenizer.seen:
        kind, data = token["type"], token.get("data")
        if kind in (1, 2):
            _add_text(rows, data.replace("\0", "\ufffd"))
        elif kind in (3, 5):
            rows.append(("start", token["name"], tuple(data.items())))
        elif kind == 4:
            rows.append(("end", token["name"]))
        elif kind == 6:
            rows.append(("comment",))
        elif kind == 0:
            rows.append(("doctype",))
    return rows


def _add_text(rows: list[Row], text: str) -> None:
    if rows and rows[-1][0] == "text":
        rows[-1] = ("text", rows[-1][1] + text)
    elif text:
        rows.append(("text", text))


def read(text: str) -> list[Row]:
    rows: list[Row] = []
    at = 0
    for token in read_tokens(text):
        assert token.start == at < token.end
        at = token.end
        source = text[token.start : token.end]
        if token.kind == "start":
            rows.append(("start", token.name, tuple((a.name, a.value) for a in read_attributes(text, token))))
        elif token.kind == "end":
            rows.append(("end", token.name))
        elif token.kind in ("comment", "doctype"):
            rows.append((token.kind,))
        elif token.kind != "dropped":
            _add_text(rows, _unescape(source) if token.kind == "text" else source)
    assert at == len(text)
    return rows


def _unescape(source: str) -> str:
    parts, at = [], 0
    while at < len(source):
        if source[at] == "&":
            meaning, at = read_reference(source, at)
            parts.append(meaning)
        else:
            parts.append(source[at].replace("\0", "\ufffd"))
            at += 1
    return "".join(parts)


CASES = (
    "",
    "a < b <3 </ <p></",
    "<p a=b c=\"d>\" e='f' g h= i >x</p >",
    "<p a=/b/ =x y==z w=\"1\"v='2'/u>",
    "<p a=b a=c A=d>",
    "<p a='unclosed>",
    "<p a =",
    "<p",
    "</p a='b'>x</p/></ p></></3>",
    "<!--a--><!----><!--><!---><!---!>-->x<!--a--!>y<!--a-->--><!-- <!-- --><!>",
    "<!-- open",
    "<!doctype html PUBLIC '>'><!DOCTYPE><!DOC><!ELEMENT x>",
    "<?xml version='1.0'?><p><?php a > b ?>",
    "<title>a<b>&amp;</title ><title>x</titles></TITLE>y",
    "<style>a</b>&amp;</style/>x<style>",
    "<script>a</script>b<script><!--<script></script>--></script>c",
    "<script><!--</script>x--><script><!--<script><!--></script>",
    "<script><!-->  </script>x<script><!--<scripty></script>y",
    "<textarea>\n<p></textarea><xmp><p></xmp><iframe><p></iframe><noscript><p></noscript><noembed><b></noembed>",
    "<plaintext><p></plaintext>",
    "<svg><title>a<b>c</title></svg><title>d<b>e</title>",
    "<svg><style>a<g>b</style><script>x<g></script><![CDATA[<p>&amp;]]></svg><![CDATA[x]]>",
    "<svg><foreignObject><title>a<b></title></foreignObject><title>c<b></title>",
    "<svg/><title>a<b></title><math><mi><title>x<b></title></mi><style>a<b></style>",
    "<math><annotation-xml encoding='text/html'><title>a<b></title></annotation-xml><annotation-xml><title>a<b>",
    "<svg><p><title>a<b></title>",
    "<svg><font color=x><title>a<b></title><svg><font><title>a<b></title>",
    "<math><annotation-xml><svg><title>x<b></title><desc><title>a<b></title>",
    "&amp;&ampx&notit;&notin;&#65;&#x41&#x80;&#0;&#xD800;&#x110000;&foo;&&#;&#x;&#1;&#99999999999;",
    "<a href='?a=1&copy=2&copy;&ampx&amp'>&copy=2",
)


@pytest.mark.parametrize("text", CASES)
def test_hard_cases_are_read_as_the_standard_says(text: str) -> None:
    assert read(text) == judge(text)


PIECES = re.findall(
    r"[^|]+",
    "<p>|</p>|<b |x|='|'|=\"|\"|=|>|/>|<|</|<!--|-->|--!>|<!|<?|<title>|</title>|<svg>|</svg>|<script>|</script>|"
    "<style>|</style>|<br/>|"
    "<![CDATA[|]]>|&amp;|&am|&#65|&#x41;|;| |\n|é|<textarea|<math>|<mi>|<desc>|<foreignObject>|<div>|-",
)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_nothing_is_lost_of_any_source(text: str) -> None:
    tokens = list(read_tokens(text))
    assert "".join(text[token.start : token.end] for token in tokens) == text


FLAT = tuple(
    piece for piece in PIECES if piece not in ("<svg>", "</svg>", "<math>", "<mi>", "<desc>", "<foreignObject>")
)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(FLAT), max_size=25).map("".join))
def test_any_source_without_drawings_is_read_as_html5lib_reads_it(text: str) -> None:
    assert read(text) == judge(text)


@pytest.mark.parametrize(
    ("text", "meaning", "length"),
    [
        ("&amp;x", "&", 5),
        ("&ampx", "&", 4),
        ("&nbsp;", "\u00a0", 6),
        ("&x", "&", 1),
        ("&#x80;", "€", 6),
        ("&#1;", "\x01", 4),
    ],
)
def test_a_reference_has_a_length_and_a_meaning(text: str, meaning: str, length: int) -> None:
    assert read_reference(text, 0) == (meaning, length)


def test_in_an_attribute_a_bare_name_before_a_letter_or_equals_sign_is_no_reference() -> None:
    assert unescape_attribute("?a&copy=1&copy;&copy&ampx\r\n") == "?a&copy=1©©&ampx\n"


def test_a_hundred_thousand_nested_drawings_take_no_time() -> None:
    text = "<svg><g>" * 50_000 + "</x>" * 50_000 + "<b a='" * 50_000
    assert sum(1 for _ in read_tokens(text)) == 150_001
