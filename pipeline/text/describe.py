"""What a unit's placeholders stand for, in words for its translator: the `#.` comments of a catalog, the desk's aid.

It describes; it never parses a text, and it names no hash and nothing else that changes by itself.
"""

from __future__ import annotations

from pipeline.model import Placeholder, Unit

_MAX_SHOWN = 160
"""Characters of an address or protected text; a data: URL would fill the screen."""

_ELEMENTS = {
    "a": "link",
    "abbr": "abbreviation",
    "b": "bold",
    "bdi": "isolated text",
    "bdo": "text with a set direction",
    "br": "line break",
    "button": "button",
    "cite": "title of a work",
    "code": "code",
    "del": "deleted text",
    "dfn": "defined term",
    "em": "emphasis",
    "i": "italic",
    "img": "image",
    "ins": "inserted text",
    "kbd": "keyboard input",
    "mark": "highlighted text",
    "q": "quotation",
    "s": "struck-out text",
    "small": "small print",
    "span": "span",
    "strong": "strong",
    "sub": "subscript",
    "sup": "superscript",
    "svg": "drawing",
    "time": "time",
    "u": "underlined",
    "wbr": "possible line break",
}


def describe_placeholders(unit: Unit) -> tuple[str, ...]:
    """One line for each placeholder name, in the order of the unit: `<a>…</a>: link to https://…`."""
    return tuple({p.name: describe_placeholder(p) for p in unit.placeholders}.values())


def describe_placeholder(placeholder: Placeholder) -> str:
    """One line, e.g. `<x1>20 mg</x1>: must stand unchanged`.

    >>> describe_placeholder(Placeholder("br", "void", "br"))
    '<br/>: line break'
    """
    name = placeholder.name
    if placeholder.form == "protected":
        return f"<{name}>{_shorten(placeholder.text)}</{name}>: must stand unchanged"
    shape = f"<{name}/>" if placeholder.form == "void" else f"<{name}>…</{name}>"
    return f"{shape}: {_describe_element(placeholder)}"


def _describe_element(placeholder: Placeholder) -> str:
    what = _ELEMENTS.get(placeholder.element, placeholder.element)
    if not placeholder.attributes:
        return what
    attributes = dict(placeholder.attributes)
    if place := attributes.get("href") or attributes.get("src"):
        what += f" to {_shorten(place)}" if "href" in attributes else f" {_shorten(place)}"
    if explained := attributes.get("title"):
        what += f" ({_shorten(explained)})"
    return what


def _shorten(text: str) -> str:
    folded = text if text.isprintable() and " " not in text else " ".join(text.split())
    return folded if len(folded) <= _MAX_SHOWN else f"{folded[: _MAX_SHOWN - 1]}…"
