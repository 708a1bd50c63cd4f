"""What a number belongs to: its unit or noun, the month of a day, the zone of a time, "at least" before it.

By place alone: the nearest word of the language's tables within the clause. A number that nothing is known to
belong to stays unbound, and nobody draws anything from that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pipeline.text.number_scan import Scan
from pipeline.text.number_times import date_order
from pipeline.text.number_values import Number, is_year
from pipeline.text.phrases import Phrase

_BREAK = re.compile(r"[.;:!?,()\[\]。；：，、！？（）।۔؛،\d]")
_RANGE = re.compile(r"\s*(?:-|–|—|~|～|\w{1,3}|[一-鿿]{1,2})\s*")
_GAP_TO_DAY = re.compile(r"[\s.,]*(?:the )?", re.ASCII)
_GAP_TO_MONTH = re.compile(r"(?:st|nd|rd|th|er|[º°ª.])?,?\s?(?:[^\W\d]{1,5}\.?\s)?")
"""4 March, 4th of March, 4 de marzo, ika-4 ng Marso, ngày 4 tháng 3."""
_COMPOUND = re.compile(r"/[^\W\d]|[²³]")
_UNIT_REACH, _NOUN_REACH, _RELATION_REACH = 1, 2, 3
"""How many words may stand between."""
_WIDEST = 28
_OF_AGE = re.compile(r"\bage(?:s|d|d? of)?(?: over| under| from| below| above)? $", re.IGNORECASE)
"""What stands before a number of years that does not say so: "below the age of 3"."""


def bind_numbers(scan: Scan, numbers: Sequence[Number]) -> list[Number]:
    """The numbers, in order, each with what it belongs to."""
    bound: list[Number] = []
    limit = len(scan.original)
    for number in reversed(numbers):
        bound.append(_bind_unit(scan, number, limit))
        if number.strength != "hint":  # "week" may be seven and is a unit all the same
            limit = number.span.start
    bound = _bind_days(scan, bound[::-1])
    for place in range(len(bound) - 2, -1, -1):
        bound[place] = _share_unit(scan, bound[place], bound[place + 1])
    return _bind_relations(scan, bound)


def _bind_unit(scan: Scan, number: Number, limit: int) -> Number:
    if number.kind == "time":
        return _bind_zone(scan, number)
    if number.kind != "number" or number.unit:
        return number
    if scan.words.unit_first and (before := _nearest_before(scan, "unit", number, 0)) and not _is_off(number, before):
        return _with_unit(scan, number, before)
    near = scan.words.unit_first or is_year(number)
    if unit := _nearest_after(scan, "unit", number, limit, 0 if near else _UNIT_REACH):
        number = _with_unit(scan, number, unit)
    elif scan.words.unit_first and (before := _nearest_before(scan, "unit", number, 1)) and not _is_off(number, before):
        number = _with_unit(scan, number, before)
    reach = 0 if is_year(number) else _NOUN_REACH
    if number.unit:
        return number
    if scan.language == "en" and _OF_AGE.search(scan.original, max(0, number.span.start - 16), number.span.start):
        return replace(number, unit="year")
    noun = _nearest_after(scan, "noun", number, limit, reach)
    if noun is None and scan.words.unit_first:
        noun = _nearest_before(scan, "noun", number, 1)
    return replace(number, noun=noun.name) if noun else number


def _is_off(number: Number, unit: Phrase) -> bool:
    """Swahili "mwezi Mei 2019": the month is not of the year's number."""
    return is_year(number) and unit.name != "year"


def _with_unit(scan: Scan, number: Number, unit: Phrase) -> Number:
    span = scan.span(unit.start, unit.end)
    if is_year(number) and scan.has("unit", "year", unit.start):
        return replace(number, unit="year", unit_span=span)  # Russian 2019 г. is no 2019 grams
    if _COMPOUND.match(scan.original, span.end):
        return number  # m/s is no m
    return replace(number, unit=unit.name, unit_span=span)


def _nearest_after(scan: Scan, kind: str, number: Number, limit: int, words: int) -> Phrase | None:
    phrase = scan.next_of(kind, number.span.end)
    if phrase is None or scan.span(phrase.start, phrase.end).start >= limit:
        return None
    gap = scan.original[number.span.end : scan.span(phrase.start, phrase.end).start]
    return phrase if _is_near(gap, words) else None


def _nearest_before(scan: Scan, kind: str, number: Number, words: int) -> Phrase | None:
    phrase = scan.last_of(kind, number.span.start)
    if phrase is None:
        return None
    gap = scan.original[scan.span(phrase.start, phrase.end).end : number.span.start]
    return phrase if _is_near(gap, words) else None


def _is_near(gap: str, words: int) -> bool:
    between = gap.strip("-\u2010\u2011").split()  # "a 2000-sq-meter room" has no word between
    return len(gap) <= _WIDEST and len(between) <= words and not _BREAK.search(gap)


def _bind_zone(scan: Scan, number: Number) -> Number:
    zone = scan.next_of("zone", number.span.end)
    if zone is None:
        return number
    gap = scan.original[number.span.end : scan.span(zone.start, zone.end).start]
    if len(gap) > 4 or gap.strip(" ,(（，、"):
        return number
    text = scan.original[slice(*scan.span(zone.start, zone.end))]
    if text.isascii() and len(text) <= 4 and not text.isupper():
        return number  # French et, Spanish pt
    return replace(number, unit=f"zone:{zone.name}", unit_span=scan.span(zone.start, zone.end))


def _bind_days(scan: Scan, numbers: list[Number]) -> list[Number]:
    """March 4, 4 de marzo, 3月4日: the 4 is a day of March."""
    sides = (-1, 1) if date_order(scan.locale) == "dmy" else (1, -1)
    for place, month in enumerate(numbers):
        if month.kind != "month":
            continue
        for step in sides:
            at = place + step
            while 0 <= at < len(numbers) and numbers[at].strength == "hint":
                at += step
            if 0 <= at < len(numbers) and _is_day(scan, numbers[at], month):
                span = numbers[at].unit_span or month.span
                numbers[at] = replace(numbers[at], unit=f"date:{month.value}", unit_span=span, noun="")
                break
    return numbers


def _is_day(scan: Scan, number: Number, month: Number) -> bool:
    if number.kind != "number" or number.noun or number.percent or number.form or number.mantissa is not None:
        return False
    first, last = sorted((number, month), key=lambda found: found.span)
    if number.unit not in ("", "day") or (first is month and not number.unit and not 1 <= number.value <= 31):
        return False  # March 2020; "185 March" is a day that cannot be, and the check says so
    gap = scan.original[first.span.end : last.span.start]
    if len(gap) > 10:
        return False
    return (_GAP_TO_DAY if first is month else _GAP_TO_MONTH).fullmatch(gap) is not None


def _share_unit(scan: Scan, one: Number, other: Number) -> Number:
    """In "2 to 3 days" and "2–3 days" the first are days too."""
    if one.unit or one.noun or one.kind != "number" or not (other.unit or other.noun) or other.kind != "number":
        return one
    gap = scan.original[one.span.end : other.span.start]
    if not gap.strip() or not _RANGE.fullmatch(gap) or other.form == "counted":
        return one
    if other.unit.startswith("date") and not (one.value <= 31 and one.strength == "firm"):
        return one
    return replace(one, unit=other.unit, unit_span=other.unit_span, noun=other.noun)


def _bind_relations(scan: Scan, numbers: list[Number]) -> list[Number]:
    """Each "at least" to the number that follows it, each "or more" to the one before it."""
    if scan.words.fillers:
        numbers = [_with_filler(scan, number) for number in numbers]
    starts = [number.span.start for number in numbers]
    for kind, step in (("relation_weak", 0), ("relation", 0), ("relation_after", -1)):
        for phrase in scan.phrases[kind]:
            span = scan.span(phrase.start, phrase.end)
            place = bisect_left(starts, span.end if step == 0 else span.start) + step
            if not 0 <= place < len(numbers) or numbers[place].kind in ("month", "code"):
                continue
            first, last = sorted((span, numbers[place].span))
            if _is_near(scan.original[first.end : last.start], _RELATION_REACH):
                numbers[place] = replace(numbers[place], relation=phrase.name, relation_span=span)
    return numbers


def _with_filler(scan: Scan, number: Number) -> Number:
    """40多 is more than forty."""
    after = scan.original[number.span.end : number.span.end + 2].lstrip()
    if after.startswith(scan.words.fillers) or any(word in number.text for word in scan.words.fillers):
        return replace(number, relation="more_than", relation_span=number.span)
    return number
