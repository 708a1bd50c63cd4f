"""How often, when, by which way: daily is not weekly, twice is not once, before meals is not after meals.

Words of a group exclude each other. Where the source has one of them more often than the translation, and the
translation another one more often than the source, one was taken for the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.check.quantities import Compared, compare_quantities
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.tokens import Cue, Number, Quantities
from pipeline.text.units import FAMILIES

_GROUPS = {
    "frequency": {name: name for name in FAMILIES["time"]}
    | {
        "hourly": "hour",
        "daily": "day",
        "weekly": "week",
        "monthly": "month",
        "yearly": "year",
        "as_needed": "as_needed",
    },
    "meals": {name: name for name in ("before_meals", "after_meals", "with_food", "empty_stomach")},
    "route": {
        name: name
        for name in (
            "by_mouth",
            "injected",
            "intravenous",
            "on_skin",
            "rectal",
            "inhaled",
            "under_tongue",
            "in_eye",
            "in_ear",
            "in_nose",
        )
    },
    "daytime": {
        "morning": "morning",
        "noon": "noon",
        "afternoon": "evening",
        "evening": "evening",
        "night": "evening",
        "bedtime": "evening",
    },
}
"""Kind of finding → word of the tables → what of its group it says."""

_HINT = "Correct the translation, or waive this with the reason why it is right."


@register("frequency", order=33, kinds=("frequency", "meals", "route", "daytime", "as-needed"))
def find_frequency_faults(subject: Subject) -> Iterator[Problem]:
    """Words of frequency, meals, route and time of day that were taken for one another; "as needed" that is gone."""
    if not subject.language.numbers.knows_cues:
        return
    compared = compare_quantities(subject)
    yield from _find_other_counts(compared)
    bound = [{n.unit_span for n in side if n.unit_span} for side in zip(*compared.matched.pairs, strict=True)] or [
        set()
    ] * 2
    for kind, names in _GROUPS.items():
        source, target = (_by_name(side, names) for side in (compared.source, compared.target))
        lost = list(_find_surplus(source, target, bound[0]))
        gained = list(_find_surplus(target, source, bound[1]))
        if lost and gained:
            yield _tell_other(kind, lost[0], gained[0])
        elif kind == "frequency" and lost and lost[0].name == "as_needed":
            yield _tell_lost(lost[0])


def _find_surplus(mine: Mapping[str, list[Cue]], theirs: Mapping[str, list[Cue]], bound: set[Span]) -> Iterator[Cue]:
    """What one side says more often than the other, without what belongs to a number that both have."""
    for name, cues in mine.items():
        surplus = len(cues) - len(theirs.get(name, ()))
        free = [cue for cue in cues if cue.span not in bound]
        yield from free[: max(0, surplus)]


def _tell_lost(cue: Cue) -> Problem:
    return Problem(
        Severity.MAJOR,
        f"The source says “{cue.text}”, the translation does not.",
        "Look whether the translation says it in other words; add it if not.",
        (cue.span,),
        kind="as-needed",
    )


def _by_name(side: Quantities, names: dict[str, str]) -> defaultdict[str, list[Cue]]:
    """The cues of a group by what they say, without the 日 of dates."""
    found: defaultdict[str, list[Cue]] = defaultdict(list)
    dated = {number.unit_span for number in side.numbers if number.unit.startswith("date")}
    for cue in side.cues:
        if (
            cue.span not in dated and cue.name in names and cue.kind != "relation" and cue.name != "second"
        ):  # mostly the ordinal
            found[names[cue.name]].append(cue)
    return found


def _tell_other(kind: str, one: Cue, other: Cue) -> Problem:
    return Problem(
        Severity.CRITICAL,
        f"The source says “{one.text}”, the translation “{other.text}”.",
        _HINT,
        (one.span,),
        (other.span,),
        kind,
    )


def _find_other_counts(compared: Compared) -> Iterator[Problem]:
    """Once, twice, three times: left over on both sides, they are one another's mistranslation."""
    matched = compared.matched
    lost = [n for n in (*matched.source, *matched.source_hints) if _is_count(n)]
    gained = [n for n in (*matched.target, *matched.target_hints) if _is_count(n)]
    for one in lost[len(gained) :]:
        if one.value > 1:
            yield Problem(
                Severity.CRITICAL,
                f"The source says “{one.text}”, the translation does not.",
                _HINT,
                (one.span,),
                kind="frequency",
            )
    for one, other in zip(lost, gained, strict=False):
        if one.value != other.value:
            yield Problem(
                Severity.CRITICAL,
                f"The source says “{one.text}”, the translation “{other.text}”.",
                _HINT,
                (one.span,),
                (other.span,),
                "frequency",
            )


def _is_count(number: Number) -> bool:
    return number.unit == "times" and number.strength != "firm"
