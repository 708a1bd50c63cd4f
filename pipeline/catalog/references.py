"""`#:` references: separated by spaces; one with a space in it stands between U+2068 and U+2069, as gettext does."""

from __future__ import annotations

import re

FSI, PDI = "\u2068", "\u2069"

_REFERENCE = re.compile(f"{FSI}([^{FSI}{PDI}]*){PDI}|([^ \\t]+)")


def split_references(line: str) -> tuple[str, ...]:
    """The references of one `#:` line.

    >>> split_references("a.html#intro/paragraph-1 \u2068my page.html\u2069")
    ('a.html#intro/paragraph-1', 'my page.html')
    """
    if FSI not in line:
        return tuple(filter(None, line.replace("\t", " ").split(" ")))
    return tuple(found for match in _REFERENCE.finditer(line) if (found := match[1] or match[2]))


def quote_reference(reference: str) -> str:
    """A reference as it stands on its `#:` line, never more than one line."""
    if reference.isascii() and reference.isprintable() and " " not in reference:
        return reference
    folded = re.sub(r"\s", " ", reference.translate({ord(FSI): None, ord(PDI): None}))
    return f"{FSI}{folded}{PDI}" if " " in folded else folded
