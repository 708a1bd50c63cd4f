"""Shared by the tests of segment: trees as values, to compare what two documents say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from justhtml import JustHTML

Tree = tuple[tuple[Any, ...], ...]


def read_tree(html: str) -> Tree:
    """The tree that justhtml parses, flat, with depths; without recursion. Nothing of segment is used."""
    rows: list[tuple[Any, ...]] = []
    stack: list[tuple[int, Any]] = [(0, JustHTML(html, sanitize=False, scripting_enabled=True).root)]
    while stack:
        depth, node = stack.pop()
        data = node.data
        if node.name == "!doctype":
            data = (data.name, data.public_id, data.system_id)
        attributes = tuple((name, value or "") for name, value in (getattr(node, "attrs", None) or {}).items())
        rows.append((depth, node.name, node.namespace, attributes, data))
        content = getattr(node, "template_content", None)
        children = [*(node.children or ()), *([content] if content is not None else [])]
        stack.extend((depth + 1, child) for child in reversed(children))
    return tuple(rows)


@pytest.fixture(scope="session")
def tree_of() -> Callable[[str], Tree]:
    return read_tree
