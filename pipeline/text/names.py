"""Names that a translation keeps: medicines by their INN stems and by list, and codes (CD19, T-ALL, NCT01234567).

Used by the check of a translation and to class a change of the source.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from pipeline.model import Span
from pipeline.text.remembered import remembered

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]+")
_CODE = re.compile(r"[A-Za-z0-9]++(?:-[A-Za-z0-9]++)*+")
_ADDED = re.compile(r"^(?:[a-z]{3,}-)+|(?:-[a-z]{3,})+$|(?<=[A-Z])s$")
"""What a language adds to a code: "beta-CoV", "ACE2-expressing", "HCoVs"."""
_SHORTEST = 6
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_HUMP = re.compile(r"[a-z][A-Z]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text."""

    kind: Literal["drug", "code"]
    text: str
    span: Span


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.text").joinpath("names.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _stems() -> tuple[str, ...]:
    return tuple(_table()["stems"])


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(_table()["names"])


@lru_cache(maxsize=1)
def _others() -> frozenset[str]:
    return frozenset(_table()["others"])


@remembered
def find_drugs(text: str) -> tuple[Name, ...]:
    """The medicines named in an English text, in order.

    >>> [name.text for name in find_drugs("Rituximab and ibuprofen lower cholesterol.")]
    ['Rituximab', 'ibuprofen']
    """
    return tuple(
        Name("drug", match[0], Span(*match.span())) for match in _LATIN_WORD.finditer(text) if is_drug(match[0].lower())
    )


@lru_cache(maxsize=8192)
def is_drug(word: str) -> bool:
    """Whether a word in lower case names a medicine, also in the plural."""
    single = word.removesuffix("s")
    if word in _others() or single in _others():
        return False
    if word in _listed() or single in _listed():
        return True
    return len(single) >= _SHORTEST and single.endswith(_stems())


def same_drugs(name: str) -> tuple[str, ...]:
    """Other names of the substance that a medicine's name in lower case stands for."""
    return tuple(_table()["same"].get(name, ()))


@remembered
def find_codes(text: str, *, romans: bool = False) -> tuple[Name, ...]:
    """Codes and acronyms, in order: capitals with digits, at least three capitals, capitals inside a word.

    With `romans`, also what reads as a Roman numeral of three letters and more: MDC, which may be a slip for CDC.

    >>> [name.text for name in find_codes("CD19, T-ALL and mRNA, but not A or II, nor 28.")]
    ['CD19', 'T-ALL', 'mRNA']
    """
    found = []
    for match in _CODE.finditer(text):
        if match[0].islower() or match[0].isdigit():
            continue
        code = _ADDED.sub("", match[0])
        if is_code(code) or (romans and len(code) > 2 and _ROMAN.fullmatch(code)):
            start = match.start() + match[0].index(code)
            found.append(Name("code", code, Span(start, start + len(code))))
    return tuple(found)


@lru_cache(maxsize=8192)
def is_code(word: str) -> bool:
    """Whether a word is a code or an acronym, and no Roman numeral."""
    capitals = sum(char.isupper() for char in word)
    if not capitals or _ROMAN.fullmatch(word):
        return False
    if any(char.isdigit() for char in word):
        return len(word) >= 2
    return capitals >= 3 or _HUMP.search(word) is not None


@lru_cache(maxsize=1)
def equal_codes() -> frozenset[frozenset[str]]:
    """Acronyms that differ in one letter between languages and mean the same: ECG, EKG."""
    return frozenset(frozenset(pair) for pair in _table()["equal_codes"])


@lru_cache(maxsize=8192)
def singular_drug(name: str) -> str:
    """A medicine's name in lower case, without the plural's s."""
    lower = name.lower()
    single = lower.removesuffix("s")
    return single if single != lower and is_drug(single) else lower
