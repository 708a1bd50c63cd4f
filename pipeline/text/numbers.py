"""Numbers by value: 1,500 and 1.500 and ١٬٥٠٠ and 1500 are one number, 1.5 is another.

A number carries every reading that its form allows in its locale, for professionals write `0.31` and `0,31` in the
same Spanish text; the first reading is the locale's own (CLDR). English is read strictly: it is the source whose
value counts. Times, months and codes (CD20, COVID-19) are kinds of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pipeline.model import Span
from pipeline.text.contacts import blank_out, find_contacts
from pipeline.text.folding import Folded, fold_text
from pipeline.text.number_forms import (
    CHAIN,
    decimal_marks,
    half_patterns,
    hint_pattern,
    hour_pattern,
    idiom_pattern,
    month_names,
    multiplier_pattern,
    percent_pattern,
    read_chain,
)
from pipeline.text.number_words import NO_WORDS, NumberWords, Spelled, find_roman, find_spelled

Strength = Literal["firm", "word", "hint"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text."""

    value: Decimal
    """By the locale's own reading; of a time, minutes since midnight; of a code, its last number."""
    text: str
    span: Span
    kind: Literal["number", "time", "month", "code"] = "number"
    strength: Strength = "firm"
    """firm: digits. word: number words, names of months. hint: may be a number (both, III); only ever clears."""
    readings: frozenset[Decimal] = frozenset()
    """Every value that it may mean, `value` included."""
    parts: tuple[Number, ...] = ()
    """Its numbers one by one, where it may also be read so: 7 and 0 of 7:00, 19 of COVID-19, 1 and 2 of ½."""
    percent: bool = False
    negative: bool = False
    """A minus sign stands before it; values are without sign."""
    code: str = ""
    """Of a code: in lower case without hyphens."""
    mantissa: Decimal | None = None
    """Before its multiplier word: 1.58 of "1.58 billion"."""


def find_numbers(text: str, locale: str, *, words: NumberWords = NO_WORDS) -> tuple[Number, ...]:
    """The numbers of a text in its order, without those in URLs, e-mail addresses and telephone numbers.

    >>> [(n.text, str(n.value)) for n in find_numbers("1.500 mg, 2,5 ml y ½", "es")]
    [('1.500', '1500'), ('2,5', '2.5'), ('½', '0.5')]
    """
    contacts = [found.span for found in find_contacts(text)]
    folded = fold_text(blank_out(text, contacts))
    scanner = _Scanner(text, folded, locale, words)
    return tuple(sorted(scanner.scan(), key=lambda number: number.span))


# --- scanning --------------------------------------------------------------------------------------------

_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅒": (1, 10),
}  # fmt: skip
_FRACTION = re.compile(r"(?<![\d/.,])(\d{1,2})[/⁄](\d{1,2})(?![\d/]|[.,]\d)|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞⅒]", re.ASCII)
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹]+")
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CODE = re.compile(r"(?<![\w.])[A-Za-z0-9]+(?:-[A-Za-z0-9]+){0,8}(?![\w])", re.ASCII)
_LONGEST_CODE = 40
_CODE_CORE = re.compile(r"[A-Za-z]*[A-Z][A-Za-z]*-?\d")
_ANCHORED_CODE = re.compile(r"(?:[A-Za-z]*[A-Z][A-Za-z]*-)*[A-Za-z]*[A-Z][A-Za-z]*-?\d[A-Z0-9]*")
_YEAR_BEFORE = re.compile(r"(1[5-9]|20)\d\d[-–/]$", re.ASCII)
_CLOCK = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Step:
    """A number with its place in the folded text and its multiplier."""

    number: Number
    start: int
    end: int
    factor: Decimal


class _Scanner:
    """One pass over one text; each find takes its characters, so that no digit counts twice."""

    def __init__(self, original: str, folded: Folded, locale: str, words: NumberWords) -> None:
        self.original, self.folded, self.locale, self.words = original, folded, locale, words
        self.text = folded.text
        self.lower = self.text.lower() if len(self.text.lower()) == len(self.text) else self.text
        self.free = bytearray(b"\x01" * len(self.text))

    def scan(self) -> Iterator[Number]:
        yield from self._codes()
        yield from self._times()
        yield from self._fractions()
        yield from self._chains()
        yield from self._months()
        yield from self._spelled()

    def _take(self, start: int, end: int) -> None:
        self.free[start:end] = bytes(end - start)

    def _is_free(self, start: int, end: int) -> bool:
        return all(self.free[start:end])

    def _make(self, value: Decimal, start: int, end: int, **more: object) -> Number:
        span = self.folded.span(start, end)
        readings = more.pop("readings", None) or (value,)
        return Number(
            value,
            self.original[span.start : span.end],
            span,
            readings=frozenset(readings),  # type: ignore[call-overload]
            **more,  # type: ignore[arg-type]
        )

    def _codes(self) -> Iterator[Number]:
        """CD20, COVID-19, SARS-CoV-2, H1N1; not 20mg, mid-2020 or 12-year-old."""
        for match in _CODE.finditer(self.text):
            if len(match[0]) > _LONGEST_CODE or not _CODE_CORE.search(match[0]):
                continue
            core = _ANCHORED_CODE.search(match[0])
            if core is None or (core.start() > 0 and match[0][core.start() - 1] not in "-"):
                continue
            start, end = match.start() + core.start(), match.start() + core.end()
            if end < len(self.text) and self.text[end].isalpha() and self.text[end].isascii():
                continue
            digits = [(start + m.start(), start + m.end()) for m in re.finditer(r"\d+", core[0])]
            parts = tuple(self._make(Decimal(self.text[a:b]), a, b) for a, b in digits)
            self._take(start, end)
            code = core[0].lower().replace("-", "")
            yield self._make(parts[-1].value, start, end, kind="code", parts=parts, code=code)

    def _times(self) -> Iterator[Number]:
        for match in _CLOCK.finditer(self.text):
            if self._is_free(*match.span()):
                yield self._time(int(match[1]), int(match[2]), match)
        for match in hour_pattern(self.words).finditer(self.lower):
            if match["hour"] and int(match["hour"]) <= 24 and self._is_free(*match.span("hour")):
                minutes = match["minutes"]
                yield self._time(int(match["hour"]), int(minutes) if minutes else 0, match, minutes=bool(minutes))

    def _time(self, hour: int, minute: int, match: re.Match[str], *, minutes: bool = True) -> Number:
        start, end = match.span() if "hour" not in match.groupdict() else match.span("body")
        half, end_of_mark = self._half_of_day(start, end)
        parts = [self._make(Decimal(hour), start, end)]
        if minutes and minute:
            parts.append(self._make(Decimal(minute), start, end))
        on_dial = hour <= 12
        hour = hour % 12 + (12 if half == "pm" else 0) if half and on_dial else hour % 24
        value = Decimal(hour * 60 + minute)
        readings = {value}
        if on_dial and not half and self.locale.split("_")[0] != "en":
            readings.add(Decimal((hour + 12) % 24 * 60 + minute))
        self._take(start, end)
        return self._make(value, start, end_of_mark, kind="time", parts=tuple(parts), readings=readings)

    def _half_of_day(self, start: int, end: int) -> tuple[str, int]:
        before, after = half_patterns(self.words)
        if found := after.match(self.lower, end):
            return ("am" if found["am"] else "pm"), found.end()
        if found := before.search(self.lower[max(0, start - 12) : start]):
            return ("am" if found["am"] else "pm"), end
        return "", end

    def _fractions(self) -> Iterator[Number]:
        for match in _FRACTION.finditer(self.text):
            start, end = match.span()
            if not self._is_free(start, end):
                continue
            above, below = _FRACTIONS.get(match[0]) or (int(match[1]), int(match[2]))
            if below == 0 or (match[1] and above >= below):  # 24/7, 120/80, 3/2: two numbers
                continue
            self._take(start, end)
            parts = (self._make(Decimal(above), start, end), self._make(Decimal(below), start, end))
            yield self._make(Decimal(above) / Decimal(below), start, end, parts=parts)

    def _chains(self) -> Iterator[Number]:
        for match in _RAISED.finditer(self.text):
            self._take(*match.span())
            yield self._make(Decimal(match[0].translate(_RAISED_DIGITS)), *match.span())
        found = [step for match in CHAIN.finditer(self.text) for step in self._chain(match)]
        index = 0
        while index < len(found):
            one = found[index]
            while index + 1 < len(found) and (joined := self._join(one, found[index + 1])):
                index += 1
                one = joined
            following = found[index + 1] if index + 1 < len(found) else None
            yield self._share_multiplier(one, following)
            index += 1

    def _chain(self, match: re.Match[str]) -> Iterator[_Step]:
        runs = [(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(r"\d+", match[0])]
        values = read_chain(match[0], self.locale) if self._is_free(*match.span()) else ()
        if not values:
            for start, end in runs:
                if self._is_free(start, end):
                    yield self._finished(start, end, (Decimal(self.text[start:end]),), ())
            return
        # "2020 300", and "1,5" where a comma is no decimal mark, may be two numbers after all
        listed = " " in match[0] or (
            "," in match[0] and values[0] != values[0].to_integral_value() and decimal_marks(self.locale)[0] == "."
        )
        listed = listed and all(self.text[a] != "0" for a, _ in runs)
        parts = tuple(self._make(Decimal(self.text[a:b]), a, b) for a, b in runs) if listed else ()
        yield self._finished(*match.span(), values, parts)

    def _finished(self, start: int, end: int, values: tuple[Decimal, ...], parts: tuple[Number, ...]) -> _Step:
        """With the multiplier, percent sign and decade's s that follow it."""
        self._take(start, end)
        in_name = self.text[start - 1 : start] == "-" and self.text[max(0, start - 2) : start - 1].isalpha()
        factor, stop = (Decimal(1), end) if in_name else self._multiplier(end)  # "كوف-2 مليون" is no 2 million
        mantissa = values[0] if factor != 1 else None
        readings = {value * factor for value in values}
        if factor == 1 and self.lower.startswith("s", end) and 1000 <= values[0] < 3000:
            readings.add(values[0] % 100)  # 1990s, the nineties
        if factor == 1 and self.lower.startswith("k", end) and not self.lower[end + 1 : end + 2].isalnum():
            readings.add(values[0] * 1000)
        if end - start == 2 and (year := _YEAR_BEFORE.search(self.text[max(0, start - 5) : start])):
            readings.add(Decimal(year[1] + self.text[start:end]))  # 1957–58
        percent, stop = self._percent(start, stop)
        self._take(start, stop)
        before = self.text[start - 1 : start]
        negative = before == "-" and (start == 1 or self.text[start - 2] in " (")
        number = self._make(
            values[0] * factor,
            start,
            stop,
            readings=readings,
            parts=parts,
            percent=percent,
            negative=negative,
            mantissa=mantissa,
        )
        return _Step(number, start, stop, factor)

    def _multiplier(self, end: int) -> tuple[Decimal, int]:
        factor = Decimal(1)
        pattern = multiplier_pattern(self.words)
        while pattern and (found := pattern.match(self.lower, end)) and found["word"]:
            factor *= self.words.multipliers[" ".join(found["word"].split())]
            self._take(*found.span("word"))
            end = found.end()
        return factor, end

    def _percent(self, start: int, end: int) -> tuple[bool, int]:
        if found := percent_pattern(self.words).match(self.lower, end):
            return True, found.end()
        before = self.lower[max(0, start - 12) : start].rstrip()
        return before.endswith(self.words.percent_before), end

    def _months(self) -> Iterator[Number]:
        names, pattern = month_names(self.locale, self.words)
        english = self.locale.split("_")[0] == "en"
        for match in pattern.finditer(self.lower):
            start, end = match.span("month")
            if not self._is_free(start, end):
                continue
            strength: Strength = "word"
            if english and (match["month"] in ("may", "march") or len(match["month"]) == 3):
                around = self.text[max(0, start - 4) : start] + self.text[end : end + 4]
                if not self.text[start].isupper():
                    continue
                strength = "word" if any(char.isdigit() for char in around) else "hint"
            self._take(start, end)
            yield self._make(names[match["month"]], start, end, kind="month", strength=strength)

    def _spelled(self) -> Iterator[Number]:
        for match in idiom_pattern(self.words).finditer(self.lower):
            self._take(*match.span())
        for found in find_spelled(self.lower, self.words):
            if self._is_free(found.start, found.end):
                yield self._word(found, "word")
        for match in hint_pattern(self.words).finditer(self.lower) if self.words.hints else ():
            if self._is_free(*match.span()):
                yield self._word(Spelled(self.words.hints[match[0]], *match.span()), "hint")
        for found in find_roman(self.text):
            if self._is_free(found.start, found.end):
                yield self._word(found, "hint")

    def _word(self, found: Spelled, strength: Strength) -> Number:
        self._take(found.start, found.end)
        percent, _ = self._percent(found.start, found.end)
        return self._make(found.value, found.start, found.end, strength=strength, percent=percent)

    def _join(self, one: _Step, other: _Step) -> _Step | None:
        """1亿2000万 is one number, and 20世纪30年代 is 1930."""
        value = None
        if one.end == other.start and one.factor >= 10**4 and one.factor > other.factor > 1:
            value = one.number.value + other.number.value
        elif self.words.century and one.factor == other.factor == 1:
            between = self.lower[one.end : other.start].strip()
            if between in self.words.century and self.lower[other.end :].lstrip().startswith(self.words.decade):
                value = (one.number.value - 1) * 100 + other.number.value
        if value is None:
            return None
        return _Step(self._make(value, one.start, other.end), one.start, other.end, other.factor)

    def _share_multiplier(self, one: _Step, following: _Step | None) -> Number:
        """In "between 14 and 22 million" the first is millions too, or may be."""
        if following is None or one.factor != 1 or following.factor == 1 or following.start - one.end > 5:
            return one.number
        if any(char in ".;,。；，、()" for char in self.text[one.end : following.start]):
            return one.number
        readings = one.number.readings | {reading * following.factor for reading in one.number.readings}
        return replace(one.number, readings=readings, mantissa=one.number.value)
