"""Tokens that must come through a translation by value: numbers, units, inequalities, URLs, telephone numbers."""

from __future__ import annotations

from pipeline.text.contacts import (
    Contact,
    blank_contacts,
    blank_out,
    find_contacts,
    find_emails,
    find_telephones,
    find_urls,
)
from pipeline.text.folding import Folded, fold_text
from pipeline.text.number_values import Number
from pipeline.text.number_words import NumberWords, number_words
from pipeline.text.numbers import Cue, Quantities, find_cues, find_numbers, read_quantities

__all__ = [
    "Contact",
    "Cue",
    "Folded",
    "Number",
    "NumberWords",
    "Quantities",
    "blank_contacts",
    "blank_out",
    "find_contacts",
    "find_cues",
    "find_emails",
    "find_numbers",
    "find_telephones",
    "find_urls",
    "fold_text",
    "number_words",
    "read_quantities",
]
