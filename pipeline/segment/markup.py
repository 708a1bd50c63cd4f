"""HTML in and out: parse as the standard says, write so that parsing again gives the same tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from justhtml import JustHTML

from pipeline.segment.elements import LITERAL, NEWLINE_EATERS, VOIDS

Node: TypeAlias = Any
"""A node of justhtml's tree, whose classes share no typed base for text and elements."""


def parse_document(html: str) -> Node:
    """The document's tree, as a browser with scripts builds it; every string is a document. Nothing is cleaned.

    A lone surrogate, which no file can hold, becomes U+FFFD.
    """
    html = html.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return JustHTML(html, sanitize=False, scripting_enabled=True).root


def is_element(node: Node) -> bool:
    return not node.name.startswith(("#", "!"))


def is_html(node: Node) -> bool:
    """Of the HTML namespace (not of SVG or MathML)."""
    return bool(node.namespace == "html")


def attributes_of(element: Node) -> dict[str, str]:
    return {name: value or "" for name, value in (element.attrs or {}).items()}


def children_of(node: Node) -> list[Node]:
    """Child nodes; of a template, its content."""
    content = getattr(node, "template_content", None)
    return list((content.children if content is not None else node.children) or ())


def escape_text(text: str) -> str:
    """Text as markup. A carriage return is written as a reference: the parser would make it a line feed."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\u00a0", "&nbsp;").replace("\r", "&#13;")


def format_tag(name: str, attributes: Iterable[tuple[str, str]]) -> str:
    """A start tag."""
    return f"<{name}{''.join(f' {key}={_quote(value)}' for key, value in attributes)}>"


def _quote(value: str) -> str:
    return '"' + escape_text(value).replace('"', "&quot;") + '"'


def after_start(element: Node) -> str:
    """What must follow the element's start tag so that a line break that begins its text is not dropped."""
    return "\n" if is_html(element) and element.name in NEWLINE_EATERS else ""


def end_tag(element: Node) -> str:
    return "" if is_html(element) and element.name in VOIDS else f"</{element.name}>"


def format_leaf(node: Node) -> str:
    """A text, comment, processing instruction or doctype."""
    if node.name == "#text":
        parent = node.parent
        literal = parent is not None and parent.namespace == "html" and parent.name in LITERAL
        return str(node.data) if literal else escape_text(node.data or "")
    if node.name == "#comment":
        return f"<!--{node.data or ''}-->"
    if node.name == "#processing-instruction":
        return f"<?{node.data or ''}>"
    if node.name == "!doctype":
        return _format_doctype(node.data)
    return ""


def _format_doctype(doctype: Any) -> str:
    """With its identifiers, which choose between quirks and standards mode."""
    name = f" {doctype.name}" if doctype.name else ""
    public, system = doctype.public_id, doctype.system_id
    word = " PUBLIC" if public is not None else " SYSTEM" if system is not None else ""
    ids = "".join(f" '{i}'" if '"' in i else f' "{i}"' for i in (public, system) if i is not None)
    return f"<!DOCTYPE{name}{word}{ids}>"


def format_nodes(nodes: Iterable[Node]) -> Iterator[str]:
    """Nodes and all below them, as markup, without recursion."""
    stack: list[Node | str] = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif is_element(node):
            yield format_tag(node.name, attributes_of(node).items()) + after_start(node)
            stack.append(end_tag(node))
            stack.extend(reversed(children_of(node)))
        elif node.children and node.name.startswith("#document"):
            stack.extend(reversed(node.children))
        else:
            yield format_leaf(node)


def read_text(nodes: Iterable[Node], *, limit: int = 0) -> str:
    """The text content, line breaks of `<br>` as a space; of at most `limit` nodes, 0 for all."""
    parts: list[str] = []
    stack: list[Node] = list(nodes)[::-1]
    seen = 0
    while stack and (not limit or seen < limit):
        node = stack.pop()
        seen += 1
        if node.name == "#text":
            parts.append(node.data or "")
        elif node.name == "br":
            parts.append(" ")
        elif is_element(node) and node.name not in ("script", "style", "template"):
            stack.extend(reversed(children_of(node)))
    return "".join(parts)


def walk_elements(root: Node) -> Iterator[Node]:
    """Every element below and with root, parents before children, templates' contents left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        if is_element(node):
            yield node
        stack.extend(reversed(node.children or ()))
