"""Merges a template, the catalog as it was and the state of the review into the catalog as it should be. Pure.

The ledger is the truth and the PO its projection, so the text of an entry is what the projection says. Only where
the projection does not name an entry (the ledger knows nothing of it) does the file's own text stand, so that an
obsolete translation is found again when its source returns. What other people's tools wrote around the texts
(comments, flags, header) is theirs and is kept; format flags are not, for no text of ours is a format string.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from pipeline.catalog.compose import Projected, compose_gone, compose_new, says_the_same, stays_gone
from pipeline.catalog.header import (
    Fields,
    count_plurals,
    find_charset,
    find_field,
    format_header,
    make_plural_forms,
    parse_header,
    set_field,
)
from pipeline.catalog.po_file import Block, PoFile, name_key
from pipeline.catalog.po_wrap import find_width
from pipeline.catalog.po_writer import change_block, make_file, render_block
from pipeline.model import Catalog, Entry, EntryKey

_FORMAT_FLAG = re.compile(r".+-format", re.IGNORECASE)


def merge_catalog(
    template: Catalog, old: Catalog | None, projection: Mapping[EntryKey, Projected], *, locale: str
) -> Catalog:
    """`merge_file` of catalogs that are no files."""
    merged = merge_file(make_file(template), make_file(old) if old else None, projection, locale=locale)
    return merged.catalog


def merge_file(
    template: PoFile, old: PoFile | None, projection: Mapping[EntryKey, Projected], *, locale: str
) -> PoFile:
    """The locale's file: entries of the template in its order, then what left the source, obsolete, in old order.

    Merging the result again gives it again. Of `old`, the form, the translators' comments, the flags and the header
    stay, and every line of an entry that says what it should; references and `#.` notes come from the template. An
    entry that left the source without a text or a comment is dropped, as msgmerge does. CatalogError where CLDR does
    not know the locale.
    """
    old = old or PoFile(())
    header = _merge_header(template, old, locale)
    plurals = count_plurals(parse_header(header.entry.target))
    projected = {name_key(key): value for key, value in projection.items()}
    waiting = {block.name: block for block in old.body}
    width = _Width(old)
    live = []
    for fresh in template.body:
        known, wanted = waiting.pop(fresh.name, None), projected.get(fresh.name)
        if known is None:
            known = _add_block(fresh, wanted, plurals, width)
        elif not says_the_same(known, fresh, wanted):
            known = _merge_block(fresh, known, wanted, plurals, width)
        live.append(known)
    gone = (_retire_block(block, projected.get(name), width) for name, block in waiting.items())
    return replace(old, blocks=(header, *live, *filter(None, gone)))


class _Width:
    """The columns of a file's strings, looked for when the first entry is written anew."""

    def __init__(self, file: PoFile) -> None:
        self._file = file

    @cached_property
    def columns(self) -> int:
        return find_width(block.raw for block in self._file.body)


def _merge_block(fresh: Block, old: Block | None, projected: Projected | None, plurals: int, width: _Width) -> Block:
    if old is None:
        merged = _merge_entry(fresh.entry, None, projected, plurals)
        return fresh if merged == fresh.entry else render_block(merged, width=width.columns)
    merged = _merge_entry(fresh.entry, old.entry, projected, plurals)
    return old if merged == old.entry else change_block(old, merged, width=width.columns)


def _add_block(fresh: Block, projected: Projected | None, plurals: int, width: _Width) -> Block:
    composed = None if width.columns else compose_new(fresh, projected)
    return composed or _merge_block(fresh, None, projected, plurals, width)


def _retire_block(old: Block, projected: Projected | None, width: _Width) -> Block | None:
    """The obsolete block, None where it is not worth keeping."""
    if projected is None:
        if stays_gone(old):
            return old
        if not width.columns and (composed := compose_gone(old)):
            return composed
    retired = _retire_entry(old.entry, projected)
    if not _is_worth_keeping(retired):
        return None
    return old if retired == old.entry else change_block(old, retired, width=width.columns)


def _is_worth_keeping(entry: Entry) -> bool:
    return bool(entry.target or any(entry.targets) or entry.comments)


def _merge_header(template: PoFile, old: PoFile, locale: str) -> Block:
    fields = _follow_header(template.header, old.header, locale)
    block = old.header_block
    if block is None:
        comments = template.header_block.entry.comments if template.header_block else ()
        return render_block(Entry("", "", format_header(fields), comments=comments))
    return block if fields == old.header else change_block(block, replace(block.entry, target=format_header(fields)))


def _merge_entry(fresh: Entry, old: Entry | None, projected: Projected | None, plurals: int) -> Entry:
    known = old or fresh
    plural = bool(fresh.source_plural)
    said = projected if projected and not plural else None
    target = "" if plural else known.target or _first(known.targets)
    return Entry(
        fresh.context,
        fresh.source,
        target=said.target if said else target,
        fuzzy=said.fuzzy and bool(said.target) if said else known.fuzzy,
        references=fresh.references,
        notes=fresh.notes,
        comments=known.comments if old else (),
        flags=_join_flags(known.flags, fresh.flags),
        previous_context=said.previous_context if said else known.previous_context,
        previous_source=said.previous_source if said else known.previous_source,
        source_plural=fresh.source_plural,
        targets=_fit_plurals(known.targets, plurals) if plural else (),
        previous_source_plural="" if said else known.previous_source_plural,
    )


def _retire_entry(old: Entry, projected: Projected | None) -> Entry:
    retired = replace(old, references=(), notes=(), flags=_join_flags(old.flags, ()), obsolete=True)
    return retired if projected is None or old.targets else _project_text(retired, projected)


def _project_text(entry: Entry, projected: Projected) -> Entry:
    return replace(
        entry,
        target=projected.target,
        fuzzy=projected.fuzzy and bool(projected.target),
        previous_source=projected.previous_source,
        previous_context=projected.previous_context,
        previous_source_plural="",
    )


def _fit_plurals(targets: tuple[str, ...], count: int) -> tuple[str, ...]:
    """As many forms as the header promises, for msgfmt refuses any other number; no text is cut off."""
    if any(targets[count:]):
        return targets
    return (*targets[:count], *[""] * (count - len(targets)))


def _first(targets: tuple[str, ...]) -> str:
    return targets[0] if targets else ""


def _join_flags(known: tuple[str, ...], fresh: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each once, without format flags."""
    return tuple(flag for flag in dict.fromkeys((*known, *fresh)) if not _FORMAT_FLAG.fullmatch(flag))


def _follow_header(template: Fields, old: Fields, locale: str) -> Fields:
    """The old header byte for byte, except for what must follow the locale.

    Nothing in it moves by itself, so that a translator's save, which stamps its date there, and a run of ours merge
    without a conflict: the template alone tells its POT-Creation-Date.
    """
    fields = old or tuple(pair for pair in template if pair[0] != "POT-Creation-Date")
    fields = set_field(fields, "Language", locale)
    if not find_field(fields, "Plural-Forms"):
        fields = set_field(fields, "Plural-Forms", make_plural_forms(locale))
    if find_charset(fields).upper() in ("", "CHARSET"):
        fields = set_field(fields, "Content-Type", "text/plain; charset=UTF-8")
    return fields
