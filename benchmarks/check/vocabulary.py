"""Words to make mutants with, by language, from `words/<language>.toml`.

They are written for the mutants alone: the checks have their own tables, and neither reads the other's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from unicodedata import category

from babel import Locale
from babel.dates import get_month_names

from benchmarks.check.pairs import HERE

SPACELESS = frozenset({"zh", "ja", "th", "my", "km", "lo"})
_MARKS = "".join(chr(point) for point in range(0x300, 0x1200) if category(chr(point)) in ("Mn", "Mc"))
"""Vowel signs, which `\\w` leaves out: without them a word of Hindi would end in its middle."""
_IN_WORDS = rf"\w{_MARKS}\u200c\u200d"


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """One language's lists. Each inner list holds words that mean different things and can stand for each other."""

    language: str
    units: Sequence[Sequence[str]] = ()
    frequency: Sequence[Sequence[str]] = ()
    inequality: Sequence[Sequence[str]] = ()
    polarity: Sequence[Sequence[str]] = ()
    modality: Sequence[Sequence[str]] = ()
    negation: Sequence[tuple[str, str]] = ()
    """(negated, not negated): "no debe" and "debe"."""
    names: Sequence[Sequence[str]] = ()
    numerals: Mapping[int, str] = field(default_factory=dict)
    percent: Sequence[str] = ()
    months: Sequence[str] = ()
    spaceless: bool = False

    def pattern(self, word: str) -> re.Pattern[str]:
        """The word as a whole, or anywhere where words are not parted."""
        return word_pattern(word, self.spaceless)


@lru_cache(maxsize=4096)
def word_pattern(word: str, spaceless: bool) -> re.Pattern[str]:
    if spaceless:
        return re.compile(re.escape(word))
    before = f"(?<![{_IN_WORDS}])" if word[0].isalnum() else ""
    after = f"(?![{_IN_WORDS}])" if word[-1].isalnum() or word[-1] in _MARKS else ""
    return re.compile(before + re.escape(word) + after)


@lru_cache(maxsize=64)
def read_words(locale: str) -> Words:
    """The lists of a locale's language; an unknown one has months only."""
    language = locale.split("_")[0]
    file = HERE / "words" / f"{language}.toml"
    table: dict[str, Any] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    lists = {name: table.get(name, ()) for name in ("units", "frequency", "inequality", "polarity", "modality")}
    months = get_month_names("wide", locale=Locale.parse(locale, sep="_"))
    return Words(
        language,
        **lists,
        negation=[(negated, plain) for negated, plain in table.get("negation", ())],
        names=table.get("names", ()),
        numerals={int(value): word for value, word in table.get("numerals", {}).items()},
        percent=table.get("percent", ()),
        months=[str(months[index]) for index in range(1, 13)],
        spaceless=language in SPACELESS,
    )
