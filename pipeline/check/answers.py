"""Which no of a translation answers which no of its source; what is left over was lost or added.

A no is answered first by one of the same meaning, then by any that can stand for it; among several the nearest in
its place in the text. *Non-* and *un-* words of the source may take a no of the translation too ("undocumented",
"no registradas"), so that it does not answer for another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.text.negation import Negation

_PLAIN = "not"
_WORDS = frozenset({"unable", "unknown", "lack", "forbid", "insufficient", "unnecessary", "invalid"})
"""Words with a no inside that can say what a plain no says: "it is impossible" for "it is not possible"."""
_LOOSE = _WORDS | {"except", "instead", "limit", "stop", "avoid", "few", "fail"}
"""What can answer an unless, except, avoid or stop."""
_DENIED = _WORDS | {"unlikely", "asymptomatic", "non", "few", "instead", "avoid", "fail"}
"""Words that another language says with a plain no: "remains unknown" as "is not known"."""
_APART = frozenset({"except", "unless", "nor", "stop"})
"""What cannot answer a plain no."""
_QUIET = frozenset({"except", "unless", "stop", "until"})
"""What is no finding where only the translation has it: too many languages say so what English says without."""
_OTHERWISE = frozenset({"except", "unless", "avoid", "stop", "until"})
_REACH = 8
"""How far apart, counted in them, two that answer each other may stand: bounds the work on a text without end."""
_AFFIXED = 0.04
"""How much nearer, as a share of the text, a no must be to a *non-* word than to a plain no to belong to it."""

Answers = Callable[[Negation, Negation], bool]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is left over on either side."""

    lost: tuple[Negation, ...]
    added: tuple[Negation, ...]


def weigh_negations(source: Sequence[Negation], target: Sequence[Negation]) -> Weighed:
    """What is left over when each no has its answer, the surest answers given first."""
    left, right = list(source), list(target)
    for answers in (_same, _plainly, _in_words, _at_last):
        left, right = _take(left, right, answers)
    added = [n for n in right if n.certain and n.label not in _QUIET and (n.label != "avoid" or not source)]
    return Weighed(tuple(n for n in left if n.certain), tuple(added))


def _same(one: Negation, other: Negation) -> bool:
    return one.label == other.label != _PLAIN


def _plainly(one: Negation, other: Negation) -> bool:
    if not other.certain or not (one.certain or one.label == "non"):
        return False
    return other.label not in _APART or (one.certain and one.label in _OTHERWISE)


def _in_words(one: Negation, other: Negation) -> bool:
    return one.certain and other.label in (_LOOSE if one.label in _OTHERWISE else _WORDS)


def _at_last(one: Negation, other: Negation) -> bool:
    return other.certain and one.label in _DENIED


def _take(left: list[Negation], right: list[Negation], answers: Answers) -> tuple[list[Negation], list[Negation]]:
    """Both lists without the pairs that answer each other, the nearest first."""
    pairs = [(i, j) for i in range(len(left)) for j in _near(i, left, right) if answers(left[i], right[j])]
    pairs.sort(key=lambda pair: _distance(left[pair[0]], right[pair[1]]))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for i, j in pairs:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
    return (
        [one for i, one in enumerate(left) if i not in taken_left],
        [other for j, other in enumerate(right) if j not in taken_right],
    )


def _near(index: int, left: Sequence[Negation], right: Sequence[Negation]) -> range:
    middle = index * len(right) // len(left)
    return range(max(0, middle - _REACH), min(len(right), middle + _REACH + 1))


def _distance(one: Negation, other: Negation) -> float:
    return abs(one.share - other.share) + (0.0 if one.certain else _AFFIXED)
