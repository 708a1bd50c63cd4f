"""Slips of setting: a space too many or too few, a sign lost or foreign, a bracket, a word typed twice."""

from __future__ import annotations

import re

from benchmarks.check.mutate.family import Family, Setting, swap, target_only

_OWN_SIGNS = {"，": ",", "。": ".", "？": "?", "،": ",", "؟": "?", "۔": ".", "।": "."}


def _any(text: str, setting: Setting, pattern: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return setting.dice.choice(found) if found else None


def _double_space(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = _any(text, setting, r"(?<=\w) (?=\w)")
    return (swap(text, *hit.span(), "  "), "a space twice") if hit else None


def _space_before(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = _any(text, setting, r"(?<=[^\W\d_])[,،，](?=\s)")
    return (swap(text, *hit.span(), f" {hit[0]}"), f"a space before {hit[0]}") if hit else None


def _glued(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = _any(text, setting, r"(?<=[^\W\d_]{3})[,،] (?=[^\W\d_]{3})")
    return (swap(text, *hit.span(), hit[0][0]), "no space after a comma") if hit else None


def _bracket(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = _any(text, setting, r"[)）]")
    return (swap(text, *hit.span(), ""), "a bracket left open") if hit else None


def _twice(text: str, setting: Setting) -> tuple[str, str] | None:
    small = "|".join(("de", "la", "el", "et", "les", "e", "o", "и", "в", "на", "na", "ya", "ng", "sa", "yang", "di"))
    hit = _any(text, setting, rf"(?<![\w’'-])(?:{small})(?= [^\W\d_])")
    return (swap(text, *hit.span(), f"{hit[0]} {hit[0]}"), f"“{hit[0]}” twice") if hit else None


def _small_start(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = re.match(r"[A-ZА-ЯÁÉÍÓÚ][^\W\d_A-ZА-Я]{2,}", text)
    return (text[0].lower() + text[1:], "a small letter at the start") if hit else None


def _foreign_sign(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = _any(text, setting, rf"(?<=[^\s\dA-Za-z])[{''.join(_OWN_SIGNS)}](?!\d)")
    return (swap(text, *hit.span(), _OWN_SIGNS[hit[0]]), f"{hit[0]} → {_OWN_SIGNS[hit[0]]}") if hit else None


def _unopened(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = _any(text, setting, r"[¿¡]")
    return (swap(text, *hit.span(), ""), f"{hit[0]} lost") if hit else None


def _statement(text: str, setting: Setting) -> tuple[str, str] | None:
    hit = re.search(r"[?？؟]$", text)
    return (swap(text, *hit.span(), "."), "a question became a statement") if hit else None


FAMILIES = (
    Family("style: double space", target_only(_double_space), "minor", 99.0),
    Family("style: space before comma", target_only(_space_before), "minor", 95.0),
    Family("style: no space after comma", target_only(_glued), "minor", 90.0),
    Family("style: bracket left open", target_only(_bracket), "minor", 95.0),
    Family("style: word twice", target_only(_twice), "minor", 90.0),
    Family("style: small start", target_only(_small_start), "minor", 95.0),
    Family("style: foreign sign", target_only(_foreign_sign), "minor", 90.0),
    Family("style: unopened", target_only(_unopened), "minor", 95.0),
    Family("style: question lost", target_only(_statement), "minor", 95.0),
)
