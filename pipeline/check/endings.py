"""Translations that stop in the middle, as their end or their length shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span

_STOPS = frozenset(".!?。！？।॥۔؟…｡")
_CLOSES = _STOPS | frozenset(":;：；؛")
_GOES_ON = frozenset(",;:、，；：،؛-–—(（[「『“«&/")
_AROUND = "\"'”’»›」』）)]】〉》\u200e\u200f\u2069\u202c\u00a0 \t\n"
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

_SHORTENED = -0.6
"""How far a text that lacks its end is below its usual length, in standard deviations, to be certain."""
_FAR_TOO_SHORT, _TOO_SHORT = -4.0, -3.0
_SHORT_WITHOUT_STOP, _LEAST_WITHOUT_STOP = -2.5, 15
"""The same for a source that has no full stop to lose: a heading, an item, speech."""
_FAR_TOO_LONG, _TOO_LONG = 6.5, 3.5
_LEAST = 25
"""Characters below which a whole text's length says nothing."""
_SPEECH_SURE_FROM = 40
"""The same for a source without a full stop: people say "as well" and "just some" in as many ways as they like."""
_SURE_FROM = 16
"""Characters that are usual, below which a short text may just be a short word: 恶心 for "feeling sick"."""


def find_broken_end(subject: Subject, source: int, target: int) -> Iterator[Problem]:
    """An end without the source's full stop, with a comma, or with a word that wants another; sizes in characters."""
    end = subject.target_text.rstrip(_AROUND)
    if not end or end[-1] in _STOPS:
        return
    source_end = subject.source_text.rstrip(_AROUND)
    stop_lost = ends_with(source_end, _CLOSES) and end[-1] not in _CLOSES
    comma_left = end[-1] in _GOES_ON and not ends_with(source_end, _GOES_ON)
    hangs = find_last_word(end, subject.language.never_last)
    if find_last_word(source_end, subject.source_language.never_last):
        hangs = ""  # the source itself goes on in the next item of a list
    short = subject.language.lengths.deviation(source, target) < _SHORTENED
    item = end[-1] in ";；؛"  # items of a French list end so
    sure = bool(hangs) or ((stop_lost or comma_left) and short and not item)
    if not sure and not comma_left:
        return
    yield Problem(
        Severity.CRITICAL if sure else Severity.MAJOR,
        "The translation breaks off: it does not end as the source does"
        + (f", and “{hangs}” wants another word after it." if hangs else "."),
        "Complete it, or end it as the source ends.",
        target_spans=(Span(max(0, len(end) - 12), len(end)),),
        kind="truncated",
    )


def find_strange_length(subject: Subject, source: int, target: int) -> Iterator[Problem]:
    """A text far shorter or longer than translations of such a source are."""
    without_stop = not ends_with(subject.source_text.rstrip(_AROUND), _STOPS)
    if source < (_LEAST_WITHOUT_STOP if without_stop else _LEAST):
        return
    off = subject.language.lengths.deviation(source, target)
    far_too_short = _SHORT_WITHOUT_STOP if without_stop else _FAR_TOO_SHORT
    short, long = off < max(_TOO_SHORT, far_too_short), off > _TOO_LONG
    if not (short or long):
        return
    usual = round(source * subject.language.lengths.ratio)
    sure = (off < far_too_short and usual >= (_SPEECH_SURE_FROM if without_stop else _SURE_FROM)) or off > _FAR_TOO_LONG
    how = f"{'far too' if sure else 'very'} {'short' if short else 'long'}"
    look = "a part that is missing" if short else "what the source does not say"
    yield Problem(
        Severity.CRITICAL if sure else Severity.MAJOR,
        f"The translation is {how} for its source: {target} characters where about {usual} are usual.",
        f"Look for {look}; if all is there and no more, waive this.",
        target_spans=(Span(0, len(subject.target)),),
        kind="length",
    )


def ends_with(text: str, signs: frozenset[str]) -> bool:
    """Whether the last character is one of these."""
    return bool(text) and text[-1] in signs


def find_last_word(text: str, known: frozenset[str]) -> str:
    """The word of a list that a text ends with, if it does; where no space parts words, the characters."""
    found = re.search(r"\w+$", text[-40:])
    if not found:
        return ""
    word = found[0].lower()
    if word in known:
        return word
    spaceless = (each for each in known if _SPACELESS.match(each) and word.endswith(each))
    return next(spaceless, "")
