"""XPath's core function library (section 4), but for position, last and id, which need the context."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from pipeline.segment.its.tree import XML, Node
from pipeline.segment.its.xpath.syntax import XPathError
from pipeline.segment.its.xpath.values import Budget, Value, read_string, to_boolean, to_number, to_string

Function: TypeAlias = Callable[[list[Value], Node, Budget], Value]
"""Arguments, context node, budget."""

_ANY_NUMBER = 1000

ARITIES: Mapping[str, tuple[int, int]] = {
    "last": (0, 0),
    "position": (0, 0),
    "count": (1, 1),
    "id": (1, 1),
    "local-name": (0, 1),
    "namespace-uri": (0, 1),
    "name": (0, 1),
    "string": (0, 1),
    "concat": (2, _ANY_NUMBER),
    "starts-with": (2, 2),
    "contains": (2, 2),
    "substring-before": (2, 2),
    "substring-after": (2, 2),
    "substring": (2, 3),
    "string-length": (0, 1),
    "normalize-space": (0, 1),
    "translate": (3, 3),
    "boolean": (1, 1),
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "lang": (1, 1),
    "number": (0, 1),
    "sum": (1, 1),
    "floor": (1, 1),
    "ceiling": (1, 1),
    "round": (1, 1),
}
"""The fewest and the most arguments."""


def to_nodes(value: Value) -> list[Node]:
    """A node-set as it is; XPathError for anything else, which never becomes one."""
    if not isinstance(value, list):
        raise XPathError("a node-set is expected where it has a text or number")
    return value


def _named(read: Callable[[Node], str]) -> Function:
    def function(arguments: list[Value], node: Node, _budget: Budget) -> Value:
        nodes = to_nodes(arguments[0]) if arguments else [node]
        return read(nodes[0]) if nodes and nodes[0].kind in ("element", "attribute", "instruction") else ""

    return function


def _on_text(read: Callable[..., Value]) -> Function:
    """Of one or more texts; of the context node's where there is no argument."""

    def function(arguments: list[Value], node: Node, budget: Budget) -> Value:
        return read(*(to_string(each, budget) for each in arguments or [[node]]))

    return function


def _on_number(read: Callable[[float], float]) -> Function:
    def function(arguments: list[Value], node: Node, budget: Budget) -> Value:
        number = to_number(arguments[0] if arguments else [node], budget)
        return number if math.isnan(number) or math.isinf(number) else float(read(number))

    return function


def _substring(arguments: list[Value], _node: Node, budget: Budget) -> Value:
    text = to_string(arguments[0], budget)
    first = _round(to_number(arguments[1], budget))
    end = math.inf if len(arguments) < 3 else first + _round(to_number(arguments[2], budget))
    if math.isnan(first) or math.isnan(end):
        return ""
    low, high = max(first - 1, 0.0), min(end - 1, float(len(text)))
    return text[int(low) : int(high)] if low < high else ""


def _round(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number + 0.5))


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for at, sign in enumerate(old):
        table.setdefault(ord(sign), new[at] if at < len(new) else None)
    return text.translate(table)


def _sum(arguments: list[Value], _node: Node, budget: Budget) -> Value:
    return math.fsum(to_number([node], budget) for node in to_nodes(arguments[0]))


def _lang(arguments: list[Value], node: Node, budget: Budget) -> Value:
    """Whether the context node is in this language, by `xml:lang` or HTML's `lang`."""
    wanted = to_string(arguments[0], budget).lower()
    above: Node | None = node
    while above is not None:
        budget.spend(1 + len(above.attributes))
        language = above.get("lang", XML)
        if language is None:
            language = above.get("lang")
        if language is not None:
            return language.lower() == wanted or language.lower().startswith(f"{wanted}-")
        above = above.parent
    return False


FUNCTIONS: Mapping[str, Function] = {
    "count": lambda arguments, _node, _budget: float(len(to_nodes(arguments[0]))),
    "local-name": _named(lambda node: node.local),
    "namespace-uri": _named(lambda node: node.uri),
    "name": _named(lambda node: node.name),
    "string": _on_text(lambda text: text),
    "concat": _on_text(lambda *texts: "".join(texts)),
    "starts-with": _on_text(lambda text, start: text.startswith(start)),
    "contains": _on_text(lambda text, part: part in text),
    "substring-before": _on_text(lambda text, part: text.partition(part)[0] if part and part in text else ""),
    "substring-after": _on_text(lambda text, part: text.partition(part)[2] if part else text),
    "substring": _substring,
    "string-length": _on_text(lambda text: float(len(text))),
    "normalize-space": _on_text(lambda text: " ".join(text.replace("\r", " ").replace("\n", " ").split())),
    "translate": _on_text(_translate),
    "boolean": lambda arguments, _node, _budget: to_boolean(arguments[0]),
    "not": lambda arguments, _node, _budget: not to_boolean(arguments[0]),
    "true": lambda _arguments, _node, _budget: True,
    "false": lambda _arguments, _node, _budget: False,
    "lang": _lang,
    "number": _on_number(lambda number: number),
    "sum": _sum,
    "floor": _on_number(math.floor),
    "ceiling": _on_number(math.ceil),
    "round": _on_number(_round),
}


def find_by_id(value: Value, ids: Mapping[str, Node], budget: Budget) -> list[Node]:
    """id(): the elements that a list of ids names, or each node's text as such a list; in document order."""
    texts = [read_string(node, budget) for node in value] if isinstance(value, list) else [to_string(value, budget)]
    found = {ids[each] for text in texts for each in text.split() if each in ids}
    return sorted(found, key=lambda node: node.order)
