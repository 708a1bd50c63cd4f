"""Writes gettext PO and POT files (twin: `po_reader`): the same catalog gives the same bytes.

Made for `git diff`: a string is wrapped at its own newlines only (as `msgcat --no-wrap`), each reference has its
line, so one changed entry changes that entry's lines and no others. Law: `read_catalog(write_catalog(c)) == c`
for every catalog whose comments are single lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.catalog.header import format_header
from pipeline.catalog.po_strings import UNWRITABLE, escape_text
from pipeline.catalog.references import quote_reference
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry, EntryKey

_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Every line end that some reader splits at (Python's `splitlines`): a comment never runs over into syntax."""


def write_catalog(catalog: Catalog) -> bytes:
    """The file's bytes: UTF-8, LF, a final newline. CatalogError where an entry cannot be written.

    That is: a NUL, an EOT or half a surrogate pair in a text, and two entries of one identity, which msgfmt refuses.
    A comment of several lines becomes several comments.
    """
    blocks = []
    if catalog.header or catalog.header_comment:
        header = Entry("", "", format_header(catalog.header), comments=_split_comment(catalog.header_comment))
        blocks.append(_encode(header, _format_header(header)))
    seen: set[EntryKey] = {EntryKey("", "")} if blocks else set()
    for entry in catalog.entries:
        if entry.key in seen:
            raise CatalogError("two entries have this text and context", where=_name(entry), hint="Give one a context.")
        seen.add(entry.key)
        blocks.append(_encode(entry, "".join(f"{line}\n" for line in _format_entry(entry))))
    return b"\n".join(blocks)


def _format_header(header: Entry) -> str:
    """The fields begin on a line of their own, as in every PO file, also where there is only one."""
    lines = [f"# {line}" if line else "#" for line in header.comments]
    lines += ['msgid ""', 'msgstr ""', *(f'"{escape_text(line)}"' for line in _split_text(header.target))]
    return "".join(f"{line}\n" for line in lines)


def _format_entry(entry: Entry) -> Iterator[str]:
    for mark, texts in (("#", entry.comments), ("#.", entry.notes)):
        for text in texts:
            for line in _LINE_END.split(text):
                yield f"{mark} {line}" if line else mark
    for reference in entry.references:
        if reference:
            yield f"#: {quote_reference(reference)}"
    flags = [" ".join(flag.split()) for flag in entry.flags]
    if entry.fuzzy or flags:
        yield f"#, {', '.join(['fuzzy', *flags] if entry.fuzzy else flags)}"
    dead = "#~" if entry.obsolete else ""
    former, now = f"{dead or '#'}| ", f"{dead} " if dead else ""
    if entry.previous_context:
        yield from _format_string(f"{former}msgctxt", former, entry.previous_context)
    if entry.previous_context or entry.previous_source or entry.previous_source_plural:
        yield from _format_string(f"{former}msgid", former, entry.previous_source)  # gettext wants it with the others
    if entry.previous_source_plural:
        yield from _format_string(f"{former}msgid_plural", former, entry.previous_source_plural)
    if entry.context:
        yield from _format_string(f"{now}msgctxt", now, entry.context)
    yield from _format_string(f"{now}msgid", now, entry.source)
    if not entry.source_plural and not entry.targets:
        yield from _format_string(f"{now}msgstr", now, entry.target)
        return
    yield from _format_string(f"{now}msgid_plural", now, entry.source_plural)
    for index, target in enumerate(entry.targets or ("", "")):
        yield from _format_string(f"{now}msgstr[{index}]", now, target)


def _format_string(keyword: str, prefix: str, text: str) -> Iterator[str]:
    lines = _split_text(text)
    if len(lines) < 2:
        yield f'{keyword} "{escape_text(text)}"'
        return
    yield f'{keyword} ""'
    for line in lines:
        yield f'{prefix}"{escape_text(line)}"'


def _split_text(text: str) -> list[str]:
    """Its lines with their ends, at LF only: a U+2028 in a text is a character like another."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _split_comment(text: str) -> tuple[str, ...]:
    return tuple(_LINE_END.split(text)) if text else ()


def _encode(entry: Entry, block: str) -> bytes:
    for char, title in UNWRITABLE.items():
        if char in block:
            raise CatalogError(
                f"the control character {title}, which no catalog can hold", where=_name(entry), hint="Delete it."
            )
    try:
        return block.encode()
    except UnicodeEncodeError as exc:
        raise CatalogError(
            "half of a surrogate pair in the text, which UTF-8 cannot hold", where=_name(entry), hint="Delete it."
        ) from exc


def _name(entry: Entry) -> str:
    return ascii(entry.source[:60]) if entry.source else "header"
