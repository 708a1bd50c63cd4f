"""A number as it stands in a text, with all that it may mean and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model import Span

Strength = Literal["firm", "word", "hint"]
Kind = Literal["number", "time", "month", "code"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text."""

    value: Decimal
    """By the locale's own reading; of a time, minutes since midnight; of a code, its last number."""
    text: str
    span: Span
    kind: Kind = "number"
    strength: Strength = "firm"
    """firm: digits. word: number words, names of months. hint: may be a number (both, III); it clears a finding, and
    makes one only where the other side has such a word for another value."""
    readings: frozenset[Decimal] = frozenset()
    """Every value that it may mean, `value` included."""
    parts: tuple[Number, ...] = ()
    """Its numbers one by one, where it may also be read so: 7 and 0 of 7:00, 19 of COVID-19, 1 and 2 of ½."""
    percent: bool = False
    negative: bool = False
    """A minus sign stands before it; values are without sign."""
    code: str = ""
    """Of a code: in lower case without hyphens."""
    mantissa: Decimal | None = None
    """Before its multiplier word: 1.58 of "1.58 billion"."""
    form: Literal["", "ordinal", "roman", "counted", "part"] = ""
    """How a hint is written: second; III; twice, which has its unit in it. part: one of a code."""
    unit: str = ""
    """What it counts or measures: mg, tablet, day; `date:3` is a day of March, `zone:ET` that of a time."""
    unit_span: Span | None = None
    noun: str = ""
    """What it counts, where that is no unit: person, death, country."""
    relation: str = ""
    """at_least, more_than, at_most, less_than."""
    relation_span: Span | None = None


def is_year(number: Number) -> bool:
    """Whether a number without a unit is likely a year of the calendar: 2019."""
    plain = number.kind == "number" and number.strength == "firm" and not (number.noun or number.percent)
    return plain and number.text.isdecimal() and 1500 <= number.value < 2100
