"""Whether the HTML standard's serialisation can express a page's tree; the tree mode's law holds where it can.

The standard's own warning (13.3): what its parser builds from broken markup cannot always be written so that parsing
gives it again. A form in a form, a link in a link around a table, text after plaintext: there is no markup for them.
"""

from __future__ import annotations

from itertools import zip_longest

from pipeline.segment.markup import format_nodes
from pipeline.segment.tree import MAX_DEPTH, Document, Node, is_element, parse_document


def find_inexpressible(html: str) -> str:
    """What of a page's tree no markup can express, as the rest of a sentence; empty where all can be.

    Nothing is guessed: the tree is written and parsed, and the first node that does not come back is named. Only
    where nothing is found does `rebuild_page` give the source's tree; any other page is for the in-place mode.
    """
    root = parse_document(html)
    if _is_cut_off(root):
        return f"its elements are nested {MAX_DEPTH} deep or deeper, where browsers stop nesting"
    again = parse_document("".join(format_nodes([root])))
    stack: list[tuple[Node | None, Node | None]] = [(root, again)]
    while stack:
        node, other = stack.pop()
        if node is None or other is None or not _is_same(node, other):
            return f"no markup can express its {_name_place(node or other)}"
        stack.extend(reversed([*zip_longest(node.children, other.children)]))
    return ""


def _is_cut_off(root: Document) -> bool:
    depth, level = 0, root.children
    while level:
        level = [child for node in level for child in node.children]
        depth += 1
    return depth > MAX_DEPTH


def _is_same(node: Node, other: Node) -> bool:
    return (node.name, node.namespace, node.data, node.attrs) == (other.name, other.namespace, other.data, other.attrs)


def _name_place(node: Node | None) -> str:
    """Where a node is: `<form> in <div> in <form>`."""
    names: list[str] = []
    while node is not None and node.parent is not None:
        names.append(f"<{node.name}>" if is_element(node) else node.name.lstrip("#!"))
        node = node.parent
    return " in ".join(names[:4])
