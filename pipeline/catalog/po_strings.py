"""Strings as the PO format quotes them: one escape, one unescape, and the limits against hostile files.

The escapes are those of GNU gettext's lexer (`po-lex.c`): the seven C letters, the quote, the backslash, and
octal or hexadecimal bytes, which stand for bytes of the file's character set.
"""

from __future__ import annotations

import re

from pipeline.errors import CatalogError

MAX_FILE = 10_000_000
"""Bytes of one catalog; the largest of 7,000 in Debian's sources has a fifth of it."""

MAX_LINES = 120_000
"""Lines of one catalog."""

MAX_ENTRY_LINES = 20_000
"""Lines of one entry, and quoted strings of one text."""

MAX_ENTRIES = 30_000
"""Entries of one catalog."""

MAX_STRING = 1_000_000
"""Characters of one string."""

UNWRITABLE = {"\0": "NUL", "\x04": "EOT"}
"""Characters that no string of a catalog can hold, in any spelling: gettext ends and joins strings with them."""

BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They make a name read as another; U+200E and U+200F, which only nudge a neighbour, are left to writers of Arabic."""

_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", '"': '"', "\\": "\\"}
_TABLE = str.maketrans({char: f"\\{letter}" for letter, char in _LETTERS.items()})
_ESCAPED = re.compile('[\n\t\r\a\b\f\v"\\\\]')
_ESCAPE = re.compile(r"(?P<bytes>(?:\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3})+)|\\(?P<letter>.?)")
_BYTE = re.compile(r"\\(?:x(?P<hex>[0-9A-Fa-f]{1,2})|(?P<octal>[0-7]{1,3}))")

STRING = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"')
"""A quoted string on one line; possessive, so that an unclosed one fails in linear time."""


def find_strings(lines: str) -> list[str]:
    """What stands between the quotes of each quoted string in well-formed lines."""
    return STRING.findall(lines)


def write_comment(text: str) -> str:
    """A line of a comment after its mark. One that ends in a backslash gets a space: gettext would read on."""
    return f" {text} " if text.rstrip(" ").endswith("\\") else f" {text}" if text else ""


def read_comment(raw: str) -> str:
    """What `write_comment` was given."""
    text = raw.removeprefix(" ")
    return text[:-1] if text.endswith(" ") and text.rstrip(" ").endswith("\\") else text


def escape_text(text: str) -> str:
    """The text as it stands between the quotes of one line."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.translate(_TABLE) if _ESCAPED.search(text) else text


def unescape_text(raw: str, *, charset: str = "utf-8") -> str:
    """The text that a quoted string stands for; ValueError names an escape that the format does not have.

    >>> unescape_text(r"20\\t\\"mg\\" \\342\\204\\242")
    '20\\t"mg" ™'
    """
    if "\\" not in raw:
        return raw
    pieces = raw.split("\\\\")
    common = "\\".join([piece.replace("\\n", "\n").replace('\\"', '"') for piece in pieces])
    if common.count("\\") == len(pieces) - 1:
        return common  # nothing but the escapes that nearly all strings keep to

    def decode(match: re.Match[str]) -> str:
        if run := match["bytes"]:
            return decode_bytes(run, charset=charset)
        letter = match["letter"]
        if letter not in _LETTERS:
            raise ValueError(f"\\{letter} is not an escape of the PO format")
        return _LETTERS[letter]

    return _ESCAPE.sub(decode, raw)


def decode_bytes(run: str, *, charset: str) -> str:
    r"""The text of a run of `\ooo` and `\xhh`; ValueError where it is not text in that character set."""
    values = [int(m["hex"], 16) if m["hex"] else int(m["octal"], 8) for m in _BYTE.finditer(run)]
    if 0 in values or 4 in values or max(values) > 255:
        raise ValueError(f"{run} is not text")
    try:
        return bytes(values).decode(charset)
    except UnicodeDecodeError as exc:
        raise ValueError(f"{run} is not text in {charset}") from exc


def check_characters(text: str, *, name: str) -> None:
    """CatalogError with the line where a file has a character that no catalog can hold."""
    for char, title in UNWRITABLE.items():
        if (place := text.find(char)) >= 0:
            raise CatalogError(
                f"the control character {title}, which no catalog can hold",
                where=f"{name}:{text.count(chr(10), 0, place) + 1}",
                hint="Delete it; if there are more, the file is damaged: restore it.",
            )


def check_size(data: bytes, *, name: str) -> None:
    """CatalogError where the file is larger than a catalog can be."""
    for count, limit, what in ((len(data), MAX_FILE, "bytes"), (data.count(b"\n"), MAX_LINES, "lines")):
        if count > limit:
            raise CatalogError(
                f"the file has {count:,} {what}; a catalog may have {limit:,}",
                where=f"{name}:1",
                hint="Check that it is a PO file; split it if it is.",
            )
