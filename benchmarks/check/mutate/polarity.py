"""Negation lost and added, and words exchanged for their opposites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.check.mutate.family import Family, Mutant, Setting, source_only, swap
from benchmarks.check.mutate.units import of_source, of_target
from benchmarks.check.pairs import Pair
from benchmarks.check.vocabulary import Words

_NEGATED = re.compile(r"\b(?:not|no|never|without|cannot|none|nor|neither)\b|n['’]t\b", re.IGNORECASE)
_IDIOM = re.compile(r"not only|no longer|whether or not|not yet|no\.", re.IGNORECASE)
"""A negation whose loss another word still tells, or that is none."""

_POSITIVE = re.compile(
    r"\b(is|are|was|were|can|should|must|will|may|could|do|does|did|has|have)(?= )(?! (?:not|no|only)\b)"
)
_NOT = re.compile(r"\b(is|are|was|were|can|should|must|will|may|could|do|does|did|has|have) not\b|\bcannot\b")


def _lose(pair: Pair, setting: Setting) -> Mutant | None:
    """A negation goes from the translation; in the source one stands, and it is the only one there is."""
    if len(_NEGATED.findall(pair.source)) != 1 or _IDIOM.search(pair.source):
        return None
    return _turn(pair, setting, [(negated, plain) for negated, plain in setting.words.negation])


def _lose_one_of_many(pair: Pair, setting: Setting) -> Mutant | None:
    """One of several."""
    if len(_NEGATED.findall(pair.source)) < 2:
        return None
    return _turn(pair, setting, [(negated, plain) for negated, plain in setting.words.negation])


def _add(pair: Pair, setting: Setting) -> Mutant | None:
    return _turn(pair, setting, [(plain, negated) for negated, plain in setting.words.negation if plain])


def _turn(pair: Pair, setting: Setting, changes: Sequence[tuple[str, str]]) -> Mutant | None:
    hits = []
    for old, new in changes:
        pattern = setting.words.pattern(old)
        for match in pattern.finditer(pair.target):
            if not _is_negated_already(pair.target, match, setting, old):
                hits.append((match, new))
    # The longest at a place: "no debe" before "no".
    best = [
        (m, n) for m, n in hits if not any(o.start() <= m.start() < o.end() and len(o[0]) > len(m[0]) for o, _ in hits)
    ]
    if not best:
        return None
    match, new = setting.dice.choice(best)
    changed = re.sub(r"  +", " ", swap(pair.target, *match.span(), new)).strip()
    return Mutant(pair.source, changed, f"{match[0]} → {new or '∅'}")


def _is_negated_already(text: str, match: re.Match[str], setting: Setting, old: str) -> bool:
    """Whether a plain form stands inside a negated one: "debe" in "no debe"."""
    around = text[max(0, match.start() - 8) : match.end() + 8]
    return any(
        old in negated and old != negated and negated in around
        for negated, plain in setting.words.negation
        if plain == old
    )


def _negate_source(text: str, setting: Setting) -> tuple[str, str] | None:
    """The source says "not", for the only time, and its translation does not: a negation lost."""
    hits = list(_POSITIVE.finditer(text))
    if not hits or _NEGATED.search(text) or text.rstrip().endswith("?"):
        return None
    match = setting.dice.choice(hits)
    return text[: match.end()] + " not" + text[match.end() :], f"{match[0]} → {match[0]} not"


def _assert_source(text: str, setting: Setting) -> tuple[str, str] | None:
    """The source says "not" no longer, and its translation still does: a negation added."""
    hits = list(_NOT.finditer(text))
    if not hits:
        return None
    match = setting.dice.choice(hits)
    new = match[1] or "can"
    return swap(text, *match.span(), new), f"{match[0]} → {new}"


def _polarity(words: Words) -> Sequence[Sequence[str]]:
    return words.polarity


def _modality(words: Words) -> Sequence[Sequence[str]]:
    return words.modality


_BY_LANGUAGE = {"es": 95.0, "fr": 95.0, "pt": 95.0, "zh": 95.0, "ru": 95.0}

FAMILIES = (
    Family("negation-lost", _lose, floors=_BY_LANGUAGE),
    Family("negation-lost-source", source_only(_negate_source), floors=_BY_LANGUAGE),
    Family("negation-lost-of-many", _lose_one_of_many),
    Family("negation-added", _add, "major", floor=90.0),
    Family("negation-added-source", source_only(_assert_source), "major", floor=90.0),
    Family("polarity", of_target(_polarity), "major"),
    Family("polarity-source", of_source(_polarity), "major"),
    Family("modality", of_target(_modality), "major"),
    Family("modality-source", of_source(_modality), "major"),
)
