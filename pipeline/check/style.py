"""What the checks of style know of a locale: its signs, spaces, quotes, capitals, doublings, forms of address.

Each language's `[style]` table stands in `languages/<language>.toml`; `[style.territories.<CC>]` says what a country
does otherwise. A language without a table gets what holds everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipeline.text.tables import read_table

_NO_SPACE_BEFORE = ",.;:!?،؛؟，。；：？！।۔"


@dataclass(frozen=True, slots=True)
class Readability:
    """A published formula of the family of Flesch's: the higher, the easier. docs/checks.md names the sources."""

    name: str
    base: float
    sentence: float
    """Weight of words a sentence."""
    word: float
    """Weight of syllables a word."""
    vowels: str
    """What makes a syllable: a run of these counts once."""


@dataclass(frozen=True, eq=False, slots=True)
class Style:
    """One locale's table."""

    no_space_before: str = _NO_SPACE_BEFORE
    space_before: str = ""
    """Signs that want a space that does not break before them."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """A sign that is wrong after a letter of this script → the one that is right."""
    opening: Mapping[str, str] = field(default_factory=dict)
    """Closing sign → the sign that opens: ? → ¿."""
    quotes: tuple[str, ...] = ()
    """Pairs of quotation marks in use, as CLDR has them and its editors write; empty where any may stand."""
    spaceless: bool = False
    """Whether no space stands between characters."""
    end_stops: bool = True
    """Whether a sentence ends with a sign at all, and one that is missing tells something."""
    sentence_capitals: bool = True
    title_capitals: bool = True
    """Whether headings may capitalize each word."""
    doubled: frozenset[str] = frozenset()
    """Words that may stand twice in a row."""
    reduplicates: bool = False
    """Whether any word may stand twice by the language's grammar."""
    formal: tuple[str, ...] = ()
    """Words that address the reader formally; `*` at the end for any ending. They are compared with their capitals."""
    informal: tuple[str, ...] = ()
    readability: Readability | None = None


@lru_cache(maxsize=128)
def read_style(locale: str) -> Style:
    """The style of a locale, its territory's ways before its language's."""
    language, *rest = locale.split("_")
    table = dict(read_table(language.lower()).get("style", {})) if language.isalpha() else {}
    territories = table.pop("territories", {})
    for part in rest:
        table.update(territories.get(part, {}))
    return _make_style(table)


def _make_style(table: Mapping[str, Any]) -> Style:
    address = table.get("register", {})
    reading = table.get("readability")
    return Style(
        table.get("no_space_before", _NO_SPACE_BEFORE),
        table.get("space_before", ""),
        table.get("signs", {}),
        table.get("opening", {}),
        tuple(table.get("quotes", ())),
        bool(table.get("spaceless", False)),
        bool(table.get("end_stops", True)),
        bool(table.get("sentence_capitals", True)),
        bool(table.get("title_capitals", True)),
        frozenset(table.get("doubled", ())),
        bool(table.get("reduplicates", False)),
        tuple(address.get("formal", ())),
        tuple(address.get("informal", ())),
        Readability(**reading) if reading else None,
    )
