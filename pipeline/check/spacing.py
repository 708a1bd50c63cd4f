"""Spaces as the locale has them: none twice, none at the ends, before and after signs as its typesetters do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.style import Style, read_style
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.tokens import blank_contacts

_TWICE = re.compile(r"(?<=[^\s])[ \t\u00a0]{2,}(?=[^\s])")
_BETWEEN_HAN = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff，。、；：？！])[ \u3000](?=[\u3040-\u30ff\u3400-\u9fff])")
_GLUED = re.compile(
    r"[,;،؛](?<=[^\W\d_]{2}.)(?=[^\W\d_]{2})|[.!?](?<=[^\W\d_A-Z]{2}.)(?=[A-ZÁÉÍÓÚÀÈÊÑÇА-Я][^\W\d_A-Z])"
)
"""The sign first, for that is looked for fastest."""
_SPACED = re.compile(r"(?<=[^\s\d.,;:!?])[ \t\u00a0\u202f]+(?P<sign>[,.;:!?،؛؟，。；：？！।۔])(?![^\s\"'”’»)\]])")
_SPACE_AND_SIGN = re.compile(r"[ \t\u00a0\u202f][,.;:!?،؛؟，。；：？！।۔]")
_ENTITY = re.compile(r"&#?\w{1,10};")
_MOST = 3
"""Findings of a kind for a unit; more say nothing new."""


@register("spacing", order=80)
def find_wrong_spaces(subject: Subject) -> Iterator[Problem]:
    """Double spaces, spaces at the ends, and spaces at signs that the locale sets otherwise."""
    style = read_style(subject.locale)
    yield from _find_ends(subject)
    text = blank_contacts(subject.target_text)
    original = subject.target
    faults = [*_find_twice(original, subject.source), *_find_before(text, original, style)]
    if style.spaceless:
        faults += [(Span(*m.span()), "a space between characters", "Delete the space.") for m in
                   _BETWEEN_HAN.finditer(original)]  # fmt: skip
    else:
        faults += _find_glued(text)
    for span, what, hint in sorted(faults)[:_MOST]:
        yield Problem(Severity.MINOR, f"There is {what} in the translation.", hint, target_spans=(span,))


def _find_ends(subject: Subject) -> Iterator[Problem]:
    """White space at an end where the source has none."""
    for end, has in (("start", str.lstrip), ("end", str.rstrip)):
        bare, whole = has(subject.target), subject.target
        if bare != whole and has(subject.source) == subject.source:
            size = len(whole) - len(bare)
            span = Span(0, size) if end == "start" else Span(len(bare), len(whole))
            message = f"The translation has white space at its {end}, the source has none."
            yield Problem(Severity.MINOR, message, "Delete it.", target_spans=(span,))


Fault = tuple[Span, str, str]


def _find_twice(text: str, source: str) -> list[Fault]:
    found = [(Span(*m.span()), "a double space", "Keep one space.") for m in _TWICE.finditer(text)]
    return [] if found and _TWICE.search(source) else found


def _find_before(text: str, original: str, style: Style) -> list[Fault]:
    """Spaces before signs that want none, and signs without the space that they want."""
    faults = []
    for match in _SPACED.finditer(text) if _SPACE_AND_SIGN.search(text) else ():
        start, end = match.span()
        if original[start:end] != match[0] or match["sign"] in style.space_before:
            continue  # a tag stands there, or the locale wants it so
        if match["sign"] in style.no_space_before:
            faults.append((Span(start, end), f"a space before “{match['sign']}”", "Delete the space."))
    if style.space_before:
        for match in re.finditer(rf"\w(?P<sign>[{re.escape(style.space_before)}])(?=\s|$)", text):
            if original[match.start() : match.end()] == match[0] and not _is_entity(text, match.end()):
                sign = match["sign"]
                hint = f"Put a no-break space before “{sign}”."
                faults.append((Span(*match.span()), f"no space before “{sign}”", hint))
    return faults


def _find_glued(text: str) -> list[Fault]:
    faults = []
    for match in _GLUED.finditer(text):
        faults.append((Span(*match.span()), f"no space after “{match[0]}”", "Put a space there."))
    return faults


def _is_entity(text: str, end: int) -> bool:
    """Whether a semicolon ends `&gt;`, which a text may quote."""
    return any(match.end() == end for match in _ENTITY.finditer(text, max(0, end - 12), end))
