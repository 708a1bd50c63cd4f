"""Text made easy to scan: native and full-width digits as ASCII, invisible controls gone, with the way back.

Scanners search the folded text and report spans of the original. Nothing here changes what is stored or shown.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Span

_INVISIBLE = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphen, zero-width and bidi controls: they stand inside numbers of right-to-left text."""

_SIGNS = {
    "٪": "%", "％": "%", "﹪": "%",
    "،": ",", "．": ".", "：": ":", "／": "/", "＋": "+", "＠": "@", "（": "(", "）": ")",
    "‐": "-", "‑": "-", "−": "-", "－": "-", "﹣": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ",
}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    for point in range(0x80, sys.maxunicode + 1):
        char = chr(point)
        if char.isdecimal():
            table[point] = str(unicodedata.decimal(char))
        elif 0xFF21 <= point <= 0xFF5A and char.isalpha():  # full-width Latin letters
            table[point] = chr(point - 0xFEE0)
    return table


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, where characters were left out, the original offset of each of its characters."""

    text: str
    offsets: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span in the original text of `text[start:end]`."""
        if not self.offsets:
            return Span(start, end)
        return Span(self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start])


def fold_text(text: str) -> Folded:
    """The text with every decimal digit as ASCII, one form of %, hyphen, colon and space, and no invisible controls.

    >>> fold_text("٢٠ ملغ، ２０％").text
    '20 ملغ, 20%'
    """
    folded = text.translate(_table())
    if not any(char in _INVISIBLE for char in folded):
        return Folded(folded)
    kept = [(index, char) for index, char in enumerate(folded) if char not in _INVISIBLE]
    return Folded("".join(char for _, char in kept), (*(index for index, _ in kept), len(folded)))
