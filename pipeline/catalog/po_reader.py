"""Reads gettext PO and POT files (twin: `po_writer`) into blocks that keep their lines.

Most entries of most files are in one common form, which one expression takes apart; whatever else stands between
blank lines is read by `po_parser`, and a file in which that does not come out is read by it from the start. The
parser's word is the law: `read_po` says of every file what `parse_text` says of it, and refuses what it refuses.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.catalog.header import check_fields
from pipeline.catalog.po_file import Block, PoFile, name_key
from pipeline.catalog.po_form import decode_file
from pipeline.catalog.po_parser import Parsed, parse_text
from pipeline.catalog.po_strings import MAX_ENTRIES, MAX_STRING
from pipeline.catalog.po_writer import render_block
from pipeline.errors import CatalogError
from pipeline.model import Catalog

_LINE = r'"[^"\\\n]*+(?:\\[ntrabfv"\\][^"\\\n]*+)*+"\n'
_STRING = f"(?:{_LINE})++"
_OTHERS = 1_000
"""Paragraphs that are read one by one; a file with more is read faster from the start."""

_PIECES = re.compile(
    r"((?:\#(?![~|]).*+\n)*+)"  # comments
    rf"((?:msgctxt {_STRING})?+msgid {_STRING})"
    rf"(msgstr {_STRING})"
    r"(\n*+)"
    r"|((?:.++\n)++)(\n*+)"  # anything else up to a blank line
)


def read_catalog(data: bytes, *, name: str) -> Catalog:
    """What the file in these bytes says. CatalogError with `where="name:line"` says what was expected instead.

    What the model does not hold is left out: comments after the last entry, flags and references of the header, and
    the difference between `msgctxt ""` and none.
    """
    return read_po(data, name=name).catalog


def read_po(data: bytes, *, name: str) -> PoFile:
    """The file in these bytes, in any character set that PO files come in, with LF or CRLF. Refuses as above."""
    text, form = decode_file(data, name=name)
    file = _read_pieces(text, form.charset)
    sure = file is not None and form.charset == "utf-8"
    if file is None:
        file = _cut_lines(text, parse_text(text, name=name, charset=form.charset))
        sure = form.charset == "utf-8" and file.text == text
    file = replace(file, form=form, read_from=b"" if sure else data, read_blocks=file.blocks)
    if file.header_block:
        _check_header(file, file.header_block, name)
    return file


def _read_pieces(text: str, charset: str) -> PoFile | None:
    """The blocks of a file of whole paragraphs; None where one of them cannot be understood by itself."""
    if "\r" in text or sys.version_info < (3, 11, 5):  # before, a repeated group may match too much (gh-106052)
        return None
    lead, large = len(text) - len(text.lstrip("\n")), len(text) > MAX_STRING
    others, blocks = 0, list[Block]()
    for head, ident, value, gap, other, other_gap in _PIECES.findall(text, lead):
        if large and len(head) + len(ident) + len(value) + len(other) > MAX_STRING:
            return None
        if not other:
            blocks.append(Block(head, ident, value, gap))
        elif (others := others + 1) > _OTHERS:
            return None
        elif found := _read_other(other, other_gap, charset):
            blocks.extend(found)
        else:
            return None
    if not 0 < len(blocks) <= MAX_ENTRIES or len({block.name for block in blocks}) < len(blocks):
        return None
    tail, blocks[-1].gap = blocks[-1].gap, "\n"
    return PoFile(tuple(blocks), "\n" * lead, tail)


def _read_other(text: str, gap: str, charset: str) -> list[Block]:
    """The blocks of one paragraph; none where it is not whole entries and nothing else."""
    try:
        file = _cut_lines(text, parse_text(text, name="", charset=charset))
    except CatalogError:
        return []
    if file.text != text or file.lead or file.tail or not file.blocks:
        return []
    file.blocks[-1].gap = gap
    return list(file.blocks)


def _cut_lines(text: str, parsed: Sequence[Parsed]) -> PoFile:
    """The entries with their lines. Two that share a line are given lines of their own."""
    lines = text.split("\n")
    if not parsed:
        return PoFile((), tail=text)
    shared = {n for a, b in pairwise(parsed) if a.last == b.first for n in (a.last,)}
    blocks = []
    for index, each in enumerate(parsed):
        after = parsed[index + 1].first - 1 if index + 1 < len(parsed) else each.last
        gap = "".join(f"{line}\n" for line in lines[each.last : after])
        if each.first in shared or each.last in shared:
            blocks.append(render_block(each.entry, gap=gap))
        else:
            raw = "".join(f"{line}\n" for line in lines[each.first - 1 : each.last])
            blocks.append(Block(raw, "", "", gap, name=name_key(each.entry.key), entry=each.entry))
    blocks[-1].gap = "\n"
    lead = "".join(f"{line}\n" for line in lines[: parsed[0].first - 1])
    return PoFile(tuple(blocks), lead, "\n".join(lines[parsed[-1].last :]))


def _check_header(file: PoFile, block: Block, name: str) -> None:
    if block.entry.targets:
        raise CatalogError(
            "a header with plural forms",
            where=f"{name}:{file.line_of(block)}",
            hint="Give the header one msgstr.",
        )
    check_fields(file.header, where=f"{name}:{file.line_of(block)}")
