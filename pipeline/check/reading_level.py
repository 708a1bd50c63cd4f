"""Whether the translation is much harder to read than its source, by a published formula for each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.registry import register
from pipeline.check.style import Readability, read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span

_LEAST_WORDS = 30
"""Shorter texts have no level to speak of."""
_MUCH_HARDER = 30.0
_HARD = 45.0
"""A text above this is easy enough, whatever its source."""


@register("reading-level", order=86)
def find_hard_text(subject: Subject) -> Iterator[Problem]:
    """A text whose score is far below its source's and low by itself."""
    source_formula, formula = read_style(subject.source_locale).readability, read_style(subject.locale).readability
    if formula is None or source_formula is None:
        return
    if len(subject.source_sentences) < 2 or min(len(subject.source_words), len(subject.target_words)) < _LEAST_WORDS:
        return
    before = score_text(subject.source_words, len(subject.source_sentences), source_formula)
    after = score_text(subject.target_words, len(subject.target_sentences), formula)
    if after < _HARD and before - after > _MUCH_HARDER:
        yield Problem(
            Severity.MINOR,
            f"The translation is much harder to read than its source: {after:.0f} on the scale of {formula.name}, "
            f"where the source has {before:.0f} on that of {source_formula.name} (100 is easy).",
            "Divide long sentences and choose shorter words.",
            target_spans=(Span(0, len(subject.target)),),
        )


def score_text(words: Sequence[tuple[str, Span]], sentences: int, formula: Readability) -> float:
    """The formula's score: base − sentence · words a sentence − word · syllables a word."""
    run = re.compile(f"[{formula.vowels}]+", re.IGNORECASE)
    syllables = sum(max(1, len(run.findall(word))) for word, _ in words)
    return formula.base - formula.sentence * len(words) / max(1, sentences) - formula.word * syllables / len(words)
