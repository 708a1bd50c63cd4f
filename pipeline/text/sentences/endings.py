"""Whether a full stop ends a sentence, by the words before and after it. True, False, or None: nobody said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.text.sentences.knowledge import Language

RAISED_SIGN = "⁺"
"""Stands for each sign of a superscript: "10<sup>9</sup>." is no 109, and "cells.<sup>3</sup> The" ends before 3."""

_OPENING = "\"'«»‹›“„”‘‚([{¿¡「『（【《‹*•⁃"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ODD_BEGINNING = re.compile(r"[^\W\d_A-Z]{1,3}[A-Z]|(?:\.{3}|…)\w")
"""A word that is never written with a first capital (mRNA, pH, eGFR), and points that open a sentence."""
_LAST_WORD = re.compile(r"(?:([^\s]+)[\s\u00a0]+)?([^\s]+)$")
_BEFORE_WORD = re.compile(r"^[^\w°]+|[)\]}»”\"]+$")
_DOTTED = re.compile(r"[^\W\d_]{1,3}(?:\.-?[^\W\d_]{1,3})+")
_FORM = re.compile(r"(?:[^\W\d_]+\.)+")
_ROMAN = re.compile(r"[IVX]+\b|[A-Z]\b")
_BACK = 60
_LONGEST_FRONT = 5
"""Words of "At about a quarter to 5 a.m."."""


@dataclass(frozen=True, slots=True)
class Follower:
    """What comes after a sign that may end a sentence."""

    kind: Literal["capital", "caseless", "digit", "lower", "sign"]
    word: str
    """In lower case; empty for anything but a word."""
    text: str
    """Some twenty characters from where its word begins."""

    @property
    def may_begin(self) -> bool:
        """Whether a sentence can begin so."""
        return self.kind in ("capital", "caseless", "digit")


def read_follower(text: str, place: int) -> Follower:
    """The word at a place, past opening quotation marks and brackets; no further than twenty characters."""
    while place < len(text) and (text[place] in _OPENING or text[place].isspace()):
        place += 1
    ahead = text[place : place + 20]
    first = ahead[:1]
    word = _WORD.match(ahead)
    kind: Literal["capital", "caseless", "digit", "lower", "sign"] = "sign"
    if first.isdigit():
        kind = "digit"
    elif first.isupper() or first.istitle() or _ODD_BEGINNING.match(ahead):
        kind = "capital"
    elif first.islower():
        kind = "lower"
    elif first.isalpha():
        kind = "caseless"
    return Follower(kind, word[0].lower().replace("’", "'") if word else "", ahead)


def judge_full_stop(before: str, follower: Follower, language: Language) -> bool | None:
    """Whether a sentence ends in the full stop after `before`, the sentence so far."""
    found = _LAST_WORD.search(before[-_BACK:])
    if not found or (not language.full_stop and follower.kind == "caseless"):
        return None if language.full_stop else False
    previous, raw = found[1] or "", _BEFORE_WORD.sub("", found[2])
    if language.units.search(before[-_BACK:]):
        return follower.kind in ("capital", "caseless")
    if len(raw) == 1 and (verdict := _judge_letter(raw, previous, follower, language)) is not None:
        return verdict
    word = raw if len(raw) == 1 else raw.lower()
    if _goes_on_as_abbreviation(word, follower, language):
        return False
    joined = f"{previous.lstrip('([«“').lower()}{word.lower()}" if previous.endswith(".") else word
    for form in (joined, word):
        if (verdict := _judge_abbreviation(form, before, follower, language)) is not None:
            return verdict
    return _judge_form(raw, follower, language)


def _judge_form(word: str, follower: Follower, language: Language) -> bool | None:
    """What the shape of a word says that is in no list."""
    if word.isdigit():
        return _judge_number(word, follower, language)
    if len(word) == 1 and word.isalpha() and (word.isupper() or _is_abjad(word)):
        if follower.kind == "caseless":  # a Latin letter in another script's text: protein S, vitamin C
            return word.isascii()
        return follower.kind == "capital" and follower.word in language.starters
    if _DOTTED.fullmatch(word):
        acronym = word.replace(".", "").replace("-", "").isupper()
        return follower.kind == "capital" and (not acronym or follower.word in language.starters)
    if "/" in word or RAISED_SIGN in word:  # mg/kg, 10⁹, a URL
        return follower.kind in ("capital", "caseless")
    if word.lower() in language.whole_words or follower.word in language.starters:
        return follower.kind == "capital"
    return None


def _goes_on_as_abbreviation(word: str, follower: Follower, language: Language) -> bool:
    """The first half of "z. B.", "EE. UU.", "т. е."."""
    rest = re.match(r"([^\W\d_]{1,4})\.", follower.text)
    return rest is not None and language.is_abbreviation(f"{word}.{rest[1].lower()}")


def _judge_abbreviation(word: str, before: str, follower: Follower, language: Language) -> bool | None:
    if word in language.never_last:
        return False
    if word in language.before_number:
        is_roman = word not in language.whole_words and _ROMAN.match(follower.text) is not None  # "No. I feel well."
        return follower.may_begin and follower.kind != "digit" and not is_roman
    if word in language.before_starter:
        return follower.kind == "capital" and follower.word in language.starters
    if word in language.before_capital:
        return follower.kind == "capital" and not (_is_fronted(before, language) or _is_dose(follower, language))
    return None


def _is_dose(follower: Follower, language: Language) -> bool:
    """Whether the next word is such an abbreviation too: "1 TAB. P.O. B.I.D."."""
    form = _FORM.match(follower.text)
    return form is not None and form[0].lower().rstrip(".") in language.before_capital


def _is_fronted(before: str, language: Language) -> bool:
    """Whether the sentence so far is but a time: "At 5 a.m." in "At 5 a.m. Mr. Smith left."."""
    words = before.lower().split()[:-1] if len(before) <= _BACK else []
    return 0 < len(words) <= _LONGEST_FRONT and all(word in language.fronting or word[0].isdigit() for word in words)


def _judge_number(number: str, follower: Follower, language: Language) -> bool | None:
    if not language.ordinals or len(number) > 2:
        return None
    if follower.word in language.months or follower.kind in ("digit", "lower"):
        return False
    return follower.word in language.starters


def _judge_letter(letter: str, previous: str, follower: Follower, language: Language) -> bool | None:
    """The letter of "vitamin C", and the word "I", may be the last; one of several initials never is."""
    if follower.text[1:2] == "." and follower.text[:1].isalpha():
        return False
    before = previous.strip("([«“\"'").lower()
    if before in language.letter_heads or (letter == "I" and language.code == "en" and previous.islower()):
        return follower.may_begin and follower.kind != "digit"
    return None


def _is_abjad(letter: str) -> bool:
    return "\u0590" <= letter <= "\u06ff"
