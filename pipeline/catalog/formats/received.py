"""What goes into an exchange file and what comes out of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.errors import CatalogError
from pipeline.model import Entry, EntryKey, Unit, UnitState, hash_of

MAX_FILE = 8_000_000
"""Bytes of an exchange file; an article's own has a hundredth of it."""

MAX_ENTRIES = 30_000
MAX_TEXT = 100_000
"""Characters of one text."""

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They make a name read as another."""
_MAX_NAME = 200
_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")

IN_WORK = frozenset({UnitState.MISSING, UnitState.DRAFTED, UnitState.CHANGED, UnitState.REJECTED})
"""States of a text that still waits for its translator."""


@dataclass(frozen=True, slots=True)
class ExchangeUnit:
    """A unit as it goes out."""

    unit: Unit
    target: str
    """Empty where there is none, and where the unit is left out of the page."""
    state: UnitState
    about: tuple[str, ...] = ()
    """For the translator: what its placeholders stand for, notes."""
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Terms of the termbase that stand in its source, with their approved forms."""
    base: str = ""
    """What stood when the file was written, as `make_base` gives it."""
    previous_source: str = ""
    """Of a text whose source changed: what it translates."""
    previous_target: str = ""

    @property
    def where(self) -> str:
        """The headings above it, and what it is."""
        return " › ".join((*self.unit.headings, self.unit.kind))


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """An article in a locale, as it goes out."""

    slug: str
    source_tag: str
    """BCP 47."""
    target_tag: str
    right_to_left: bool
    exported_at: str
    """UTC, ISO 8601."""
    units: tuple[ExchangeUnit, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """What a file says; of no meaning until it is held against the article."""

    slug: str
    """Empty where the file does not say it."""
    target_tag: str
    exported_at: str
    entries: tuple[Entry, ...]
    """Context, source, target; fuzzy where the file calls the text unfinished. No two are of one unit."""
    source_tag: str = ""
    """Empty where the file does not say it."""
    bases: Mapping[EntryKey, str] = field(default_factory=dict)
    """`ExchangeUnit.base` of the entries, where the file has kept it."""
    table: bool = False
    """People change a text in a table and leave the state beside it: a text that is changed is finished."""


def make_base(target: str, state: UnitState) -> str:
    """A short hash of what stands of a unit: a file that comes back with another one was overtaken.

    It begins with a letter, so that no spreadsheet takes it for a number.
    """
    return f"b{hash_of('dragoman.exchange-base/1', target, str(state))[:16]}"


def check_name(value: str, what: str, *, name: str) -> str:
    """A name, id or language from a file; CatalogError for one that is made to deceive or to flood."""
    if len(value) > _MAX_NAME or _BIDI.search(value) or not value.isprintable():
        raise CatalogError(
            f"{what} is {'too long' if len(value) > _MAX_NAME else 'made of characters that hide others'}",
            where=name,
            hint="Export the file anew, and translate that.",
        )
    return value


def check_code(value: str, *, name: str) -> str:
    """The id of an inline code, which names a placeholder; CatalogError for what could be read as markup."""
    if not _CODE.fullmatch(value):
        raise CatalogError(
            f"an inline code has the id {value[:60]!a}, and no placeholder has such a name",
            where=name,
            hint="Take the codes over from the source, each with its id.",
        )
    return value


def check_size(data: bytes, *, name: str) -> None:
    """CatalogError for a file that is larger than any article's."""
    if len(data) > MAX_FILE:
        raise CatalogError(
            f"the file has {len(data):,} bytes; an exchange file may have {MAX_FILE:,}",
            where=name,
            hint="Check that it is the right file.",
        )


def make_entry(context: str, source: str, target: str, *, fuzzy: bool, name: str) -> Entry:
    """An entry of a file; CatalogError for a text of impossible size."""
    if max(len(context), len(source), len(target)) > MAX_TEXT:
        raise CatalogError(
            f"a text has more than {MAX_TEXT:,} characters", where=name, hint="Check that it is the right file."
        )
    return Entry(context, source, target, fuzzy=fuzzy)


class Entries:
    """The entries of a file as they are read, each of another unit, with their bases."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._entries: dict[EntryKey, Entry] = {}
        self.bases: dict[EntryKey, str] = {}

    def add(self, entry: Entry, base: str) -> None:
        """CatalogError where its unit stands twice, or the file has more entries than any article."""
        if entry.key in self._entries:
            raise CatalogError(
                f"“{entry.source[:60]}” stands twice, and no one can say which translation is meant",
                where=self._name,
                hint="Leave one of them in the file.",
            )
        if len(self._entries) > MAX_ENTRIES:
            raise CatalogError(
                f"the file has more than {MAX_ENTRIES:,} entries",
                where=self._name,
                hint="Check that it is the right file.",
            )
        self._entries[entry.key] = entry
        if base:
            self.bases[entry.key] = check_name(base, "a unit's base", name=self._name)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())
