"""Chinese numerals, which need no table: 二十五, 一百零五, 三千万."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CHINESE = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億]+")
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}
_CHINESE_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def is_numeral(char: str) -> bool:
    """Whether a character is one of a Chinese numeral."""
    return _CHINESE.fullmatch(char) is not None


def find_chinese(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Chinese numerals: 二十五, 一百零五, 三千万, 二〇二〇. A myriad without a number before it is none (万一).

    Value and place of each, in order.
    """
    for match in _CHINESE.finditer(text):
        if (value := read_chinese(match[0])) is not None:
            yield value, match.span()


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
