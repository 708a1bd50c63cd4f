"""XPath's four types, how one becomes another (section 3.4 and 4), and the budget that all work is paid from."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TypeAlias

from pipeline.segment.its.tree import Node
from pipeline.segment.its.xpath.axes import walk
from pipeline.segment.its.xpath.syntax import XPathError

Value: TypeAlias = list[Node] | str | float | bool
"""A node-set is a list in document order without doubles."""

_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+))[ \t\r\n]*")
_CHARACTERS_A_STEP = 64


class Budget:
    """How many nodes may still be looked at; shared by all selectors of a document."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """XPathError when all is spent."""
        self.left -= steps
        if self.left < 0:
            raise XPathError("it asks for too much work on this document")


def read_string(node: Node, budget: Budget) -> str:
    """A node's string value."""
    if node.kind not in ("root", "element"):
        budget.spend(1 + len(node.value) // _CHARACTERS_A_STEP)
        return node.value
    parts: list[str] = []
    for each in walk(node):
        budget.spend(1 + len(each.value) // _CHARACTERS_A_STEP)
        if each.kind == "text":
            parts.append(each.value)
    return "".join(parts)


def to_string(value: Value, budget: Budget) -> str:
    if isinstance(value, list):
        return read_string(value[0], budget) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_number(value)
    return value


def to_number(value: Value, budget: Budget) -> float:
    if isinstance(value, bool | float):
        return float(value)
    match = _NUMBER.fullmatch(to_string(value, budget))
    return float(match[1]) if match else math.nan


def to_boolean(value: Value) -> bool:
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def format_number(number: float) -> str:
    """As XPath's string(): no exponent, no `.0`, `NaN` and `Infinity`.

    >>> [format_number(each) for each in (1.0, -0.5, 1e21, float("nan"), float("-inf"), -0.0)]
    ['1', '-0.5', '1000000000000000000000', 'NaN', '-Infinity', '0']
    """
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    return f"{Decimal(repr(number)):f}"
