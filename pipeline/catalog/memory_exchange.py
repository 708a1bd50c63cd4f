"""Writes approved pairs as TMX 1.4b, so that people can take their memory to any other tool.

Standard: TMX 1.4b (LISA OSCAR, 2005). No DOCTYPE is written: readers that are safe against entities refuse one.
Placeholders stand as escaped text.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.catalog.xml_text import escape_xml, make_legal, quote_xml

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
    tags = {"source_tag": quote_xml(source_tag), "target_tag": quote_xml(target_tag)}
    units = [
        _UNIT.format(source=escape_xml(make_legal(source)), target=escape_xml(make_legal(target)), **tags)
        for source, target in dict.fromkeys(pairs)
        if source and target
    ]
    return (_HEADER.format(source=tags["source_tag"]) + "".join(units) + "  </body>\n</tmx>\n").encode()
