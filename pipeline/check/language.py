"""What the checks know of a language: tables in `languages/<language>.toml` that a linguist can read and extend.

A language without a file gets every check that needs none; `Language.known` says which it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.text.alignment import Lengths
from pipeline.text.number_words import NumberWords, make_number_words

_A_GUESS = Lengths(1.05, 3.0)
"""For languages that nobody measured: wide enough to say little."""


@dataclass(frozen=True, eq=False, slots=True)
class Language:
    """One language's tables."""

    code: str
    known: bool = False
    """Whether it has a file of its own."""
    reviewed: bool = False
    """Whether a native speaker has reviewed the file."""
    function_words: frozenset[str] = frozenset()
    numbers: NumberWords = field(default_factory=NumberWords)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other ways to write a name or phrase that has a number in the source: COVID-19 → 新冠."""
    lengths: Lengths = _A_GUESS
    """How long a translation into it is."""
    never_last: frozenset[str] = frozenset()
    """Words after which a sentence must go on."""
    homographs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """English words that mean something else here → the English words that they may translate."""


@lru_cache(maxsize=128)
def read_language(locale: str) -> Language:
    """The tables of a locale's language; an unknown one has empty tables. ValueError names a file that is wrong."""
    code = locale.split("_")[0].lower()
    if not code.isalpha():
        return Language(code)
    file = resources.files("pipeline.check") / "languages" / f"{code}.toml"
    try:
        language = make_language(code, tomllib.loads(file.read_text("utf-8"))) if file.is_file() else Language(code)
        return _add_whole_text(language, _read_whole_texts().get(code, {}))
    except (tomllib.TOMLDecodeError, ArithmeticError, KeyError, TypeError, AttributeError) as exc:
        raise ValueError(f"pipeline/check/languages/{code}.toml: {type(exc).__name__}: {exc}") from exc


@lru_cache(maxsize=1)
def _read_whole_texts() -> dict[str, Any]:
    return tomllib.loads((resources.files("pipeline.check") / "whole_text.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def languages_of_words() -> dict[str, tuple[str, ...]]:
    """Small word → the languages of `whole_text.toml` that have it."""
    languages: dict[str, list[str]] = {}
    for code, table in _read_whole_texts().items():
        for word in {*table.get("function_words", ()), *table.get("never_last", ())}:
            languages.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in languages.items()}


def _add_whole_text(language: Language, table: Mapping[str, Any]) -> Language:
    """The language with its lengths, endings and homographs."""
    lengths = table.get("lengths")
    return replace(
        language,
        function_words=frozenset(table.get("function_words", ())),
        lengths=Lengths(float(lengths["ratio"]), float(lengths["spread"])) if lengths else language.lengths,
        never_last=frozenset(table.get("never_last", ())),
        homographs={word: tuple(others) for word, others in table.get("homographs", {}).items()},
    )


def make_language(code: str, table: Mapping[str, Any]) -> Language:
    """A language from a table such as tomllib gives."""
    return Language(
        code,
        known=True,
        reviewed=bool(table.get("reviewed", False)),
        numbers=make_number_words(code, table),
        names={name: tuple(others) for name, others in table.get("names", {}).items()},
    )
