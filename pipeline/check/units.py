"""Each number keeps its unit, its month and its zone, and no two numbers change places.

20 mg is no 20 g; "2 tablets every 6 hours" is not "6 tablets every 2 hours"; 4 March is not 3 April.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.check.quantities import compare_quantities
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.number_values import is_year
from pipeline.text.tokens import Number
from pipeline.text.units import are_alike, family_of

Pair = tuple[Number, Number]

_HINT = "Correct the translation, or waive this with the reason why it is right."
_MOST = 200
"""Numbers whose order is looked at: a page of figures in one unit must not take a minute."""


@register("units", order=31, kinds=("units", "dates", "time-zone", "numbers-exchanged"))
def find_unit_faults(subject: Subject) -> Iterator[Problem]:
    """Numbers whose unit, month or zone is another one, and numbers that changed places."""
    compared = compare_quantities(subject)
    pairs = compared.matched.pairs
    said = {cue.name for cue in compared.source.cues if cue.kind == "unit"}
    wrong = [pair for pair in pairs if is_other_unit(*pair) or _is_new_unit(subject, *pair, said)]
    yield from (_tell_unit(subject, one, other) for one, other in wrong)
    rest = [pair for pair in pairs[:_MOST] if pair not in wrong and _is_movable(pair)]
    if not wrong and (crossed := _find_crossed(rest) or _find_turned(subject, rest)):
        yield _tell_exchanged(subject, *crossed)


def is_other_unit(one: Number, other: Number) -> bool:
    """Whether both sides are known to measure, and not the same."""
    first, second = one.unit or _implied(one), other.unit
    if "month" in (one.kind, other.kind):
        return one.kind != other.kind and "date" in (first.partition(":")[0], second.partition(":")[0])
    if second.startswith("date") and not first and other.value > 31:
        return True  # 185 February
    if not (first and second) or are_alike(first, second):
        return False
    kinds = {first.partition(":")[0], second.partition(":")[0]}
    if second.startswith("date") and other.value > 31:
        return True  # 185 February
    if kinds & {"date", "zone"}:
        return len(kinds) == 1 or _is_time(kinds)
    if "calendar" in kinds:
        return any(family_of(kind) for kind in kinds - {"year"})
    return bool(family_of(first) and family_of(second)) or "/" in first + second


def _is_new_unit(subject: Subject, one: Number, other: Number, said: set[str]) -> bool:
    """A unit that the source has nowhere, where it leaves one to the reader: "over 70" are years, not hours."""
    if one.kind != "number" or one.unit or one.percent or is_year(one):
        return False
    if not one.strength == other.strength == "firm":
        return False
    if "/" in subject.source[max(0, one.span.start - 1) : one.span.end + 1]:
        return False  # 24/7
    left = {"year"} if one.noun else _LEFT_TO_THE_READER
    return family_of(other.unit) != "" and other.unit not in said | left


_LEFT_TO_THE_READER = {"year", "day", "dose", "injection"}


def _is_time(kinds: set[str]) -> bool:
    """One of the two measures time, and not as the calendar does."""
    return any(family_of(kind) == "time" for kind in kinds - {"year"})


def _implied(number: Number) -> str:
    """2019, without a unit, is a year of the calendar."""
    return "calendar" if is_year(number) else ""


def _tell_unit(subject: Subject, one: Number, other: Number) -> Problem:
    says = quote_number(subject.source, one), quote_number(subject.target, other)
    unit = {one.unit.partition(":")[0], other.unit.partition(":")[0]}
    told = f"The source says {says[0]}, the translation {says[1]}."
    if "date" in unit and says[0] == says[1]:
        told = f"“{says[0]}” is another day in this language, which writes day and month in another order."
    return Problem(
        Severity.CRITICAL,
        told,
        _HINT,
        (one.span,),
        (other.span,),
        "time-zone" if "zone" in unit else "dates" if "date" in unit else "units",
    )


def _is_movable(pair: Pair) -> bool:
    """Whether a number can have changed places: no code, no "one" and no word that only may be a number."""
    one, other = pair
    if "code" in (one.kind, other.kind) or "part" in (one.form, other.form) or "hint" in (one.strength, other.strength):
        return False
    return "firm" in (one.strength, other.strength) or one.value > 1


def _label(number: Number) -> str:
    """What tells one number from another: what it counts or measures."""
    if number.kind in ("month", "time"):
        return number.kind
    return number.unit or number.noun or ("%" if number.percent else "") or _implied(number)


def _find_crossed(pairs: Sequence[Pair]) -> tuple[Pair, Pair] | None:
    """Two numbers of which each stands with what belongs to the other."""
    labelled = [(_label(one), _label(other), (one, other)) for one, other in pairs]
    for place, (mine, theirs, pair) in enumerate(labelled):
        if not mine or are_alike(mine, theirs):
            continue
        for second_mine, second_theirs, second in labelled[place + 1 :]:
            if pair[0].value != second[0].value and _is_crossed(mine, theirs, second_mine, second_theirs):
                return pair, second
    return None


def _is_crossed(mine: str, theirs: str, second_mine: str, second_theirs: str) -> bool:
    if "" in (mine, second_mine) or are_alike(mine, second_mine):
        return False
    return (mine, second_mine) == (second_theirs, theirs)


def _find_turned(subject: Subject, pairs: Sequence[Pair]) -> tuple[Pair, Pair] | None:
    """Two numbers in the other order, in a language that keeps it, where nothing shows that their nouns moved too."""
    if not subject.language.numbers.keeps_order:
        return None
    firm = sorted((pair for pair in pairs if pair[0].strength == pair[1].strength == "firm"), key=lambda p: p[0].span)
    for first, second in pairwise(firm):
        if first[1].span < second[1].span or first[0].value == second[0].value:
            continue
        labels = [(_label(one), _label(other)) for one, other in (first, second)]
        if labels[0][0] != labels[1][0] and any(mine and are_alike(mine, theirs) for mine, theirs in labels):
            continue
        if second[1].span.end + 3 >= first[1].span.start:
            continue  # 14-1 for 1-14, as right-to-left text writes it
        return first, second
    return None


def _tell_exchanged(subject: Subject, first: Pair, second: Pair) -> Problem:
    says = [
        quote_number(text, pair[side])
        for side, text in enumerate((subject.source, subject.target))
        for pair in (first, second)
    ]
    return Problem(
        Severity.CRITICAL,
        f"The source says {says[0]} and {says[1]}, the translation {says[2]} and {says[3]}: they changed places.",
        _HINT,
        _in_order(first[0].span, second[0].span),
        _in_order(first[1].span, second[1].span),
        "numbers-exchanged",
    )


def _in_order(*spans: Span) -> tuple[Span, ...]:
    return tuple(sorted(spans))


def quote_number(text: str, number: Number) -> str:
    """The number with its unit, or with the word after it: 28 days."""
    start, end = number.span
    if number.unit_span and abs(number.unit_span.start - end) < 24:
        start, end = min(start, number.unit_span.start), max(end, number.unit_span.end)
        return text[start:end]
    after = text[end : end + 24]
    word = after[:1].strip() + after[1:].split(" ")[0] if after[:1] != " " else " " + after[1:].split(" ")[0]
    return (number.text + word).rstrip(" .,;:)")
