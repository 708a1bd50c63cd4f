"""How strings are broken over lines: at their own newlines only, or also where msgcat breaks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from unicode_segmentation_rs import gettext_wrap

from pipeline.catalog.po_strings import escape_text

GETTEXT_WIDTH = 79
"""Columns of a line as msgcat, msgmerge, Poedit and Weblate write them."""

_SAMPLE = 50
"""Entries that are looked at: a tool writes all of a file in one way."""

_PREFIX = r"(?:#~?\|? ?)?"
_BROKEN = re.compile(rf'^{_PREFIX}(?:msg[a-z_]+(?:\[\d+\])? )?"([^\n]*[^"\n])"\n(?={_PREFIX}")', re.MULTILINE)
"""A line of a string that goes on in the next one; `msgid ""` is none."""


def find_width(lines: Iterable[str]) -> int:
    """The columns at which blocks of these lines wrap strings, 0 where only a string's own newlines end a line."""
    sample = list(islice(lines, _SAMPLE))
    if not _goes_on("".join(sample)):
        return 0
    widest = 0
    for raw in sample:
        for match in _BROKEN.finditer(raw):
            if not match[1].endswith("\\n"):
                widest = max(widest, match.end() - match.start() - 1)
    return GETTEXT_WIDTH if GETTEXT_WIDTH - 15 <= widest <= GETTEXT_WIDTH + 2 else min(widest, 1_000)


def _goes_on(raw: str) -> bool:
    """Whether any string of these lines may go on after its first piece; a quick look before the exact one."""
    return '"\n"' in raw.replace('""\n"', "").replace('\\n"\n"', "") or '"\n#~ "' in raw or '"\n#| "' in raw


def format_string(
    keyword: str, prefix: str, text: str, *, width: int = 0, known: Mapping[str, str] | None = None
) -> str:
    """The lines of a string after its keyword. `known` are lines that stand, by the piece up to a newline they hold.

    Like msgcat, a string that does not fit beside its keyword begins on the next line.
    """
    escaped = escape_text(text)
    if text.find("\n") in (-1, len(text) - 1) and _fits(f"{keyword} ", escaped, width):
        return f'{keyword} "{escaped}"\n'
    lines = [f'{keyword} ""\n']
    for piece in split_pieces(text):
        if known and piece in known:
            lines.append(known[piece])
        else:
            lines += [f'{prefix}"{line}"\n' for line in _break(escape_text(piece), width and width - len(prefix))]
    return "".join(lines)


def split_pieces(text: str) -> list[str]:
    """Its lines with their ends, at LF only: a U+2028 in a text is a character like another."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _fits(before: str, escaped: str, width: int) -> bool:
    return not width or len(_break(escaped, width - len(before))) < 2


def _break(escaped: str, width: int) -> list[str]:
    return gettext_wrap(escaped, max(width - 2, 1)) if width and escaped else [escaped]
