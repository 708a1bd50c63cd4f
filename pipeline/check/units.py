"""Each number keeps its unit, its month and its zone, and no two numbers change places.

20 mg is no 20 g; "2 tablets every 6 hours" is not "6 tablets every 2 hours"; 4 March is not 3 April.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.quantities import compare_quantities
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.tokens import Number
from pipeline.text.units import are_alike, family_of

Pair = tuple[Number, Number]

_HINT = "Correct the translation, or waive this with the reason why it is right."
_MOST = 200
"""Numbers whose order is looked at: a page of figures in one unit must not take a minute."""


@register("units", order=31, kinds=("units", "dates", "time-zone", "numbers-exchanged"))
def find_unit_faults(subject: Subject) -> Iterator[Problem]:
    """Numbers whose unit, month or zone is another one, and numbers that changed places."""
    pairs = compare_quantities(subject).matched.pairs
    wrong = [pair for pair in pairs if is_other_unit(*pair)]
    yield from (_tell_unit(subject, one, other) for one, other in wrong)
    rest = [pair for pair in pairs[:_MOST] if pair not in wrong]
    if crossed := _find_crossed(rest) or _find_turned(subject, rest):
        yield _tell_exchanged(subject, *crossed)


def is_other_unit(one: Number, other: Number) -> bool:
    """Whether both sides are known to measure, and not the same."""
    if not (one.unit and other.unit) or are_alike(one.unit, other.unit):
        return False
    bound = one.unit.partition(":")[0], other.unit.partition(":")[0]
    if "date" in bound:
        return bound[0] == bound[1]
    return bound[0] == bound[1] == "zone" or bool(family_of(one.unit) and family_of(other.unit)) or "/" in "".join(bound)


def _tell_unit(subject: Subject, one: Number, other: Number) -> Problem:
    says = _quote(subject.source, one), _quote(subject.target, other)
    kind = {"date": "dates", "zone": "time-zone"}.get(one.unit.partition(":")[0], "units")
    return Problem(
        Severity.CRITICAL,
        f"The source says {says[0]}, the translation {says[1]}.",
        _HINT,
        (one.span,),
        (other.span,),
        kind,
    )


def _label(number: Number) -> str:
    """What tells one number from another: what it counts or measures."""
    if number.kind == "month":
        return "month"
    return number.unit or number.noun or ("%" if number.percent else "")


def _find_crossed(pairs: Sequence[Pair]) -> tuple[Pair, Pair] | None:
    """Two numbers of which each stands with what belongs to the other."""
    for place, (one, other) in enumerate(pairs):
        labels = _label(one), _label(other)
        if not all(labels) or are_alike(*labels):
            continue
        for second in pairs[place + 1 :]:
            if labels == (_label(second[1]), _label(second[0])):
                return (one, other), second
    return None


def _find_turned(subject: Subject, pairs: Sequence[Pair]) -> tuple[Pair, Pair] | None:
    """Two numbers in the other order, in a language that keeps it, where nothing shows that their nouns moved too."""
    if not subject.language.numbers.keeps_order:
        return None
    firm = sorted((pair for pair in pairs if pair[0].strength == pair[1].strength == "firm"), key=lambda p: p[0].span)
    for first, second in zip(firm, firm[1:], strict=False):
        if first[1].span > second[1].span and first[0].value != second[0].value:
            if not any(_label(one) == _label(other) != "" for one, other in (first, second)):
                return first, second
    return None


def _tell_exchanged(subject: Subject, first: Pair, second: Pair) -> Problem:
    says = [_quote(text, pair[side]) for side, text in enumerate((subject.source, subject.target)) for pair in (first, second)]
    return Problem(
        Severity.CRITICAL,
        f"The source says {says[0]} and {says[1]}, the translation {says[2]} and {says[3]}: the numbers changed places.",
        _HINT,
        _in_order(first[0].span, second[0].span),
        _in_order(first[1].span, second[1].span),
        "numbers-exchanged",
    )


def _in_order(*spans: Span) -> tuple[Span, ...]:
    return tuple(sorted(spans))


def _quote(text: str, number: Number) -> str:
    """The number with its unit: 28 days."""
    after = text[number.span.end : number.span.end + 24]
    if number.unit_text and number.unit_text in after:
        return number.text + after[: after.index(number.unit_text) + len(number.unit_text)]
    if number.unit_text and number.unit_text not in number.text:
        return f"{number.text} ({number.unit_text})"
    return number.text + (after.split(" ")[0] if after[:1] != " " else " " + "".join(after.split(" ")[1:2])).rstrip(".,;")
