"""Which sentences of a translation answer which of its source, by their lengths alone (after Gale and Church, 1993).

The length of a translation, given that of its source, is spread about a ratio that each language has, the wider the
shorter the text. A sentence without an answer makes the text shorter than merging or splitting would explain; that
weighing is all that this knows. It knows no language: ratio and spread are given.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a translation is against its source, in characters that are not white space."""

    ratio: float
    """The median of translation by source."""
    spread: float
    """The standard deviation of the logarithm of that, times the root of the source's length."""

    def deviation(self, source: int, target: int) -> float:
        """How many standard deviations a length is off; 0 where there is nothing to compare."""
        if source <= 0 or target <= 0:
            return 0.0
        return (math.log(target / source) - math.log(self.ratio)) * math.sqrt(source) / self.spread


@dataclass(frozen=True, slots=True)
class Gap:
    """Where one side has a sentence that the other does not have."""

    side: str
    """`source`: left out of the translation; `target`: added to it."""
    index: int
    gain: float
    """How much likelier this is than that sentences were merged or split, as a logarithm."""


_ONE_FOR_NONE = 3.0
"""What a sentence left out or added costs: the logarithm of how rare it is held to be."""
_PER_MERGED = 3.5
_MOST_MERGED = 6
_MOST_SENTENCES = 40
"""More make a unit that no person would call a paragraph; only its whole length is looked at then."""


def find_gaps(source: Sequence[int], target: Sequence[int], lengths: Lengths) -> tuple[Gap, ...]:
    """The sentences, given by their lengths, that most likely have no answer on the other side; mostly none."""
    longest = max(len(source), len(target))
    if not source or not target or longest == 1 or longest > _MOST_SENTENCES:
        return ()
    without = _cost(source, target, lengths, gaps=False)[0]
    cost, found = _cost(source, target, lengths, gaps=True)
    if not found or cost >= without:
        return ()
    return tuple(Gap(side, index, without - cost) for side, index in found)


def _cost(
    source: Sequence[int], target: Sequence[int], lengths: Lengths, *, gaps: bool
) -> tuple[float, tuple[tuple[str, int], ...]]:
    """The cheapest way to lay one side against the other, and the sentences without an answer in it."""
    source_sums, target_sums = _sums(source), _sums(target)
    best: dict[tuple[int, int], tuple[float, tuple[tuple[str, int], ...]]] = {(0, 0): (0.0, ())}
    for i in range(len(source) + 1):
        for j in range(len(target) + 1):
            choices = []
            for k, m in _steps(i, j, gaps=gaps):
                before = best.get((i - k, j - m))
                if before is None:
                    continue
                if k and m:
                    off = lengths.deviation(source_sums[i] - source_sums[i - k], target_sums[j] - target_sums[j - m])
                    choices.append((before[0] + _surprise(off) + _PER_MERGED * (k + m - 2), before[1]))
                else:
                    gap = ("source", i - 1) if k else ("target", j - 1)
                    choices.append((before[0] + _ONE_FOR_NONE, (*before[1], gap)))
            if choices:
                best[(i, j)] = min(choices, key=lambda choice: choice[0])
    return best.get((len(source), len(target)), (math.inf, ()))


def _sums(values: Sequence[int]) -> list[int]:
    sums = [0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


def _steps(i: int, j: int, *, gaps: bool) -> Iterator[tuple[int, int]]:
    if i and j:
        yield 1, 1
        for many in range(2, _MOST_MERGED + 1):
            if many <= i:
                yield many, 1
            if many <= j:
                yield 1, many
        if i > 1 and j > 1:
            yield 2, 2
    if gaps and i:
        yield 1, 0
    if gaps and j:
        yield 0, 1


def _surprise(deviation: float) -> float:
    """What a deviation costs: that of Student's distribution with four degrees of freedom, for tails are long."""
    return 2.5 * math.log1p(deviation * deviation / 4)
