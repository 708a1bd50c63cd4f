"""Which number of a translation answers which number of its source.

Tier by tier, the surest first; each number answers once. What is left over on either side is for the check to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.text.tokens import Number


@dataclass(frozen=True, slots=True)
class Matched:
    """The outcome: pairs that answer each other, and what is left over."""

    pairs: tuple[tuple[Number, Number], ...]
    source: tuple[Number, ...]
    """Left over in the source, hints left out."""
    target: tuple[Number, ...]
    source_hints: tuple[Number, ...] = ()
    target_hints: tuple[Number, ...] = ()


def match_numbers(source: Sequence[Number], target: Sequence[Number], *, mantissas: bool = False) -> Matched:
    """Match by value. `mantissas`: "1.58 billion" may be answered by 1.58, for a language whose words are unknown."""
    pairs: list[tuple[Number, Number]] = []
    left, right = list(source), list(target)
    for tier in _TIERS:
        _match_tier(left, right, tier, pairs)
    if mantissas:
        _match_tier(left, right, _same_mantissa, pairs)
    left, right = _break_up(left, right), _break_up(right, left)
    for tier in _TIERS:
        _match_tier(left, right, tier, pairs)
    return Matched(
        tuple(pairs),
        *(tuple(number for number in side if number.strength != "hint") for side in (left, right)),
        *(tuple(number for number in side if number.strength == "hint") for side in (left, right)),
    )


def is_same(one: Number, other: Number) -> bool:
    """Whether two numbers may mean the same, by any of their readings."""
    if "code" in (one.kind, other.kind):
        if one.kind == other.kind:
            return one.code == other.code
        code, number = (one, other) if one.kind == "code" else (other, one)
        return number.strength == "firm" and len(code.parts) == 1 and code.value == number.value
    if (one.kind == "time") != (other.kind == "time"):
        time, number = (one, other) if one.kind == "time" else (other, one)
        return number.kind == "number" and any(reading / 60 == number.value for reading in time.readings)
    return not one.readings.isdisjoint(other.readings)


def _first_readings(one: Number, other: Number) -> bool:
    same_kind = one.kind == other.kind and one.strength == other.strength == "firm"
    return same_kind and one.value == other.value and one.code == other.code


def _in_place(one: Number, other: Number) -> bool:
    """Equal, and known to belong to the same thing."""
    return (one.unit, one.noun) == (other.unit, other.noun) != ("", "") and _exact(one, other)


def _bound_alike(one: Number, other: Number) -> bool:
    """The same, in digits or words, and known to belong to the same thing."""
    return one.unit == other.unit != "" and _any(one, other)


def _exact(one: Number, other: Number) -> bool:
    return one.percent == other.percent and _first_readings(one, other)


def _both_firm(one: Number, other: Number) -> bool:
    return one.strength == other.strength == "firm" and is_same(one, other)


def _same_kind(one: Number, other: Number) -> bool:
    return one.kind == other.kind and _no_hint(one, other)


def _no_hint(one: Number, other: Number) -> bool:
    if "hint" in (one.strength, other.strength) or not is_same(one, other):
        return False
    return one.kind == other.kind or "firm" in (one.strength, other.strength)  # March is no "three"


def _any(one: Number, other: Number) -> bool:
    """Hints of one form answer each other; a plain hint (each, half) answers digits and words only."""
    if one.strength == other.strength == "hint" and one.form != other.form:
        return False
    if "counted" in (one.form, other.form) and one.value == 1 and one.unit != other.unit:
        return False  # once is not each "one"
    return is_same(one, other) and (one.kind == other.kind or "hint" in (one.strength, other.strength))


_TIERS: tuple[Callable[[Number, Number], bool], ...] = (
    _in_place, _exact, _bound_alike, _first_readings, _both_firm, _same_kind, _no_hint, _any,
)  # fmt: skip


def _same_mantissa(one: Number, other: Number) -> bool:
    return (one.mantissa or one.value) in (other.readings | {other.mantissa}) and bool(one.mantissa or other.mantissa)


def _match_tier(
    left: list[Number],
    right: list[Number],
    same: Callable[[Number, Number], bool],
    pairs: list[tuple[Number, Number]],
) -> None:
    """Take from both lists what answers each other, in order; only numbers that share a key are compared."""
    if not left or not right:
        return
    places: defaultdict[Key, list[int]] = defaultdict(list)
    for place, other in enumerate(right):
        for key in keys_of(other):
            places[key].append(place)
    taken: set[int] = set()
    rest: list[Number] = []
    for one in left:
        candidates = {place for key in keys_of(one) for place in places.get(key, ())[:_MOST] if place not in taken}
        answer = next((place for place in sorted(candidates) if same(one, right[place])), None)
        if answer is None:
            rest.append(one)
            continue
        pairs.append((one, right[answer]))
        taken.add(answer)
        for key in keys_of(right[answer]):
            places[key].remove(answer)
    left[:] = rest
    right[:] = [number for place, number in enumerate(right) if place not in taken]


Key = Decimal | str

_MOST = 16
"""Candidates looked at for one number: a text that repeats one number a thousand times must not take a minute."""


def keys_of(number: Number) -> set[Key]:
    """Under what a number is found: two that may be the same share a key."""
    keys: set[Key] = {number.code} if number.code else set(number.readings)
    if number.kind == "code" and len(number.parts) == 1:
        keys.add(number.value)
    if number.kind == "time":
        keys |= {reading / 60 for reading in number.readings}
    if number.mantissa is not None:
        keys.add(number.mantissa)
    return keys


def _break_up(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """Numbers that have parts, as their parts, where all the parts are found on the other side."""
    values = {reading for other in others for n in (other, *other.parts) for reading in n.readings}
    digits = {reading for other in others if other.strength == "firm" for reading in other.readings}
    untimed = {
        reading for other in others if other.kind != "time" for n in (other, *other.parts) for reading in n.readings
    }
    broken: list[Number] = []
    for number in numbers:
        there = {"code": digits, "time": untimed}.get(number.kind, values)  # 7 of 7 am is not 7 of 7 pm
        if number.parts and all(not part.readings.isdisjoint(there) for part in number.parts):
            parts = [replace(part, percent=number.percent) for part in number.parts]
            broken.extend(replace(part, form="part") if number.kind == "code" else part for part in parts)
        else:
            broken.append(number)
    return broken
