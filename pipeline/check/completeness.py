"""Whether the whole text was translated, and nothing besides: sentences left out or added, a text that breaks off.

Sentences are laid against each other by their lengths. A missing clause inside a sentence shows only where it makes
the text far too short; that is as much as lengths can tell, and anything less certain is major.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.endings import find_broken_end, find_strange_length
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject, shorten
from pipeline.model import Severity, Span
from pipeline.text.alignment import Gap, find_gaps


@register("omission", order=50, kinds=("omission", "addition", "truncated", "length"))
def find_incomplete(subject: Subject) -> Iterator[Problem]:
    """Sentences without an answer on the other side, an end that comes too soon, failing both a strange length."""
    source, target = (
        _sizes(subject.source_text, subject.source_sentences),
        _sizes(subject.target_text, subject.target_sentences),
    )
    gaps = _certain(subject, find_gaps(source, target, subject.language.lengths))
    truncated = list(find_broken_end(subject, sum(source), sum(target)))
    yield from truncated
    for gap in gaps:
        if gap.side == "target" or not truncated:
            yield _describe_gap(subject, gap)
    if not gaps and not truncated:
        yield from find_strange_length(subject, sum(source), sum(target))


def _sizes(text: str, sentences: Sequence[Span]) -> list[int]:
    return [_size(text[span.start : span.end]) for span in sentences]


def _size(text: str) -> int:
    return len(text) - sum(map(text.count, " \u00a0\u202f\n\t"))


def _certain(subject: Subject, gaps: Sequence[Gap]) -> list[Gap]:
    """Without those whose numbers or names stand on the other side after all, and nowhere else in their own text."""
    kept = []
    for gap in gaps:
        sides = [(subject.source_text, subject.source_sentences), (subject.target_text, subject.target_sentences)]
        (text, sentences), (other, _) = sides if gap.side == "source" else reversed(sides)
        span = sentences[gap.index]
        rest = text[: span.start] + text[span.end :]
        anchors = {word for word in _ANCHOR.findall(text[span.start : span.end]) if word not in rest}
        if not any(word in other for word in anchors):
            kept.append(gap)
    return kept


_ANCHOR = re.compile(r"\d[\d.,]*\d|[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9-]*")
"""What a translation keeps as it is: numbers of two digits and more, codes such as HER2."""


def _describe_gap(subject: Subject, gap: Gap) -> Problem:
    severity = Severity.CRITICAL if gap.gain > 0.5 else Severity.MAJOR
    if gap.side == "source":
        span = _trim(subject.source, subject.source_sentences[gap.index])
        return Problem(
            severity,
            f"A sentence of the source seems to be missing: “{shorten(subject.source[span.start : span.end], 80)}”.",
            "Translate it; if it stands within another sentence, waive this and say so.",
            (span,),
        )
    span = _trim(subject.target, subject.target_sentences[gap.index])
    return Problem(
        severity,
        f"The source has no sentence for “{shorten(subject.target[span.start : span.end], 80)}”.",
        "Delete it; if it belongs to the one before, waive this and say so.",
        target_spans=(span,),
        kind="addition",
    )


def _trim(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    return Span(span.start + len(part) - len(part.lstrip()), span.end - (len(part) - len(part.rstrip())))
