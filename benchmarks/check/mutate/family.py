"""What a mutant is, and what a family of them is made with."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.check.pairs import Pair
from benchmarks.check.vocabulary import Words
from pipeline.model import Placeholder

Wanted = Literal["critical", "major", "minor", "silent"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed pair, and what it was made of where that is not the pair itself."""

    source: str
    target: str
    note: str
    """What was done: "14 → 15"."""
    base: tuple[str, str] | None = None
    """Source and target before, for a text put together of several pairs."""
    placeholders: tuple[Placeholder, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a maker may draw on besides the pair."""

    dice: random.Random
    words: Words
    english: Words
    following: Sequence[Pair]
    """The pairs after this one in its document, of which paragraphs are made."""
    others: Sequence[Pair]
    """Pairs of other documents in this locale."""
    elsewhere: Mapping[str, str]
    """Locale → the translation of the same source there."""


Make = Callable[[Pair, Setting], Mutant | None]


@dataclass(frozen=True, slots=True)
class Family:
    """One way to break a translation, or to write it otherwise."""

    name: str
    make: Make
    wanted: Wanted = "critical"
    floor: float | None = None
    """Per cent to be caught over all languages (of silent ones: to stay silent); None is only reported."""
    floors: Mapping[str, float] = field(default_factory=dict)
    """For one locale, where the floor is set by language."""


def swap(text: str, start: int, end: int, new: str) -> str:
    """The text with one stretch replaced."""
    return text[:start] + new + text[end:]


def tidy(text: str) -> str:
    """Without the double space that a deletion leaves."""
    return re.sub(r" +(?=[ ,.;:!?،。，؛؟])", "", text).strip()


def target_only(change: Callable[[str, Setting], tuple[str, str] | None]) -> Make:
    """A maker that changes the translation."""

    def make(pair: Pair, setting: Setting) -> Mutant | None:
        done = change(pair.target, setting)
        return Mutant(pair.source, done[0], done[1]) if done and done[0] != pair.target else None

    return make


def source_only(change: Callable[[str, Setting], tuple[str, str] | None]) -> Make:
    """A maker that changes the source: its translation then says what the source no longer says."""

    def make(pair: Pair, setting: Setting) -> Mutant | None:
        done = change(pair.source, setting)
        return Mutant(done[0], pair.target, done[1]) if done and done[0] != pair.source else None

    return make
