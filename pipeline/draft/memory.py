"""The memory of approved pairs: exact and near matches for a unit, with the placeholders of the unit.

A match is a proposal with its history; approval in one article or locale is never inherited by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from pipeline.model import Placeholder, Unit
from pipeline.text.placeholders import PROTECTED_NAME, TAG, find_faults, plain_text, rename_placeholders

NEAR = 75
"""Per cent of likeness below which a match helps nobody."""


@dataclass(frozen=True, slots=True)
class ApprovedPair:
    """A source and its approved target, as the ledger has them."""

    source: str
    target: str
    article: str = ""
    locale: str = ""
    approved_at: str = ""
    approved_by: str = ""
    placeholders: tuple[Placeholder, ...] = ()
    """Of the source, where they are known; read from its tags otherwise."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that fits a unit."""

    target: str
    """With the unit's placeholders."""
    score: int
    """Per cent of likeness of the two sources' words; 100 only where the texts are the same, tags included."""
    pair: ApprovedPair


class Memory:
    """The approved pairs of one locale. ValueError for pairs of several."""

    def __init__(self, pairs: Iterable[ApprovedPair], *, locale: str = "") -> None:
        kept = [pair for pair in pairs if not locale or pair.locale in ("", locale)]
        if len(locales := sorted({pair.locale for pair in kept if pair.locale})) > 1:
            raise ValueError(f"a memory holds one locale, not {', '.join(locales)}")
        # The newest first, so that of two translations of one source the later one is offered.
        self._pairs = sorted(kept, key=lambda pair: (pair.approved_at, pair.source, pair.target), reverse=True)
        self._placeholders = [pair.placeholders or read_placeholders(pair.source) for pair in self._pairs]
        self._words = [_words(p.source, held) for p, held in zip(self._pairs, self._placeholders, strict=True)]

    def __len__(self) -> int:
        return len(self._pairs)

    def look_up(self, unit: Unit, *, limit: int = 5) -> tuple[Match, ...]:
        """Matches of 75 per cent and more whose placeholders fit, the best first, each target once."""
        wanted = _words(unit.text, unit.placeholders)
        if not any(char.isalpha() for char in wanted):
            return ()  # "20 mg" is like "25 mg", and must not be
        found: dict[str, Match] = {}
        hits = process.extract(wanted, self._words, scorer=fuzz.ratio, score_cutoff=NEAR, limit=limit * 4)
        for _, score, index in sorted(hits, key=lambda hit: (-hit[1], hit[2])):
            match = self._fit(unit, index, score)
            if match is not None and (match.target not in found or found[match.target].score < match.score):
                found[match.target] = match
        return tuple(sorted(found.values(), key=lambda match: -match.score)[:limit])

    def _fit(self, unit: Unit, index: int, score: float) -> Match | None:
        pair = self._pairs[index]
        old = self._placeholders[index]
        if not pair.placeholders:
            old = tuple(_like_namesake(placeholder, unit.placeholders) for placeholder in old)
        target = rename_placeholders(pair.target, old, unit.placeholders)
        if target is None or find_faults(target, unit.placeholders, source=unit.text):
            return None
        return Match(target, 100 if pair.source == unit.text else min(99, int(score)), pair)


def _like_namesake(placeholder: Placeholder, others: Sequence[Placeholder]) -> Placeholder:
    """With the element that the unit's placeholder of that name has: `<x>` may be any element, and the tag hides it."""
    base = placeholder.name.rstrip("0123456789")
    for other in others:
        if other.form == placeholder.form and other.name.rstrip("0123456789") == base:
            return replace(placeholder, element=other.element)
    return placeholder


def read_placeholders(source: str) -> tuple[Placeholder, ...]:
    """The placeholders that a source's tags tell of, by name and form; what they stand for is not known here."""
    return tuple(_read_placeholders(source))


def _read_placeholders(source: str) -> Iterator[Placeholder]:
    seen: set[str] = set()
    for match in TAG.finditer(source):
        slash, name, void = match.groups()
        end = source.find(f"</{name}>", match.end())
        if slash or name in seen or (not void and end < 0):
            continue
        seen.add(name)
        element = name.rstrip("0123456789")
        if void:
            yield Placeholder(name, "void", element)
        elif element == PROTECTED_NAME:
            yield Placeholder(name, "protected", "", text=source[match.end() : end])
        else:
            yield Placeholder(name, "pair", element)


def _words(text: str, placeholders: Sequence[Placeholder]) -> str:
    return " ".join(plain_text(text, placeholders).split())
