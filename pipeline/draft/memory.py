"""The memory of approved pairs: exact and near matches for a unit, with the placeholders of the unit.

A match is a proposal with its history; approval in one article or locale is never inherited by another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz

from pipeline.draft.memory_file import MemoryFile, build_memory
from pipeline.draft.memory_index import NEAR
from pipeline.draft.memory_numbers import Change, find_changes, replace_numbers
from pipeline.draft.memory_pairs import ApprovedPair, like_namesake, read_placeholders, split_pair, words_of
from pipeline.model import Span, Unit
from pipeline.text.placeholders import TAG, find_faults, rename_placeholders
from pipeline.text.sentences import split_sentences

__all__ = ["NEAR", "NOWHERE", "ApprovedPair", "Match", "Memory", "Place", "SegmentMatches", "Surroundings"]

_IMPORTED, _OTHER_DOMAIN, _MACHINE = 5, 3, 2
_PER_YEAR, _OLDEST = 1, 5
"""Points a whole year after the first, and the most of them."""
_SURE_OF_NUMBERS = 95
"""Score of a pair whose numbers were replaced."""
_UNSURE_OF_NUMBERS = 89
"""Most that a pair scores that differs in numbers which could not be replaced: 20 mg is not 25 mg."""


_SENTENCE_END = re.compile(r"[.!?…:;\n؟۔।။։።。！？]")
"""What stands at the end of a sentence in the scripts that we know of."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands."""

    article: str = ""
    """The article's id."""
    previous: str = ""
    """The source text of the unit before it."""
    following: str = ""
    headings: tuple[str, ...] = ()
    domain: str = ""
    """What the article is about, by name: its profile."""


Neighbours = Callable[[ApprovedPair], Place | None]
"""Where a pair stands today; None where it left its article, or was never in one."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a look-up may know beside the unit."""

    place: Place = field(default_factory=Place)
    neighbours: Neighbours | None = None
    domains: Mapping[str, str] = field(default_factory=dict)
    """Article id → domain."""
    today: str = ""
    """ISO date to which ages are counted; they do not count where it is empty."""


NOWHERE = Surroundings()


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that fits a unit."""

    target: str
    """With the unit's placeholders."""
    score: int
    """Per cent of likeness less penalties; 100 only where the texts are the same, tags included."""
    pair: ApprovedPair
    kind: Literal["context", "exact", "numbers", "near", "segments"] = "near"
    """context: the same text between the same neighbours. numbers: the same but for numbers, which were replaced.
    segments: put together of sentences that are each the same."""
    likeness: int = 0
    """Per cent of likeness of the two sources' words, before penalties."""
    numbers: tuple[Change, ...] = ()
    """The numbers in which alone the sources differ, the pair's and the unit's."""
    penalties: Mapping[str, int] | None = None
    """What was taken off, by reason: imported, domain, age, machine."""
    place: Place | None = None
    """Where an exact match stands."""


@dataclass(frozen=True, slots=True)
class SegmentMatches:
    """A sentence of a unit and what fits it."""

    span: Span
    matches: tuple[Match, ...]


_ORDER = ("context", "exact", "segments", "numbers", "near")


class Memory:
    """The pairs of one locale. ValueError for pairs of several."""

    def __init__(self, pairs: Iterable[ApprovedPair] = (), *, locale: str = "", source_locale: str = "en") -> None:
        kept = [pair for pair in pairs if not locale or pair.locale in ("", locale)]
        if len(locales := sorted({pair.locale for pair in kept if pair.locale})) > 1:
            raise ValueError(f"a memory holds one locale, not {', '.join(locales)}")
        self._file = MemoryFile(build_file(kept, source_locale=source_locale))

    @classmethod
    def open(cls, path: Path) -> Memory:
        """The memory of a file that `build_file` made, mapped. DraftError where it is damaged."""
        memory = cls.__new__(cls)
        memory._file = MemoryFile.open(path)
        return memory

    def __len__(self) -> int:
        return len(self._file)

    def __iter__(self) -> Iterator[ApprovedPair]:
        return (self._file.read(number) for number in range(len(self)))

    @property
    def _source_locale(self) -> str:
        return str(self.stamp.get("source_locale", "en"))

    @property
    def stamp(self) -> Mapping[str, Any]:
        """What the file says that it was derived from."""
        return self._file.stamp

    def look_up(self, unit: Unit, *, limit: int = 5, around: Surroundings = NOWHERE) -> tuple[Match, ...]:
        """Matches of 75 per cent and more whose placeholders fit, the best first, each target once.

        Where nothing is exact, the sentences of the unit are tried: all of them exact make a match.
        """
        ranked = _rank_once(self._find(unit, around))
        if not ranked or ranked[0].kind not in ("context", "exact"):
            ranked = _rank_once([*ranked, *self._join_segments(unit, around)])
        return ranked[:limit]

    def look_up_segments(
        self, unit: Unit, *, limit: int = 3, around: Surroundings = NOWHERE
    ) -> tuple[SegmentMatches, ...]:
        """What fits each sentence of a unit that has several; for a person to choose from."""
        spans = split_sentences(unit.text, self._source_locale)
        inside = replace(around, neighbours=None)
        return tuple(
            SegmentMatches(span, _rank_once(self._find(_cut(unit, span), inside))[:limit])
            for span in (spans if len(spans) > 1 else ())
        )

    def _join_segments(self, unit: Unit, around: Surroundings) -> Iterator[Match]:
        """The unit, put together, where each of its sentences is known exactly."""
        parts, scores, pairs = [], [], []
        inner = _SENTENCE_END.search(unit.text, 0, len(unit.text) - 1)  # splitting takes longer than all else
        spans = split_sentences(unit.text, self._source_locale) if inner else ()
        for span in spans if len(spans) > 1 else ():
            known = self._find(_cut(unit, span), replace(around, neighbours=None), near=False)
            match = next(iter(_rank_once(known)), None)
            if match is None or match.kind != "exact":
                return
            sentence = unit.text[span.start : span.end]
            parts.append(match.target + sentence[len(sentence.rstrip()) :])
            scores.append(match.score)
            pairs.append(match.pair)
        target = "".join(parts)
        if parts and not find_faults(target, unit.placeholders, source=unit.text):
            whole = replace(pairs[0], source=unit.text, target=target, part="segment", placeholders=unit.placeholders)
            yield Match(target, min(99, *scores), whole, "segments", 100)

    def _find(self, unit: Unit, around: Surroundings, *, near: bool = True) -> Iterator[Match]:
        words = words_of(unit.text, unit.placeholders)
        if not any(char.isalpha() for char in words):
            return  # "20 mg" is like "25 mg", and must not be
        texts = [*self._file.find_exact(words), *(self._file.find_near(words) if near else ())]
        for text in dict.fromkeys(texts):
            for pair in self._file.pairs_of(text):
                match = _fit(unit, words, pair)
                if match is not None:
                    yield _weigh(_place(match, around), around)


def build_file(pairs: Iterable[ApprovedPair], *, source_locale: str, stamp: Mapping[str, Any] | None = None) -> bytes:
    """The memory's file of these pairs and their sentences: the same for the same pairs in any order."""
    whole = list(pairs)
    parts = (part for pair in whole if pair.part == "unit" for part in split_pair(pair, source_locale))
    return build_memory([*whole, *parts], {**(stamp or {}), "source_locale": source_locale})


def _rank_once(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The best first, each target once."""
    best: dict[str, Match] = {}
    for match in sorted(matches, key=_rank):
        best.setdefault(match.target, match)
    return tuple(best.values())


def _rank(match: Match) -> tuple[int, int, tuple[int, ...], str, str]:
    """The best first; of two translations of one source the later one."""
    return (
        _ORDER.index(match.kind),
        -match.score,
        tuple(-ord(char) for char in match.pair.approved_at),
        match.pair.source,
        match.target,
    )


def _fit(unit: Unit, words: str, pair: ApprovedPair) -> Match | None:
    """The pair as a proposal for the unit; None where it is too little like it or its placeholders do not fit."""
    old_words = words_of(pair.source, pair.placeholders or read_placeholders(pair.source))
    likeness = int(fuzz.ratio(words, old_words))
    changes = find_changes(old_words, words)
    replaced = replace_numbers(pair.source, pair.target, unit.text) if changes else None
    if likeness < NEAR and replaced is None:
        return None
    used = pair if replaced is None else replace(pair, source=unit.text, target=replaced, placeholders=())
    target = _rename(unit, used)
    if target is None:
        return None
    if replaced is not None:
        return Match(target, _SURE_OF_NUMBERS, pair, "numbers", likeness, changes)
    if pair.source == unit.text:
        return Match(target, 100, pair, "exact", 100)
    return Match(target, min(_UNSURE_OF_NUMBERS if changes else 99, likeness), pair, "near", likeness, changes)


def _rename(unit: Unit, pair: ApprovedPair) -> str | None:
    old = pair.placeholders or tuple(like_namesake(held, unit.placeholders) for held in read_placeholders(pair.source))
    target = rename_placeholders(pair.target, old, unit.placeholders)
    return None if target is None or find_faults(target, unit.placeholders, source=unit.text) else target


def _place(match: Match, around: Surroundings) -> Match:
    """An exact match with where it stands: in context where its neighbours are the unit's."""
    if match.kind != "exact" or around.neighbours is None or match.pair.part == "segment":
        return match
    there = around.neighbours(match.pair)
    wanted = (around.place.previous, around.place.following)
    same = there is not None and any(wanted) and wanted == (there.previous, there.following)
    return replace(match, place=there, kind="context" if same else "exact")


def _weigh(match: Match, around: Surroundings) -> Match:
    """Less what speaks against it. What is left below 75 is shown all the same: the texts are that like."""
    pair, domain = match.pair, around.place.domain
    penalties = {
        "imported": _IMPORTED if pair.origin else 0,
        "domain": _OTHER_DOMAIN if domain and around.domains.get(pair.article, domain) != domain else 0,
        "age": min(_OLDEST, _PER_YEAR * max(0, _count_years(pair.approved_at, around.today) - 1)),
        "machine": _MACHINE if pair.machine else 0,
    }
    kept = {reason: points for reason, points in penalties.items() if points}
    return replace(match, score=max(1, match.score - sum(kept.values())), penalties=kept or None)


def _count_years(since: str, until: str) -> int:
    """Whole years between two ISO dates; 0 where one is not known."""
    if not (since and until):
        return 0
    return int(until[:4]) - int(since[:4]) - (until[4:10] < since[4:10])


def _cut(unit: Unit, span: Span) -> Unit:
    """A sentence as a unit, with the placeholders that stand in it."""
    text = unit.text[span.start : span.end].strip()
    names = {match[2] for match in TAG.finditer(text)}
    return replace(unit, text=text, placeholders=tuple(held for held in unit.placeholders if held.name in names))
