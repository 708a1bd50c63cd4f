"""Numbers in digits, with what multiplies them or says per cent: 1.58 billion, 5000多万, 20 %, ½, 10⁶, 1990s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.text.number_forms import CHAIN, decimal_marks, read_chain
from pipeline.text.number_scan import Scan
from pipeline.text.number_values import Number

_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅒": (1, 10),
}  # fmt: skip
_FRACTION = re.compile(
    r"(?<![\d/.,])(?:(?P<whole>\d{1,2})[ -]?)??(?:(\d{1,2})[/⁄](\d{1,2})(?![\d/]|[.,]\d)|([½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞⅒]))", re.ASCII
)
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹]+")
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_YEAR_BEFORE = re.compile(r"(1[5-9]|20)\d\d[-–/]$", re.ASCII)
_NOT_LISTED = frozenset(".;,。；，、()")


@dataclass(frozen=True, slots=True)
class _Step:
    """A number with its place in the folded text and its multiplier."""

    number: Number
    start: int
    end: int
    factor: Decimal


def find_fractions(scan: Scan) -> Iterator[Number]:
    """½, 2/3, 1½ and 1 1/2; 24/7, 120/80 and 3/2 are two numbers."""
    for match in _FRACTION.finditer(scan.text):
        start, end = match.span()
        if not scan.is_free(start, end):
            continue
        above, below = _FRACTIONS[match[4]] if match[4] else (int(match[2]), int(match[3]))
        if below == 0 or (match[2] and above >= below):
            continue
        scan.take(start, end)
        numbers = (int(match["whole"]),) if match["whole"] else ()
        parts = tuple(scan.make(Decimal(number), start, end) for number in (*numbers, above, below))
        yield scan.make(Decimal(sum(numbers)) + Decimal(above) / Decimal(below), start, end, parts=parts)


def find_digits(scan: Scan) -> Iterator[Number]:
    """Digits with separators, joined to one number where they are one (1亿2000万)."""
    for match in _RAISED.finditer(scan.text):
        scan.take(*match.span())
        yield scan.make(Decimal(match[0].translate(_RAISED_DIGITS)), *match.span())
    found = [step for match in CHAIN.finditer(scan.text) for step in _read_chain(scan, match)]
    index = 0
    while index < len(found):
        one = found[index]
        while index + 1 < len(found) and (joined := _join(scan, one, found[index + 1])):
            index += 1
            one = joined
        following = found[index + 1] if index + 1 < len(found) else None
        yield _share_multiplier(scan, one, following)
        index += 1


def _read_chain(scan: Scan, match: re.Match[str]) -> Iterator[_Step]:
    runs = [(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(r"\d+", match[0])]
    values = read_chain(match[0], scan.locale) if scan.is_free(*match.span()) else ()
    if not values:
        for start, end in runs:
            if scan.is_free(start, end):
                yield _finish(scan, start, end, (Decimal(scan.text[start:end]),), ())
        return
    # "2020 300", and "1,5" where a comma is no decimal mark, may be two numbers after all
    listed = " " in match[0] or (
        "," in match[0] and values[0] != values[0].to_integral_value() and decimal_marks(scan.locale)[0] == "."
    )
    listed = listed and all(scan.text[a] != "0" for a, _ in runs)
    parts = tuple(scan.make(Decimal(scan.text[a:b]), a, b) for a, b in runs) if listed else ()
    yield _finish(scan, *match.span(), values, parts)


def _finish(scan: Scan, start: int, end: int, values: tuple[Decimal, ...], parts: tuple[Number, ...]) -> _Step:
    """With the multiplier, percent sign and decade's s that follow it."""
    scan.take(start, end)
    in_name = scan.text[start - 1 : start] == "-" and scan.text[max(0, start - 2) : start - 1].isalpha()
    factor, stop = (Decimal(1), end) if in_name else _multiplier(scan, end)  # "كوف-2 مليون" is no 2 million
    if factor == 1 and scan.words.unit_first:
        factor, start = _multiplier_before(scan, start)
    percent, stop = find_percent(scan, start, stop)
    scan.take(start, stop)
    before = scan.text[start - 1 : start]
    number = scan.make(
        values[0] * factor,
        start,
        stop,
        readings={value * factor for value in values} | _other_readings(scan, start, end, values[0], factor),
        parts=parts,
        percent=percent,
        negative=before == "-" and (start == 1 or scan.text[start - 2] in " ("),
        mantissa=values[0] if factor != 1 else None,
    )
    return _Step(number, start, stop, factor)


def _other_readings(scan: Scan, start: int, end: int, value: Decimal, factor: Decimal) -> set[Decimal]:
    if factor != 1:
        return set()
    readings = set()
    if scan.lower.startswith("s", end) and 1000 <= value < 3000:
        readings.add(value % 100)  # 1990s, the nineties
    if scan.lower.startswith("k", end) and not scan.lower[end + 1 : end + 2].isalnum():
        readings.add(value * 1000)
    if end - start == 2 and (year := _YEAR_BEFORE.search(scan.text[max(0, start - 5) : start])):
        readings.add(Decimal(year[1] + scan.text[start:end]))  # 1957–58
    return readings


def _multiplier(scan: Scan, end: int) -> tuple[Decimal, int]:
    factor = Decimal(1)
    place = end
    while True:
        place += scan.text.startswith(("$", "€", "£"), place)
        bare = place + scan.text.startswith(" ", place)
        filler = next((bare + len(word) for word in scan.words.fillers if scan.text.startswith(word, bare)), place)
        found = scan.after("multiplier", filler)
        if found is None or scan.text.startswith(scan.words.not_after_multiplier or ("\0",), found.end):
            return factor, end
        factor *= Decimal(found.name)
        scan.take(found.start, found.end)
        place = end = found.end


def _multiplier_before(scan: Scan, start: int) -> tuple[Decimal, int]:
    """Swahili milioni 18."""
    bare = start - 1 if scan.text[start - 1 : start] in "$€£" and start else start
    found = scan.before("multiplier", bare)
    if found is None or not scan.is_free(found.start, found.end):
        return Decimal(1), start
    scan.take(found.start, found.end)
    return Decimal(found.name), found.start


def find_percent(scan: Scan, start: int, end: int) -> tuple[bool, int]:
    """Whether a number between these places is per cent, and where it then ends."""
    if scan.text.startswith("%", end):
        return True, end + 1
    if scan.text.startswith(" %", end):
        return True, end + 2
    found = scan.after("percent", end)
    if found and not (end - start == 4 and scan.text[start : start + 2] in ("19", "20")):
        return True, found.end
    near = any(scan.before("percent_before", place) for place in (start, start - 1, start - 2) if place > 0)
    return near or scan.text[max(0, start - 2) : start].rstrip().endswith("%"), end


def _join(scan: Scan, one: _Step, other: _Step) -> _Step | None:
    """1亿2000万 is one number, and 20世纪30年代 is 1930."""
    value = None
    if one.end == other.start and one.factor >= 10**4 and one.factor > other.factor > 1:
        value = one.number.value + other.number.value
    elif one.factor == other.factor == 1 and (century := scan.after("century", one.end)):
        is_decade = not scan.text[century.end : other.start].strip() and scan.after("decade", other.end)
        value = (one.number.value - 1) * 100 + other.number.value if is_decade else None
    if value is None:
        return None
    return _Step(scan.make(value, one.start, other.end), one.start, other.end, other.factor)


def _share_multiplier(scan: Scan, one: _Step, following: _Step | None) -> Number:
    """In "between 14 and 22 million" the first is millions too, or may be."""
    if following is None or one.factor != 1 or following.factor == 1 or following.start - one.end > 5:
        return one.number
    if not _NOT_LISTED.isdisjoint(scan.text[one.end : following.start]):
        return one.number
    readings = one.number.readings | {reading * following.factor for reading in one.number.readings}
    return replace(one.number, readings=readings, mantissa=one.number.value)
