"""ITS 2.0, the Internationalization Tag Set of the W3C: what a document says of its own translation.

Local markup and global rules, inline and linked, are resolved to one value a node and data category, for XML and
HTML. Reads no file itself: a reader that the caller passes gives the bytes of linked rules.
https://www.w3.org/TR/its20/
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.segment.its.annotate import Annotation, annotate
from pipeline.segment.its.categories import CATEGORIES, Category, find_category
from pipeline.segment.its.html import mirror_page
from pipeline.segment.its.links import RuleReader, read_nothing
from pipeline.segment.its.listing import list_annotations
from pipeline.segment.its.rules import find_rules
from pipeline.segment.its.xml import parse_xml
from pipeline.segment.tree import parse_document

__all__ = [
    "CATEGORIES",
    "Annotation",
    "Category",
    "RuleReader",
    "annotate_document",
    "find_category",
    "list_annotations",
]


def annotate_document(
    content: str | bytes, name: str, category: Category, *, html: bool, read_file: RuleReader = read_nothing
) -> Iterator[Annotation]:
    """What a data category says of each element and attribute, in document order.

    `content` is bytes of XML, which name their encoding, or text; HTML is text. `name` is the file's, for messages.
    SegmentError, with file and line, for XML or rules that cannot be read, selectors that fail or ask for too much
    work, and links that lead outside the file's folder.
    """
    if html:
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        document = mirror_page(parse_document(text), name)
    else:
        document = parse_xml(content, name)
    return annotate(document, find_rules(document, read_file), category)
