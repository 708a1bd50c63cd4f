"""The class of a change of the source: cosmetic, ordinary or critical. Pure; errs to critical.

Critical is what brings, loses or exchanges a number, unit, negation, medicine's name, telephone number or warning, and
an edit at a word that turns such a sentence (before, at most, stop). Cosmetic is white space, markup and the form of
quotes. A sentence that stands as it did does not count, whatever stands in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from pipeline.model import Placeholder, Span, Unit
from pipeline.text.diff import diff_words
from pipeline.text.placeholders import TAG, split_text
from pipeline.text.risks import FINDERS, Finder, Token, find_risk_tokens, knows_language
from pipeline.text.sentence_pairs import align_sentences


class ChangeClass(StrEnum):
    """In order: each is worse than the one before."""

    COSMETIC = "cosmetic"
    ORDINARY = "ordinary"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(ChangeClass).index(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change comes to, and why."""

    change_class: ChangeClass
    reasons: tuple[str, ...] = ()
    """What made it critical, for a person: `number “5” lost`."""


def worst_class(verdicts: Sequence[Verdict]) -> ChangeClass:
    """The worst of several; cosmetic of none."""
    return max((verdict.change_class for verdict in verdicts), key=lambda each: each.rank, default=ChangeClass.COSMETIC)


def classify_change(old: Unit | None, new: Unit | None, *, locale: str, finders: Sequence[Finder] = FINDERS) -> Verdict:
    """The class of a unit's change; None for one that was not there before, or is gone.

    `locale` is the source's. Of a language without a table of words (`risks.toml`) every edit of words is critical.
    """
    before, after = _read(old), _read(new)
    tokens = (find_risk_tokens(before, locale, finders), find_risk_tokens(after, locale, finders))
    reasons = [*_compare_tokens(*tokens), *_compare_targets(old, new)]
    if reasons:
        return Verdict(ChangeClass.CRITICAL, tuple(dict.fromkeys(reasons)))
    if old and new and _fold(before) == _fold(after):
        same_targets = old.target == new.target and _targets(old) == _targets(new)
        return Verdict(ChangeClass.COSMETIC if same_targets else ChangeClass.ORDINARY)
    if not knows_language(locale):
        return Verdict(ChangeClass.CRITICAL, (f"what the words of {locale} say is not known here",))
    edits = [pair for pair in align_sentences(before, after, locale) if pair.kind == "edited"]
    reasons = [reason for pair in edits for reason in _compare_sentences(pair.old, pair.new, locale, finders)]
    return Verdict(ChangeClass.CRITICAL if reasons else ChangeClass.ORDINARY, tuple(dict.fromkeys(reasons)))


# --- what a reader reads -----------------------------------------------------------------------------------

_MEANING = {"sup": "^", "sub": "_", "del": "~", "s": "~", "strike": "~"}
"""Elements that say something: 10<sup>9</sup> is not 109, a word struck out is not said."""

NAMED_PARTS = frozenset({"dates", "references", "source-review"})
"""`data-part` of what a profile names: never critical."""


def _read(unit: Unit | None) -> str:
    """A unit's text as it is compared: tags gone but for those that say something, named dates left out."""
    if unit is None:
        return ""
    known = {placeholder.name: placeholder for placeholder in unit.placeholders}
    parts: list[str] = []
    silent: list[str] = []
    for piece in split_text(unit.text, unit.placeholders):
        if piece.kind == "open" and _is_named(known[piece.name]):
            silent.append(piece.name)
        elif piece.kind == "close" and silent and silent[-1] == piece.name:
            silent.pop()
        elif silent:
            continue
        elif piece.kind in ("open", "close", "void"):
            parts.append(" " if known[piece.name].element == "br" else _MEANING.get(known[piece.name].element, ""))
        elif not (piece.kind == "protected" and _is_named(known[piece.name])):
            parts.append(piece.content)
    return _UNSEEN.sub("", unicodedata.normalize("NFC", "".join(parts)))


def _is_named(placeholder: Placeholder) -> bool:
    return dict(placeholder.attributes).get("data-part") in NAMED_PARTS


_QUOTES = str.maketrans(dict.fromkeys('‘’‚‛“”„‟«»‹›「」『』`´"', "'") | {"\u2010": "-", "\u2011": "-"})
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_INCHES = re.compile(r"(?<=\d)[\"”″]")


def fold_looks(text: str) -> str:
    """What two texts share that differ in white space, tags and the form of quotes only."""
    return _fold(_UNSEEN.sub("", unicodedata.normalize("NFC", TAG.sub("", text))))


def _fold(text: str) -> str:
    """Without white space; quotes of any form are one. An inch or minute after a digit stays."""
    if '"' in text or "”" in text or "″" in text:
        text = _INCHES.sub("\uf8ff", text)
    return "".join(text.split()).translate(_QUOTES)


# --- what changed ------------------------------------------------------------------------------------------


def _compare_tokens(old: Sequence[Token], new: Sequence[Token]) -> list[str]:
    """What was brought, lost or exchanged of what is critical by itself, in any sentence."""
    before = [token for token in old if token.weight == "alone"]
    after = [token for token in new if token.weight == "alone"]
    return _tell_difference(before, after)


def _tell_difference(before: Sequence[Token], after: Sequence[Token]) -> list[str]:
    reasons = []
    for step in Indel.opcodes([_identity(token) for token in before], [_identity(token) for token in after]):
        if step.tag != "equal":
            reasons += [f"{token.kind} “{token.text}” lost" for token in before[step.src_start : step.src_end]]
            reasons += [f"{token.kind} “{token.text}” new" for token in after[step.dest_start : step.dest_end]]
    return reasons


def _identity(token: Token) -> tuple[str, str]:
    return (token.kind, token.value)


def _compare_sentences(old: str, new: str, locale: str, finders: Sequence[Finder]) -> list[str]:
    """What an edit of a sentence does to the words that turn it, and to those that stand beside its numbers."""
    before, after = find_risk_tokens(old, locale, finders), find_risk_tokens(new, locale, finders)
    grave = any(token.weight == "alone" for token in (*before, *after))
    cues = [[token for token in tokens if token.weight == "cue" or grave] for tokens in (before, after)]
    return _tell_difference(*cues) or _find_touched_numbers(old, new, before, after)


_WORD = re.compile(r"[^\W_]+")


def _find_touched_numbers(old: str, new: str, before: Sequence[Token], after: Sequence[Token]) -> list[str]:
    """Numbers whose next word changed: 20 drops, 20 spoons. A code (COVID-19) counts nothing."""
    removed, added = _changed_spans(old, new)
    reasons = []
    for text, tokens, changed in ((old, before, removed), (new, after, added)):
        words = [Span(*match.span()) for match in _WORD.finditer(text)]
        for token in tokens:
            if token.kind in ("number", "telephone", "count") and not token.value.startswith("code "):
                following = next((word for word in words if word.start >= token.span.end), None)
                if following and any(span.start < following.end and following.start < span.end for span in changed):
                    word = text[following.start : following.end]
                    reasons.append(f"“{word}” after {token.kind} “{token.text}” changed")
    return reasons


def _changed_spans(old: str, new: str) -> tuple[list[Span], list[Span]]:
    removed, added = [], []
    left = right = 0
    for change in diff_words(old, new):
        size = len(change.text)
        if change.op == "removed":
            removed.append(Span(left, left + size))
        if change.op == "added":
            added.append(Span(right, right + size))
        left += size if change.op != "added" else 0
        right += size if change.op != "removed" else 0
    return removed, added


# --- where links lead --------------------------------------------------------------------------------------

_CALL = re.compile(r"\b(?:tel|sms|callto|whatsapp):\S*|https?://(?:wa\.me|api\.whatsapp\.com)/\S*", re.I)


def _targets(unit: Unit | None) -> list[str]:
    """Where links lead and which images are shown, in order; links within the page, whose names move, are not."""
    found = [placeholder.target for placeholder in unit.placeholders] if unit else []
    return [target for target in found if target]


def _compare_targets(old: Unit | None, new: Unit | None) -> list[str]:
    before, after = _calls(old), _calls(new)
    return [
        *(f"telephone link “{call}” lost" for call in before if call not in after),
        *(f"telephone link “{call}” new" for call in after if call not in before),
        *(["telephone links exchanged"] if before != after and sorted(before) == sorted(after) else []),
    ]


def _calls(unit: Unit | None) -> list[str]:
    return [match[0] for target in _targets(unit) for match in _CALL.finditer(target)]
