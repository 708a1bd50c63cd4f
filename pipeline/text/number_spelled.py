"""Numbers that are written as words: five, veinticinco, 二十五, twice, second, III."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.text.number_chains import find_percent
from pipeline.text.number_scan import Scan
from pipeline.text.number_values import Number, Strength


def find_spelled(scan: Scan) -> Iterator[Number]:
    """Number words first, then what may be a number: ordinals, counted words, hints, Roman numerals."""
    for phrase in scan.phrases["idioms"]:
        scan.take(phrase.start, phrase.end)
    for found in (*_compose(scan), *find_chinese(scan.lower)):
        if scan.is_free(found.start, found.end):
            yield _make_word(scan, found, "hint" if _is_doubtful(scan, found) else "word")
    for kind, form in (("counted", "counted"), ("ordinal", "ordinal"), ("hint", "")):
        for phrase in scan.phrases[kind]:
            if scan.is_free(phrase.start, phrase.end):
                value, _, unit = phrase.name.partition(" ")
                spelled = Spelled(Decimal(value), phrase.start, phrase.end)
                yield _make_word(scan, spelled, "hint", form=form, unit=unit)
    for found in find_roman(scan.text):
        if scan.is_free(found.start, found.end):
            yield _make_word(scan, found, "hint", form="roman")


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


_CHINESE = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億]+")
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}
_CHINESE_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def find_chinese(text: str) -> Iterator[Spelled]:
    """Chinese numerals: 二十五, 一百零五, 三千万, 二〇二〇. A myriad without a number before it is none (万一)."""
    for match in _CHINESE.finditer(text):
        if (value := read_chinese(match[0])) is not None:
            yield Spelled(Decimal(value), match.start(), match.end())


def read_chinese(numeral: str) -> int | None:
    """The value of a Chinese numeral; None if it is none.

    >>> read_chinese("二十五"), read_chinese("三千万"), read_chinese("二〇二〇"), read_chinese("万")
    (25, 30000000, 2020, None)
    """
    if all(char in _CHINESE_DIGITS for char in numeral):
        return int("".join(str(_CHINESE_DIGITS[char]) for char in numeral[:18]))
    total = section = digit = 0
    for position, char in enumerate(numeral[:36]):
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif char in _CHINESE_PLACES:
            if digit == 0 and char != "十":
                return None
            section += (digit or 1) * _CHINESE_PLACES[char]
            digit = 0
        else:
            if position == 0:
                return None
            total = (total + section + digit) * _CHINESE_MYRIADS[char]
            section = digit = 0
    return total + section + digit


_ROMAN = re.compile(r"(?<![\w.])(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?![\w])", re.ASCII)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def find_roman(text: str) -> Iterator[Spelled]:
    """Roman numerals from II to XXXIX in capitals (siglo XIX, phase III); I alone is an English word."""
    for match in _ROMAN.finditer(text):
        values = [_ROMAN_VALUES[char] for char in match[0]]
        total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
        if total > 1:
            yield Spelled(Decimal(total), match.start(), match.end())
