"""Digits with separators, by locale: 1,500 and 1.500 and ١٬٥٠٠ and 12,34,567.

Which mark is the decimal one comes from CLDR through Babel; both are allowed everywhere but in English, for
professionals write `0.31` and `0,31` in the same Spanish text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

CHAIN = re.compile(r"\d+(?:[.,٫٬'’]\d+| \d{3}(?!\d))*", re.ASCII)
"""Digits with separators between them; a space only before three digits."""

_SPLIT = re.compile(r"([.,٫٬'’ ])")


@lru_cache(maxsize=256)
def decimal_marks(locale: str) -> tuple[str, ...]:
    """The decimal marks of a locale, its own first; English knows the point only."""
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        return (".", ",")
    if known.language == "en":
        return (".",)
    own = known.number_symbols.get("latn", {}).get("decimal", ".")
    return (",", ".") if own == "," else (".", ",")


def read_chain(chain: str, locale: str) -> tuple[Decimal, ...]:
    """The values that digits with separators may have, the locale's own reading first; empty if not one number."""
    pieces = _SPLIT.split(chain)
    groups, separators = pieces[::2], pieces[1::2]
    if not separators:
        return (Decimal(chain),)
    values: dict[Decimal, None] = {}
    for mark in decimal_marks(locale):
        if (value := _read_with(groups, separators, mark)) is not None:
            values.setdefault(value)
    return tuple(values)


def _read_with(groups: Sequence[str], separators: Sequence[str], mark: str) -> Decimal | None:
    points = {mark, "٫"}
    at = [index for index, separator in enumerate(separators) if separator in points]
    if len(at) > 1 or (at and at[0] != len(separators) - 1):
        return None
    whole = groups[:-1] if at else groups
    grouping = set(separators[:-1] if at else separators)
    if len(grouping) > 1 or not _is_grouped(whole):
        return None
    return Decimal("".join(whole) + (f".{groups[-1]}" if at else ""))


def _is_grouped(groups: Sequence[str]) -> bool:
    """1,234,567, and 12,34,567 as in South Asia."""
    if len(groups) == 1:
        return True
    first, *middle, last = groups
    if not 1 <= len(first) <= 3 or first.startswith("0") or len(last) != 3:
        return False
    return all(len(group) == 3 for group in middle) or (
        len(first) <= 2 and bool(middle) and all(len(group) == 2 for group in middle)
    )
