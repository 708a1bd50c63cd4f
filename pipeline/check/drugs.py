"""Whether a medicine of the source stands in a translation: as it is, in the language's form, or by its sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from pipeline.model import Span
from pipeline.text.names import is_drug, same_drugs
from pipeline.text.sounds import bones_of, sound_of
from pipeline.text.tables import read_table

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0903\u093a-\u094f\u0962\u0963\u200c\u200d]+[^\W\d_]*)*")
_HARD_C = re.compile("c(?=[eiy])")
"""Some write *tocilizumab* with a k."""
_PARTS = 3
"""Words that a name may be written in: هيدروكسي كلوروكوين."""
_SHORTEST_SLIP = 5
_ALIKE = 0.7
"""How alike the consonants of a name in another script must be, from 0 to 1."""
_MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the translation."""

    text: str
    span: Span
    latin: bool


def find_tokens(text: str) -> list[Token]:
    """The words of a text; of a text without end the first thousands."""
    tokens = []
    for match in _WORD.finditer(text):
        tokens.append(Token(match[0], Span(*match.span()), fold_latin(match[0]).isascii()))
        if len(tokens) == _MOST_WORDS:
            break
    return tokens


@lru_cache(maxsize=8192)
def fold_latin(word: str) -> str:
    """The word in lower case without accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def forms_of(drug: str, locale: str) -> tuple[str, ...]:
    """How a medicine may be written: its own name, its other names, and what the language's `[drugs]` table gives."""
    table: Mapping[str, Sequence[str]] = read_table(locale).get("drugs", {})
    names = (drug, *same_drugs(drug))
    return (*names, *(form for name in names for form in table.get(name, ())))


def is_known(drug: str, locale: str) -> bool:
    """Whether the language's table has a form of its own for the medicine."""
    return len(forms_of(drug, locale)) > 1 + len(same_drugs(drug))


def stands(forms: Sequence[str], tokens: Sequence[Token], text: str) -> bool:
    """Whether a medicine stands in a translation in any of its forms."""
    if any(not form.isascii() and form in text for form in forms):
        return True
    if any(
        is_form(token.text, form) for token in tokens if token.latin for form in forms if fold_latin(form).isascii()
    ):
        return True
    return _sounds(forms, [token for token in tokens if not token.latin])


def is_form(word: str, form: str) -> bool:
    """Whether a word in Latin letters is a name as another language spells or inflects it, and no slip of the pen."""
    word, form = fold_latin(word), fold_latin(form)
    if word.startswith(form) and len(word) <= len(form) + 3:
        return True
    here, there = sound_of(word), sound_of(form)
    return here.startswith(there) and len(here) <= len(there) + 2 and not _is_slip(word, form)


def is_look_alike(word: str, form: str) -> bool:
    """Whether a word is a letter or two away from a name without being a form of it."""
    if len(word) < _SHORTEST_SLIP or is_form(word, form):
        return False
    word, form = fold_latin(word), fold_latin(form)
    reach = 2 if len(form) > 7 else 1
    if OSA.distance(word, form, score_cutoff=reach) <= reach:
        return True
    return len(form) > 7 and OSA.distance(sound_of(word), sound_of(form), score_cutoff=1) <= 1


def is_other_drug(word: str) -> bool:
    """Whether a word of a translation names a medicine, in the English spelling or one near it."""
    folded = fold_latin(word)
    return is_drug(folded) or is_drug(folded.removesuffix("a")) or is_drug(f"{folded.removesuffix('a')}e")


def _is_slip(word: str, form: str) -> bool:
    if OSA.distance(word, form, score_cutoff=1) != 1:
        return False
    at_end = word[:-1] == form or form[:-1] == word or word[:-1] == form[:-1]
    return not at_end and form.replace("th", "t") != word


def _sounds(forms: Sequence[str], tokens: Sequence[Token]) -> bool:
    readings = [reading for form in forms if fold_latin(form).isascii() for reading in (form, _HARD_C.sub("k", form))]
    wanted = [bones for reading in readings if len(bones := bones_of(reading)) >= 3]
    for size in range(1, _PARTS + 1):
        for start in range(len(tokens) - size + 1):
            bones = "".join(bones_of(token.text) for token in tokens[start : start + size])
            if any(_alike(bones, other) for other in wanted):
                return True
    return False


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 3 + len(other) // 3:
        return False
    shared = Levenshtein.normalized_similarity(one[: len(other) + 1], other, score_cutoff=_ALIKE)
    return shared >= _ALIKE and (len(other) > 3 or one.startswith(other))
