"""Merges a template, the catalog as it was and the state of the review into the catalog as it should be. Pure.

The ledger is the truth and the PO its projection, so the text of an entry is what the projection says. Only where
the projection does not name an entry (the ledger knows nothing of it) does the file's own text stand, so that an
obsolete translation is found again when its source returns. What other people's tools wrote around the texts
(comments, flags, header) is theirs and is kept; format flags are not, for no text of ours is a format string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.catalog.header import (
    Fields,
    count_plurals,
    find_charset,
    find_field,
    make_plural_forms,
    set_field,
)
from pipeline.model import Catalog, Entry, EntryKey

_FORMAT_FLAG = re.compile(r".+-format", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Projected:
    """What the ledger says of one entry, as the PO shows it."""

    target: str
    fuzzy: bool = False
    """True for drafts, rejected and changed texts: whatever no other tool may ship."""
    previous_source: str = ""
    """What the target translates, where that is not the entry's own source (`#| msgid`)."""
    previous_context: str = ""


def merge_catalog(
    template: Catalog, old: Catalog | None, projection: Mapping[EntryKey, Projected], *, locale: str
) -> Catalog:
    """The locale's catalog: entries of the template in its order, then what left the source, obsolete, in old order.

    Merging the result again gives it again. Of `old`, the translators' comments, the flags and the header stay;
    references and `#.` notes come from the template. An entry that left the source without a text or a comment
    is dropped, as msgmerge does. CatalogError where CLDR does not know the locale.
    """
    before = {entry.key: entry for entry in old.entries} if old else {}
    header = _follow_header(template.header, old.header if old else (), locale)
    plurals = count_plurals(header)
    wanted = {entry.key for entry in template.entries}
    live = [_merge_entry(e, before.get(e.key), projection.get(e.key), plurals) for e in template.entries]
    gone = (
        _retire_entry(entry, projection.get(entry.key))
        for entry in (old.entries if old else ())
        if entry.key not in wanted
    )
    kept = (entry for entry in gone if entry.target or any(entry.targets) or entry.comments)
    comment = old.header_comment if old and (old.header or old.header_comment) else template.header_comment
    return Catalog(header, (*live, *kept), comment)


def _merge_entry(fresh: Entry, old: Entry | None, projected: Projected | None, plurals: int) -> Entry:
    known = old or Entry(fresh.context, fresh.source)
    merged = replace(
        known,
        references=fresh.references,
        notes=fresh.notes,
        flags=tuple(_drop_format_flags((*known.flags, *(f for f in fresh.flags if f not in known.flags)))),
        source_plural=fresh.source_plural,
        targets=_fit_plurals(known.targets, plurals) if fresh.source_plural else (),
        target="" if fresh.source_plural else known.target or _first(known.targets),
        obsolete=False,
    )
    return merged if projected is None or fresh.source_plural else _project_text(merged, projected)


def _retire_entry(old: Entry, projected: Projected | None) -> Entry:
    retired = replace(old, references=(), notes=(), flags=tuple(_drop_format_flags(old.flags)), obsolete=True)
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


def _drop_format_flags(flags: Iterable[str]) -> Iterator[str]:
    return (flag for flag in flags if not _FORMAT_FLAG.fullmatch(flag))


def _follow_header(template: Fields, old: Fields, locale: str) -> Fields:
    """The old header byte for byte, except for what must follow the source, the locale and our encoding."""
    fields = set_field(old or template, "Language", locale)
    if not find_field(fields, "Plural-Forms"):
        fields = set_field(fields, "Plural-Forms", make_plural_forms(locale))
    if created := find_field(template, "POT-Creation-Date"):
        fields = set_field(fields, "POT-Creation-Date", created)
    if find_charset(fields).casefold() not in ("utf-8", "utf8"):
        fields = set_field(fields, "Content-Type", "text/plain; charset=UTF-8")
    return fields
