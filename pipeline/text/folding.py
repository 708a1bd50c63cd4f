"""Text made easy to scan: native and full-width digits as ASCII, invisible controls gone, with the way back.

Scanners search the folded text and report spans of the original. Nothing here changes what is stored or shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Span
from pipeline.text.remembered import remembered

_INVISIBLE = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u093c\u09bc"
)
"""Soft hyphen, zero-width and bidi controls, which stand inside numbers of right-to-left text; and the stretching
and vowel marks of Arabic script and the dot of Hindi, which one and the same word has or has not."""

_SIGNS = {
    "٪": "%", "％": "%", "﹪": "%",
    "،": ",", "．": ".", "：": ":", "／": "/", "＋": "+", "＠": "@", "（": "(", "）": ")", "＜": "<", "＞": ">",
    "‐": "-", "‑": "-", "−": "-", "－": "-", "﹣": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u3000": " ",
    "’": "'", "µ": "μ", "º": "°", "˚": "°", "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤",
}  # fmt: skip

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ە": "ه",
    "ھ": "ه",
    "ँ": "ं", "ё": "е", "Ё": "Е", "İ": "I",
}  # fmt: skip
"""Letters that one and the same word is written with in two ways."""


END_OF_SCRIPTS = 0x20000
"""Above it, Unicode has no decimal digit, and no combining mark but the variation selectors of plane 14."""


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table = {ord(sign): plain for sign, plain in (_SIGNS | _LETTERS).items()}
    for point in range(0x80, END_OF_SCRIPTS):
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


@remembered
def fold_text(text: str) -> Folded:
    """The text with every decimal digit as ASCII, one form of %, hyphen, colon and space, and no invisible controls.

    Decomposed letters are composed, and letters that are written in two ways (Arabic alef, Persian yeh) made one.

    >>> fold_text("٢٠ ملغ، ２０％").text
    '20 ملغ, 20%'
    """
    if text.isascii():
        return Folded(text)
    composed, starts = _compose(text)
    folded = composed.translate(_table())
    if _INVISIBLE.isdisjoint(folded):
        return Folded(folded, starts)
    kept = [(index, char) for index, char in enumerate(folded) if char not in _INVISIBLE]
    places = starts or range(len(folded) + 1)
    return Folded("".join(char for _, char in kept), (*(places[index] for index, _ in kept), len(text)))


_CLUSTER = re.compile(r"\w?[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u093c\u09bc]+|.", re.DOTALL)


def _compose(text: str) -> tuple[str, tuple[int, ...]]:
    """The text in composed letters (NFC) and, if that moved any, where each stood."""
    if unicodedata.is_normalized("NFC", text):
        return text, ()
    letters: list[str] = []
    starts: list[int] = []
    for match in _CLUSTER.finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        letters.append(composed)
        starts.extend([match.start()] * len(composed))
    return "".join(letters), (*starts, len(text))
