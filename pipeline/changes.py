"""What changed in a source, unit by unit, with the class of each change. Joins sources, pairing and the classes.

Identity is content: what moved has not changed, and is only told. What left and came is paired as `prepare` pairs it,
so that an edited paragraph is one change and not a loss and an addition.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from bs4 import BeautifulSoup

from pipeline.catalog import pair_entries
from pipeline.errors import DragomanError
from pipeline.manifest import Manifest
from pipeline.model import Article, EntryKey, Pair, Unit
from pipeline.sources import Source, read_source
from pipeline.text.changes import NAMED_PARTS, ChangeClass, Verdict, classify_change, worst_class
from pipeline.text.placeholders import plain_text
from pipeline.workspace import SITE, Workspace


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of a unit."""

    kind: Literal["edited", "added", "removed", "renamed", "moved"]
    """renamed: the same text under another context. moved: nothing but the place; it has no class."""
    old: Unit | None
    new: Unit | None
    verdict: Verdict

    @property
    def unit(self) -> Unit:
        """The unit as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """Everything that differs between two states of an article's source."""

    changes: tuple[UnitChange, ...]
    """In the order of the new source, removed ones where they stood."""
    total: int
    """Units before, or after where there were none."""

    @property
    def counted(self) -> tuple[UnitChange, ...]:
        """Those that a translation does not have yet: all but moved ones."""
        return tuple(change for change in self.changes if change.kind != "moved")

    @property
    def change_class(self) -> ChangeClass:
        """The worst of them."""
        return worst_class([change.verdict for change in self.counted])

    @property
    def worded(self) -> int:
        """Units whose words differ."""
        return sum(change.verdict.change_class is not ChangeClass.COSMETIC for change in self.counted)


def compare_units(
    old: Sequence[Unit], new: Sequence[Unit], *, locale: str, named: Collection[EntryKey] = ()
) -> tuple[UnitChange, ...]:
    """The changes from one list of units to another, both in document order.

    `named` are units in dates and references that the profile names: a change of them is never critical. A unit whose
    text stands but not what its placeholders stand for is edited.
    """
    before, after = {unit.key: unit for unit in old}, {unit.key: unit for unit in new}
    gone = [unit for unit in old if unit.key not in after]
    come = [unit for unit in new if unit.key not in before]
    partner = {pairing.new: before[pairing.old] for pairing in pair_entries(gone, come)}
    partner |= {
        unit.key: before[unit.key]
        for unit in new
        if unit.key in before and before[unit.key].fingerprint != unit.fingerprint
    }
    moved = _find_moved([unit.key for unit in old if unit.key in after], [unit.key for unit in new])
    found: list[tuple[float, UnitChange]] = []
    for place, unit in enumerate(new):
        if unit.key in partner:
            found.append((place, _edited(partner[unit.key], unit, locale, named)))
        elif unit.key not in before:
            found.append((place, _change("added", None, unit, locale, named)))
        elif unit.key in moved:
            verdict = Verdict(ChangeClass.COSMETIC)
            found.append((place, UnitChange("moved", before[unit.key], unit, verdict)))
    taken = {unit.key for unit in partner.values()}
    places = {unit.key: place for place, unit in enumerate(new)}
    last = -1.0
    for unit in old:
        if unit.key in after and unit.key not in moved:
            last = places[unit.key]
        elif unit.key not in after and unit.key not in taken:
            found.append((last + 0.5, _change("removed", unit, None, locale, named)))
    return tuple(change for _, change in sorted(found, key=lambda pair: pair[0]))


def _edited(old: Unit, new: Unit, locale: str, named: Collection[EntryKey]) -> UnitChange:
    if old.fingerprint == new.fingerprint:
        return UnitChange("renamed", old, new, Verdict(ChangeClass.COSMETIC))
    return _change("edited", old, new, locale, named)


def _change(
    kind: Literal["edited", "added", "removed"],
    old: Unit | None,
    new: Unit | None,
    locale: str,
    named: Collection[EntryKey],
) -> UnitChange:
    verdict = classify_change(old, new, locale=locale)
    units = [unit for unit in (old, new) if unit]
    if verdict.change_class is ChangeClass.CRITICAL and all(unit.key in named for unit in units):
        verdict = Verdict(ChangeClass.ORDINARY)
    return UnitChange(kind, old, new, verdict)


def _find_moved(old: Sequence[EntryKey], new: Sequence[EntryKey]) -> frozenset[EntryKey]:
    """The fewest keys that must be taken out for the rest to stand in the order that they had."""
    places = {key: place for place, key in enumerate(new)}
    order = [places[key] for key in old]
    ends: list[int] = []  # the smallest last place of an ascending run of each length
    lengths = []
    for place in order:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        lengths.append(at)
    kept: set[int] = set()
    wanted, bound = len(ends) - 1, len(new)
    for place, length in zip(reversed(order), reversed(lengths), strict=True):
        if length == wanted and place < bound:
            kept.add(place)
            wanted, bound = wanted - 1, place
    return frozenset(key for key, place in zip(old, order, strict=True) if place not in kept)


# --- dates, references --------------------------------------------------------------------------------------


def find_named_units(source: Source) -> frozenset[EntryKey]:
    """Units that stand, wherever they stand, in dates, references or review notes that the profile names."""
    if source.found is None:
        return frozenset()
    soup = BeautifulSoup(source.found.document, "html.parser")
    parts = [tag for tag in soup.select("[data-part]") if tag["data-part"] in NAMED_PARTS]
    if not parts:
        return frozenset()
    whole = _squeeze(soup.get_text(" "))
    inside = "\n".join(_squeeze(tag.get_text(" ")) for tag in parts if not tag.find_parent(attrs={"data-part": True}))
    named = set()
    for unit in source.units:
        text = _squeeze(plain_text(unit.text, unit.placeholders))
        if text and 0 < whole.count(text) == inside.count(text):
            named.add(unit.key)
    return frozenset(named)


def _squeeze(text: str) -> str:
    """Without white space, which the tags around a part may or may not bring."""
    return re.sub(r"\s+", "", text)


# --- between an edition and the source as it is -------------------------------------------------------------


def compare_with_source(workspace: Workspace, live: Manifest) -> SourceChanges | None:
    """What the source says otherwise than the text that a live edition translates; None where it cannot be told.

    So it is where the profile no longer finds the article in the page.
    """
    page = next((each for each in workspace.pages if each.id == live.article), None)
    changes: list[UnitChange] = []
    total = 0
    for part_id, pairs in live.parts.items():
        part = next((each for each in workspace.articles if each.id == part_id), None)
        if part is None or part.id == SITE.id:
            continue
        total += len(pairs)
        try:
            source = read_source(workspace, part, page=page)
        except DragomanError:
            return None
        if source and source.snapshot and source.snapshot.id != live.snapshot:
            changes += _compare_part(workspace, live, source, part, page, pairs)
    return SourceChanges(tuple(changes), total)


def _compare_part(
    workspace: Workspace, live: Manifest, source: Source, part: Article, page: Article | None, pairs: Sequence[Pair]
) -> tuple[UnitChange, ...]:
    units = source.units_for(live.locale)
    known = {pair.fingerprint for pair in pairs}  # without contexts: an entry that was split reads as it did
    if {unit.fingerprint for unit in units} == known:
        return ()
    old = _read_old(workspace, live.snapshot, part, page)
    if old is None or any(unit.fingerprint not in known for unit in old.units_for(live.locale)):
        return _compare_with_pairs(workspace, source, units, pairs)
    return compare_sources(workspace, old, source, locale=live.locale)


def compare_sources(workspace: Workspace, old: Source, new: Source, *, locale: str = "") -> tuple[UnitChange, ...]:
    """The changes between two snapshots of an article; with a locale, in the units that are for it."""
    named = find_named_units(old) | find_named_units(new)
    before, after = ((each.units_for(locale) if locale else each.units) for each in (old, new))
    return compare_units(before, after, locale=workspace.settings.source_locale, named=named)


def _read_old(workspace: Workspace, snapshot: str, part: Article, page: Article | None) -> Source | None:
    try:
        return read_source(workspace, part, snapshot_id=snapshot, page=page)
    except DragomanError:
        return None


def _compare_with_pairs(
    workspace: Workspace, source: Source, units: Sequence[Unit], pairs: Sequence[Pair]
) -> tuple[UnitChange, ...]:
    """By the manifest's own words, where the old page can no longer be read: what its links led to is then not known.

    A unit whose text stands and whose fingerprint does not is critical: it may be a telephone number.
    """
    known = {pair.key: pair.fingerprint for pair in pairs}
    current = {unit.key for unit in units}
    unseen = Verdict(ChangeClass.CRITICAL, ("a link, an image or a protected part changed",))
    changes = tuple(
        UnitChange("edited", Unit(unit.text, context=unit.context), unit, unseen)
        for unit in units
        if known.get(unit.key, unit.fingerprint) != unit.fingerprint
    )
    old = [Unit(pair.key.source, context=pair.key.context) for pair in pairs if pair.key not in current]
    prints = set(known.values())
    new = [unit for unit in units if unit.key not in known and unit.fingerprint not in prints]
    locale = workspace.settings.source_locale
    return (*changes, *compare_units(old, new, locale=locale, named=find_named_units(source)))
