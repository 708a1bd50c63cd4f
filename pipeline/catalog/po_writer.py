"""Writes gettext PO and POT files (twin: `po_reader`): the same catalog gives the same bytes.

Made for `git diff`: what did not change keeps its lines as they stand, and of a changed entry only the parts that
changed are written anew, in the way of the file: wrapped where msgcat wraps if its strings are wrapped. A file of
our own wraps at a string's own newlines only (as `msgcat --no-wrap`), and each reference has its line. Law:
`read_catalog(write_catalog(c)) == c` for every catalog whose comments are single lines.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from pipeline.catalog.header import format_header, set_field
from pipeline.catalog.po_file import Block, PoFile, name_key
from pipeline.catalog.po_form import encode_text
from pipeline.catalog.po_parts import divide_lines, format_new, format_parts, split_comment
from pipeline.catalog.po_strings import UNWRITABLE
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry


def write_catalog(catalog: Catalog) -> bytes:
    """The file's bytes: UTF-8, LF, a final newline. CatalogError where an entry cannot be written.

    That is: a NUL, an EOT or half a surrogate pair in a text, and two entries of one identity, which msgfmt refuses.
    A comment of several lines becomes several comments.
    """
    entries = [*_make_header(catalog), *catalog.entries]
    text = "\n".join([format_new(entry) for entry in entries])
    if len({(entry.context, entry.source) for entry in entries}) == len(entries) and not any(
        char in text for char in UNWRITABLE
    ):
        with suppress(UnicodeEncodeError):
            return text.encode()
    return write_po(make_file(catalog))  # which says what of which entry cannot be written


def write_po(file: PoFile) -> bytes:
    """The bytes of a file in its own form; exactly those that it was read from, where it says the same.

    In UTF-8, with a header that says so, where its character set has not all of the characters.
    """
    if file.read_from and file.blocks == file.read_blocks:
        return file.read_from
    text = file.text
    try:
        return encode_text(text, file.form)
    except UnicodeEncodeError:
        header = file.header_block
        form = replace(file.form, charset="utf-8", mark=b"")
    if header is None:
        return encode_text(text, form)
    fields = set_field(file.header, "Content-Type", "text/plain; charset=UTF-8")
    new = change_block(header, replace(header.entry, target=format_header(fields)))
    blocks = tuple(new if block is header else block for block in file.blocks)
    return encode_text(replace(file, blocks=blocks).text, form)


def make_file(catalog: Catalog) -> PoFile:
    """A file of our own form with these entries. Refuses as `write_catalog`."""
    blocks = [render_block(entry) for entry in (*_make_header(catalog), *catalog.entries)]
    seen: set[str] = set()
    for block in blocks:
        if block.name in seen:
            raise CatalogError(
                "two entries have this text and context", where=_show(block.entry), hint="Give one a context."
            )
        seen.add(block.name)
    return PoFile(tuple(blocks))


def _make_header(catalog: Catalog) -> tuple[Entry, ...]:
    """The entry that holds a catalog's header, where it has one."""
    if not (catalog.header or catalog.header_comment):
        return ()
    return (Entry("", "", format_header(catalog.header), comments=split_comment(catalog.header_comment)),)


def render_block(entry: Entry, *, width: int = 0, gap: str = "\n") -> Block:
    """The block of an entry, all of its lines new. CatalogError for what no catalog can hold."""
    return _make_block(entry, format_parts(entry, width=width), gap)


def change_block(block: Block, entry: Entry, *, width: int = 0) -> Block:
    """The block with this entry: the lines of what is as it was stay, the others are written anew."""
    kept = None if block.entry.obsolete != entry.obsolete else divide_lines(block.raw)
    former = format_parts(block.entry) if kept else {}
    if kept is None or kept.keys() != former.keys():
        return render_block(entry, width=width, gap=block.gap)
    plain = format_parts(entry)
    parts = format_parts(entry, width=width, kept=kept)
    for part, lines in plain.items():
        if former.get(part) == lines:
            parts[part] = kept[part]
    return _make_block(entry, parts, block.gap)


def _make_block(entry: Entry, parts: dict[str, str], gap: str) -> Block:
    lines = "".join(parts.values())
    _check_lines(entry, lines)
    name = name_key(entry.key)
    if entry.obsolete or "msgstr" not in parts or "previous" in parts or "msgid_plural" in parts:
        return Block(lines, "", "", gap, name, entry)
    value = parts["msgstr"]
    ident = parts.get("msgctxt", "") + parts["msgid"]
    return Block(lines[: -len(ident) - len(value)], ident, value, gap, name, entry)


def _check_lines(entry: Entry, lines: str) -> None:
    for char, title in UNWRITABLE.items():
        if char in lines:
            raise CatalogError(
                f"the control character {title}, which no catalog can hold", where=_show(entry), hint="Delete it."
            )
    try:
        lines.encode()
    except UnicodeEncodeError as exc:
        raise CatalogError(
            "half of a surrogate pair in the text, which UTF-8 cannot hold", where=_show(entry), hint="Delete it."
        ) from exc


def _show(entry: Entry) -> str:
    return ascii(entry.source[:60]) if entry.source else "header"
