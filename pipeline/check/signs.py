"""Punctuation: signs in the locale's form, opening signs, and an end of the same kind as the source's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.style import Style, read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.tokens import blank_contacts

_KINDS = {
    "a question mark": "?？؟⸮՞፧",
    "an exclamation mark": "!！",
    "a full stop": ".。।॥۔．｡።။៕",
    "a colon": ":：",
}
_AFTER_END = "\"'”’»›」』）)]】〉》\u200e\u200f\u2069\u202c\u00a0\u202f \t\n"
_GREEK_QUESTION = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff][»\"”]?[;\u037e]$")
_MOST = 3


@register("punctuation", order=81, kinds=("punctuation", "opening-sign", "end-sign"))
def find_wrong_signs(subject: Subject) -> Iterator[Problem]:
    """Signs of another script, questions that nothing opens, an end that differs from the source's."""
    style = read_style(subject.locale)
    text = blank_contacts(subject.target_free)
    yield from _find_foreign(text, style)
    yield from _find_unopened(text, style)
    yield from _compare_ends(subject, style)


def _find_foreign(text: str, style: Style) -> Iterator[Problem]:
    """A comma of the Latin script after a letter of one that has its own."""
    if not style.signs:
        return
    found = 0
    for match in re.finditer(rf"(?<=\S)(?P<sign>[{re.escape(''.join(style.signs))}])(?=\s|$|\w)", text):
        place, sign = match.start(), match["sign"]
        if ord(text[place - 1]) < 0x370 or text[place - 1].isdigit() or text[place + 1 : place + 2].isdigit():
            continue
        found += 1
        right = style.signs[sign]
        message = f"The translation has “{sign}” where this language writes “{right}”."
        yield Problem(Severity.MINOR, message, f"Write “{right}”.", target_spans=(Span(*match.span()),))
        if found == _MOST:
            return


def _find_unopened(text: str, style: Style) -> Iterator[Problem]:
    """More closing signs than opening ones, or the other way round."""
    for closing, opening in style.opening.items():
        closes, opens = len(re.findall(rf"\{closing}+", text)), len(re.findall(rf"{opening}+", text))
        if closes != opens:
            sign, other = (closing, opening) if closes > opens else (opening, closing)
            place = text.rfind(sign) if closes > opens else text.find(sign)
            yield Problem(
                Severity.MINOR,
                f"The translation has “{sign}” without its “{other}”.",
                f"Write both “{opening}” and “{closing}”.",
                target_spans=(Span(place, place + 1),),
                kind="opening-sign",
            )


def _compare_ends(subject: Subject, style: Style) -> Iterator[Problem]:
    """The kind of the last sign, where both texts have one or only one of them does."""
    source, target = _read_end(subject.source_plain), _read_end(subject.target_plain)
    if source == target or len(subject.source_words) < 2 or not (style.end_stops or (source and target)):
        return
    end = len(subject.target_text.rstrip())
    yield Problem(
        Severity.MINOR,
        f"The source ends with {source or 'no sign'}, the translation with {target or 'none'}.",
        "End it as the source ends, or leave it where this language asks for it.",
        target_spans=(Span(max(0, end - 1), end),) if end else (),
        kind="end-sign",
    )


def _read_end(text: str) -> str:
    """The kind of a text's last sign; nothing where it ends with none of them."""
    end = text.rstrip(_AFTER_END)
    if not end or end.endswith(("...", "…")):
        return ""
    if _GREEK_QUESTION.search(end[-3:]):
        return "a question mark"
    return next((kind for kind, signs in _KINDS.items() if end[-1] in signs), "")
