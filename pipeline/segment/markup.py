"""A tree as markup that the HTML standard's parser reads as the same tree again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.segment.elements import LITERAL, NEWLINE_EATERS
from pipeline.segment.tree import Node, is_element, is_html


def escape_text(text: str) -> str:
    """Text as markup. A carriage return is written as a reference: the parser would make it a line feed."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\u00a0", "&nbsp;").replace("\r", "&#13;")


def format_tag(name: str, attributes: Iterable[tuple[str, str]]) -> str:
    """A start tag."""
    return f"<{name}{''.join([_format_attribute(key, value) for key, value in attributes])}>"


def _format_attribute(name: str, value: str) -> str:
    quoted = escape_text(value).replace('"', "&quot;")
    return f' {name}="{quoted}"'


def after_start(element: Node) -> str:
    """What must follow the element's start tag so that a line break that begins its text is not dropped."""
    return "\n" if is_html(element) and element.name in NEWLINE_EATERS else ""


def end_tag(element: Node) -> str:
    return element.traits.end


def format_leaf(node: Node) -> str:
    """A text, comment, processing instruction or doctype."""
    if node.name == "#text":
        parent = node.parent
        literal = parent is not None and is_html(parent) and parent.name in LITERAL
        return node.data if literal else escape_text(node.data)
    if node.name == "#comment":
        return f"<!--{node.data}-->"
    if node.name == "#processing-instruction":
        return f"<?{node.data}?>"  # without the last `?`, one that ends its data would be lost
    if node.name == "!doctype":
        return f"<!DOCTYPE {node.data}>"
    return ""


def format_nodes(nodes: Iterable[Node]) -> Iterator[str]:
    """Nodes and all below them, as markup, without recursion."""
    stack: list[Node | str] = []
    stack.extend(reversed([*nodes]))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif is_element(node):
            yield format_tag(node.name, node.attrs.items()) + after_start(node)
            stack.append(end_tag(node))
            stack.extend(reversed(node.children))
        elif node.name == "#document":
            stack.extend(reversed(node.children))
        else:
            yield format_leaf(node)
