"""Texts with placeholders as XLIFF's inline elements; the id of such an element is a placeholder's name.

Characters that XML 1.0 cannot hold go as XLIFF 2.1 says (`<cp hex="0007"/>`); version 1.2 has no way of its own, and
gets a standalone code of that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from pipeline.model import Placeholder
from pipeline.text.placeholders import Piece, split_text

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even as a reference (production 2, Char)."""

Tags = Callable[[Piece, Placeholder], str]
"""The markup of an open, close or void piece; of a protected one its start, `{}` and its end."""


def write_text(text: str, placeholders: Sequence[Placeholder], tags: Tags, control: str) -> str:
    """A text as the content of `<source>` or `<target>`; `control` is the markup for a character's hex number."""
    known = {placeholder.name: placeholder for placeholder in placeholders}
    parts = []
    for piece in split_text(text, placeholders):
        if piece.kind == "text":
            parts.append(write_words(piece.text, control))
        elif piece.kind == "protected":
            parts.append(tags(piece, known[piece.name]).replace("{}", write_words(piece.content, control), 1))
        else:
            parts.append(tags(piece, known[piece.name]))
    return "".join(parts)


def write_words(text: str, control: str) -> str:
    """Literal text; a carriage return as a reference, for parsers turn a bare one into a line feed."""
    parts: list[str] = []
    done = 0
    for match in ILLEGAL.finditer(text):
        parts += (escape(text[done : match.start()], {"\r": "&#13;"}), control.replace("{}", f"{ord(match[0]):04X}"))
        done = match.end()
    return "".join((*parts, escape(text[done:], {"\r": "&#13;"})))


def write_attribute(text: str) -> str:
    """A value with its quotes; what XML cannot hold becomes U+FFFD, so that the loss is seen."""
    return quoteattr(ILLEGAL.sub("\ufffd", text), {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def write_note(text: str) -> str:
    """For people: what XML cannot hold becomes U+FFFD."""
    return escape(ILLEGAL.sub("\ufffd", text))
