"""Emergency numbers in a text: the short ones that a reader is told to call, which differ by country."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Span

NUMBERS = ("000", "100", "101", "102", "108", "110", "111", "112", "113", "115", "117", "118", "119", "120", "122",
           "123", "190", "191", "192", "193", "911", "988", "995", "997", "998", "999")  # fmt: skip
"""National emergency, ambulance and crisis numbers of three digits (ITU-T E.129 lists them)."""
_ALWAYS = ("911", "988")
"""Hardly ever a quantity in a health text; the others need a word that says so."""
_CUES = re.compile(
    r"\b(?:call|calls|calling|dial|dialing|dialling|phone|ring|text|contact|emergency|ambulance|hotline)\b",
    re.IGNORECASE,
)
_REACH = 30
"""Characters before or after the number in which the word stands."""


def find_emergency_numbers(text: str) -> tuple[tuple[str, Span], ...]:
    """The numbers that English text tells its reader to call, with their places."""
    found = []
    for match in re.finditer(r"(?<![\w.,:/+-])\d{2,5}(?![\w%]|[.,:/-]\d)", text):
        number = match[0]
        near = text[max(0, match.start() - _REACH) : match.end() + _REACH]
        if number in _ALWAYS or (number in NUMBERS and _CUES.search(near)):
            found.append((number, Span(*match.span())))
    return tuple(found)


def find_numbers(text: str, numbers: Sequence[str]) -> tuple[tuple[str, Span], ...]:
    """The places of these numbers, whatever stands around them; digits of any script count."""
    folded = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    return tuple(
        (number, Span(*match.span()))
        for number in dict.fromkeys(numbers)
        for match in re.finditer(rf"(?<![\d.,]){re.escape(number)}(?!\d|[.,]\d)", folded)
    )
