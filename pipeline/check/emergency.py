"""Emergency numbers by the locale's policy: kept, the country's own, or both; never silently another."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.emergency import find_numbers


@register("emergency", order=19)
def find_wrong_emergency_numbers(subject: Subject) -> Iterator[Problem]:
    """What the policy wants and the translation lacks. Without a policy these are numbers as any others."""
    policy, own = subject.emergency
    given = subject.source_emergencies
    if not policy or not given:
        return
    said = {number for number, _ in find_numbers(subject.target, [*(number for number, _ in given), own])}
    spans = tuple(span for _, span in given)
    for number in dict(given):
        if policy in ("keep", "both") and number not in said:
            yield _lacks(number, policy, spans)
        elif policy == "localize" and number != own and number in said:
            place = tuple(span for _, span in find_numbers(subject.target, [number]))
            message = f"The translation gives the emergency number {number}; in this locale it is to be {own} alone."
            yield Problem(Severity.CRITICAL, message, f"Write {own} instead.", spans, place)
    if policy in ("localize", "both") and own not in said:
        yield _lacks(own, policy, spans)


def _lacks(number: str, policy: str, spans: tuple[Span, ...]) -> Problem:
    wants = {"keep": "kept", "localize": "the country's own", "both": "both the source's and the country's own"}[policy]
    return Problem(
        Severity.CRITICAL,
        f"Emergency numbers are to be {wants} in this locale, and the translation lacks {number}.",
        f"Write {number}; or change `emergency` in the settings.",
        spans,
    )
