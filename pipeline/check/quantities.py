"""The quantities of a translation and of its source, read and matched once for the checks that ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.check.matching import Matched, match_numbers
from pipeline.check.subject import Subject
from pipeline.text.tokens import Quantities, number_words, read_quantities


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides, and which number answers which."""

    source: Quantities
    target: Quantities
    matched: Matched


def compare_quantities(subject: Subject) -> Compared:
    """The quantities of both texts."""
    return _compare(subject.source_text, subject.target_text, subject.source_locale, subject.locale)


@lru_cache(maxsize=16)
def _compare(source_text: str, target_text: str, source_locale: str, locale: str) -> Compared:
    source, target = read_quantities(source_text, source_locale), read_quantities(target_text, locale)
    mantissas = not number_words(locale).knows_multipliers
    return Compared(source, target, match_numbers(source.numbers, target.numbers, mantissas=mantissas))
