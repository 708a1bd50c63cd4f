"""What holds in HTML where nobody says anything: of translation and of elements within text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.segment.its.markup import NOTHING, Values
from pipeline.segment.its.tree import XHTML, Node

TRANSLATABLE: Mapping[str, frozenset[str] | None] = {
    "abbr": frozenset({"th"}),
    "alt": frozenset({"area", "img", "input"}),
    "content": frozenset({"meta"}),
    "download": frozenset({"a", "area"}),
    "label": frozenset({"menu", "menuitem", "optgroup", "option", "track"}),
    "lang": None,
    "placeholder": frozenset({"input", "textarea"}),
    "srcdoc": frozenset({"iframe"}),
    "style": None,
    "title": None,
    "value": frozenset({"input"}),
}
"""HTML's translatable attributes, and the elements on which they are; None for all of them.

https://html.spec.whatwg.org/multipage/dom.html#attr-translate
"""

_TEXT_OF_META = frozenset({"application-name", "author", "description", "keywords"})
_BUTTONS = frozenset({"button", "reset", "submit"})

PHRASING = frozenset(
    re.findall(
        r"\w+",
        """a abbr area audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe img input
        ins kbd keygen label map mark math meter noscript object output picture progress q ruby s samp script select
        slot small span strong sub sup svg template textarea time u var video wbr""",
    )
)
"""HTML's phrasing content: what is within text."""

_NESTED = frozenset({"iframe", "noscript", "script", "textarea"})


def is_translatable_attribute(attribute: Node) -> bool:
    """Whether HTML has an attribute translated with its element."""
    element = attribute.parent
    if element is None or attribute.uri or attribute.name not in TRANSLATABLE:
        return False
    only_on = TRANSLATABLE[attribute.name]
    if element.uri != XHTML or (only_on is not None and element.name not in only_on):
        return False
    if element.name == "meta":
        return attribute.name != "content" or (element.get("name") or "").lower() in _TEXT_OF_META
    if element.name == "input" and attribute.name == "value":
        return (element.get("type") or "").lower() in _BUTTONS
    return True


def inherits_translate(attribute: Node, html: bool) -> bool:
    """In XML no attribute takes this from its element."""
    return html and is_translatable_attribute(attribute)


def default_of_translate(node: Node, _html: bool) -> Values:
    """Elements are translated, attributes are not."""
    return {"translate": "yes" if node.kind == "element" else "no"}


def default_of_within_text(node: Node, html: bool) -> Values:
    """In XML no element is within text; attributes are neither within nor without."""
    if node.kind != "element":
        return NOTHING
    if not html or (node.uri != XHTML and node.name not in ("svg", "math")):
        return {"withinText": "no"}
    if node.name in _NESTED:
        return {"withinText": "nested"}
    return {"withinText": "yes" if node.name in PHRASING else "no"}
