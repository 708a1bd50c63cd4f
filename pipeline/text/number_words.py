"""How a language writes numbers in words, and what it adds to digits: million, %, 亿, am, 月.

CLDR knows the number words of most languages (through `unicode-rbnf`), the names of months and of units (through
Babel); a table that a linguist fills adds the rest (see `pipeline/check/languages/`). Chinese numerals are read by
the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from unicode_rbnf import RbnfEngine

from pipeline.text.folding import fold_text
from pipeline.text.phrases import Entry, PhraseBook, make_book
from pipeline.text.tables import read_table
from pipeline.text.units import unit_entries

_OPEN_ENDED = frozenset(("ko",))
"""Languages that write particles onto a word."""

LISTS = ("idioms", "percent", "percent_before", "am", "pm", "hour", "century", "decade", "month_after", "month_before")
"""Kinds of phrases that have no name, as `[numbers]` lists them."""
VALUES = {"words": "number", "multipliers": "multiplier", "hints": "hint", "ordinals": "ordinal", "counted": "counted"}
"""Tables of `[numbers]` from a value to its words, and the kind of phrase that they make."""
SECTIONS = {"units": "unit", "nouns": "noun", "relations": "relation", "cues": "cue", "zones": "zone"}
"""Sections from a name to its words."""


@dataclass(frozen=True, eq=False, slots=True)
class NumberWords:
    """One language's phrases that make, change, or stand beside numbers."""

    book: PhraseBook = field(default_factory=PhraseBook)
    joiners: tuple[str, ...] = ()
    """What stands between the words of one number: and, y."""
    fillers: tuple[str, ...] = ()
    """What may stand between digits and multiplier: 5000多万."""
    unwritten: tuple[int, ...] = ()
    """Numbers that the grammar can say without a word: the Arabic dual."""
    not_after_multiplier: tuple[str, ...] = ()
    """What makes a multiplier part of another word: 千 before 瓦 is kilowatt."""
    doubtful: frozenset[str] = frozenset()
    """Number words that are often something else."""
    unit_first: bool = False
    """Whether units stand before their number: Swahili siku 28."""
    keeps_order: bool = False
    """Whether numbers come in the order of an English source, unless what they count moves with them."""
    knows_words: bool = False
    knows_multipliers: bool = False
    knows_relations: bool = False
    knows_cues: bool = False


_ZONES = tuple(
    Entry("zone", name, letters)
    for name, letters in (
        ("eastern", "et"), ("eastern", "est"), ("eastern", "edt"), ("central", "ct"), ("central", "cst"),
        ("central", "cdt"), ("mountain", "mt"), ("mountain", "mst"), ("mountain", "mdt"), ("pacific", "pt"),
        ("pacific", "pst"), ("pacific", "pdt"), ("utc", "utc"), ("utc", "gmt"),
    )
)  # fmt: skip
"""Read in capitals only: "et" is and in French."""


def make_number_words(locale: str, table: Mapping[str, Any]) -> NumberWords:
    """From a language's file such as tomllib reads it; an empty one gives what CLDR knows."""
    numbers = table.get("numbers", {})
    entries = [
        *_table_entries(table),
        *_ZONES,
        *_month_entries(locale),
        *unit_entries(locale),
        *_spelled_entries(locale),
    ]
    return NumberWords(
        make_book(
            entries,
            prefixes=numbers.get("prefixes", ()),
            open_ended=locale.split("_")[0] in _OPEN_ENDED,
        ),
        knows_words=bool(numbers),
        knows_multipliers=bool(numbers.get("multipliers")),
        knows_relations=bool(table.get("relations")),
        knows_cues=bool(table.get("cues")),
        doubtful=frozenset(fold_text(word).text for word in numbers.get("doubtful", ())),
        unit_first=bool(numbers.get("unit_first", False)),
        keeps_order=bool(numbers.get("keeps_order", False)),
        **{name: tuple(numbers.get(name, ())) for name in ("joiners", "fillers", "unwritten", "not_after_multiplier")},
    )


@lru_cache(maxsize=128)
def number_words(locale: str) -> NumberWords:
    """A locale's words: its language's file and what CLDR knows."""
    return make_number_words(locale, read_table(locale))


def _table_entries(table: Mapping[str, Any]) -> Iterator[Entry]:
    numbers = table.get("numbers", {})
    for name in LISTS:
        yield from (Entry(name, "", phrase) for phrase in numbers.get(name, ()))
    for name, kind in VALUES.items():
        for value, phrases in numbers.get(name, {}).items():
            yield from (Entry(kind, value, phrase) for phrase in phrases)
    for value, phrases in table.get("months", {}).items():
        yield from (Entry("month", value, phrase) for phrase in phrases)
    for section, kind in SECTIONS.items():
        for name, entry in table.get(section, {}).items():
            yield from (Entry(kind, name, phrase) for phrase in entry.get("words", ()))
            for place in ("after", "weak"):
                yield from (Entry(f"{kind}_{place}", name, phrase) for phrase in entry.get(place, ()))


def _month_entries(locale: str) -> Iterator[Entry]:
    """Names of months; short forms in English only, for elsewhere many are common words."""
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        known = Locale("en")
    widths = ("wide", "abbreviated") if known.language == "en" else ("wide",)
    for use in ("format", "stand-alone"):
        for width in widths:
            for number, name in known.months[use][width].items():
                if not any(char.isdigit() for char in name) and (len(name) > 2 or not name.isascii()):
                    yield Entry("month", str(number), name)


_ROUND = (100, 200, 300, 400, 500, 600, 700, 800, 900)


@lru_cache(maxsize=64)
def _spelled_entries(locale: str) -> tuple[Entry, ...]:
    """Number words to 100 and the hundreds, in every gender and case that CLDR has rules for."""
    language = locale.split("_")[0]
    if language in ("zh", "ja", "fil", "tl"):  # by the program; CLDR writes Filipino with marks that nobody writes
        return ()
    try:
        engine = RbnfEngine.for_language(language)
    except ValueError:
        return ()
    return tuple(
        Entry("number", str(value), phrase)
        for value in (*range(100), *_ROUND)
        for phrase in set(engine.format_number(value).text_by_ruleset.values())
        if language != "ko" or len(phrase) > 1  # 오 is five, and the beginning of the afternoon
    )
