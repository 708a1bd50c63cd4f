"""Text for XML 1.0: what it can hold, and what becomes of the rest. TMX and XLIFF write with it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even as a reference (production 2, Char)."""


def make_legal(text: str) -> str:
    """What XML cannot hold becomes U+FFFD, so that the loss is seen."""
    return ILLEGAL.sub("\ufffd", text)


def escape_xml(text: str) -> str:
    """Legal text as content; a carriage return as a reference, for parsers turn a bare one into a line feed."""
    return escape(text, {"\r": "&#13;"})


def quote_xml(text: str) -> str:
    """Any text as an attribute's value with its quotes; white space as references, for parsers make it spaces."""
    return quoteattr(make_legal(text), {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
