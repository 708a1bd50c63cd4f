"""Times of the day: 7:00 pm, 19.30 Uhr, 下午7点, and dates in figures: 03/04/2020, 2020年3月4日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from pipeline.text.chinese import read_chinese
from pipeline.text.number_scan import Scan
from pipeline.text.number_values import Number

_CLOCK = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])", re.ASCII)
_HOUR = re.compile(r"(?<![\d:.,/])(\d{1,2})(?:[.:]([0-5]\d))?(?![\d.,:/]\d|\d)", re.ASCII)
_AM = re.compile(r" ?a\.? ?m(?:\b\.?)", re.ASCII)
_PM = re.compile(r" ?p\.? ?m(?:\b\.?)", re.ASCII)
_MINUTES = re.compile(r" ?([0-5]\d)(?!\d)(?:分|분)?", re.ASCII)
_REACH = 12


def find_times(scan: Scan) -> Iterator[Number]:
    """Times with a colon, and hours with a mark of the half of the day or of the hour beside them."""
    for match in _CLOCK.finditer(scan.text):
        if scan.is_free(*match.span()):
            mark = scan.after("hour", match.end())
            yield _make_time(scan, int(match[1]), int(match[2]), match.start(), mark.end if mark else match.end())
    for match in _HOUR.finditer(scan.text):
        if int(match[1]) > 24 or not scan.is_free(*match.span()):
            continue
        start, end = match.span()
        minutes = match[2]
        if mark := scan.after("hour", end):
            end = mark.end
            if not minutes and (after := _MINUTES.match(scan.text, end)):
                minutes, end = after[1], after.end()
            elif scan.after("unit", mark.start) and not _half_of_day(scan, start, end)[0]:
                continue  # "7 h", "7 часов" last so long; 7点 is a time
        elif not (_AM.match(scan.lower, end) or _PM.match(scan.lower, end) or _has_mark_after(scan, end)):
            continue
        yield _make_time(scan, int(match[1]), int(minutes or 0), start, end)


def _has_mark_after(scan: Scan, end: int) -> bool:
    """A word for the half of the day right after the hour: 10 مساءً; a single letter marks a time with a colon only."""
    marks = (scan.after("am", end), scan.after("pm", end))
    return not scan.words.unit_first and any(mark and mark.end - mark.start > 1 for mark in marks)


def _make_time(scan: Scan, hour: int, minute: int, start: int, end: int) -> Number:
    half, stop = _half_of_day(scan, start, end)
    parts = [scan.make(Decimal(hour), start, end)]
    if minute:
        parts.append(scan.make(Decimal(minute), start, end))
    on_dial = hour <= 12
    hour = hour % 12 + (12 if half == "pm" else 0) if half and on_dial else hour % 24
    value = Decimal(hour * 60 + minute)
    readings = {value}
    if on_dial and not half and scan.language != "en":
        readings.add(Decimal((hour + 12) % 24 * 60 + minute))
    scan.take(start, stop)
    return scan.make(value, start, stop, kind="time", parts=tuple(parts), readings=readings)


def _half_of_day(scan: Scan, start: int, end: int) -> tuple[str, int]:
    """am or pm, by a mark after the time or not far before it, and where the time ends."""
    for half, pattern in (("am", _AM), ("pm", _PM)):
        if found := pattern.match(scan.lower, end):
            return half, found.end()
        if phrase := scan.after(half, end):
            return half, phrase.end
    for half in ("am", "pm"):
        for reach in range(0, _REACH, 2):
            if start - reach <= 0 or any(
                char.isdigit() or char in ".;。；" for char in scan.text[start - reach : start]
            ):
                break
            if scan.before(half, start - reach):
                return half, end
    if start >= 3 and (found := re.search(r"([ap])\.? ?m\.? ?$", scan.lower[max(0, start - 6) : start])):
        return f"{found[1]}m", end
    return "", end


# --- dates ------------------------------------------------------------------------------------------------

_DATE = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d/-]|\.\d)", re.ASCII)


@lru_cache(maxsize=256)
def date_order(locale: str) -> str:
    """The order of a date in figures by CLDR: `mdy`, `dmy` or `ymd`."""
    try:
        pattern = Locale.parse(locale, sep="_").date_formats["short"].pattern
    except (ValueError, UnknownLocaleError):
        return "dmy"
    return "".join(sorted("ymd", key=lambda part: pattern.lower().find(part)))


def find_dates(scan: Scan) -> Iterator[Number]:
    """Dates in figures as month, day and year, the day bound to its month; where only one order can be, that one."""
    for match in _DATE.finditer(scan.text):
        groups = [match[1], match[3], match[4]]
        order = _order_of(groups, date_order(scan.locale))
        if order is None or not scan.is_free(*match.span()):
            continue
        for part, group in zip(order, (1, 3, 4), strict=True):
            value, span = Decimal(match[group]), match.span(group)
            if part == "m":
                yield scan.make(value, *span, kind="month")
            elif part == "d":
                yield scan.make(value, *span, unit=f"date:{int(match[(1, 3, 4)[order.index('m')]])}")
            else:
                century = (2000 + value, 1900 + value) if len(match[group]) == 2 else ()
                yield scan.make(value, *span, readings={value, *century})
        scan.take(*match.span())


def _order_of(groups: list[str], own: str) -> str | None:
    """The locale's own order if the figures allow it, else one that they do."""
    orders = ("ymd",) if len(groups[0]) == 4 else (own if own != "ymd" else "dmy", "dmy", "mdy")
    for order in orders:
        day, month, year = (groups[order.index(part)] for part in "dmy")
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and len(year) in (2, 4) and len(day) <= 2:
            return order
    return None


_IN_TIME = re.compile(r"\b(?:in|early|late|mid|since|until|till|during|of|last|next)[ -]$")
"""What stands before March and May where they are months, and neither a walk nor a wish."""


def find_months(scan: Scan) -> Iterator[Number]:
    """Names of months, and months by number with their sign: 3月, 3월, tháng 3."""
    yield from _find_numbered_months(scan)
    for phrase in scan.phrases["month"]:
        start, end = phrase.start, phrase.end
        if not scan.is_free(start, end):
            continue
        name = scan.lower[start:end]
        doubtful = scan.language != "en" or name in ("may", "march") or len(name) == 3
        if scan.language == "en" and doubtful and not scan.text[start].isupper():
            continue
        doubtful = doubtful and not (scan.language == "en" and _IN_TIME.search(scan.lower, max(0, start - 12), start))
        reach = 8 if len(name) > 2 else 1  # Persian می is May and the beginning of most verbs
        around = scan.text[max(0, start - reach) : start] + scan.text[end : end + reach]
        strength = "hint" if doubtful and not any(char.isdigit() for char in around) else "word"
        scan.take(start, end)
        yield scan.make(Decimal(phrase.name), start, end, kind="month", strength=strength)


_MONTH = re.compile(
    r"(?<![\d.,〇零一二三四五六七八九十百千])(1[0-2]|0?[1-9]|十[一二]?|[一二两兩三四五六七八九])(?![\d.,]\d|\d)"
)


def _find_numbered_months(scan: Scan) -> Iterator[Number]:
    if not (scan.phrases["month_after"] or scan.phrases["month_before"]):
        return
    for match in _MONTH.finditer(scan.text):
        start, end = match.span()
        if not scan.is_free(start, end):
            continue
        if mark := scan.after("month_after", end):
            end = mark.end
        elif mark := scan.before("month_before", start):
            start = mark.start
        else:
            continue
        scan.take(start, end)
        value = match[0] if match[0].isascii() else read_chinese(match[0]) or 0
        yield scan.make(Decimal(value), start, end, kind="month")
