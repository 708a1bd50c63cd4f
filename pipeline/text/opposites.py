"""Words that have an opposite (more and less, left and right, adult and child, must and may), by language tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.model import Span
from pipeline.text.patterns import Patterns, find_words
from pipeline.text.remembered import remembered
from pipeline.text.tables import read_table


@dataclass(frozen=True, slots=True)
class Opposite:
    """A word of a text that has an opposite."""

    pair: str
    """Which pair it belongs to: change, amount, side …"""
    side: str
    """`one` or `other` of the pair."""
    span: Span


@lru_cache(maxsize=64)
def read_opposites(locale: str) -> tuple[frozenset[str], Patterns, bool]:
    """The pairs that a locale's language has, its patterns, and whether its words elide; no pairs without a table."""
    table = read_table(locale)
    pairs: Mapping[str, Any] = {name: pair for name, pair in table.get("opposites", {}).items() if name != "examples"}
    labels = {f"{name}.{side}": list(words) for name, pair in pairs.items() for side, words in pair.items()}
    negation = table.get("negation", {})
    patterns = Patterns(labels, bool(negation.get("spaceless")), tuple(negation.get("prefixes", ())), shared=True)
    return frozenset(pairs), patterns, bool(negation.get("elides"))


@remembered
def find_opposites(text: str, locale: str) -> tuple[Opposite, ...]:
    """Every word of a text that has an opposite, in order.

    >>> [(found.pair, found.side) for found in find_opposites("The left arm, before meals.", "en")]
    [('side', 'one'), ('time', 'one')]
    """
    pairs, patterns, elides = read_opposites(locale)
    if not pairs:
        return ()
    words = () if patterns.spaceless else find_words(text, elides=elides)
    found = []
    for match in patterns.find(text, words):
        pair, _, side = match.label.partition(".")
        found.append(Opposite(pair, side, match.span))
    return tuple(found)
