"""Occurrences that are translated differently: a page whose entries are taken apart at their anchors.

The same text with the same meaning is one entry. Where an editor asked for one occurrence to be an entry of its own, it
gets a context once, and an anchor by which it is found again when the page changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import EntryKey, Unit
from pipeline.segment.skeleton import Page

_ENOUGH = 2
"""Points from which a place is the anchor's: the same place, or both neighbours, or one and the section."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an occurrence stood when it was split off."""

    reference: str
    """Section (from its heading), kind and ordinal: `side-effects/cell-2`."""
    before: str = ""
    """The text of the unit before it."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """An occurrence that is an entry of its own."""

    context: str
    fingerprint: str
    anchor: Anchor


def find_anchors(page: Page, key: EntryKey) -> tuple[Anchor, ...]:
    """The anchors of an entry's occurrences, in document order."""
    return tuple(_anchor_at(page, slot) for slot, unit in enumerate(_slot_units(page)) if unit.key == key)


def split_page(page: Page, splits: Sequence[Split]) -> Page:
    """The page with each split at the place that fits its anchor best; one that fits nowhere is left out.

    An occurrence is split once; at equal fit the first one is taken.
    """
    contexts: dict[int, str] = {}
    units = _slot_units(page)
    for split in splits:
        free = [
            slot for slot, unit in enumerate(units) if unit.fingerprint == split.fingerprint and slot not in contexts
        ]
        best = max(free, key=lambda slot: (_fit(_anchor_at(page, slot), split.anchor), -slot), default=None)
        if best is not None and _fit(_anchor_at(page, best), split.anchor) >= _ENOUGH:
            contexts[best] = split.context
    return _apply(page, contexts) if contexts else page


def _slot_units(page: Page) -> list[Unit]:
    return [page.units[index] for index in page.skeleton.slots]


def _anchor_at(page: Page, slot: int) -> Anchor:
    units = _slot_units(page)
    before = units[slot - 1].text if slot else ""
    after = units[slot + 1].text if slot + 1 < len(units) else ""
    return Anchor(_reference_at(page, slot).partition("#")[2], before, after)


def _reference_at(page: Page, slot: int) -> str:
    """An entry's references stand in the order of its occurrences."""
    index = page.skeleton.slots[slot]
    references = page.units[index].references
    place = page.skeleton.slots[:slot].count(index)
    return references[place] if place < len(references) else ""


def _fit(here: Anchor, anchor: Anchor) -> int:
    section = here.reference.partition("/")[0] == anchor.reference.partition("/")[0]
    same = here.reference == anchor.reference
    return same + section + (here.before == anchor.before) + (here.after == anchor.after)


def _apply(page: Page, contexts: dict[int, str]) -> Page:
    """Entries in the order of their first occurrences, each with its own references."""
    places: dict[tuple[int, str], int] = {}
    units: list[Unit] = []
    references: list[list[str]] = []
    slots: list[int] = []
    for slot, index in enumerate(page.skeleton.slots):
        name = (index, contexts.get(slot, ""))
        if name not in places:
            places[name] = len(units)
            units.append(replace(page.units[index], context=name[1]) if name[1] else page.units[index])
            references.append([])
        references[places[name]].append(_reference_at(page, slot))
        slots.append(places[name])
    merged = (replace(unit, references=tuple(refs)) for unit, refs in zip(units, references, strict=True))
    return replace(page, units=tuple(merged), skeleton=replace(page.skeleton, slots=tuple(slots)))
