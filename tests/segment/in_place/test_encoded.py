"""Bytes as text with the way back: the text is what webencodings decodes, and every place leads to its bytes."""

from __future__ import annotations

import pytest
import webencodings
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SegmentError
from pipeline.segment.in_place.encoded import decode_bytes

CHARSETS = [
    *("utf-8", "windows-1252", "iso-8859-6", "koi8-r", "gbk", "gb18030", "big5"),
    *("shift_jis", "euc-jp", "euc-kr", "utf-16le", "utf-16be", "iso-2022-jp"),
]
some_bytes = st.one_of(
    st.binary(max_size=40),
    st.lists(
        st.sampled_from([b"<p>", b"a", b"\xe2\x82", b"\xac", b"\xc3\xa9", b"\x88\x62", b"\r\n", b"\0", b"\xff"])
    ).map(b"".join),
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(CHARSETS), some_bytes)
def test_the_text_is_the_charsets_and_pieces_are_the_bytes(charset: str, data: bytes) -> None:
    source = decode_bytes(data, charset)
    expected, _ = webencodings.decode(data, charset, errors="replace")
    if not any(data.startswith(mark) for mark in (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert source.text == expected
    cuts = [source.byte_offset(at) for at in range(len(source.text) + 1)]
    known = [cut for cut in cuts if cut is not None]
    assert known == sorted(set(known))
    assert known[-1] == len(data)
    if charset == "utf-8":
        for at, low, high in zip(range(len(source.text)), cuts, cuts[1:], strict=False):
            if low is not None and high is not None:
                assert data[low:high].decode("utf-8", "replace") == source.text[at]


def test_a_byte_order_mark_is_not_text_and_counts() -> None:
    source = decode_bytes(b"\xef\xbb\xbfa\xc3\xa9", "utf-8")
    assert source.text == "aé"
    assert [source.byte_offset(at) for at in range(3)] == [3, 4, 6]


def test_a_bad_byte_is_one_replacement_sign_and_keeps_its_place() -> None:
    source = decode_bytes(b"a\xff\xe2\x82<", "utf-8")
    assert source.text == "a\ufffd\ufffd<"
    assert [source.byte_offset(at) for at in range(5)] == [0, 1, 2, 4, 5]


def test_a_sign_that_the_charset_lacks_becomes_a_reference() -> None:
    assert decode_bytes(b"", "iso-8859-1").encode("é 漢") == b"\xe9 &#28450;"
    assert decode_bytes(b"", "utf-16le").encode("a") == b"a\0"


def test_a_charset_with_escapes_says_so() -> None:
    assert not decode_bytes(b"", "iso-2022-jp").stateless
    assert decode_bytes(b"", "shift_jis").stateless


def test_escapes_without_an_end_are_read_and_not_told_apart() -> None:
    data = b"\x1b$" * 9 + b"<p>a"
    source = decode_bytes(data, "iso-2022-jp")
    assert source.byte_offset(len(source.text)) == len(data)
    assert source.byte_offset(0) == 0


def test_an_unknown_charset_is_an_error_that_names_it() -> None:
    with pytest.raises(SegmentError, match="'klingon' is unknown"):
        decode_bytes(b"", "klingon")
