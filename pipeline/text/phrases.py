"""Words and set phrases of a language, found in one walk over a text: units, number words, "at least", "twice".

A table names what a phrase means: a kind (`unit`, `number`, `relation` …) and a name (`day`, `28`, `at_least`). The
walk looks each word up once, so its time grows with the text and with nothing else. Where phrases overlap, the
longest wins, whatever its kind: 千克 is a kilogram and no thousand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from pipeline.text.folding import fold_text


class Entry(NamedTuple):
    """A line of a table. `word*` stands for every word that begins so: недел* for неделя, недели, недель."""

    kind: str
    name: str
    phrase: str


class Phrase(NamedTuple):
    """A phrase as it stands in a text."""

    start: int
    end: int
    kind: str
    name: str


_HAVE_MARKS = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))
"""Beyond are ideographs and what is private: to look at every character would take a good part of the start."""


def _mark_ranges() -> str:
    """Combining marks as a character class: Python's `\\w` leaves out the vowels of Hindi."""
    ranges: list[list[int]] = []
    for point in chain.from_iterable(_HAVE_MARKS):
        if unicodedata.category(chr(point))[0] != "M":
            continue
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(rf"{chr(first)}-{chr(last)}" for first, last in ranges)


MARKS = _mark_ranges()
"""For patterns that must not end inside a word: `(?![\\w{MARKS}])`."""

_IDEOGRAPH = "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(
    rf"(?P<ideograph>[{_IDEOGRAPH}])|[^\W\d_{_IDEOGRAPH}](?:[^\W\d_{_IDEOGRAPH}]|[{MARKS}]|'(?=[^\W\d_]))*|\d+|[°℃℉%≥≤<>/]"
)
_LONGEST_STEM = 24
_GAPS = frozenset(("", " ", "-"))


@dataclass(frozen=True, slots=True)
class _Rest:
    """What must follow a phrase's first word, and what it then means."""

    words: tuple[tuple[str, bool], ...]
    meanings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False, slots=True)
class PhraseBook:
    """A language's phrases, ready to be found. Text and phrases are compared folded and in lower case."""

    exact: dict[str, list[_Rest]] = field(default_factory=dict)
    stems: dict[str, list[_Rest]] = field(default_factory=dict)
    sizes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """By the first letter of stems their lengths, the longest first."""
    prefixes: tuple[str, ...] = ()
    """What is written onto a word and may be left aside: Arabic و, ال."""

    def find(self, lower: str) -> list[Phrase]:
        """The phrases of a folded text in lower case, in order, none overlapping but those of one span."""
        tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(lower)]
        found: list[Phrase] = []
        index = 0
        while index < len(tokens):
            best: dict[Phrase, None] = {}
            length = 0
            for rest, cut in self._rests(tokens[index][0]):
                size = self._follow(rest, tokens, index, lower)
                if size > length:
                    best, length = {}, size
                if size and size == length:
                    start, end = tokens[index][1] + cut, tokens[index + size - 1][2]
                    best |= {Phrase(start, end, kind, name): None for kind, name in rest.meanings}
            found.extend(best)
            index += length or 1
        return found

    def _rests(self, token: str) -> Iterable[tuple[_Rest, int]]:
        """What a first word may begin, with the length of the prefix that it carries."""
        known = False
        for rest in self.exact.get(token, ()):
            known = True
            yield rest, 0
        for rest, _ in self._stemmed(token, 0):
            known = True
            yield rest, 0
        for prefix in () if known else self.prefixes:
            if token.startswith(prefix) and len(token) > len(prefix) + 1:
                bare = token[len(prefix) :]
                for rest in self.exact.get(bare, ()):
                    yield rest, len(prefix)
                yield from self._stemmed(bare, len(prefix))

    def _stemmed(self, token: str, cut: int) -> Iterable[tuple[_Rest, int]]:
        for size in self.sizes.get(token[:1], ()):
            for rest in self.stems.get(token[:size], ()) if size <= len(token) else ():
                yield rest, cut

    def _follow(self, rest: _Rest, tokens: list[tuple[str, int, int]], index: int, lower: str) -> int:
        """How many tokens the phrase takes here; 0 if it does not stand here."""
        at = index
        for word, is_stem in rest.words:
            at += 1
            if at >= len(tokens) or lower[tokens[at - 1][2] : tokens[at][1]] not in _GAPS:
                return 0
            token = tokens[at][0]
            if not (token.startswith(word) if is_stem else token == word):
                return 0
        return at - index + 1


def make_book(entries: Iterable[Entry], *, prefixes: Iterable[str] = (), open_ended: bool = False) -> PhraseBook:
    """A book of entries. `open_ended`: every phrase may go on, for languages that write particles onto a word."""
    meanings: defaultdict[tuple[tuple[str, bool], ...], dict[tuple[str, str], None]] = defaultdict(dict)
    for kind, name, phrase in entries:
        if words := _split(phrase, open_ended=open_ended):
            meanings[words].setdefault((kind, name))
    book = PhraseBook(prefixes=tuple(sorted({fold_text(p).text for p in prefixes}, key=len, reverse=True)))
    for words, found in meanings.items():
        (first, is_stem), *others = words
        (book.stems if is_stem else book.exact).setdefault(first, []).append(_Rest(tuple(others), tuple(found)))
    for stem in book.stems:
        lengths = {*book.sizes.get(stem[:1], ()), min(len(stem), _LONGEST_STEM)}
        book.sizes[stem[:1]] = tuple(sorted(lengths, reverse=True))
    return book


def _split(phrase: str, *, open_ended: bool) -> tuple[tuple[str, bool], ...]:
    folded = fold_text(phrase).text.lower()
    words = [(m[0], folded.startswith("*", m.end())) for m in _TOKEN.finditer(folded)]
    if open_ended and words and words[-1][0][-1:] >= "\uac00":
        words[-1] = (words[-1][0], True)
    return tuple(words)
