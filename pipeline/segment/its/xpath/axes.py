"""XPath's axes: the nodes in a direction, the nearest first; without recursion, and lazily, so that a budget holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from pipeline.segment.its.tree import Node

Axis: TypeAlias = Callable[[Node], Iterable[Node]]


def _self(node: Node) -> Iterable[Node]:
    return (node,)


def _parent(node: Node) -> Iterable[Node]:
    return () if node.parent is None else (node.parent,)


def _ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in document order."""
    stack = [node]
    while stack:
        each = stack.pop()
        yield each
        stack.extend(reversed(each.children))


def _walk_back(node: Node) -> Iterator[Node]:
    """The node and all below it, in reverse document order."""
    stack: list[tuple[Node, bool]] = [(node, False)]
    while stack:
        each, seen = stack.pop()
        if seen or not each.children:
            yield each
        else:
            stack.append((each, True))
            stack.extend((child, False) for child in each.children)


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield from walk(child)


def _siblings(node: Node) -> tuple[list[Node], int]:
    """The children of its parent, and the place of the first one after it."""
    siblings = [] if node.parent is None or node.kind == "attribute" else node.parent.children
    return siblings, bisect_right(siblings, node.order, key=lambda sibling: sibling.order)


def _following_siblings(node: Node) -> Iterator[Node]:
    siblings, after = _siblings(node)
    return (siblings[at] for at in range(after, len(siblings)))


def _preceding_siblings(node: Node) -> Iterator[Node]:
    siblings, after = _siblings(node)
    return (siblings[at] for at in range(after - 2, -1, -1))


def _following(node: Node) -> Iterator[Node]:
    if node.kind == "attribute" and node.parent is not None:  # its element's content follows it
        yield from _descendants(node.parent)
        node = node.parent
    for above in _ancestors_or_self(node):
        for sibling in _following_siblings(above):
            yield from walk(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    for above in _ancestors_or_self(node.parent if node.kind == "attribute" and node.parent else node):
        for sibling in _preceding_siblings(above):
            yield from _walk_back(sibling)


AXES: Mapping[str, Axis] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "attribute": lambda node: node.attributes,
    "child": lambda node: node.children,
    "descendant": _descendants,
    "descendant-or-self": walk,
    "following": _following,
    "following-sibling": _following_siblings,
    "namespace": lambda _node: (),
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "self": _self,
}
"""The namespace axis is empty: a selector selects elements and attributes."""
