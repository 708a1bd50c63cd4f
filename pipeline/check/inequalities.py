"""At least and at most, more than and less than, < and ≥: none turned round, and none lost from its number."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.quantities import Compared, compare_quantities
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.numbers import Quantities
from pipeline.text.tokens import Cue, Number

_MOST = 4
"""Limits of both texts together, beyond which their number tells nothing."""
_UP = frozenset(("at_least", "more_than"))


@register("inequality", order=32, kinds=("inequality", "inequality-lost", "inequality-added"))
def find_inequality_faults(subject: Subject) -> Iterator[Problem]:
    """Limits that point the other way, at a number or in the text as a whole, and limits that are not there."""
    if not subject.language.numbers.knows_relations:
        return
    compared = compare_quantities(subject)
    turned = [pair for pair in compared.matched.pairs if _is_turned(*pair)]
    for one, other in turned:
        yield _tell_turned(subject, one, other)
    if not turned:
        yield from _find_turned_cues(compared)


def _is_up(name: str) -> bool:
    return name in _UP


def _is_turned(one: Number, other: Number) -> bool:
    return bool(one.relation and other.relation) and _is_up(one.relation) != _is_up(other.relation)


def _tell_turned(subject: Subject, one: Number, other: Number) -> Problem:
    spans = one.relation_span or one.span, other.relation_span or other.span
    says = [
        f"“{text[min(span.start, number.span.start) : max(span.end, number.span.end)]}”"
        for text, span, number in zip((subject.source, subject.target), spans, (one, other), strict=True)
    ]
    return Problem(
        Severity.CRITICAL,
        f"The source says {says[0]}, the translation {says[1]}: the limit points the other way.",
        "Correct the translation, or waive this with the reason why it is right.",
        (spans[0],),
        (spans[1],),
        "inequality",
    )


def _find_turned_cues(compared: Compared) -> Iterator[Problem]:
    """One way more often in the source, the other way more often in the translation; or a number's limit gone."""
    source, target = (
        [_find_limits(side, up=up) for up in (True, False)] for side in (compared.source, compared.target)
    )
    few = sum(len(cues) for cues in (*source, *target)) <= _MOST
    for way, other_way in ((0, 1), (1, 0)) if few else ():
        if len(source[way]) > len(target[way]) and len(target[other_way]) > len(source[other_way]):
            yield _tell_cues(source[way][-1], target[other_way][-1])
            return
    said = {cue.name for cue in compared.source.cues if cue.kind == "relation"}
    plain: set[Span | None] = {cue.span for cue in compared.target.cues if cue.kind == "relation"}
    for one, other in compared.matched.pairs:
        way = 0 if _is_up(one.relation) else 1
        if one.relation and not other.relation and one.relation_span and not target[way]:
            yield _tell_one(one.relation_span, one, other, lost=True)
        elif other.relation_span in plain and not one.relation and not said and other.strength == "firm":
            yield _tell_one(other.relation_span or other.span, one, other, lost=False)


def _find_limits(side: Quantities, *, up: bool) -> list[Cue]:
    """What sets a limit of one way: words that always do, and those that do beside a number ("over 10,000")."""
    cues = [cue for cue in side.cues if cue.kind == "relation"]
    seen = {cue.span for cue in cues}
    bound = [
        Cue("relation", number.relation, number.text, number.relation_span)
        for number in side.numbers
        if number.relation and number.relation_span and number.relation_span not in seen
    ]
    return [cue for cue in (*cues, *bound) if _is_up(cue.name) is up]


def _tell_one(span: Span, one: Number, other: Number, *, lost: bool) -> Problem:
    """A limit that only one side sets, or that the other says in words that nobody listed."""
    sides = "source", "translation"
    return Problem(
        Severity.MAJOR,
        f"Only the {sides[0] if lost else sides[1]} sets a limit at {(one if lost else other).text}.",
        "Look whether the other text says the limit in other words; correct the translation if not.",
        (one.span,) if not lost else tuple(sorted((span, one.span))),
        (other.span,) if lost else tuple(sorted((span, other.span))),
        "inequality-lost" if lost else "inequality-added",
    )


def _tell_cues(one: Cue, other: Cue) -> Problem:
    return Problem(
        Severity.CRITICAL,
        f"The source says “{one.text}”, the translation “{other.text}”: the limit points the other way.",
        "Correct the translation, or waive this with the reason why it is right.",
        (one.span,),
        (other.span,),
        "inequality",
    )
