"""Fields of interface words: `{size}` in "Download the PDF ({size})" is filled by a program and must stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.subject import FIELD, INTERFACE_KIND, Problem, Subject
from pipeline.model import Severity, Span

_BRACE = re.compile(r"[{}]")


@register("fields", order=15)
def find_field_faults(subject: Subject) -> Iterator[Problem]:
    """Fields of an interface unit that are lost, doubled or unknown, and stray braces. Other units have no fields."""
    if subject.unit.kind != INTERFACE_KIND:
        return
    wanted = Counter(FIELD.findall(subject.source))
    given = Counter(FIELD.findall(subject.target))
    for field in sorted(wanted - given):
        yield Problem(
            Severity.CRITICAL,
            f"The field {field} is missing.",
            f"Write {field} where its value is to stand.",
            _places(field, subject.source),
        )
    for field in sorted(given - wanted):
        known = field in wanted
        yield Problem(
            Severity.CRITICAL,
            f"The field {field} {'stands too often' if known else 'is not in the source'}.",
            "Delete it, or write the field that the source has.",
            _places(field, subject.source),
            _places(field, subject.target),
        )
    stray = [Span(*m.span()) for m in _BRACE.finditer(FIELD.sub(lambda m: " " * len(m[0]), subject.target))]
    if stray and not _BRACE.search(FIELD.sub("", subject.source)):
        yield Problem(
            Severity.CRITICAL,
            "A brace stands outside a field.",
            "Write fields as in the source, such as {size}, and no other brace.",
            target_spans=tuple(stray),
        )


def _places(field: str, text: str) -> tuple[Span, ...]:
    return tuple(Span(*match.span()) for match in re.finditer(re.escape(field), text))
