"""What says no in a text, by the `[negation]` tables of `pipeline/check/languages/<language>.toml`.

The table of a language has two parts: `must`, the words that make a sentence say the contrary (not, never, without,
unless), and `may`, words with a no inside them that another language says otherwise (unknown, asymptomatic, lack).
Both go by labels that all languages share. Used by the check of a translation and to class a change of the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.model import Span
from pipeline.text.patterns import Match, Patterns, Word, find_starts, find_words
from pipeline.text.remembered import remembered
from pipeline.text.tables import read_table

_NEUTRAL = "neutral"
_NUMBERED = re.compile(r"\.\s?\d")
"""After *no*: "no. 5" is a number."""
_CLAUSE_START = re.compile(r"[,;:.!?(¿¡—–\"«“]\s*$")


@dataclass(frozen=True, slots=True)
class Negation:
    """One thing in a text that says no."""

    label: str
    """What it means: not, never, without, unless … or the meaning of a word with a no inside: unknown, lack."""
    certain: bool
    """Whether it turns a sentence to its contrary (*not*), or is a word that can be said without a no (*unknown*)."""
    spans: tuple[Span, ...]
    sentence: int
    share: float
    """Where in the text it stands, from 0 to 1."""

    @property
    def span(self) -> Span:
        return Span(self.spans[0].start, self.spans[-1].end)


@dataclass(frozen=True, eq=False, slots=True)
class NegationTable:
    """A language's words that say no."""

    patterns: Patterns
    elides: bool
    opening: frozenset[str]
    """Words that say no by themselves only where they open a clause: Spanish *ningún*."""


@lru_cache(maxsize=64)
def read_negation_table(locale: str) -> NegationTable | None:
    """The table of a locale's language, None where there is none yet."""
    table = read_table(locale).get("negation")
    return make_negation_table(table) if table else None


def make_negation_table(table: Mapping[str, Any]) -> NegationTable:
    """A table such as tomllib gives, made ready to search."""
    labels: dict[str, list[str]] = {_NEUTRAL: list(table.get("neutral", ()))}
    for part in ("must", "may"):
        for label, patterns in table.get(part, {}).items():
            labels[f"{part}.{label}"] = list(patterns)
    opening = tuple(table.get("opening", ()))
    if opening:
        labels["opening.not"] = list(opening)
    patterns = Patterns(labels, bool(table.get("spaceless", False)), tuple(table.get("prefixes", ())))
    return NegationTable(patterns, bool(table.get("elides", False)), frozenset(opening))


@remembered
def find_negations(text: str, locale: str) -> tuple[Negation, ...]:
    """Everything in a text that says no, in order; nothing for a language without a table.

    >>> [found.label for found in find_negations("Never take it without water.", "en")]
    ['never', 'without']
    """
    table = read_negation_table(locale)
    if table is None:
        return ()
    words = () if table.patterns.spaceless else find_words(text, elides=table.elides)
    starts = find_starts(text)
    found = []
    for match in table.patterns.find(text, words):
        part, _, label = match.label.partition(".")
        if part == _NEUTRAL or (part == "opening" and not _opens_clause(text, match)) or _is_abbreviation(text, match):
            continue
        found.append(_make(text, words, starts, match, part, label))
    return tuple(found)


def _make(text: str, words: Sequence[Word], starts: Sequence[int], match: Match, part: str, label: str) -> Negation:
    share = match.position / max(len(words) or len(text), 1)
    return Negation(label, part != "may", match.spans, bisect_right(starts, match.span.start) - 1, share)


def _opens_clause(text: str, match: Match) -> bool:
    before = text[: match.span.start]
    return not before.strip() or _CLAUSE_START.search(before[-4:]) is not None


def _is_abbreviation(text: str, match: Match) -> bool:
    """ "no. 5": a number, not a no."""
    span = match.span
    return text[span.start : span.end].lower() == "no" and _NUMBERED.match(text, span.end) is not None
