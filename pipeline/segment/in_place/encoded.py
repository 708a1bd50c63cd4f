"""Bytes as text, with the way back: for a place in the text, the place in the bytes; for new text, its bytes.

The text is what a browser reads: no byte order mark, U+FFFD for bytes that fit nowhere. Bytes are never made again
from that text, since several byte sequences may have decoded to one sign; they are copied.
"""

from __future__ import annotations

import codecs
import re
from array import array
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import webencodings

from pipeline.errors import SegmentError

_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16le": codecs.BOM_UTF16_LE, "utf-16be": codecs.BOM_UTF16_BE}
_STATEFUL = frozenset({"iso-2022-jp", "hz-gb-2312", "iso-2022-kr", "iso-2022-cn", "replacement"})
"""What a byte means depends on escapes before it: nothing can be put in between."""

_RUN = re.compile(rb"[\x00-\x7f]+|[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file's bytes and their text."""

    data: bytes
    text: str
    charset: str
    """The Encoding standard's name."""
    _offsets: array[int] | None
    """Of each sign, and of the end; -1 where a sign has no bytes of its own. None where each sign is one byte."""
    _start: int
    ascii_only: bool = False
    """New text is written in ASCII, with references for the rest: it is read right in whatever set a reader takes."""

    @property
    def stateless(self) -> bool:
        """Text can be put between two signs."""
        return self.charset not in _STATEFUL

    @property
    def bad_bytes(self) -> int:
        """Signs that stand for bytes that fit nowhere. (A U+FFFD that the page itself wrote in UTF-8 is none.)"""
        written = self.data.count("\ufffd".encode()) if self.charset == "utf-8" else 0
        return self.text.count("\ufffd") - written

    def encode_exactly(self, text: str) -> bytes | None:
        """A whole page in the file's character set and with its byte order mark; None where a sign would be lost."""
        with suppress(UnicodeError):
            data = bytes(_codec(self.charset).encode(text)[0])
            if _codec(self.charset).decode(data, "replace")[0] == text:
                return self.data[: self._start] + data
        return None

    def byte_offset(self, at: int) -> int | None:
        """Where in the bytes the sign at this place begins; None where it shares bytes with the sign before."""
        if self._offsets is None:
            return self._start + at
        offset = self._offsets[at]
        return None if offset < 0 else offset

    def encode(self, text: str) -> bytes:
        """New text in the file's character set; what that lacks as numeric character references."""
        text = text.replace("\ufeff", "&#65279;")  # at the beginning of a file it would be a byte order mark
        if self.ascii_only and self.charset not in ("utf-16le", "utf-16be"):
            return text.encode("ascii", "xmlcharrefreplace")
        if text.isascii() or self.charset in ("utf-8", "utf-16le", "utf-16be"):
            return bytes(_codec(self.charset).encode(text)[0])
        return b"".join(_encode_sign(sign, self.charset) for sign in text)


def decode_bytes(data: bytes, charset: str, *, ascii_only: bool = False) -> Encoded:
    """The text of a file. SegmentError for a character set that the Encoding standard does not know."""
    encoding = webencodings.lookup(charset)
    if encoding is None:
        raise SegmentError(f"the character set {charset!r} is unknown", hint="Give one of the Encoding standard.")
    mark = _MARKS.get(encoding.name, b"")
    start = len(mark) if data.startswith(mark) else 0
    text: str = encoding.codec_info.decode(data[start:], "replace")[0]
    if len(text) == len(data) - start and encoding.name != "big5":  # in which two bytes may make two signs
        return Encoded(data, text, encoding.name, None, start, ascii_only)
    if encoding.name in _STATEFUL:
        unknown = array("l", [start, *[-1] * (len(text) - 1), len(data)]) if text else array("l", [len(data)])
        return Encoded(data, text, encoding.name, unknown, start, ascii_only)
    signs: list[str] = []
    offsets = array("l")
    for low, high in _find_runs(data, start, encoding.name):
        if data[low:high].isascii() and encoding.name == "utf-8":
            signs.append(data[low:high].decode("ascii"))
            offsets.extend(range(low, high))
            continue
        for sign, offset in _decode_signs(data[low:high], encoding.name):
            signs.append(sign)
            offsets.append(offset if offset < 0 else low + offset)
    offsets.append(len(data))
    return Encoded(data, "".join(signs), encoding.name, offsets, start, ascii_only)


def _find_runs(data: bytes, start: int, charset: str) -> Iterable[tuple[int, int]]:
    """Stretches that can be decoded each by itself: in UTF-8 an ASCII byte is never part of another sign."""
    if charset != "utf-8":
        return ((start, len(data)),)
    return (run.span() for run in _RUN.finditer(data, start))


def _decode_signs(data: bytes, charset: str) -> Iterable[tuple[str, int]]:
    """Each sign with its offset, or -1 where the bytes of several cannot be told apart."""
    decoder = _codec(charset).incrementaldecoder("replace")
    begun = 0
    for at in range(len(data) + 1):
        signs = decoder.decode(data[at : at + 1], final=at == len(data))
        held = decoder.getstate()[0]
        own_byte = len(signs) > 1 and not held and data[at : at + 1] == signs[-1].encode()
        for index, sign in enumerate(signs):
            last = own_byte and index == len(signs) - 1
            yield sign, begun if index == 0 else at if last else -1
        if signs:
            begun = at + 1 - len(held)  # without what it holds back for the next sign


@lru_cache(maxsize=10_000)
def _encode_sign(sign: str, charset: str) -> bytes:
    """A sign's bytes if they are read as that sign again, which a codec's likeness (`¬` for `￢`) is not."""
    codec = _codec(charset)
    with suppress(UnicodeError):
        data = bytes(codec.encode(sign)[0])
        if codec.decode(data, "replace")[0] == sign:
            return data
    return f"&#{ord(sign)};".encode("ascii")


def _codec(charset: str) -> codecs.CodecInfo:
    encoding = webencodings.lookup(charset)
    assert encoding is not None
    info: codecs.CodecInfo = encoding.codec_info
    return info
