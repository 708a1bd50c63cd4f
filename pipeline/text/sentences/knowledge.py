"""What `languages/*.toml` say of a language, as values. `languages/README.md` says what each word list is for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_COMMON = "common"


@dataclass(frozen=True, slots=True)
class Language:
    """A language's abbreviations and words, without spaces and last full stops; single letters keep their case."""

    code: str
    never_last: frozenset[str]
    """Something always follows: `Dr`, `approx`."""
    before_number: frozenset[str]
    """No end where a number follows: `fig`, `no`."""
    before_capital: frozenset[str]
    """An end only where a capital follows: `etc`, `p.o`."""
    before_starter: frozenset[str]
    """An end only where a word follows that begins sentences: `Inc`, `U.S`."""
    units: re.Pattern[str]
    """A number with its unit, at the end of a text."""
    whole_words: frozenset[str]
    """Words that sentencex takes for abbreviations: Spanish `bien`."""
    starters: frozenset[str]
    """Words that begin sentences, and no names."""
    letter_heads: frozenset[str]
    """Words whose next single letter is no initial: `vitamin`, `hepatitis`."""
    number_heads: frozenset[str]
    """Words whose next number is no list mark: `day`, `to`."""
    fronting: frozenset[str]
    """Words of a time that opens a sentence: `at` in "At 5 a.m. Mr. Smith left"."""
    months: frozenset[str]
    goes_on: str
    """Signs that go on after a quotation that ends in a full stop (Japanese と)."""
    terminators: str
    """Signs beyond the common ones that end a sentence (Greek ;)."""
    quotes: tuple[str, ...]
    """Pairs beyond the common ones: `»«`."""
    spaced_quotes: bool
    """A space stands before a closing guillemet."""
    full_stop: bool
    """False: it writes none, and what looks like one belongs to an abbreviation (Thai)."""
    ordinals: bool
    """A number with a full stop is an ordinal: 12. Juni."""

    def is_abbreviation(self, word: str) -> bool:
        """Whether a word without its last full stop is in one of the lists."""
        lists = (self.never_last, self.before_number, self.before_capital, self.before_starter)
        return any(word in each for each in lists)


@lru_cache(maxsize=64)
def load_language(code: str) -> Language:
    """The language of a primary subtag (`es`); of an unknown one, what is common to all."""
    common, own = _read(_COMMON), _read(code)

    def words(name: str) -> frozenset[str]:
        return frozenset(word for table in (common, own) for word in _list_words(table.get(name, {})))

    return Language(
        code=code,
        never_last=words("never_last"),
        before_number=words("before_number"),
        before_capital=words("before_capital"),
        before_starter=words("before_starter"),
        units=_compile_units(words("units")),
        whole_words=words("whole_words"),
        starters=words("starters"),
        letter_heads=words("letter_heads"),
        number_heads=words("number_heads"),
        fronting=words("fronting"),
        months=words("months"),
        goes_on=own.get("goes_on", ""),
        terminators=own.get("terminators", ""),
        quotes=tuple(own.get("quotes", ())),
        spaced_quotes=own.get("spaced_quotes", False),
        full_stop=own.get("full_stop", True),
        ordinals=own.get("ordinals", False),
    )


def _read(code: str) -> Mapping[str, Any]:
    path = files(__package__) / "languages" / f"{code}.toml"
    return tomllib.loads(path.read_text("utf-8")) if re.fullmatch("[a-z]+", code) and path.is_file() else {}


def _list_words(table: str | Mapping[str, str]) -> Iterable[str]:
    for line in (table,) if isinstance(table, str) else table.values():
        for word in line.split():
            yield word if len(word) == 1 else word.lower().rstrip(".")


def _compile_units(units: Iterable[str]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    return re.compile(rf"[\d½⅓¼¾⅔][\s\-‑]?(?:{longest_first})$", re.IGNORECASE)
