"""Segment's tree of an HTML page → the tree that ITS works on."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.segment import tree as page
from pipeline.segment.its.tree import XHTML, XLINK, XML, Document, TreeBuilder

_NAMESPACES = {"html": XHTML, "svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
_PREFIXES = {"xml": XML, "xlink": XLINK}


def mirror_page(root: page.Node, name: str) -> Document:
    """The page as XPath sees it: HTML's elements in the XHTML namespace, as the standard's parser puts them there.

    Each element knows its original in `source`. `xml:lang` is the attribute of the XML namespace that its author
    meant; namespace declarations are no attributes.
    """
    builder = TreeBuilder()
    stack: list[page.Node | None] = [*reversed(root.children)]
    while stack:
        node = stack.pop()
        if node is None:
            builder.end()
        elif page.is_element(node):
            attributes = list(_read_attributes(node))
            element = builder.start(node.name, _NAMESPACES[node.namespace], attributes, source=node)
            if "id" in node.attrs:
                builder.add_id(node.attrs["id"], element)
            stack.append(None)
            stack.extend(reversed(node.children))
        elif node.name == "#text":
            builder.add_leaf("text", node.data)
        elif node.name == "#comment":
            builder.add_leaf("comment", node.data)
    return builder.finish(name, html=True)


def _read_attributes(node: page.Node) -> Iterator[tuple[str, str, str]]:
    for name, value in node.attrs.items():
        prefix, _, local = name.rpartition(":")
        if name != "xmlns" and prefix != "xmlns" and local:
            yield name, _PREFIXES.get(prefix, ""), value
