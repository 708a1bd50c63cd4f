"""Text as HTML shows it: which white space collapses, and what is for a translator at all."""

from __future__ import annotations

import re
import unicodedata

WHITE_SPACE = " \t\n\f\r"
"""What HTML collapses; a no-break space is text."""

_RUN = re.compile(f"[{WHITE_SPACE}]+")
_UNCOLLAPSED = ("  ", "\n", "\t", "\r", "\f")
_LETTER = re.compile(r"[^\W\d_]")


def is_blank(text: str) -> bool:
    return not text.strip(WHITE_SPACE)


def cut_edges(text: str) -> tuple[str, str, str]:
    """The white space before a text, the text, and the white space after it; all of a blank one stands after."""
    core = text.strip(WHITE_SPACE)
    start = text.find(core)
    return text[:start], core, text[start + len(core) :]


def collapse(text: str) -> str:
    """White space as HTML shows it: each run one space."""
    for sign in _UNCOLLAPSED:
        if sign in text:
            return _RUN.sub(" ", text)
    return text


def needs_translation(text: str) -> bool:
    """False only for a bare integer, or nothing but symbols.

    A separator, a currency, a per cent or degree sign makes it a unit: "1,500" is 1.5 to a Spanish eye.

    >>> [needs_translation(text) for text in ("42", "–", "★ ✓", "1,500", "24/7", "$", "5 %", "no")]
    [False, False, False, True, True, True, True, True]
    """
    if _LETTER.search(text):
        return True
    text = text.strip()
    if all(unicodedata.category(sign) == "Nd" for sign in text):
        return False
    return not all(_is_symbol(sign) for sign in text)


def _is_symbol(sign: str) -> bool:
    category = unicodedata.category(sign)
    # Pictures may be in private use (icon fonts) or carry a variation selector (Mn).
    return (category[0] in "PSZC" and category != "Sc" and sign not in "%‰°٪") or category == "Mn"
