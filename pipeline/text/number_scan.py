"""One pass over one text for its numbers: who has read which characters, and what phrases stand where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from decimal import Decimal

from pipeline.model import Span
from pipeline.text.folding import Folded
from pipeline.text.number_values import Number
from pipeline.text.number_words import NumberWords
from pipeline.text.phrases import Phrase

_SCRIPTLESS = " -"


class Scan:
    """A folded text under a scan. Each number takes its characters, so that no digit counts twice."""

    def __init__(self, original: str, folded: Folded, locale: str, words: NumberWords) -> None:
        self.original, self.folded, self.locale, self.words = original, folded, locale, words
        self.text = folded.text
        lower = self.text.lower()
        self.lower = lower if len(lower) == len(self.text) else self.text
        self.free = bytearray(b"\x01" * len(self.text))
        self.phrases: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._meanings: set[tuple[int, str, str]] = set()
        self._places: dict[str, list[Span]] = {}
        self._by_start: defaultdict[str, dict[int, Phrase]] = defaultdict(dict)
        self._by_end: defaultdict[str, dict[int, Phrase]] = defaultdict(dict)
        for phrase in words.book.find(self.lower):
            self.phrases[phrase.kind].append(phrase)
            self._by_start[phrase.kind].setdefault(phrase.start, phrase)
            self._meanings.add((phrase.start, phrase.kind, phrase.name))
            self._by_end[phrase.kind].setdefault(phrase.end, phrase)

    @property
    def language(self) -> str:
        return self.locale.split("_")[0]

    def take(self, start: int, end: int) -> None:
        self.free[start:end] = bytes(end - start)

    def is_free(self, start: int, end: int) -> bool:
        return all(self.free[start:end])

    def after(self, kind: str, place: int) -> Phrase | None:
        """The phrase of a kind that begins here, or behind one space or hyphen."""
        starts = self._by_start[kind]
        found = starts.get(place)
        if found is None and self.text[place : place + 1] in _SCRIPTLESS and place < len(self.text):
            found = starts.get(place + 1)
        return found

    def before(self, kind: str, place: int) -> Phrase | None:
        """The phrase of a kind that ends here, or before one space or hyphen."""
        ends = self._by_end[kind]
        found = ends.get(place)
        if found is None and place and self.text[place - 1] in _SCRIPTLESS:
            found = ends.get(place - 1)
        return found

    def has(self, kind: str, name: str, start: int) -> bool:
        """Whether a phrase of this meaning begins exactly here."""
        return (start, kind, name) in self._meanings

    def next_of(self, kind: str, place: int) -> Phrase | None:
        """The first phrase of a kind that begins at or after a place of the original text."""
        spans = self._spans(kind)
        at = bisect_left(spans, place, key=lambda span: span.start)
        return self.phrases[kind][at] if at < len(spans) else None

    def last_of(self, kind: str, place: int) -> Phrase | None:
        """The last phrase of a kind that ends at or before a place of the original text."""
        spans = self._spans(kind)
        at = bisect_right(spans, place, key=lambda span: span.end) - 1
        return self.phrases[kind][at] if at >= 0 else None

    def _spans(self, kind: str) -> list[Span]:
        if kind not in self._places:
            self._places[kind] = [self.span(phrase.start, phrase.end) for phrase in self.phrases[kind]]
        return self._places[kind]

    def make(self, value: Decimal, start: int, end: int, **more: object) -> Number:
        """A number of this text; `more` are further fields of it."""
        span = self.folded.span(start, end)
        readings = more.pop("readings", None) or (value,)
        return Number(
            value,
            self.original[span.start : span.end],
            span,
            readings=frozenset(readings),  # type: ignore[call-overload]
            **more,  # type: ignore[arg-type]
        )

    def span(self, start: int, end: int) -> Span:
        return self.folded.span(start, end)
