"""A no that was lost or added: not, never, without, unless, except, avoid, and the idioms that carry them.

Where both texts have as many sentences the weighing is done sentence by sentence, so that a no that one sentence
lost is not made good by one that another has too many. Languages without a `[negation]` table are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.answers import weigh_negations
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity
from pipeline.text.negation import Negation, find_negations, read_negation_table
from pipeline.text.patterns import find_starts

_AROUND = re.compile(r"\S*(?:\s+\S+){0,3}")
_WIDEST = 40
_MANY = 3
"""Noes of a source from which on one of the translation may stand for two."""


@register("negation", order=31, kinds=("negation-lost", "negation-added"))
def find_negation_faults(subject: Subject) -> Iterator[Problem]:
    """What says no in the source and nowhere in the translation, which is critical, and the reverse, which is major."""
    if read_negation_table(subject.source_locale) is None or read_negation_table(subject.locale) is None:
        return
    source = find_negations(subject.source_text, subject.source_locale)
    target = find_negations(subject.target_text, subject.locale)
    for left, right in _by_sentence(subject, source, target):
        weighed = weigh_negations(left, right)
        doubtful = len(left) >= _MANY and any(negation.certain for negation in right)
        for lost in weighed.lost:
            yield Problem(
                Severity.MAJOR if doubtful else Severity.CRITICAL,
                f"The source says “{_quote(subject.source_text, lost)}”; nothing in the translation says this no.",
                "Say it, or waive this where other words say the same.",
                (lost.span,),
                kind="negation-lost",
            )
        for added in weighed.added:
            yield Problem(
                Severity.MAJOR,
                f"The translation says “{_quote(subject.target_text, added)}”; nothing in the source says this no.",
                "Compare the sentence; delete the no, or waive this where the source means it.",
                target_spans=(added.span,),
                kind="negation-added",
            )


def _by_sentence(
    subject: Subject, source: Sequence[Negation], target: Sequence[Negation]
) -> Iterator[tuple[list[Negation], list[Negation]]]:
    count = len(find_starts(subject.source_text))
    if count == 1 or count != len(find_starts(subject.target_text)):
        yield list(source), list(target)
        return
    for sentence in sorted({negation.sentence for negation in (*source, *target)}):
        yield [n for n in source if n.sentence == sentence], [n for n in target if n.sentence == sentence]


def _quote(text: str, negation: Negation) -> str:
    """The no with the words after it, as a person finds it in the text."""
    around = _AROUND.match(text, negation.span.start)
    quoted = " ".join(around[0].split()) if around else ""
    return quoted if len(quoted) <= _WIDEST else f"{quoted[: _WIDEST - 1]}…"
