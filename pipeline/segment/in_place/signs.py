"""Where the visible part of a stretch of source begins and ends: white space written as a reference counts as such."""

from __future__ import annotations

import re

from pipeline.segment.in_place.references import read_reference
from pipeline.segment.in_place.tokens import SourceToken

WHITE_SPACE = " \t\n\f\r"
_BLANK = re.compile(r"[\t\n\f\r \0]*+")  # the parser drops a NUL or makes it U+FFFD: no place to begin at
_BLANK_REFERENCE = re.compile(
    r"&(?:#0*(?:9|10|12|13|32)(?![0-9])|#[xX]0*(?:9|[aAcCdD]|20)(?![0-9a-fA-F])|Tab(?=;)|NewLine(?=;));?\Z"
)


def find_first_sign(text: str, start: int, end: int, *, references: bool = True) -> tuple[int, int] | None:
    """The first sign that is no white space, from where to where it is written; None where all is blank."""
    at = start
    while at < end:
        blank = _BLANK.match(text, at, end)
        at = blank.end() if blank else at
        if at == end:
            break
        if not (references and text[at] == "&"):
            return at, at + 1
        meaning, after = read_reference(text, at)
        if meaning not in WHITE_SPACE:
            return at, min(after, end)
        at = after
    return None


def find_last_end(text: str, start: int, end: int, *, references: bool = True) -> int:
    """Where the white space that ends a stretch begins."""
    while end > start:
        if text[end - 1] in WHITE_SPACE + "\0":
            end -= 1
        elif references and (blank := _BLANK_REFERENCE.search(text, max(start, end - 40), end)):
            end = blank.start()
        else:
            break
    return end


def read_text(text: str, token: SourceToken) -> str:
    """What a text token says: references resolved, line ends and NUL settled as in an HTML element."""
    source = text[token.start : token.end]
    if token.kind != "text":
        return _settle(source.replace("\0", "\ufffd"))
    parts: list[str] = []
    at = 0
    while (found := source.find("&", at)) >= 0:
        parts.append(_settle(source[at:found]))
        meaning, at = read_reference(source, found)
        parts.append(meaning)
    return "".join((*parts, _settle(source[at:])))


def _settle(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
