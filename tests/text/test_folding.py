"""The tables of characters hold all of Unicode, though only its planes of scripts are walked."""

from __future__ import annotations

import sys
import unicodedata

from pipeline.text.folding import fold_text
from pipeline.text.patterns import find_words


def test_every_decimal_digit_is_folded() -> None:
    digits = [char for char in map(chr, range(0x80, sys.maxunicode + 1)) if char.isdecimal()]
    assert len(digits) > 600
    assert fold_text("".join(digits)).text == "".join(str(unicodedata.decimal(char)) for char in digits)


def test_every_combining_mark_belongs_to_its_word() -> None:
    marks = [c for c in map(chr, range(0x300, sys.maxunicode + 1)) if unicodedata.category(c) in ("Mn", "Mc")]
    assert len(marks) > 2_000
    assert len(find_words(f"a{''.join(marks)}b")) == 1
