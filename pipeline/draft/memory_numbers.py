"""Numbers of a pair: whether two sources differ in nothing else, and the translation with the wanted ones in place.

It never guesses: a number that does not stand in the translation as often as in the source, in digits, leaves the
translation as it is.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.text.contacts import find_contacts
from pipeline.text.placeholders import TAG

_NUMBER = re.compile(rf"{TAG.pattern}|(?<!\w)(?<![^\W\d_]-)(\d+(?:[.,]\d+)*)(?![\w-])", re.ASCII)
"""A tag, which is passed over, or a number that is no part of a word or code (B12, COVID-19)."""
_MARKS = str.maketrans(".,", ",.")

Change = tuple[str, str]
"""An old number and the wanted one."""


def blank_numbers(text: str) -> str:
    """The text with one sign for every number: what two texts that differ in numbers only have in common."""
    return _NUMBER.sub(lambda match: match[0] if match[4] is None else "\ufffc", text)


def find_changes(old: str, new: str) -> tuple[Change, ...]:
    """The numbers in which two texts differ, in order, where they differ in nothing else; else none."""
    if blank_numbers(old) != blank_numbers(new):
        return ()
    pairs = zip(_find_numbers(old), _find_numbers(new), strict=True)
    return tuple(dict.fromkeys((one, other) for one, other in pairs if one != other))


def replace_numbers(source: str, target: str, wanted: str) -> str | None:
    """The translation of `source` with the numbers of `wanted`; None where that is not sure.

    Sure is: each changed number stands in the translation in digits exactly as often as in the source, as it is or
    with point and comma exchanged, and always becomes the same one; no telephone number or address is about.
    """
    changes = find_changes(source, wanted)
    old, stands = Counter(_find_numbers(source)), Counter(_find_numbers(target))
    ambiguous = len({one for one, _ in changes}) < len(changes) or _keeps_some(source, wanted, changes)
    if not changes or ambiguous or find_contacts(source) or find_contacts(wanted):
        return None
    replacements: dict[str, str] = {}
    for one, other in changes:
        forms = [(o, n) for o, n in ((one, other), _exchange(one, other)) if stands[o] == old[one]]
        if not forms or _shape(one) != _shape(other):
            return None
        replacements[forms[0][0]] = forms[0][1]
    if len(replacements) < len(changes):
        return None
    return _NUMBER.sub(lambda match: match[0] if match[4] is None else replacements.get(match[4], match[4]), target)


def _find_numbers(text: str) -> list[str]:
    return [match[4] for match in _NUMBER.finditer(text) if match[4] is not None]


def _keeps_some(source: str, wanted: str, changes: tuple[Change, ...]) -> bool:
    """A number that changes in one place and stays in another."""
    changed = {one for one, _ in changes}
    return any(
        one == other and one in changed for one, other in zip(_find_numbers(source), _find_numbers(wanted), strict=True)
    )


def _exchange(one: str, other: str) -> Change:
    return one.translate(_MARKS), other.translate(_MARKS)


def _shape(number: str) -> str:
    """Its separators: 2.5 may stand for 1.5, and not for 15 or 1,500."""
    return re.sub(r"\d", "", number)
