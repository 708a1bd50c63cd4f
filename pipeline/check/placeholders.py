"""Placeholders: each of the source stands exactly once, properly nested, protected text unchanged.

Never to be waived in effect: a text with such a fault cannot be rebuilt into a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.placeholders import Fault, find_faults, split_text

_HINTS = {
    "lost": "Put {sample} where its words stand; the page cannot be built without it, waived or not.",
    "doubled": "Keep {sample} once and delete the other.",
    "misnested": "Close the inner placeholder before the outer one.",
    "unclosed": "Write both <{name}> and </{name}>.",
    "altered": "Restore {sample} as in the source.",
    "invented": "Delete it, or write the placeholder that the source has.",
}


@register("placeholders", order=10)
def find_placeholder_faults(subject: Subject) -> Iterator[Problem]:
    """Lost, doubled, misnested, unclosed, altered and invented placeholders; all critical."""
    for fault in find_faults(subject.target, subject.unit.placeholders, source=subject.source):
        hint = _HINTS[fault.kind].format(name=fault.name, sample=_sample(subject, fault))
        spans = () if fault.kind == "lost" else (fault.span,)
        yield Problem(Severity.CRITICAL, f"{_capitalised(fault.message)}.", hint, _source_spans(subject, fault), spans)


def _sample(subject: Subject, fault: Fault) -> str:
    for placeholder in subject.unit.placeholders:
        if placeholder.name == fault.name:
            if placeholder.form == "void":
                return f"<{fault.name}/>"
            return f"<{fault.name}>{placeholder.text or '…'}</{fault.name}>"
    return f"<{fault.name}>"


def _source_spans(subject: Subject, fault: Fault) -> tuple[Span, ...]:
    return tuple(p.span for p in split_text(subject.source, subject.unit.placeholders) if p.name == fault.name)


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
