"""Where the order of a unit's pieces matters to what is around it, so that a translation may not change it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from pipeline.segment.in_place.tokens import SourceToken
from pipeline.segment.tree import Node, is_element

_UNKNOWN = sys.maxsize
"""The number of a node without source of its own (white space, what the parser adds): it goes with those around it."""

_CLOSES_ITS_LIKE = ("a", "button", "nobr")


def find_closers(tokens: Sequence[SourceToken]) -> frozenset[int]:
    """Numbers of the start tags that also end an element before them: `<a>` where one is open."""
    closers: set[int] = set()
    opened: set[str] = set()
    for number, token in enumerate(tokens):
        if token.name not in _CLOSES_ITS_LIKE:
            continue
        if token.kind == "end":
            opened.discard(token.name)
        elif token.name in opened:
            closers.add(number)
        else:
            opened.add(token.name)
    return frozenset(closers)


def find_fostered(root: Node, elements: Mapping[int, int], texts: Mapping[int, tuple[int, ...]]) -> frozenset[int]:
    """`id` of the nodes that stand in a table, outside its cells, and that the parser put before it (13.2.6.1)."""
    fostered: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        for index, child in enumerate(node.children):
            if child.name == "table" and id(child) in elements:
                for before in map(node.children.__getitem__, range(index - 1, -1, -1)):
                    numbers = texts.get(id(before)) or (elements.get(id(before), _UNKNOWN),)
                    if numbers[-1] < elements[id(child)]:
                        break
                    fostered.add(id(before))
        stack.extend(child for child in node.children if is_element(child))
    return frozenset(fostered)
