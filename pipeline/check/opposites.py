"""Words turned to their opposites: more and less, increase and decrease, left and right, adult and child, must and may.

A pair is looked at where the source has one side of it only. Where the translation has only the other side, that
is a contradiction; critical for the pairs that seldom have another way to be said, major for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity
from pipeline.text.opposites import Opposite, find_opposites, read_opposites

_CERTAIN = frozenset({"side", "age", "result", "sex", "effect"})


@register("opposites", order=32)
def find_turned_words(subject: Subject) -> Iterator[Problem]:
    """Words of the source whose opposite stands in the translation, and they themselves do not."""
    pairs = read_opposites(subject.source_locale)[0] & read_opposites(subject.locale)[0]
    if not pairs:
        return
    source = _group(find_opposites(subject.source_text, subject.source_locale))
    target = _group(find_opposites(subject.target_text, subject.locale))
    for pair in sorted({pair for pair, _ in source} & pairs):
        yield from _compare(subject, pair, source, target)


Groups = Mapping[tuple[str, str], Sequence[Opposite]]


def _compare(subject: Subject, pair: str, source: Groups, target: Groups) -> Iterator[Problem]:
    for side, against in (("one", "other"), ("other", "one")):
        said, kept = source.get((pair, side), ()), target.get((pair, side), ())
        turned, before = target.get((pair, against), ()), source.get((pair, against), ())
        if len(kept) >= len(said) or len(turned) <= len(before):
            continue
        sure = pair in _CERTAIN and not kept and not before
        one, other = said[-1], turned[-1]
        yield Problem(
            Severity.CRITICAL if sure else Severity.MAJOR,
            f"The source says “{_text(subject.source, one)}”, the translation “{_text(subject.target, other)}”.",
            "Compare the two; write the word that means the same, or waive this where the sentence does.",
            tuple(found.span for found in said),
            tuple(found.span for found in turned),
        )


def _group(found: Sequence[Opposite]) -> Groups:
    groups: dict[tuple[str, str], list[Opposite]] = {}
    for opposite in found:
        groups.setdefault((opposite.pair, opposite.side), []).append(opposite)
    return groups


def _text(text: str, opposite: Opposite) -> str:
    return text[opposite.span.start : opposite.span.end]
