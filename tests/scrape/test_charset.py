"""Which character set a page is in."""

from __future__ import annotations

import pytest

from pipeline.scrape.charset import decode_page, find_charset

ACCENTS = "<p>Tome 20 mg al día – según indicación.</p>"
UTF8 = ACCENTS.encode()
LATIN = ACCENTS.encode("cp1252")
META_UTF8 = b'<!doctype html><meta charset="utf-8">'
META_LATIN = b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'

CASES = [
    # what it shows, bytes, header, charset
    ("the header", LATIN, "text/html; charset=windows-1252", "windows-1252"),
    ("latin-1 is windows-1252", LATIN, "text/html; charset=ISO-8859-1", "windows-1252"),
    ("the header in quotes", UTF8, 'text/html; charset="UTF-8"', "utf-8"),
    ("a mark wins over the header", b"\xef\xbb\xbf" + UTF8, "text/html; charset=iso-8859-1", "utf-8"),
    ("a UTF-16 mark", b"\xff\xfe" + ACCENTS.encode("utf-16-le"), "", "utf-16le"),
    ("the meta", META_LATIN + LATIN, "text/html", "windows-1252"),
    ("the header wins over the meta", META_LATIN + UTF8, "text/html; charset=utf-8", "utf-8"),
    ("a meta in a comment is none", b"<!-- <meta charset=koi8-r> -->" + UTF8, "", "utf-8"),
    ("a meta after 1,024 bytes is none", b" " * 1024 + b"<meta charset=koi8-r>" + UTF8, "", "utf-8"),
    ("a meta that says UTF-16 was read as ASCII", b"<meta charset=utf-16>" + UTF8, "", "utf-8"),
    ("nothing said, UTF-8", UTF8, "", "utf-8"),
    ("nothing said, no UTF-8", LATIN, "", "windows-1252"),
    ("an unknown label", UTF8, "text/html; charset=klingon", "utf-8"),
    ("a header that lies, UTF-8", META_LATIN + LATIN, "text/html; charset=utf-8", "windows-1252"),
    ("a header that lies, latin-1", META_UTF8 + UTF8, "text/html; charset=iso-8859-1", "utf-8"),
    ("a meta that lies", META_UTF8 + LATIN, "", "windows-1252"),
    ("Shift_JIS", "<p>薬を飲む".encode("shift_jis"), "text/html; charset=Shift_JIS", "shift_jis"),
    ("GB 18030 by its label", "<p>服药".encode("gb18030"), "text/html; charset=gb2312", "gbk"),
]


@pytest.mark.parametrize(("data", "content_type", "charset"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_the_charset_is_found_in_the_standard_s_order(data: bytes, content_type: str, charset: str) -> None:
    assert find_charset(data, content_type=content_type) == charset


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_the_found_charset_reads_the_page_without_loss(case: tuple[str, bytes, str, str]) -> None:
    text = decode_page(case[1], find_charset(case[1], content_type=case[2]))
    assert "\ufffd" not in text
    assert not text.startswith("\ufeff")
    assert any(word in text for word in ("20 mg al día – según", "薬", "服药"))


def test_bytes_that_fit_nowhere_do_not_stop_us() -> None:
    broken = META_UTF8 + b"<p>20 \xb5g \x81 \xff</p>"
    assert "20 µg" in decode_page(broken, find_charset(broken, content_type="text/html; charset=utf-8"))
    assert "20" in decode_page(broken, "utf-8")
    assert "20" in decode_page(broken, "no such charset")
