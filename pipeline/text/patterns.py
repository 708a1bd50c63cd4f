"""Words and phrases of a table found in a text: by whole words, or by substring where a script has no spaces.

A pattern is what a linguist writes: `unless`, `no longer`, `desconoc*` (any ending), `*n't` (any beginning), and
`ne … pas` (up to five words between, in one sentence). Where patterns overlap the longest wins. The work is one
look-up a word (or a character in spaceless scripts), never a regular expression that could backtrack.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import Span
from pipeline.text.folding import END_OF_SCRIPTS
from pipeline.text.remembered import remembered

GAP = "…"
_WIDEST_GAP = 5
_LONGEST_ENDING = 24
_DROPPED = re.compile("[\u0640\u064b-\u0652\u0670\u200c\u200d\u200e\u200f\u00ad]")
"""Marks of vowels, joiners and controls: written or not, the word is the same."""
_BOUNDARY = re.compile(r"(?<![.!?])[.!?]++[\"'”’»)\]]*+\s++(?![a-zа-я])|[。！？।۔؟\n]++[\"'”’»)\]]*+\s*+")


class Word(NamedTuple):
    """A word of a text, folded, with its place."""

    text: str
    start: int
    end: int
    sentence: int
    """Which sentence of the text it stands in, from 0, by its punctuation alone."""


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found: its label, the spans of its words (the gap of `ne … pas` left out)."""

    label: str
    spans: tuple[Span, ...]
    position: int
    """The index of its first word (or character, in a spaceless script)."""

    @property
    def span(self) -> Span:
        return Span(self.spans[0].start, self.spans[-1].end)


_VARIATION_SELECTORS = range(0xE0100, 0xE01F0)


@lru_cache(maxsize=1)
def _marks() -> str:
    """Combining marks, which `\\w` leaves out, as a character class: without them Hindi words fall apart."""
    points = [p for p in range(0x300, END_OF_SCRIPTS) if unicodedata.category(chr(p)) in ("Mn", "Mc")]
    ranges: list[list[int]] = []
    for point in (*points, 0x200C, 0x200D, *_VARIATION_SELECTORS):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


@lru_cache(maxsize=2)
def _word_pattern(elides: bool) -> re.Pattern[str]:
    letter = f"[\\w{_marks()}]"
    return re.compile(f"{letter}+['’]?" if elides else f"{letter}+(?:['’]{letter}+)?")


@lru_cache(maxsize=8192)
def fold_word(word: str) -> str:
    """The word in lower case, composed, with a plain apostrophe, and without optional marks."""
    folded = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    return _DROPPED.sub("", folded) if not folded.isascii() else folded


@remembered
def find_words(text: str, *, elides: bool = False) -> tuple[Word, ...]:
    """The words of a text in order. `elides`: French *n'est* and Italian *dell'acqua* are two words."""
    words: list[Word] = []
    starts = find_starts(text)
    sentence = 0
    for match in _word_pattern(elides).finditer(text):
        start, end = match.span()
        while sentence + 1 < len(starts) and starts[sentence + 1] <= start:
            sentence += 1
        words.append(Word(fold_word(match[0]), start, end, sentence))
    return tuple(words)


@remembered
def find_starts(text: str) -> tuple[int, ...]:
    """Where the sentences of a text start, by its punctuation alone: quick, and alike in all languages."""
    starts = [0, *(match.end() for match in _BOUNDARY.finditer(text))]
    return tuple(starts[:-1] if len(starts) > 1 and not text[starts[-1] :].strip() else starts)


@dataclass(frozen=True, eq=False)
class Patterns:
    """A table made ready to search. `patterns` maps each label to its patterns."""

    patterns: Mapping[str, Sequence[str]]
    spaceless: bool = False
    prefixes: tuple[str, ...] = ()
    """What is written onto a word and may be left aside: Arabic و and ف."""
    shared: bool = False
    """Whether a word may stand for several labels at once; else the longest pattern has it alone."""
    _exact: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=lambda: defaultdict(list))
    _begin: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=lambda: defaultdict(list))
    _finish: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=lambda: defaultdict(list))
    _seen: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    _sizes: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By the first letter of words with an open end their lengths; of those with an open start, by `*` and the last."""

    def __post_init__(self) -> None:
        for label, patterns in self.patterns.items():
            for pattern in patterns:
                parts = (pattern,) if self.spaceless else tuple(fold_word(part) for part in pattern.split())
                first = parts[0]
                if self.spaceless:
                    self._exact[first[0]].append((label, parts))
                elif first.startswith("*"):
                    self._finish[first[1:]].append((label, parts))
                elif "*" in first:
                    self._begin[first.split("*")[0]].append((label, parts))
                else:
                    self._exact[first].append((label, parts))
        for part in self._begin:
            self._sizes[part[:1]].add(len(part))
        for part in self._finish:
            self._sizes[f"*{part[-1:]}"].add(len(part))

    def find(self, text: str, words: Sequence[Word] = ()) -> tuple[Match, ...]:
        """Every match in order, none overlapping; `words` are those of the text, for scripts with spaces."""
        return tuple(self._find_in_characters(text) if self.spaceless else self._find_in_words(words))

    def _find_in_characters(self, text: str) -> Iterator[Match]:
        text = text.lower()
        place = 0
        while place < len(text):
            hits = [hit for hit in self._exact.get(text[place], ()) if text.startswith(hit[1][0], place)]
            if hits:
                longest = max(len(hit[1][0]) for hit in hits)
                for label, (found,) in hits if self.shared else [max(hits, key=lambda hit: len(hit[1][0]))]:
                    if len(found) == longest:
                        yield Match(label, (Span(place, place + len(found)),), place)
                place += longest
            else:
                place += 1

    def _find_in_words(self, words: Sequence[Word]) -> Iterator[Match]:
        taken: set[int] = set()
        seen = self._seen
        for index, word in enumerate(words):
            starts = seen.get(word.text)
            if starts is None:
                starts = self._starts(word.text)
            if not starts or index in taken:
                continue
            best: tuple[str, tuple[int, ...]] | None = None
            others: set[str] = set()
            for label, parts in starts:
                places = _follow(words, index, parts, taken)
                if places and (best is None or (len(places), -places[-1]) > (len(best[1]), -best[1][-1])):
                    best, others = (label, places), set()
                elif places and best and len(places) == len(best[1]):
                    others.add(label)
            if best:
                taken.update(best[1])
                spans = tuple(Span(words[i].start, words[i].end) for i in best[1])
                yield Match(best[0], spans, index)
                if self.shared:
                    yield from (Match(label, spans, index) for label in sorted(others - {best[0]}))

    def _starts(self, word: str) -> list[tuple[str, tuple[str, ...]]]:
        """The patterns that a word can begin; exact words before open ones. Remembered: texts repeat their words."""
        if (known := self._seen.get(word)) is not None:
            return known
        found = list(self._looked_up(word))
        for prefix in self.prefixes:
            if not found and word.startswith(prefix):
                found = list(self._looked_up(word[len(prefix) :]))
        if len(self._seen) < 20_000:
            self._seen[word] = found
        return found

    def _looked_up(self, word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield from self._exact.get(word, ())
        begin, finish = self._sizes.get(word[:1], ()), self._sizes.get(f"*{word[-1:]}", ())
        for size in sorted({*begin, *finish}, reverse=True) if begin or finish else ():
            if size > min(len(word), _LONGEST_ENDING):
                continue
            yield from (hit for hit in self._begin.get(word[:size], ()) if fits(word, hit[1][0]))
            yield from self._finish.get(word[-size:], ())


def _follow(words: Sequence[Word], index: int, parts: tuple[str, ...], taken: set[int]) -> tuple[int, ...]:
    """The indexes of a pattern's words from its first on; empty where it does not stand here."""
    places = [index]
    gap = False
    for part in parts[1:]:
        if part == GAP:
            gap = True
            continue
        last = places[-1]
        reach = range(last + 1, min(last + 2 + (_WIDEST_GAP if gap else 0), len(words)))
        found = next((i for i in reach if i not in taken and fits(words[i].text, part)), None)
        if found is None or words[found].sentence != words[index].sentence:
            return ()
        places.append(found)
        gap = False
    return tuple(places)


def fits(word: str, pattern: str) -> bool:
    """Whether a folded word is what one word of a pattern asks for."""
    begin, star, end = pattern.partition("*")
    if not star:
        return word == pattern
    return len(word) >= len(begin) + len(end) and word.startswith(begin) and word.endswith(end)


def merge_tables(*tables: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """One table of several, each label with the patterns of all."""
    merged: defaultdict[str, list[str]] = defaultdict(list)
    for table in tables:
        for label, patterns in table.items():
            merged[label].extend(patterns)
    return dict(merged)
