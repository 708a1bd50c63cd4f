"""What a PO says that we did not write: edits by other people's tools, told apart from stale files. Pure.

The ledger keeps every text; the file is its projection. So a difference is either an old projection come back
(a checkout, a restored backup, a slow branch): stale, projected again and reported; or somebody's work: an edit,
taken in under the name of who imports it, never an approval. Plural entries are not ours and are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Catalog, Entry, EntryKey


@dataclass(frozen=True, slots=True)
class LastProjection:
    """What we last wrote for an entry."""

    target: str
    fuzzy: bool


@dataclass(frozen=True, slots=True)
class OutsideEdit:
    """Somebody's work in the file. With the current text, it is a change of the flag alone."""

    key: EntryKey
    target: str
    fuzzy: bool
    """True holds the unit until a person decides; False approves nothing."""


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """An entry that shows an earlier state or none; it is projected again."""

    key: EntryKey
    target: str
    reason: Literal["older text", "stale file", "emptied", "removed"]


@dataclass(frozen=True, slots=True)
class OutsideReading:
    """What reading a file back found, each in the order of the file."""

    edits: tuple[OutsideEdit, ...] = ()
    stale: tuple[StaleEntry, ...] = ()
    strangers: tuple[Entry, ...] = ()
    """Texts in the file that the article has no entry for and that we did not write: reported, and kept by the
    merge as obsolete."""


def read_outside_edits(
    catalog: Catalog,
    *,
    current: Mapping[EntryKey, str],
    last: Mapping[EntryKey, LastProjection],
    older_targets: Mapping[EntryKey, frozenset[str]],
    stale_file: bool = False,
) -> OutsideReading:
    """Compare a catalog as read with what the ledger and the last projection say.

    `current` has every entry that the article has, with "" where there is no text; `last` what was last written,
    where anything was; `older_targets` every text that the ledger ever held for an entry, drafts included;
    `stale_file` is True where the file's bytes as a whole equal an earlier projection.
    """
    edits: list[OutsideEdit] = []
    stale: list[StaleEntry] = []
    strangers: list[Entry] = []
    for entry in catalog.entries:
        key = entry.key
        if entry.targets:
            continue
        if key not in current:
            if _is_strange(entry, last.get(key), older_targets.get(key, frozenset())):
                strangers.append(entry)
            continue
        older = older_targets.get(key, frozenset())
        found = _judge_entry(entry, last.get(key), current[key], older, stale_file=stale_file)
        if entry.obsolete and (not isinstance(found, OutsideEdit) or found.target == current[key]):
            continue  # its source has returned; only a text that nobody has recorded is news
        if isinstance(found, OutsideEdit):
            edits.append(found)
        elif found:
            stale.append(found)
    present = {entry.key for entry in catalog.entries}
    removed = (key for key in current if key not in present and key in last and last[key].target)
    stale.extend(StaleEntry(key, "", "removed") for key in removed)
    return OutsideReading(tuple(edits), tuple(stale), tuple(strangers))


def _judge_entry(
    entry: Entry, last: LastProjection | None, current: str, older: frozenset[str], *, stale_file: bool
) -> OutsideEdit | StaleEntry | None:
    """Nothing, an edit, or stale; the first rule that fits decides."""
    key, target = entry.key, entry.target
    if last and target == last.target and (entry.fuzzy == last.fuzzy or not target):
        return None
    if target == current and (last is None or last.target != target):
        return None  # the text that stands, written before its projection was recorded: the flag says nothing new
    if stale_file:
        return StaleEntry(key, target, "stale file")
    if target == current:
        return OutsideEdit(key, target, entry.fuzzy)
    if not target:
        return StaleEntry(key, target, "emptied")
    if target in older or (last and target == last.target):
        return StaleEntry(key, target, "older text")
    return OutsideEdit(key, target, entry.fuzzy)


def _is_strange(entry: Entry, last: LastProjection | None, older: frozenset[str]) -> bool:
    """A text that the article has no entry for and that nobody has recorded. Old obsolete ones are no news."""
    if not entry.target or entry.target in older:
        return False
    return not entry.obsolete if last is None else entry.target != last.target
