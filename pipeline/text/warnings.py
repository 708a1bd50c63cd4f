"""Sentences of a text that warn: what to do in an emergency, what can kill, what not to do.

By the `[warnings]` list and the negations of the language's table. Used to class a change of the source: a warning
that came, went or changed is critical.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from pipeline.model import Span
from pipeline.text.negation import find_negations
from pipeline.text.patterns import Patterns, find_starts, find_words
from pipeline.text.tables import read_table

_ORDERS = frozenset({"not", "never", "avoid", "stop", "unless"})
"""Negations that warn where a sentence gives an order: those at its beginning."""
_BEGINNING = 0.2


@lru_cache(maxsize=64)
def _patterns(locale: str) -> Patterns:
    table = read_table(locale)
    return Patterns({"warning": table.get("warnings", {}).get("words", ())})


def find_warnings(text: str, locale: str) -> tuple[Span, ...]:
    """The sentences that warn, in order; none for a language without a `[warnings]` list.

    >>> text = "Rest at home. Call 911 if you cannot breathe."
    >>> [text[span.start : span.end] for span in find_warnings(text, "en")]
    ['Call 911 if you cannot breathe.']
    """
    patterns = _patterns(locale)
    if not patterns.patterns["warning"]:
        return ()
    starts = find_starts(text)
    warned = {bisect_right(starts, match.span.start) - 1 for match in patterns.find(text, find_words(text))}
    ends = [*starts[1:], len(text)]
    for negation in find_negations(text, locale):
        start, end = starts[negation.sentence], ends[negation.sentence]
        if negation.label in _ORDERS and negation.span.start - start <= max(6, _BEGINNING * (end - start)):
            warned.add(negation.sentence)
    return tuple(Span(starts[number], ends[number]) for number in sorted(warned))
