"""Which sentences of a text stand unchanged in another, which were edited, which came and which went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from pipeline.text.sentences import split_sentences

NEAR = 50
"""Per cent of likeness from which a sentence counts as an edit of another."""

_LARGEST = 40_000
"""Pairs of sentences that are compared; beyond, what differs is paired by its place."""


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence and what became of it."""

    kind: Literal["same", "edited", "added", "removed"]
    old: str
    """With the white space after it; empty where it was added."""
    new: str
    """Empty where it was removed."""


def align_sentences(old: str, new: str, locale: str) -> tuple[SentencePair, ...]:
    """The sentences of both texts in one order; the `old` parts, joined, are the old text, the `new` ones the new.

    The same sentence may have other white space after it. Order counts: one that moved is removed and added.
    """
    before = [old[span.start : span.end] for span in split_sentences(old, locale)]
    after = [new[span.start : span.end] for span in split_sentences(new, locale)]
    head = _count_same(before, after)
    tail = _count_same(before[head:][::-1], after[head:][::-1])
    pairs = [SentencePair("same", *both) for both in zip(before[:head], after[:head], strict=True)]
    pairs += _align(before[head : len(before) - tail], after[head : len(after) - tail])
    ends = zip(before[len(before) - tail :], after[len(after) - tail :], strict=True)
    return (*pairs, *(SentencePair("same", *both) for both in ends))


def _count_same(before: Sequence[str], after: Sequence[str]) -> int:
    for count, (one, other) in enumerate(zip(before, after, strict=False)):
        if one.rstrip() != other.rstrip():
            return count
    return min(len(before), len(after))


def _align(before: Sequence[str], after: Sequence[str]) -> list[SentencePair]:
    """The alignment with the most likeness; at equal likeness, the earlier one (Gale and Church, 1993, in short)."""
    if len(before) * len(after) > _LARGEST:
        return list(_pair_by_place(before, after))
    likeness = [[_compare(one, other) for other in after] for one in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for row in range(len(before) - 1, -1, -1):
        for column in range(len(after) - 1, -1, -1):
            both = best[row + 1][column + 1] + likeness[row][column] if likeness[row][column] else -1.0
            best[row][column] = max(both, best[row + 1][column], best[row][column + 1])
    return list(_walk(before, after, likeness, best))


def _walk(
    before: Sequence[str], after: Sequence[str], likeness: list[list[float]], best: list[list[float]]
) -> Iterable[SentencePair]:
    row = column = 0
    while row < len(before) or column < len(after):
        if row < len(before) and column < len(after):
            like = likeness[row][column]
            if like and best[row][column] == best[row + 1][column + 1] + like:
                same = before[row].rstrip() == after[column].rstrip()
                yield SentencePair("same" if same else "edited", before[row], after[column])
                row, column = row + 1, column + 1
                continue
        if row < len(before) and (column == len(after) or best[row][column] == best[row + 1][column]):
            yield SentencePair("removed", before[row], "")
            row += 1
        else:
            yield SentencePair("added", "", after[column])
            column += 1


def _compare(one: str, other: str) -> float:
    """Likeness from NEAR to 101, whole sentences before edited ones; 0 for what has little in common."""
    if one.rstrip() == other.rstrip():
        return 101.0
    score = fuzz.ratio(one, other, score_cutoff=NEAR)
    return float(score)


def _pair_by_place(before: Sequence[str], after: Sequence[str]) -> Iterable[SentencePair]:
    for place in range(max(len(before), len(after))):
        old = before[place] if place < len(before) else ""
        new = after[place] if place < len(after) else ""
        same = old.rstrip() == new.rstrip()
        yield SentencePair("same" if same else "edited" if old and new else "added" if new else "removed", old, new)
