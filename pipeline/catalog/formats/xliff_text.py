"""Texts with placeholders as XLIFF's inline elements; the id of such an element is a placeholder's name.

Characters that XML 1.0 cannot hold go as XLIFF 2.1 says (`<cp hex="0007"/>`); version 1.2 has no way of its own, and
gets a standalone code of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.catalog.xml_text import ILLEGAL, escape_xml
from pipeline.model import Placeholder
from pipeline.text.placeholders import Piece, split_text

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
    """Literal text."""
    parts: list[str] = []
    done = 0
    for match in ILLEGAL.finditer(text):
        parts += (escape_xml(text[done : match.start()]), control.replace("{}", f"{ord(match[0]):04X}"))
        done = match.end()
    return "".join((*parts, escape_xml(text[done:])))
