"""Reads gettext PO and POT files (twin: `po_writer`) into blocks that keep their lines.

Most entries of most files are in one common form, which one expression takes apart; whatever else stands between
blank lines is read by `po_parser`, and a file in which that does not come out is read by it from the start. The
parser's word is the law: `read_po` says of every file what `parse_text` says of it, and refuses what it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.catalog.header import check_fields
from pipeline.catalog.po_file import Block, PoFile, name_ident, name_key
from pipeline.catalog.po_form import decode_file
from pipeline.catalog.po_parser import Parsed, parse_text
from pipeline.catalog.po_strings import MAX_ENTRIES, MAX_ENTRY_LINES
from pipeline.catalog.po_writer import render_block
from pipeline.errors import CatalogError
from pipeline.model import Catalog

_OTHERS = 1_000
"""Paragraphs that are read one by one; a file with more is read faster from the start."""
_MAX_PIECE = 3 * MAX_ENTRY_LINES
"""Characters of an entry that is read in this way; one with more may be over a limit."""


def _string(mark: str = "") -> str:
    return rf'".*"\n(?:{mark}".*"\n)*'


def _ident(mark: str = "") -> str:
    return rf"(?:{mark}msgctxt {_string(mark)})?{mark}msgid {_string(mark)}"


# Loose and therefore fast: whether each line is one quoted string is asked afterwards. No possessive quantifier of
# a group, which before Python 3.11.5 may match too much (gh-106052).
_COMMENTS = r"(?:\#(?![~|]).*\n)*"
_PIECES = re.compile(
    rf"({_COMMENTS})({_ident()})(msgstr {_string()})(\n*)"
    r"|((?:.+\n)+)(\n*)"  # anything else up to a blank line
)
_WITH_PREVIOUS = re.compile(rf"{_COMMENTS}({_ident('#[|] ')})({_ident()})(msgstr {_string()})")
_OBSOLETE = re.compile(rf"{_COMMENTS}((?:{_ident('#~[|] ')})?)({_ident('#~ ')})(#~ msgstr {_string('#~ ')})")
_DEAD = re.compile(r"^#~ ", re.MULTILINE)
_ESCAPE = re.compile(r'\\[ntrabfv"\\]')


def read_catalog(data: bytes, *, name: str) -> Catalog:
    """What the file in these bytes says. CatalogError with `where="name:line"` says what was expected instead.

    What the model does not hold is left out: comments after the last entry, flags and references of the header, and
    the difference between `msgctxt ""` and none.
    """
    return read_po(data, name=name).catalog


def read_po(data: bytes, *, name: str) -> PoFile:
    """The file in these bytes, in any character set that PO files come in, with LF or CRLF. Refuses as above."""
    text, form = decode_file(data, name=name)
    file = _read_pieces(text, form.charset) or _cut_lines(text, parse_text(text, name=name, charset=form.charset))
    file = replace(file, form=form, read_from=data, read_blocks=file.blocks)
    if file.header_block:
        _check_header(file, file.header_block, name)
    return file


def _read_pieces(text: str, charset: str) -> PoFile | None:
    """The blocks of a file of whole paragraphs; None where one of them cannot be understood by itself."""
    if "\r" in text:
        return None
    lead, large = len(text) - len(text.lstrip("\n")), len(text) > _MAX_PIECE
    others, blocks, plain = 0, list[Block](), list[str]()
    for head, ident, value, gap, other, other_gap in _PIECES.findall(text, lead):
        if large and len(head) + len(ident) + len(value) + len(other) > _MAX_PIECE:
            return None
        if value and "\\" not in (strings := ident + value):
            plain.append(strings)
            name = ident if '"\n"' not in ident and ident.startswith("msgid") else name_ident(ident)
            blocks.append(Block(head, ident, value, gap, name))
        elif value and _is_quoted(strings):
            blocks.append(Block(head, ident, value, gap, name_ident(ident)))
        elif (others := others + 1) > _OTHERS:
            return None
        elif found := _read_other(other or head + ident + value, other_gap or gap, charset):
            blocks.extend(found)
        else:
            return None
    if not _is_quoted("".join(plain)) or not 0 < len(blocks) <= MAX_ENTRIES:
        return None
    if len({block.name for block in blocks}) < len(blocks):
        return None
    tail, blocks[-1].gap = blocks[-1].gap, "\n"
    return PoFile(tuple(blocks), "\n" * lead, tail)


def _is_quoted(lines: str) -> bool:
    """Whether of lines that each have two quotes or more, none has more, and every backslash begins an escape."""
    if "\\" not in lines:
        return lines.count('"') == 2 * lines.count("\n")
    bare = _ESCAPE.sub("", lines)
    return "\\" not in bare and all(line.count('"') == 2 and line[-1] == '"' for line in bare.split("\n")[:-1])


def _read_other(text: str, gap: str, charset: str) -> list[Block]:
    """The blocks of one paragraph; none where it is not whole entries and nothing else."""
    if match := _WITH_PREVIOUS.fullmatch(text) or _OBSOLETE.fullmatch(text):
        previous, ident, value = match.groups()
        if _is_quoted(previous + ident + value):
            return [Block(text, "", "", gap, name_ident(_DEAD.sub("", ident)))]
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
            blocks.append(Block(raw, "", "", gap, name_key(each.entry.key), each.entry))
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
    try:
        check_fields(file.header, where="")
    except CatalogError:
        check_fields(file.header, where=f"{name}:{file.line_of(block)}")  # which is slow to find
