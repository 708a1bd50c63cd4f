"""What of a source text can hurt a patient when it changes: numbers, telephones, and words of `risks.toml`.

A finder gives the tokens of a text in a locale; `FINDERS` are all of them. What the checks know of numbers, units,
negation and names they tell through a finder each, so that a change is judged by what a translation is checked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from pipeline.model import Span
from pipeline.text.contacts import find_telephones
from pipeline.text.names import find_drugs
from pipeline.text.negation import find_negations, read_negation_table
from pipeline.text.tokens import find_cues, find_numbers

Weight = Literal["alone", "cue", "weak"]


@dataclass(frozen=True, slots=True)
class Token:
    """Something in a text that must not change unseen."""

    kind: str
    """number, unit, negation, drug, telephone, warning; limit, time, act, route … for cues."""
    value: str
    """What is compared: 1,500 and 1500 are one number, "isn't" and "not" one negation."""
    text: str
    """As it stands."""
    span: Span
    weight: Weight = "alone"
    """alone: its coming or going is critical. cue: critical where a sentence is edited there. weak: beside another."""


Finder = Callable[[str, str], Iterable[Token]]
"""(text, locale) → tokens; for a language that it does not know, none."""


def find_number_tokens(text: str, locale: str) -> Iterable[Token]:
    """Numbers by value, dates and times among them; what may be a number ("both", III) is none."""
    for number in find_numbers(text, locale):
        if number.strength == "hint" or (number.kind == "month" and not any(c.isdigit() for c in number.text)):
            continue
        sign = "-" if number.negative else ""
        value = number.code or f"{sign}{format(number.value.normalize(), 'f')}{'%' if number.percent else ''}"
        yield Token("number", f"{number.kind} {value}", number.text, number.span)


def find_telephone_tokens(text: str, _locale: str) -> Iterable[Token]:
    """Telephone numbers by their digits."""
    for found in find_telephones(text):
        yield Token("telephone", found.value, found.text, found.span)


_SIGNS = re.compile(r"[<>≤≥≦≧±~≈^×÷=]|(?<![\w)])[-−](?=\d)")


def find_sign_tokens(text: str, _locale: str) -> Iterable[Token]:
    """Signs that turn a number: less than, about, minus, to the power of."""
    for match in _SIGNS.finditer(text):
        yield Token("limit", match[0].replace("−", "-"), match[0], Span(*match.span()))


def find_word_tokens(text: str, locale: str) -> Iterable[Token]:
    """Words of the language's table in `risks.toml`: negation, warnings, units, limits, times, ways to take."""
    table = _read_table(_language(locale))
    if table is None:
        return
    for match in table.words.finditer(text):
        kind, weight = table.find(match[0])
        yield Token(kind, _value_of(kind, match[0]), match[0], Span(*match.span()), weight)


def find_drug_tokens(text: str, locale: str) -> Iterable[Token]:
    """Medicines by the endings of their international names, and by list."""
    table = _read_table(_language(locale))
    for match in _LATIN_WORD.finditer(text) if table else ():
        word = match[0].lower()
        if table and (table.names.fullmatch(word) or table.is_drug(word)):
            yield Token("drug", word, match[0], Span(*match.span()))


def find_negation_tokens(text: str, locale: str) -> Iterable[Token]:
    """What says no, by the checks' table of a language that has none here."""
    for found in find_negations(text, locale) if _read_table(_language(locale)) is None else ():
        yield Token("negation", found.label, text[found.span.start : found.span.end], found.span)


def find_name_tokens(text: str, _locale: str) -> Iterable[Token]:
    """Medicines by the checks' own stems and lists."""
    for name in find_drugs(text):
        yield Token("drug", name.text.lower(), name.text, name.span)


def find_cue_tokens(text: str, locale: str) -> Iterable[Token]:
    """Units, limits, frequency, route and meals, by the checks' table of a language that has none here."""
    for cue in find_cues(text, locale) if _read_table(_language(locale)) is None else ():
        yield Token(cue.kind, cue.name, cue.text, cue.span, "alone" if cue.kind == "unit" else "cue")


FINDERS: Sequence[Finder] = (
    find_number_tokens,
    find_telephone_tokens,
    find_sign_tokens,
    find_word_tokens,
    find_drug_tokens,
    find_negation_tokens,
    find_name_tokens,
    find_cue_tokens,
)


def find_risk_tokens(text: str, locale: str, finders: Sequence[Finder] = FINDERS) -> tuple[Token, ...]:
    """Every token of a text in its order, none twice."""
    tokens = {(token.span, token.kind): token for find in finders for token in find(text, locale)}
    return tuple(sorted(tokens.values(), key=lambda token: (token.span, token.kind, token.value)))


def knows_language(locale: str) -> bool:
    """Whether there is a table of words for sources in this language; without one a change is judged with more care."""
    return _read_table(_language(locale)) is not None or read_negation_table(locale) is not None


_SHORT_NOT = "[a-z]{2,6}n['’]t"
_NOT = frozenset({"not", "cannot", "dont", "cant", "wont", "isnt"})


def _value_of(kind: str, word: str) -> str:
    """ "don't" says what "do not" says; for the rest, the word without its case."""
    value = " ".join(word.lower().replace("’", "'").split())
    return "not" if kind == "negation" and (value in _NOT or value.endswith("n't")) else value


_LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
_SHORTEST_DRUG = 6


@dataclass(frozen=True, slots=True)
class _Table:
    words: re.Pattern[str]
    kinds: tuple[tuple[re.Pattern[str], str, Weight], ...]
    names: re.Pattern[str]
    stems: tuple[str, ...]
    others: frozenset[str]

    def find(self, word: str) -> tuple[str, Weight]:
        return next(
            ((kind, weight) for pattern, kind, weight in self.kinds if pattern.fullmatch(word)), ("negation", "alone")
        )

    def is_drug(self, word: str) -> bool:
        single = word.removesuffix("s") if len(word) > _SHORTEST_DRUG else word
        long = len(single) >= _SHORTEST_DRUG
        return long and not {word, single} & self.others and single.endswith(self.stems)


def _language(locale: str) -> str:
    return re.split("[-_]", locale.lower(), maxsplit=1)[0]


@lru_cache(maxsize=1)
def _read_tables() -> Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]:
    return tomllib.loads(resources.files("pipeline.text").joinpath("risks.toml").read_text("utf-8"))


@lru_cache(maxsize=32)
def _read_table(language: str) -> _Table | None:
    table = _read_tables().get(language)
    if table is None:
        return None
    weights: tuple[Weight, ...] = ("alone", "cue", "weak")
    kinds = tuple(
        (re.compile(_alternatives(words), re.I), kind, weight)
        for weight in weights
        for kind, words in table.get(weight, {}).items()
    )
    every = [word for weight in weights for words in table.get(weight, {}).values() for word in words]
    stems = table.get("stems", {})
    return _Table(
        re.compile(rf"(?<![^\W\d_])(?:{_SHORT_NOT}|{_alternatives(every)})(?![^\W_])", re.I),
        kinds,
        re.compile(_alternatives(stems.get("drug_names", ()))),
        tuple(stems.get("drug", ())),
        frozenset(stems.get("not_drugs", ())),
    )


def _alternatives(words: Sequence[str]) -> str:
    """Longest first, so that "at once" is found before "at"."""
    ordered = sorted(words, key=len, reverse=True)
    parts = (re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]").replace(r"\ ", r"\s+") for word in ordered)
    return "(?:" + "|".join(parts) + ")"
