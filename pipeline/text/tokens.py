"""Tokens that must come through a translation by value: numbers, URLs, e-mail addresses, telephone numbers."""

from __future__ import annotations

from pipeline.text.contacts import (
    Contact,
    blank_out,
    find_contacts,
    find_emails,
    find_telephones,
    find_urls,
)
from pipeline.text.folding import Folded, fold_text
from pipeline.text.number_words import NO_WORDS, NumberWords
from pipeline.text.numbers import Number, find_numbers

__all__ = [
    "NO_WORDS",
    "Contact",
    "Folded",
    "Number",
    "NumberWords",
    "blank_out",
    "find_contacts",
    "find_emails",
    "find_numbers",
    "find_telephones",
    "find_urls",
    "fold_text",
]
