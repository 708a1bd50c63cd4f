"""Numbers that are written as words: five, veinticinco, 二十五; and what a language adds to digits: million, %, 亿.

`NumberWords` is a table that a linguist fills (see `pipeline/check/languages/`); without one, digits are all that
is read. Chinese numerals need no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

_NONE: Mapping[str, Decimal] = {}


@dataclass(frozen=True, eq=False, slots=True)
class NumberWords:
    """How one language writes numbers in words. All words in lower case."""

    words: Mapping[str, Decimal] = field(default_factory=lambda: _NONE)
    """What adds up: one … nineteen, twenty, ninety, doscientos."""
    multipliers: Mapping[str, Decimal] = field(default_factory=lambda: _NONE)
    """What multiplies: hundred, thousand, million; also after digits."""
    hints: Mapping[str, Decimal] = field(default_factory=lambda: _NONE)
    """What may stand for a number and often does not: both, double, first. Only ever clears a finding."""
    idioms: tuple[str, ...] = ()
    """Words that look as if they had a number in them and have none: 星期三, 十分."""
    joiners: tuple[str, ...] = ()
    """What stands between the words of one number: and, y."""
    prefixes: tuple[str, ...] = ()
    """What is written onto a word and may be left aside: Arabic و, ال."""
    unwritten: tuple[int, ...] = ()
    """Numbers that the grammar can say without a word: the Arabic dual."""
    percent: tuple[str, ...] = ()
    percent_before: tuple[str, ...] = ()
    """What says per cent before the number: 百分之."""
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    """Marks of the half of the day, before or after a time."""
    hour: tuple[str, ...] = ()
    """What stands between hour and minutes or after the hour: 点, h."""
    months: Mapping[str, Decimal] = field(default_factory=lambda: _NONE)
    """Names of months that CLDR does not know."""
    century: tuple[str, ...] = ()
    decade: tuple[str, ...] = ()
    """What makes one year of two numbers: 20世纪30年代."""
    fillers: tuple[str, ...] = ()
    """What may stand between digits and multiplier: 5000多万."""
    not_after_multiplier: tuple[str, ...] = ()
    """What makes a multiplier part of another word: 千 before 克 is kilogram."""

    @property
    def knows_words(self) -> bool:
        return bool(self.words)


NO_WORDS = NumberWords()


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words, by its place in the text."""

    value: Decimal
    start: int
    end: int


_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=64)
def _single_words(words: NumberWords) -> frozenset[str]:
    return frozenset(words.words) | frozenset(key for key in words.multipliers if " " not in key)


def find_spelled(text: str, words: NumberWords) -> Iterator[Spelled]:
    """Numbers in words, in order; `text` in lower case. "twenty-five", "treinta y cinco", "dos mil trescientos"."""
    if words.knows_words:
        yield from _compose([(m[0], m.start(), m.end()) for m in _WORD.finditer(text)], text, words)
    yield from find_chinese(text)


def _compose(tokens: Sequence[tuple[str, int, int]], text: str, words: NumberWords) -> Iterator[Spelled]:
    known = _single_words(words)
    index = 0
    while index < len(tokens):
        word = _bare(tokens[index][0], known, words)
        if word is None or (word in words.multipliers and word not in words.words):
            index += 1
            continue
        start = index
        total, current = Decimal(0), words.words[word]
        last = index
        index += 1
        while index < len(tokens):
            following, step = _bare(tokens[index][0], known, words), index
            if following is None and tokens[index][0] in words.joiners and index + 1 < len(tokens):
                following, step = _bare(tokens[index + 1][0], known, words), index + 1
            if following is None or not _adjoins(text, tokens[last][2], tokens[index][1]):
                break
            if following in words.multipliers:
                factor = words.multipliers[following]
                current = max(current, Decimal(1)) * factor
                if factor >= 1000:
                    total, current = total + current, Decimal(0)
            else:
                addend = words.words[following]
                if not _fits(current, addend) or (total == 0 and current == 0):
                    break
                current += addend
            last, index = step, step + 1
        yield Spelled(total + current, tokens[start][1], tokens[last][2])


def _bare(word: str, known: frozenset[str], words: NumberWords) -> str | None:
    if word in known:
        return word
    for prefix in words.prefixes:
        if word.startswith(prefix) and word[len(prefix) :] in known:
            return word[len(prefix) :]
    return None


def _adjoins(text: str, end: int, start: int) -> bool:
    return text[end:start] in (" ", "-")


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
    for position, char in enumerate(numeral):
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
