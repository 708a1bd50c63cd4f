"""Capitals: a sentence begins with one where the source's does; English title case stays in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.registry import register
from pipeline.check.style import read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span

_START = re.compile(r"^[\s\"'“”«»‘’¿¡(\[—–-]*(?P<word>[^\W\d_]{2,})")
_LEAST_TITLE = 3
"""Long words that a heading needs to show a habit."""
_SHARE = 0.8


@register("capitals", order=83)
def find_wrong_capitals(subject: Subject) -> Iterator[Problem]:
    """A small letter at the start of the text, and a heading in title case where the language has none."""
    style = read_style(subject.locale)
    source, target = _START.match(subject.source_free), _START.match(subject.target_free)
    if source and target and style.sentence_capitals:
        word = target["word"]
        if source["word"][0].isupper() and word.islower() and word.lower() != word.upper():
            span = Span(target.start("word"), target.start("word") + 1)
            message = f"The source begins with a capital letter, the translation with a small one: “{word}”."
            yield Problem(Severity.MINOR, message, f"Write “{word.capitalize()}”.", target_spans=(span,))
    if style.title_capitals or not _is_title(subject.source_words, subject.source_free):
        return
    if _is_title(subject.target_words, subject.target_free):
        spans = tuple(span for word, span in subject.target_words[1:] if word[0].isupper() and word[1:].islower())
        message = "The translation capitalizes each word, as English headings do."
        hint = "Capitalize the first word and names only."
        yield Problem(Severity.MINOR, message, hint, target_spans=spans)


def _is_title(words: Sequence[tuple[str, Span]], text: str) -> bool:
    """Whether nearly all long words after the first begin with a capital, and no sentence ends."""
    long = [word for word, _ in words[1:] if len(word) > 3 and not word.isupper()]
    if len(long) < _LEAST_TITLE or text.rstrip().endswith((".", "!", "。")):
        return False
    return sum(word[0].isupper() and word[1:].islower() for word in long) >= _SHARE * len(long)
