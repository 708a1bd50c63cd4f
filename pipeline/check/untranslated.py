"""Text that was not translated: the source itself, stretches of it left standing, a word that looks translated.

Names, numbers, codes and protected text stay as they are in every language; they make no finding. Words of the
source language that are also words of the target language do not count as left over, but for the homographs of the
language's table: "once" on a label in Spanish is eleven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.registry import register
from pipeline.check.script import CODE, scripts_of
from pipeline.check.subject import Problem, Subject, shorten
from pipeline.model import Severity, Span

_STEMS = ("mab", "nib", "leucel", "cept", "parib", "ciclib")
"""Stems of international nonproprietary names (WHO) that are written alike in the languages of Latin script."""

_SHORTEST_RUN = 4
"""Words in a row that a translation shares with its source before it is looked at."""
_LONG_RUN = 9
_OF_NAMES = frozenset({"of", "and", "the", "for", "in", "on", "to", "a", "an", "at", "by", "from"})
"""Small words that names have: the London School of Hygiene and Tropical Medicine."""

Word = tuple[str, Span]


@register("untranslated", order=40)
def find_untranslated(subject: Subject) -> Iterator[Problem]:
    """The whole text as in the source, or runs of the source's words in it that are no names."""
    source, target = subject.source_words, subject.target_words
    if is_copied(subject):
        yield from _find_whole(subject, source)
        return
    function = subject.source_language.function_words - subject.language.function_words
    own = subject.language.function_words
    runs = [run for run in _copied_runs(source, target) if _is_text([target[i][0] for i in run], function, own)]
    covered = sum(len(run) for run in runs)
    for run in runs:
        span = Span(target[run[0]][1].start, target[run[-1]][1].end)
        mostly = covered * 2 >= len(target) or _is_sentence(subject, target, run)
        small = sum(target[i][0] in function for i in run)
        sure = (mostly and small >= 1) or (len(run) >= _LONG_RUN and small >= 2)
        yield Problem(
            Severity.CRITICAL if sure else Severity.MAJOR,
            f"“{shorten(subject.target[span.start : span.end])}” was left in the source's language.",
            "Translate it; a name or title that stays as it is may be left.",
            target_spans=(span,),
        )


@register("homograph", order=41)
def find_homographs(subject: Subject) -> Iterator[Problem]:
    """A word of the source that stands in the translation, where it means something else."""
    homographs = subject.language.homographs
    if not homographs or subject.source_language.code != "en":
        return
    source = {word.lower() for word, _ in subject.source_words}
    for word, span in subject.target_words:
        meant = homographs.get(word)
        if meant and word in source and not any(_stands(other, source, subject.source_text) for other in meant):
            yield Problem(
                Severity.CRITICAL,
                f"“{word}” was left from the source, and in this language it means “{meant[0]}”.",
                "Translate it.",
                target_spans=(span,),
            )


def _stands(word: str, words: set[str], text: str) -> bool:
    return word in words if word.isalpha() else re.search(rf"(?<!\d){re.escape(word)}(?!\d)", text) is not None


def is_copied(subject: Subject) -> bool:
    """Whether source and translation read the same."""
    return " ".join(subject.source_plain.split()).casefold() == " ".join(subject.target_plain.split()).casefold()


def _find_whole(subject: Subject, source: Sequence[Word]) -> Iterator[Problem]:
    function = subject.source_language.function_words - subject.language.function_words
    stems = _STEMS if scripts_of(subject.source_locale) & scripts_of(subject.locale) else ()
    translatable = [word for word, _ in source if not CODE.fullmatch(word) and not word.lower().endswith(stems)]
    if not translatable:
        return
    sure = any(word.lower() in function for word in translatable) or len(translatable) >= _SHORTEST_RUN
    yield Problem(
        Severity.CRITICAL if sure else Severity.MAJOR,
        "The translation is the source text, unchanged.",
        "Translate it; if it reads the same in this language (a name), approve it as “same as source”.",
        (Span(0, len(subject.source)),),
        (Span(0, len(subject.target)),),
    )


def _is_text(words: Sequence[str], function: frozenset[str], own: frozenset[str]) -> bool:
    """Whether words in a row are running text and no name: small words that names do not have, or lower case."""
    small = sum(word in function for word in words)
    telling = sum(word in function and word not in _OF_NAMES for word in words)
    others = sum(word.islower() and len(word) > 3 and word not in _OF_NAMES | own for word in words)
    return telling >= 2 or small >= 3 or (small >= 1 and others >= 1) or others >= _SHORTEST_RUN


def _is_sentence(subject: Subject, target: Sequence[Word], run: Sequence[int]) -> bool:
    """Whether a run is all that a sentence of the translation says."""
    start, end = target[run[0]][1].start, target[run[-1]][1].end
    for sentence in subject.target_sentences:
        inside = [span for _, span in target if sentence.start <= span.start < sentence.end]
        if inside and start <= inside[0].start and inside[-1].end <= end:
            return True
    return False


def _copied_runs(source: Sequence[Word], target: Sequence[Word]) -> list[list[int]]:
    """Runs of at least `_SHORTEST_RUN` words of the target that stand so in the source, as indexes into the target."""
    size = _SHORTEST_RUN
    words = [word.lower() for word, _ in source]
    mine = [word.lower() for word, _ in target]
    runs: list[list[int]] = []
    if len(shared := set(words).intersection(mine)) < size and sum(word in shared for word in mine) < size:
        return runs
    grams = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
    for start in range(len(mine) - size + 1):
        if tuple(mine[start : start + size]) not in grams:
            continue
        fresh = list(range(start, start + size))
        if runs and runs[-1][-1] >= start - 1:
            runs[-1].extend(index for index in fresh if index > runs[-1][-1])
        else:
            runs.append(fresh)
    return runs
