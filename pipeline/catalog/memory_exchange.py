"""Writes approved pairs as TMX 1.4b, so that people can take their memory to any other tool.

Standard: TMX 1.4b (LISA OSCAR, 2005). No DOCTYPE is written: readers that are safe against entities refuse one.
Placeholders stand as escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even as a reference (production 2, Char)."""

_HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    '  <header creationtool="Dragoman" creationtoolversion="1" segtype="block" o-tmf="PO" adminlang="en" '
    'srclang={source} datatype="plaintext"/>\n  <body>\n'
)
_UNIT = (
    "    <tu>\n      <tuv xml:lang={source_tag}><seg>{source}</seg></tuv>\n"
    "      <tuv xml:lang={target_tag}><seg>{target}</seg></tuv>\n    </tu>\n"
)


def write_tmx(pairs: Iterable[tuple[str, str | None]], source_tag: str, target_tag: str) -> bytes:
    """A TMX file of (source, target) pairs in their order, each distinct pair once; tags are BCP 47.

    A pair without a text on one side (an omission) says nothing and is left out. A character that XML 1.0 cannot
    hold becomes U+FFFD, so that the loss is seen.
    """
    tags = {"source_tag": quoteattr(_make_legal(source_tag)), "target_tag": quoteattr(_make_legal(target_tag))}
    units = [
        _UNIT.format(source=_write_text(source), target=_write_text(target), **tags)
        for source, target in dict.fromkeys(pairs)
        if source and target
    ]
    return (_HEADER.format(source=tags["source_tag"]) + "".join(units) + "  </body>\n</tmx>\n").encode()


def _write_text(text: str) -> str:
    """Escaped; a carriage return as a reference, for parsers turn a bare one into a line feed."""
    return escape(_make_legal(text), {"\r": "&#13;"})


def _make_legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
