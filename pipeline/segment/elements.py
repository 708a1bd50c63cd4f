"""What segment knows of HTML's elements and attributes; the HTML standard's content model in tables.

An element that no table names (a custom element, an unknown one) is inline, as browsers show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset
        figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing
        main menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead title tr
        ul xmp""",
    )
)
"""Flow content that is not phrasing content, table parts, and what browsers show as blocks."""

VOIDS = frozenset(
    re.findall(
        r"\w+",
        "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr",
    )
)
"""No end tag (HTML standard, 13.1.2 and 13.3)."""

LITERAL = frozenset({"style", "script", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"})
"""Their text is serialised as it is (13.3; noscript because we parse as a browser with scripts does)."""

NEWLINE_EATERS = frozenset({"pre", "listing", "textarea"})
"""The parser drops a line break straight after their start tag."""

PREFORMATTED = frozenset({"pre", "listing", "textarea", "xmp", "plaintext"})

OPAQUE = frozenset(
    re.findall(
        r"\w+",
        """script style noscript template textarea select datalist iframe canvas embed noembed noframes xmp plaintext
        picture object audio video map""",
    )
)
"""Not entered for text, and put back as they are (svg and math too): only their attributes can be units."""

OPAQUE_WITH_UNITS = frozenset({"picture", "object", "audio", "video", "map", "svg", "select"})
"""Those in which attributes (alt of img and area, label of track), choices and a drawing's texts are units.

What media show in their place is not: browsers that can show the media never show it to a reader (4.8.8).
"""

LABEL_KINDS: Mapping[tuple[str, str], str] = {
    ("html", "option"): "choice",
    ("svg", "title"): "drawing-title",
    ("svg", "desc"): "drawing-description",
    ("svg", "text"): "drawing-text",
}
"""The elements in them whose text is a unit where it is all that they hold, by namespace and name."""

INVISIBLE = frozenset(
    re.findall(r"\w+", "br wbr script style noscript template link meta param source track datalist noembed noframes")
)
"""Nothing for a reader to see; at the edge of a unit they belong to the skeleton."""

KINDS: Mapping[str, str] = {
    "p": "paragraph",
    **{f"h{level}": f"heading-{level}" for level in range(1, 7)},
    "li": "list-item",
    "td": "cell",
    "th": "header-cell",
    "caption": "caption",
    "figcaption": "caption",
    "dt": "term",
    "dd": "description",
    "summary": "summary",
    "legend": "legend",
    "blockquote": "quote",
    "pre": "preformatted",
    "listing": "preformatted",
    "address": "address",
    "title": "title",
}

GENERIC_BLOCKS = frozenset({"div", "center", "form", "fieldset"})
"""They say nothing of what they hold: their text is of their parent's kind."""

ALWAYS_THERE = frozenset({"html", "head", "body", "td", "th"})
"""Emptied, not left out, with an omitted unit: a row keeps its cells."""

_ATTRIBUTE_KINDS: Mapping[str, str] = {
    "alt": "alt",
    "title": "title-attribute",
    "aria-label": "aria-label",
    "aria-description": "aria-description",
    "placeholder": "placeholder",
    "label": "label-attribute",
    "summary": "summary-attribute",
}

_ONLY_ON: Mapping[str, frozenset[str]] = {
    "alt": frozenset({"img", "area", "input"}),
    "placeholder": frozenset({"input", "textarea"}),
    "label": frozenset({"track", "option", "optgroup"}),
    "summary": frozenset({"table"}),
}

_META_NAMES = frozenset(
    re.findall(
        r"\S+",
        """description og:title og:description og:image:alt twitter:title twitter:description twitter:image:alt
        apple-mobile-web-app-title""",
    )
)

_BUTTONS = frozenset({"submit", "reset", "button"})
"""The types of input whose value is the words on the button."""


_OFTEN_PLAIN = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "caption", "figcaption", "title"}
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What an element's name says of it: these tables, read once a name."""

    block: bool = False
    void: bool = False
    opaque: bool = False
    one_thing: bool = True
    """One thing in a text, whatever is in it: void, opaque, a drawing, a formula."""
    preformatted: bool = False
    often_plain: bool = False
    """Likely to hold text and nothing but the commonest inline elements."""
    kind: str = ""
    """Of the text in it; empty for an element that says nothing of what it holds."""
    level: int = 0
    """Of a heading."""
    end: str = ""
    """Its end tag; empty for a void one."""


NO_TRAITS = Traits()
"""Those of what is no element."""


@lru_cache(maxsize=2000)
def find_traits(name: str, namespace: str) -> Traits:
    """The traits of an element."""
    html = namespace == "html"
    block = name in BLOCKS
    own_kind = KINDS.get(name, "" if name in GENERIC_BLOCKS or not block else "paragraph")
    return Traits(
        block=html and block,
        void=html and name in VOIDS,
        opaque=name in OPAQUE,
        one_thing=not html or name in OPAQUE or name in VOIDS,
        preformatted=name in PREFORMATTED,
        often_plain=html and name in _OFTEN_PLAIN,
        kind=own_kind,
        level=int(own_kind[-1]) if own_kind.startswith("heading-") else 0,
        end="" if html and name in VOIDS else f"</{name}>",
    )


UNIT_ATTRIBUTES = frozenset({*_ATTRIBUTE_KINDS, "content", "value"})
"""An element with none of these has no unit in its attributes."""

TARGET_ATTRIBUTES = ("href", "xlink:href", "src", "srcset", "data", "poster", "cite")
"""Where an element leads and what it shows."""


def find_attribute_kinds(name: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes of an element that a reader reads or hears, with their unit kinds, in the source's order."""
    if name == "meta":
        key = (attributes.get("name") or attributes.get("property") or "").lower()
        if key in _META_NAMES and "content" in attributes:
            yield "content", "meta-description" if key == "description" else key.replace(":", "-")
        return
    if name == "input" and attributes.get("type", "").lower() in _BUTTONS and "value" in attributes:
        yield "value", "button"
    if name in ("link", "style"):  # their title names a style sheet
        return
    for attribute in attributes:
        kind = _ATTRIBUTE_KINDS.get(attribute)
        if kind and name in _ONLY_ON.get(attribute, (name,)):
            yield attribute, kind
