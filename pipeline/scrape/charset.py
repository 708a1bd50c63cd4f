"""Which character set a page is in: the order of the HTML and Encoding standards, and what to do when one lies.

https://html.spec.whatwg.org/#determining-the-character-encoding: byte order mark, then the server's header, then a
`meta` within the first 1,024 bytes, then a guess. Labels are those of the Encoding standard ("latin-1" means
windows-1252).
"""

from __future__ import annotations

import re

import webencodings

FALLBACK = "windows-1252"
"""Decodes any bytes; what the standard names for pages in English that say nothing."""

_PRESCAN = 1024
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^>]*>", re.IGNORECASE)
_LABEL = re.compile(rb"""charset\s*=\s*["']?\s*([^\s"'/>;]+)""", re.IGNORECASE)
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))


def find_charset(data: bytes, *, content_type: str = "") -> str:
    """The Encoding standard's name of the page's character set; never fails.

    A header that says UTF-8 where the bytes are not is passed over, and so is one that says a single-byte set where
    the page's own `meta` says UTF-8 and the bytes prove it (browsers would show such a page garbled).
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    header = _HEADER_LABEL.search(content_type)
    said = _known(header[1]) if header else ""
    own = _find_meta(data)
    if said and said != "utf-8" and own == "utf-8" and not data.isascii() and _decodes(data, "utf-8"):
        return "utf-8"
    for name in (said, own, "utf-8"):
        if name and _decodes(data, name):
            return name
    return FALLBACK


def find_declared_charset(data: bytes, *, content_type: str = "") -> str:
    """What a browser goes by: byte order mark, header, `meta`, whether or not it is true; empty where nothing says."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    header = _HEADER_LABEL.search(content_type)
    return (_known(header[1]) if header else "") or _find_meta(data)


def decode_page(data: bytes, charset: str) -> str:
    """The page as text, without a byte order mark; bytes that fit nowhere become U+FFFD, as in a browser."""
    text, _ = webencodings.decode(data, webencodings.lookup(charset) or FALLBACK, errors="replace")
    return text


def _known(label: str) -> str:
    encoding = webencodings.lookup(label)
    return encoding.name if encoding else ""


def _find_meta(data: bytes) -> str:
    for tag in _META.findall(_COMMENT.sub(b"", data[:_PRESCAN])):
        if found := _LABEL.search(tag):
            name = _known(found[1].decode("ascii", errors="replace"))
            # The meta was read as ASCII, so the page cannot be UTF-16 (prescan, step "utf-16" → UTF-8).
            return {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": FALLBACK}.get(name, name)
    return ""


def _decodes(data: bytes, name: str) -> bool:
    if name == FALLBACK:
        return True
    try:
        webencodings.decode(data, name, errors="strict")
    except (UnicodeDecodeError, LookupError):
        return False
    return True
