"""The same word twice in a row, where the language does not double it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.check.registry import register
from pipeline.check.style import read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span


@register("doubled-word", order=84)
def find_doubled_words(subject: Subject) -> Iterator[Problem]:
    """Words that stand twice with nothing but space between, oftener than in the source.

    In a language that reduplicates only its function words are looked at ("yang yang").
    """
    style = read_style(subject.locale)
    if style.spaceless:
        return
    small = subject.language.function_words | subject.language.never_last
    in_source = Counter(word for word, _ in _find_twice(subject.source_words, subject.source_free))
    for word, span in _find_twice(subject.target_words, subject.target_free):
        if word in style.doubled or (style.reduplicates and word not in small):
            continue
        if in_source[word]:
            in_source[word] -= 1
            continue
        message = f"The translation says “{word}” twice in a row."
        yield Problem(Severity.MINOR, message, "Keep it once.", target_spans=(span,))


def _find_twice(words: Sequence[tuple[str, Span]], text: str) -> list[tuple[str, Span]]:
    """Each word, in small letters, that follows itself; names (capitals) aside: "Nguyen Nguyen" is one."""
    found = []
    for (one, first), (other, second) in pairwise(words):
        if one.lower() != other.lower() or (other[0].isupper() and first.start):
            continue
        if text[first.end : second.start].strip(" \u00a0\n\t") or text[first.start - 1 : first.start].isdigit():
            continue  # something stands between; or the first is the end of a code, "229E e"
        found.append((one.lower(), Span(first.start, second.end)))
    return found
