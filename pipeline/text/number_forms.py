"""The forms of numbers: separators by locale, and the patterns that a language's words give.

Which mark is the decimal one comes from CLDR through Babel; both are allowed everywhere but in English, for
professionals write `0.31` and `0,31` in the same Spanish text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from pipeline.text.number_words import NumberWords

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


# --- patterns of a language ------------------------------------------------------------------------------


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _bounded(words: Iterable[str]) -> str:
    """Words of alphabets end at a boundary, words of other scripts where they end."""
    alphabetic = [word for word in words if not _is_ideographic(word)]
    others = [word for word in words if _is_ideographic(word)]
    choices = []
    if alphabetic:
        choices.append(rf"(?:{_any_of(alphabetic)})(?!\w)")
    if others:
        choices.append(_any_of(others))
    return "|".join(choices) or r"(?!)"


def _is_ideographic(word: str) -> bool:
    return any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" for char in word)


@lru_cache(maxsize=64)
def multiplier_pattern(words: NumberWords) -> re.Pattern[str] | None:
    if not words.multipliers:
        return None
    not_after = f"(?!{_any_of(words.not_after_multiplier)})" if words.not_after_multiplier else ""
    prefix = f"(?:{_any_of(words.prefixes)})?" if words.prefixes else ""
    filler = f"(?:{_any_of(words.fillers)})?" if words.fillers else ""
    return re.compile(rf"[ \-]?{filler}{prefix}(?P<word>{_bounded(words.multipliers)}){not_after}")


@lru_cache(maxsize=64)
def percent_pattern(words: NumberWords) -> re.Pattern[str]:
    return re.compile(rf" ?(?:%|(?:{_bounded(words.percent)}))")


@lru_cache(maxsize=64)
def hint_pattern(words: NumberWords) -> re.Pattern[str]:
    return _standing_words(tuple(words.hints))


@lru_cache(maxsize=64)
def idiom_pattern(words: NumberWords) -> re.Pattern[str]:
    return _standing_words(words.idioms)


def _standing_words(words: tuple[str, ...]) -> re.Pattern[str]:
    alphabetic = [word for word in words if not _is_ideographic(word)]
    others = [word for word in words if _is_ideographic(word)]
    return re.compile(rf"(?<!\w)(?:{_any_of(alphabetic) or '(?!)'})(?!\w)|(?:{_any_of(others) or '(?!)'})")


_MARKS = {"am": (r"a\.? ?m\b\.?",), "pm": (r"p\.? ?m\b\.?",)}


@lru_cache(maxsize=64)
def half_patterns(words: NumberWords) -> tuple[re.Pattern[str], re.Pattern[str]]:
    am = "|".join((*_MARKS["am"], _bounded(words.am)))
    pm = "|".join((*_MARKS["pm"], _bounded(words.pm)))
    start = "" if any(_is_ideographic(word) for word in (*words.am, *words.pm)) else r"(?<!\w)"
    either = rf"(?:(?P<am>{am})|(?P<pm>{pm}))"
    return re.compile(rf"{start}{either} ?$"), re.compile(rf" ?{either}")


@lru_cache(maxsize=64)
def hour_pattern(words: NumberWords) -> re.Pattern[str]:
    """7 pm, 7点30分: an hour with a mark after it."""
    am_pm = "|".join((*_MARKS["am"], *_MARKS["pm"]))
    hour = f"|(?:{_any_of(words.hour)})(?:(?P<minutes>[0-5]\\d)分?)?" if words.hour else "|(?P<minutes>(?!))"
    return re.compile(rf"(?<![\d:.,])(?P<body>(?P<hour>\d{{1,2}})(?: ?(?={am_pm}){hour}))")


@lru_cache(maxsize=64)
def month_names(locale: str, words: NumberWords) -> tuple[dict[str, Decimal], re.Pattern[str]]:
    names: dict[str, Decimal] = dict(words.months)
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        known = Locale("en")
    for use in ("format", "stand-alone"):
        for number, name in known.months[use]["wide"].items():
            if not any(char.isdigit() for char in name) and len(name) > 2:
                names.setdefault(name.lower(), Decimal(number))
        if known.language == "en":
            for number, name in known.months[use]["abbreviated"].items():
                names.setdefault(name.lower(), Decimal(number))
    prefix = f"(?:{_any_of(words.prefixes)})?" if words.prefixes else ""
    pattern = re.compile(rf"(?<!\w){prefix}(?P<month>{_any_of(names)})(?!\w)" if names else r"(?P<month>(?!))")
    return names, pattern
