"""How a PO file stands on the disk around its text: character set, byte order mark, line ends, final newline.

Law: `encode_text(*decode_file(data)) == data` for every file that is not refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.catalog.po_strings import BIDI_CONTROLS, check_characters, check_size
from pipeline.errors import CatalogError

CHARSETS = frozenset(
    {"ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "big5", "big5hkscs", "gb2312", "gbk", "gb18030", "johab"}
    | {"euc_jp", "euc_jis_2004", "euc_kr", "shift_jis", "shift_jisx0213", "koi8-r", "koi8-u", "koi8-t", "tis-620"}
    | {"hz", "iso2022_jp", "iso2022_kr", "ptcp154"}
    | {f"cp{n}" for n in (850, 852, 866, 874, 932, 949, 950, *range(1250, 1259))}
    | {f"iso8859-{n}" for n in range(1, 17) if n != 12}
)
"""Python's names of the character sets that PO files come in; others (`punycode`, `unicode_escape`) are refused."""

_DECLARED = re.compile(rb'^"Content-Type:[^\n]*?charset\s*=\s*([A-Za-z0-9_.:-]+)', re.IGNORECASE | re.MULTILINE)
_ANY_DECLARED = re.compile(rb"charset\s*=\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_HEAD = 20_000
"""Bytes in which the header's charset is looked for."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """The form of a file; the default is that of our own."""

    charset: str = "utf-8"
    """Python's name."""
    mark: bytes = b""
    """The byte order mark, where there is one."""
    crlf: bool = False
    """Every line ends in CRLF; the text has LF."""
    final_newline: bool = True
    """The last line ends; the text always ends so, unless it is empty."""


OUR_FORM = FileForm()


def decode_file(data: bytes, *, name: str) -> tuple[str, FileForm]:
    """The text with LF and a final newline, and the form that gives the bytes back.

    CatalogError with `where="name:line"` where the character set is unknown or not what the header declares, for
    the characters that no catalog can hold, and over the limits of `po_strings`.
    """
    check_size(data, name=name)
    if BIDI_CONTROLS.search(name):
        raise CatalogError(
            "a control of text direction in the file's name",
            where=ascii(name),
            hint="Rename it: it reads as another.",
        )
    declared, mark = _find_charset(data)
    charset = _look_up(declared, name)
    try:
        text = data[len(mark) :].decode(charset)
    except UnicodeDecodeError as exc:
        place = len(mark) + exc.start
        line = data.count(b"\n", 0, place) + 1
        raise CatalogError(
            f"byte 0x{data[place]:02x} is not {declared}, which the header declares",
            where=f"{name}:{line}",
            hint="Correct the header, or save the file as UTF-8.",
        ) from exc
    if charset != "utf-8" or b"\0" in data or b"\x04" in data:  # a search in bytes is many times faster
        check_characters(text, name=name)
    crlf = "\r" in text and text.count("\r\n") == text.count("\n") > 0
    if crlf:
        text = text.replace("\r\n", "\n")
    final = text.endswith("\n") or not text
    return (text if final else text + "\n"), FileForm(charset, mark, crlf, final)


def encode_text(text: str, form: FileForm) -> bytes:
    """The bytes of a text in this form; UnicodeEncodeError where its character set has not all of the characters."""
    if not form.final_newline:
        text = text.removesuffix("\n")
    if form.crlf:
        text = text.replace("\n", "\r\n")
    return form.mark + text.encode(form.charset)


def _find_charset(data: bytes) -> tuple[str, bytes]:
    """As declared, `utf-8` where nothing is, and the byte order mark."""
    for mark, charset in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return charset, mark
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    match = None if mark else _DECLARED.search(data, 0, _HEAD) or _ANY_DECLARED.search(data, 0, _HEAD)
    return (match[1].decode("ascii") if match and match[1].upper() != b"CHARSET" else "utf-8"), mark


def _look_up(declared: str, name: str) -> str:
    try:
        charset = codecs.lookup(declared).name
    except (LookupError, ValueError):
        charset = ""
    if charset not in CHARSETS:
        raise CatalogError(
            f"the header declares the character set {declared!r}, which is not known",
            where=f"{name}:1",
            hint="Save the file as UTF-8 and say so in its header.",
        )
    return charset
