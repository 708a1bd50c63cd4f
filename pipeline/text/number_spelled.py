"""Numbers that are written as words: five, veinticinco, 二十五, twice, second, III."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.text.chinese import find_chinese, is_numeral
from pipeline.text.number_chains import find_percent
from pipeline.text.number_scan import Scan
from pipeline.text.number_values import Number, Strength


def find_spelled(scan: Scan) -> Iterator[Number]:
    """Number words first, then what may be a number: ordinals, counted words, hints, Roman numerals."""
    for phrase in scan.phrases["idioms"]:
        scan.take(phrase.start, phrase.end)
    yield from _find_hints(scan, "counted")
    yield from _find_hints(scan, "ordinal")
    yield from _find_hints(scan, "hint", fractions=True)
    numerals = (Spelled(Decimal(value), *span) for value, span in find_chinese(scan.lower))
    for found in (*_compose(scan), *numerals):
        if scan.is_free(found.start, found.end):
            yield _make_word(scan, found, "hint" if _is_doubtful(scan, found) else "word")
    yield from _find_hints(scan, "hint")
    for found in find_roman(scan.text):
        if scan.is_free(found.start, found.end):
            yield _make_word(scan, found, "hint", form="roman")


def _find_hints(
    scan: Scan, kind: Literal["counted", "ordinal", "hint"], *, fractions: bool = False
) -> Iterator[Number]:
    """`fractions`: only two-thirds and the like, whose words are numbers of their own."""
    for phrase in scan.phrases[kind]:
        if fractions and not phrase.name.startswith("0."):
            continue
        goes_on = kind == "ordinal" and is_numeral(scan.lower[phrase.end : phrase.end + 1])  # 第二十三
        if not goes_on and scan.is_free(phrase.start, phrase.end):
            value, _, unit = phrase.name.partition(" ")
            spelled = Spelled(Decimal(value), phrase.start, phrase.end)
            yield _make_word(scan, spelled, "hint", form="" if kind == "hint" else kind, unit=unit)


def _is_doubtful(scan: Scan, found: Spelled) -> bool:
    """A word that is often no number (Persian نه, nine or no), with no digit beside it."""
    if scan.text[found.start : found.end] not in scan.words.doubtful:
        return False
    around = scan.text[max(0, found.start - 5) : found.start] + scan.text[found.end : found.end + 5]
    return not any(char.isdigit() for char in around)


def _make_word(scan: Scan, found: Spelled, strength: Strength, **more: object) -> Number:
    scan.take(found.start, found.end)
    percent, _ = find_percent(scan, found.start, found.end)
    return scan.make(found.value, found.start, found.end, strength=strength, percent=percent, **more)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words, by its place in the text."""

    value: Decimal
    start: int
    end: int


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    value: Decimal | None = None
    factor: Decimal | None = None


def _compose(scan: Scan) -> Iterator[Spelled]:
    """Words that make one number together: "two thousand three hundred", "treinta y cinco"."""
    words = _collect(scan)
    index = 0
    while index < len(words):
        first = words[index]
        index += 1
        if first.value is None:
            continue
        total, current, end = Decimal(0), first.value, first.end
        while index < len(words) and _adjoins(scan, end, words[index].start):
            word = words[index]
            if word.factor is not None:
                current = max(current, Decimal(1)) * word.factor
                if word.factor >= 1000:
                    total, current = total + current, Decimal(0)
            elif word.value is None or not _fits(current, word.value) or (total == 0 and current == 0):
                break
            else:
                current += word.value
            end = word.end
            index += 1
        yield Spelled(total + current, first.start, end)


def _collect(scan: Scan) -> list[_Word]:
    """Number words and multipliers in order; mil and ألف are both."""
    words: dict[int, _Word] = {}
    for phrase in scan.phrases["number"]:
        words.setdefault(phrase.start, _Word(phrase.start, phrase.end)).value = Decimal(phrase.name)
    for phrase in scan.phrases["multiplier"]:
        words.setdefault(phrase.start, _Word(phrase.start, phrase.end)).factor = Decimal(phrase.name)
    return [words[start] for start in sorted(words)]


def _adjoins(scan: Scan, end: int, start: int) -> bool:
    between = scan.lower[end:start]
    return between in ("", " ", "-") or (len(between) < 12 and between.strip(" -") in scan.words.joiners)


def _fits(current: Decimal, addend: Decimal) -> bool:
    """Whether a smaller word may follow: sixty + five, hundred + twelve; never five + six."""
    if addend <= 0:
        return False
    if current == 0:
        return True
    place = Decimal(10) if addend < 10 else Decimal(100) if addend < 100 else Decimal(1000)
    return current % place == 0


_ROMAN = re.compile(r"(?<![\w.])(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?![\w])", re.ASCII)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def find_roman(text: str) -> Iterator[Spelled]:
    """Roman numerals from II to XXXIX in capitals (siglo XIX, phase III); I alone is an English word."""
    for match in _ROMAN.finditer(text):
        values = [_ROMAN_VALUES[char] for char in match[0]]
        total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
        if total > 1:
            yield Spelled(Decimal(total), match.start(), match.end())
