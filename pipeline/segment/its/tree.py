"""A document as XPath sees it: one light tree for XML and HTML, in which ITS selects nodes.

A tree of our own, because selectors must be bounded (xpath/budget.py) and an attribute must be a node: libxml2
cannot be stopped, and lxml gives attributes as strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ITS = "http://www.w3.org/2005/11/its"
XHTML = "http://www.w3.org/1999/xhtml"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

Kind = Literal["root", "element", "attribute", "text", "comment", "instruction"]


@dataclass(eq=False, slots=True)
class Node:
    """A node of the XPath data model; compared by identity, ordered by `order`."""

    kind: Kind
    name: str
    """As written, with its prefix: `its:rules`, `xml:lang`; empty for root, text and comment."""
    uri: str
    """The namespace's, empty for none."""
    value: str
    """The text of a leaf; an element's text is that of its descendants."""
    order: int
    """Its place in document order."""
    parent: Node | None = field(repr=False)
    line: int = 0
    """Where the element stands in the file; 0 where that is not known."""
    namespaces: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The prefixes in scope of an element."""
    source: Any = field(default=None, repr=False)
    """The element of the tree that this one mirrors."""
    children: list[Node] = field(default_factory=list, repr=False)
    attributes: list[Node] = field(default_factory=list, repr=False)

    @property
    def local(self) -> str:
        """The name without prefix."""
        return self.name.rpartition(":")[2]

    def get(self, local: str, uri: str = "") -> str | None:
        """The value of one of the element's attributes; None where it has none."""
        node = self.find_attribute(local, uri)
        return None if node is None else node.value

    def find_attribute(self, local: str, uri: str = "") -> Node | None:
        """One of the element's attributes."""
        for attribute in self.attributes:
            if attribute.uri == uri and attribute.local == local:
                return attribute
        return None

    def elements(self) -> Iterator[Node]:
        """Its child elements."""
        return (child for child in self.children if child.kind == "element")

    def is_its(self, local: str) -> bool:
        """Whether it is this element of ITS."""
        return self.kind == "element" and self.uri == ITS and self.local == local


@dataclass(slots=True)
class Document:
    """A tree, with what is known of the whole."""

    name: str
    """The file, for messages and as the base of relative links."""
    root: Node
    html: bool
    """Read as HTML, or XHTML: HTML's own attributes and defaults hold."""
    size: int = 0
    """How many nodes there are."""
    ids: dict[str, Node] = field(default_factory=dict)
    """The first element with each id."""

    @property
    def top(self) -> Node:
        """The outermost element."""
        return next(self.root.elements())


def walk_elements(top: Node) -> Iterator[Node]:
    """The element and all elements below it, in document order, without recursion."""
    stack = [top]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(node.children) if child.kind == "element")


class TreeBuilder:
    """Builds a tree in document order."""

    def __init__(self) -> None:
        self.root = Node("root", "", "", "", 0, None)
        self.ids: dict[str, Node] = {}
        self.size = 1
        self._open = [self.root]

    def start(
        self,
        name: str,
        uri: str,
        attributes: Iterable[tuple[str, str, str]],
        *,
        line: int = 0,
        namespaces: Mapping[str, str] | None = None,
        source: Any = None,
    ) -> Node:
        """Open an element; attributes are (name, uri, value)."""
        node = self._add("element", name, uri, "")
        node.line, node.namespaces, node.source = line, namespaces or {}, source
        for key, space, value in attributes:
            node.attributes.append(Node("attribute", key, space, value, self.size, node, line))
            self.size += 1
        self._open.append(node)
        return node

    def add_leaf(self, kind: Kind, value: str, name: str = "") -> None:
        """A text, comment or processing instruction; texts side by side are one."""
        siblings = self._open[-1].children
        if kind == "text" and siblings and siblings[-1].kind == "text":
            siblings[-1].value += value
        elif kind != "text" or self._open[-1] is not self.root:
            self._add(kind, name, "", value)

    def end(self) -> None:
        """Close the element that is open."""
        self._open.pop()

    def add_id(self, value: str, node: Node) -> None:
        """Make an element known by an id, unless another one has it."""
        self.ids.setdefault(value, node)

    def finish(self, name: str, *, html: bool) -> Document:
        """The document."""
        return Document(name, self.root, html, self.size, self.ids)

    def _add(self, kind: Kind, name: str, uri: str, value: str) -> Node:
        parent = self._open[-1]
        node = Node(kind, name, uri, value, self.size, parent)
        self.size += 1
        parent.children.append(node)
        return node
