"""Pairs the entries that left a source with those that came: the old translation of a changed sentence at hand.

A pair proposes; nothing approved is ever carried over by it, for a near match can hide a "not".
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz, process

from pipeline.model import EntryKey, Unit
from pipeline.text.changes import fold_looks

NEAR = 60
"""Per cent of likeness (Indel similarity of the texts) from which an old translation is worth showing."""

_CANDIDATES = 32
"""Best old entries looked at for each new one: enough that a one-to-one match finds its place."""

_COMPARED = 4_000
"""Characters of a text that are compared; the work for two longer ones would grow with their product."""


class Keyed(Protocol):
    """A Unit or an Entry."""

    @property
    def key(self) -> EntryKey: ...


class Pairing(NamedTuple):
    new: EntryKey
    old: EntryKey
    score: int
    """Per cent; 100 is the same text under another context, 99 or less another text."""


class _Candidate(NamedTuple):
    """Sorts as it is preferred: likeness, then nearness of place, then order."""

    distance: float
    drift: int
    new: int
    old: int


def pair_entries(gone: Sequence[Keyed], new: Sequence[Unit]) -> tuple[Pairing, ...]:
    """For each new unit the best old entry that no better match took, in the order of `new`; both in document order.

    The same text under another context comes first, then one that differs in white space, markup and quotes only, then
    texts that are NEAR or nearer. One-to-one, and the same for the same input: at equal likeness the place in the
    article decides, then the order.
    """
    old_keys, new_keys = [entry.key for entry in gone], [unit.key for unit in new]
    partner: dict[int, int] = {}
    scores: dict[int, int] = {}
    taken: set[int] = set()
    for score, fold in ((100, str), (99, fold_looks)):
        for place, old in _pair_equal(old_keys, new_keys, partner, taken, fold):
            partner[place], scores[place] = old, score
        taken = set(partner.values())
    free_old = [index for index in range(len(old_keys)) if index not in taken]
    free_new = [index for index in range(len(new_keys)) if index not in partner]
    for candidate in sorted(_find_near(old_keys, new_keys, free_old, free_new)):
        if candidate.new not in partner and candidate.old not in taken:
            partner[candidate.new] = candidate.old
            taken.add(candidate.old)
            scores[candidate.new] = min(99, int(100 - candidate.distance))
    return tuple(Pairing(new_keys[index], old_keys[partner[index]], scores[index]) for index in sorted(partner))


def _pair_equal(
    old_keys: Sequence[EntryKey],
    new_keys: Sequence[EntryKey],
    partner: Collection[int],
    taken: Collection[int],
    fold: Callable[[str], str],
) -> list[tuple[int, int]]:
    """Free ones whose folded texts are the same, contexts aside, in order of their places."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for index, key in enumerate(old_keys):
        if index not in taken:
            places[fold(key.source)].append(index)
    pairs = []
    for index, key in enumerate(new_keys):
        if index not in partner and (waiting := places.get(fold(key.source))):
            pairs.append((index, waiting.popleft()))
    return pairs


def _find_near(
    old_keys: Sequence[EntryKey], new_keys: Sequence[EntryKey], free_old: Sequence[int], free_new: Sequence[int]
) -> Iterator[_Candidate]:
    texts = {index: old_keys[index].source[:_COMPARED] for index in free_old}
    for index in free_new:
        wanted = new_keys[index].source[:_COMPARED]
        near = [
            _Candidate(100 - score, abs(index * len(old_keys) - old * len(new_keys)), index, old)
            for _, score, old in process.extract(wanted, texts, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
        ]
        yield from near if len(near) <= _CANDIDATES else heapq.nsmallest(_CANDIDATES, near)
