"""Reads the PO files that people send, whatever wrote them, through polib; `po_reader` reads our own.

polib knows decades of other tools' habits. Its traps are met here: given a text that names a file it reads that
file; it splits lines wherever `str.splitlines` does, so a U+2028 or U+0085 in a text is lost; it leaves `\\a` and
`\\342` as they stand; it finds duplicates and joins lines in quadratic time; it skips the previous texts of
obsolete entries, which are lost here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

import polib

from pipeline.catalog.header import Fields, set_field
from pipeline.catalog.po_reader import DECLARED
from pipeline.catalog.po_strings import MAX_STRING, check_characters, check_size, decode_bytes, escape_text
from pipeline.catalog.references import split_references
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry, EntryKey

CHARSETS = frozenset(
    {"ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "big5", "big5hkscs", "gb2312", "gbk", "gb18030", "johab"}
    | {"euc_jp", "euc_jis_2004", "euc_kr", "shift_jis", "shift_jisx0213", "koi8-r", "koi8-u", "tis-620"}
    | {f"cp{n}" for n in (850, 852, 866, 874, 932, 949, 950, *range(1250, 1259))}
    | {f"iso8859-{n}" for n in range(1, 17) if n != 12}
)
"""Python's names of the character sets that PO files come in; others (`punycode`, `unicode_escape`) are refused."""

_POLIB_LINE = re.compile(r"\(line (\d+)\)")
_ODD_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_NOT_POLIBS = re.compile(r"(?P<bytes>(?:\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3})+)|\\a|\\.")
_KEYWORD_LINE = re.compile(r"\s*(?:#~?\|?\s*)?msg(?:id|str|ctxt)")
_MAX_RUN = 2_000
"""Lines of one comment or string; polib adds each to the ones before, in quadratic time."""
_GUARD = f"# {'-' * 300}\n"
"""A first line longer than any file's name may be (NAME_MAX is 255): what follows is read as text, never as a path."""


def read_foreign_catalog(data: bytes, *, name: str) -> Catalog:
    """The catalog in these bytes, decoded as its header says, with a header that says UTF-8.

    CatalogError with `where="name:line"` where it is no PO file, is in an unknown character set, or is too large.
    """
    check_size(data, name=name)
    text, charset = _decode_text(data, name)
    check_characters(text, name=name)
    shield, restore = _make_shield(text)
    lines = text.split("\n")
    _check_runs(lines, name)
    lines = [_rewrite_escapes(line, charset, f"{name}:{n}") for n, line in enumerate(lines, 1)]
    try:
        parsed = polib.pofile(_GUARD + "\n".join(lines).translate(shield), encoding="utf-8", wrapwidth=0)
    except (OSError, ValueError, IndexError, KeyError) as exc:
        found = _POLIB_LINE.search(str(exc))
        line = int(found[1]) - 1 if found else 1
        raise CatalogError(
            "expected a PO entry: comments, msgctxt, msgid, msgstr with strings in double quotes",
            where=f"{name}:{max(line, 1)}",
            hint="Correct that line; `msgfmt -c` names more.",
        ) from exc
    return _take_catalog(parsed, restore, name)


def _decode_text(data: bytes, name: str) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        data, declared = data.removeprefix(codecs.BOM_UTF8), "utf-8"
    else:
        match = DECLARED.search(data)
        declared = match[1].decode("ascii") if match and match[1].upper() != b"CHARSET" else "utf-8"
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
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise CatalogError(
            f"byte 0x{data[exc.start]:02x} is not {declared}, which the header declares",
            where=f"{name}:{line}",
            hint="Correct the header, or save the file as UTF-8.",
        ) from exc
    return text.replace("\r\n", "\n"), charset


def _make_shield(text: str) -> tuple[dict[int, str], dict[int, str]]:
    """Private characters that the text does not have, in place of line ends that are none in a PO, and the way back."""
    free = (char for code in range(0xF0000, 0xFFFFE) if (char := chr(code)) not in text)
    shield = {ord(end): next(free) for end in _ODD_LINE_ENDS}
    return shield, {ord(stand_in): chr(end) for end, stand_in in shield.items()}


def _check_runs(lines: Sequence[str], name: str) -> None:
    """CatalogError where a comment or a string has so many lines that polib would join them for minutes."""
    run = 0
    for number, line in enumerate(lines, 1):
        run = (0 if _KEYWORD_LINE.match(line) else run + bool(line.strip())) + line.count("\\n")
        if run > _MAX_RUN:
            raise CatalogError(
                f"a comment or string of more than {_MAX_RUN:,} lines",
                where=f"{name}:{number}",
                hint="Check that the file is what it should be.",
            )


def _rewrite_escapes(line: str, charset: str, where: str) -> str:
    r"""The line with the escapes that polib does not know (`\a`, `\342`) in a form that it does."""
    if "\\" not in line or (line.startswith("#") and not line.startswith(("#~", "#|"))):
        return line

    def rewrite(match: re.Match[str]) -> str:
        if run := match["bytes"]:
            try:
                return escape_text(decode_bytes(run, charset=charset)).replace("\\a", "\a")
            except ValueError as exc:
                raise CatalogError(str(exc), where=where, hint="Write the character itself.") from exc
        return "\a" if match[0] == "\\a" else match[0]

    return _NOT_POLIBS.sub(rewrite, line)


def _take_catalog(parsed: polib.POFile, restore: dict[int, str], name: str) -> Catalog:
    header: Fields = tuple((key, value.translate(restore)) for key, value in parsed.metadata.items())
    if header:
        header = set_field(header, "Content-Type", "text/plain; charset=UTF-8")
    entries: dict[EntryKey, Entry] = {}
    lines: dict[EntryKey, int] = {}
    for message in parsed:
        entry, line = _take_entry(message, restore), message.linenum - 1
        if max(map(len, (entry.context, entry.source, entry.target, *entry.targets))) > MAX_STRING:
            raise CatalogError(
                f"a string of more than {MAX_STRING:,} characters",
                where=f"{name}:{line}",
                hint="Check that the file is what it should be.",
            )
        if entry.key in entries:
            raise CatalogError(
                f"the entry {entry.source[:60]!r} is given twice; the first is at line {lines[entry.key]}",
                where=f"{name}:{line}",
                hint="Keep one, or give them different msgctxt.",
            )
        entries[entry.key], lines[entry.key] = entry, line
    comment = parsed.header.partition("\n")[2].translate(restore)
    return Catalog(header, tuple(entries.values()), comment)


def _take_entry(message: polib.POEntry, restore: dict[int, str]) -> Entry:
    def text(value: str | None) -> str:
        return (value or "").translate(restore)

    def texts(value: str) -> tuple[str, ...]:
        return tuple(line.translate(restore) for line in value.split("\n")) if value else ()

    plural = bool(message.msgid_plural or message.msgstr_plural)
    references = " ".join(f"{file}:{line}" if line else file for file, line in message.occurrences)
    return Entry(
        context=text(message.msgctxt),
        source=text(message.msgid),
        target="" if plural else text(message.msgstr),
        fuzzy="fuzzy" in message.flags,
        references=split_references(text(references)),
        notes=texts(message.comment),
        comments=texts(message.tcomment),
        flags=tuple(dict.fromkeys(text(flag) for flag in message.flags if flag and flag != "fuzzy")),
        previous_context=text(message.previous_msgctxt),
        previous_source=text(message.previous_msgid),
        source_plural=text(message.msgid_plural),
        targets=tuple(text(message.msgstr_plural[n]) for n in sorted(message.msgstr_plural)) if plural else (),
        obsolete=bool(message.obsolete),
        previous_source_plural=text(message.previous_msgid_plural),
    )
