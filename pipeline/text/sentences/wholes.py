"""Spans of a text that hold no boundary: URLs, e-mail addresses, numbers, and quotations and brackets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.model import Span
from pipeline.text.contacts import blank_out, find_emails, find_urls

LONGEST_ENCLOSURE = 300
"""Characters of a quotation or bracket that stays one sentence; the sentences of a longer one are split."""

_PAIRS = ("“”", "«»", "‹›", "„“”", "「」", "『』", "《》", "（）", "【】", "[]", "{}")
_NUMBER = re.compile(r"\d[.,٫٬．۔:/]\d")


class Wholes:
    """Tells whether a place lies within one of a text's wholes."""

    def __init__(self, text: str, quotes: Iterable[str]) -> None:
        emails = [found.span for found in find_emails(text)]
        urls = [found.span for found in find_urls(blank_out(text, emails))]
        numbers = (Span(*match.span()) for match in _NUMBER.finditer(text))
        enclosures = list(_find_enclosures(text, tuple(quotes)))
        self._spans = _join_overlapping([*emails, *urls, *numbers, *enclosures])
        self._starts = [span.start for span in self._spans]
        self._openings = {span.end: span.start for span in enclosures}

    def contain(self, place: int) -> bool:
        """Whether something whole begins before the place and ends after it."""
        index = bisect_left(self._starts, place) - 1
        return index >= 0 and place < self._spans[index].end

    def find_opening(self, place: int) -> int | None:
        """Where the quotation or bracket begins that ends at a place; None if none does."""
        return self._openings.get(place)


def _find_enclosures(text: str, quotes: tuple[str, ...]) -> Iterator[Span]:
    """Quotations and brackets, but not one around the whole text: its sentences are split."""
    stripped = text.strip()
    for match in _compile_enclosures(quotes).finditer(text):
        if len(match[0]) < len(stripped.rstrip(".!?。！？")):
            yield Span(*match.span())


@lru_cache(maxsize=32)
def _compile_enclosures(quotes: tuple[str, ...]) -> re.Pattern[str]:
    longest = f"{{1,{LONGEST_ENCLOSURE}}}"
    patterns = [
        rf"\((?:[^()]|\([^()]{{0,100}}\)){longest}\)",
        rf'(?<!\w)"[^"]{longest}"(?!\w)',
        r"(?<!\w)‘[^‘’]*(?:’\w[^‘’]*)*’(?!\w)",
    ]
    for pair in (*_PAIRS, *quotes):
        opening, closing = re.escape(pair[0]), re.escape(pair[1:])
        patterns.append(rf"{opening}[^{opening}{closing}]{longest}[{closing}]")
    return re.compile("|".join(patterns))


def _join_overlapping(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
