"""Units of measure, frequency, dates, times and inequalities: another word of the same list in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from benchmarks.check.mutate.family import Family, Mutant, Setting, source_only, swap, target_only
from benchmarks.check.mutate.numbers import ascii_digits
from benchmarks.check.pairs import Pair
from benchmarks.check.vocabulary import Words

Lists = Callable[[Words], Sequence[Sequence[str]]]


def exchange_word(
    text: str,
    setting: Setting,
    words: Words,
    lists: Sequence[Sequence[str]],
    *,
    counted: bool = False,
    limit: bool = False,
) -> tuple[str, str] | None:
    """One word for another of its list; `counted`: only a word that a number counts; `limit`: one that bounds one."""
    hits: list[tuple[re.Match[str], Sequence[str]]] = []
    for group in lists:
        for word in group:
            for match in words.pattern(word).finditer(text):
                if (not counted or _is_counted(text, match, words)) and (not limit or _is_limit(text, match, words)):
                    hits.append((match, group))
    longest = [
        (m, g)
        for m, g in hits
        if not any(o.start() <= m.start() and m.end() <= o.end() and o[0] != m[0] for o, _ in hits)
    ]
    if not longest:
        return None
    match, group = setting.dice.choice(longest)
    new = setting.dice.choice([word for word in group if word != match[0]])
    return swap(text, *match.span(), new), f"{match[0]} → {new}"


_YEAR = r"(?:19|20)\d\d"


def _is_counted(text: str, match: re.Match[str], words: Words) -> bool:
    """Whether a number counts it; that of a year (Russian 2014 года) does not."""
    if words.language in _NUMBER_LAST:
        return bool(re.match(rf" (?!{_YEAR}\b)\d", text[match.end() :]))
    counted = re.search(r"([\d.,]*\d)[ \u00a0\u202f-]?$", text[: match.start()])
    return counted is not None and not re.fullmatch(_YEAR, counted[1])


_NUMBER_LAST = frozenset({"sw"})
"""Siku 14: the number follows what it counts."""


def _is_limit(text: str, match: re.Match[str], words: Words) -> bool:
    """A limit is set at a number: one right after the word, or right before it (Hindi, Urdu, Korean).

    "Up to" also ends a range ("0 up to 24") and a time ("up to 23 January"), where it bounds nothing.
    """
    before, after = text[: match.start()], re.match(r"\W{0,3}(?:\w{1,4} )?(\d[\d.,]*)(.{0,16})", text[match.end() :])
    if after is None:
        return re.search(r"\d\S{0,3} ?(?:\S+ )?$", before) is not None
    if match[0].lower() not in _UP_TO:
        return True
    year = re.fullmatch(_YEAR, after[1])
    dated = year or any(words.pattern(month).search(after[2]) for month in words.months)
    return not dated and not re.search(r"\d\W{0,3}(?:\w+\W+){0,2}$", before)


_UP_TO = frozenset({"up to", "hasta", "até", "hadi", "jusqu'à", "jusqu’à"})


def of_target(lists: Lists, *, counted: bool = False, limit: bool = False) -> Callable[[Pair, Setting], Mutant | None]:
    return target_only(lambda text, s: exchange_word(text, s, s.words, lists(s.words), counted=counted, limit=limit))


def of_source(lists: Lists, *, counted: bool = False, limit: bool = False) -> Callable[[Pair, Setting], Mutant | None]:
    return source_only(
        lambda text, s: exchange_word(text, s, s.english, lists(s.english), counted=counted, limit=limit)
    )


def _units(words: Words) -> Sequence[Sequence[str]]:
    return words.units


def _frequency(words: Words) -> Sequence[Sequence[str]]:
    return words.frequency


def _inequality(words: Words) -> Sequence[Sequence[str]]:
    return words.inequality


def _change_month(text: str, setting: Setting, words: Words) -> tuple[str, str] | None:
    """Another month beside a day or a year."""
    if words.spaceless:
        found = list(re.finditer(r"(?<!\d)(1[0-2]|[1-9])(?= ?月)", text))
        if not found:
            return None
        match = setting.dice.choice(found)
        new = str(setting.dice.choice([n for n in range(1, 13) if str(n) != match[0]]))
        return swap(text, *match.span(), new), f"{match[0]}月 → {new}月"
    hits = []
    for name in words.months:
        for match in words.pattern(name).finditer(text):
            around = text[max(0, match.start() - 8) : match.end() + 8]
            if any(char.isdecimal() for char in around):
                hits.append(match)
    if not hits:
        return None
    match = setting.dice.choice(hits)
    new = setting.dice.choice([name for name in words.months if name != match[0]])
    return swap(text, *match.span(), new), f"{match[0]} → {new}"


def _swap_date(pair: Pair, setting: Setting) -> Mutant | None:
    """11/12/2020 becomes 12/11/2020; and a day and a month that only numbers write change places."""
    for match in re.finditer(r"(?<!\d)(\d{1,2})([/.\-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)", pair.target):
        day, sign, month, year = match.groups()
        if ascii_digits(day).lstrip("0") != ascii_digits(month).lstrip("0"):
            new = f"{month}{sign}{day}{sign}{year}"
            return Mutant(pair.source, swap(pair.target, *match.span(), new), f"{match[0]} → {new}")
    for match in re.finditer(r"(?<!\d)(1[0-2]|[1-9])( ?月 ?)(1[0-2]|[1-9])(?= ?[日号])", pair.target):
        if match[1] != match[3]:
            new = f"{match[3]}{match[2]}{match[1]}"
            return Mutant(pair.source, swap(pair.target, *match.span(), new), f"{match[0]} → {new}")
    return None


def _turn_clock(text: str, setting: Setting) -> tuple[str, str] | None:
    match = re.search(r"(?<=\d)\s?([ap])\.?\s?m\b\.?", text, re.IGNORECASE)
    if not match:
        return None
    new = match[0].replace(match[1], "p" if match[1].lower() == "a" else "a", 1)
    return swap(text, *match.span(), new), f"{match[0]} → {new}"


FAMILIES = (
    Family("unit", of_target(_units, counted=True), floor=98.0),
    Family("unit-source", of_source(_units, counted=True), floor=98.0),
    Family("frequency", of_target(_frequency), floor=98.0),
    Family("frequency-source", of_source(_frequency), floor=98.0),
    Family("date-order", _swap_date, floor=98.0),
    Family("date-month", target_only(lambda text, s: _change_month(text, s, s.words)), floor=98.0),
    Family("date-month-source", source_only(lambda text, s: _change_month(text, s, s.english)), floor=98.0),
    Family("clock-source", source_only(_turn_clock), floor=98.0),
    Family("inequality", of_target(_inequality, limit=True), floor=98.0),
    Family("inequality-source", of_source(_inequality, limit=True), floor=98.0),
)
