"""An expression and a context → a value."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from pipeline.segment.its.tree import Document, Node
from pipeline.segment.its.xpath.axes import AXES, Axis
from pipeline.segment.its.xpath.functions import FUNCTIONS, find_by_id, to_nodes
from pipeline.segment.its.xpath.syntax import (
    Binary,
    Call,
    Expression,
    Filter,
    KindTest,
    Literal,
    NameTest,
    Negation,
    Path,
    Step,
    Variable,
    XPathError,
)
from pipeline.segment.its.xpath.values import Budget, Value, read_string, to_boolean, to_number, to_string


class Context(NamedTuple):
    """What an expression is evaluated in (section 1)."""

    document: Document
    node: Node
    budget: Budget
    variables: Mapping[str, str]
    position: int = 1
    size: int = 1


def evaluate(expression: Expression, context: Context) -> Value:
    """The value. XPathError for an unknown variable, a wrong type, or more work than the budget has left."""
    context.budget.spend()
    if isinstance(expression, Path):
        return _walk_path(expression, context)
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Binary):
        return _apply_operator(expression, context)
    if isinstance(expression, Call):
        return _call(expression, context)
    if isinstance(expression, Variable):
        if expression.name not in context.variables:
            raise XPathError(f"the variable ${expression.name} has no value")
        return context.variables[expression.name]
    if isinstance(expression, Negation):
        return -to_number(evaluate(expression.operand, context), context.budget)
    return _apply_filter(expression, context)


# --- paths ---


def _walk_path(path: Path, context: Context) -> list[Node]:
    if path.absolute:
        nodes = [context.document.root]
    elif path.start is not None:
        nodes = to_nodes(evaluate(path.start, context))
    else:
        nodes = [context.node]
    for step in path.steps:
        nodes = _take_step(step, nodes, context)
    return nodes


def _take_step(step: Step, nodes: list[Node], context: Context) -> list[Node]:
    axis = AXES[step.axis]
    if len(nodes) == 1:
        return sorted(_match_from(nodes[0], axis, step, context), key=_order)
    found: dict[Node, None] = {}
    for node in nodes:
        found.update(dict.fromkeys(_match_from(node, axis, step, context)))
    return sorted(found, key=_order)


def _match_from(node: Node, axis: Axis, step: Step, context: Context) -> list[Node]:
    matches = list(_select(axis(node), step, context.budget))
    for predicate in step.predicates:
        matches = _keep(predicate, matches, context)
    return matches


def _order(node: Node) -> int:
    return node.order


def _select(candidates: Iterable[Node], step: Step, budget: Budget) -> Iterator[Node]:
    test = step.test
    for node in candidates:
        budget.spend()
        if _matches(node, test, "attribute" if step.axis == "attribute" else "element"):
            yield node


def _matches(node: Node, test: NameTest | KindTest, principal: str) -> bool:
    if isinstance(test, KindTest):
        return test.kind == "node" or (node.kind == test.kind and test.target in ("", node.name))
    if node.kind != principal or (test.uri is not None and node.uri != test.uri):
        return False
    return test.local == "*" or node.local == test.local


def _keep(predicate: Expression, nodes: list[Node], context: Context) -> list[Node]:
    """The nodes that a predicate keeps; a number is a position."""
    kept = []
    document, budget, variables, size = context.document, context.budget, context.variables, len(nodes)
    for position, node in enumerate(nodes, start=1):
        value = evaluate(predicate, Context(document, node, budget, variables, position, size))
        keeps = value == position if isinstance(value, float) else to_boolean(value)
        if keeps:
            kept.append(node)
    return kept


def _apply_filter(expression: Filter, context: Context) -> list[Node]:
    nodes = to_nodes(evaluate(expression.primary, context))
    for predicate in expression.predicates:
        nodes = _keep(predicate, nodes, context)
    return nodes


# --- functions and operators ---


def _call(call: Call, context: Context) -> Value:
    if call.name == "position":
        return float(context.position)
    if call.name == "last":
        return float(context.size)
    arguments = [evaluate(argument, context) for argument in call.arguments]
    if call.name == "id":
        return find_by_id(arguments[0], context.document.ids, context.budget)
    return FUNCTIONS[call.name](arguments, context.node, context.budget)


def _apply_operator(expression: Binary, context: Context) -> Value:
    name = expression.operator
    left = evaluate(expression.left, context)
    if name in ("and", "or"):
        if to_boolean(left) == (name == "or"):
            return name == "or"
        return to_boolean(evaluate(expression.right, context))
    right = evaluate(expression.right, context)
    if name == "|":
        both = dict.fromkeys([*to_nodes(left), *to_nodes(right)])
        context.budget.spend(len(both))
        return sorted(both, key=_order)
    if name in _COMPARISONS:
        return _compare(name, left, right, context.budget)
    return _ARITHMETIC[name](to_number(left, context.budget), to_number(right, context.budget))


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remain(left: float, right: float) -> float:
    return math.fmod(left, right) if right and not math.isinf(left) else math.nan


_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remain,
}
_EQUALITIES: Mapping[str, Callable[[object, object], bool]] = {"=": operator.eq, "!=": operator.ne}
_ORDERINGS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARISONS = frozenset({*_EQUALITIES, *_ORDERINGS})


def _compare(name: str, left: Value, right: Value, budget: Budget) -> bool:
    """Section 3.4: a node-set compares true where one of its nodes does; a boolean makes the other one too."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _compare_atoms(name, to_boolean(left), to_boolean(right), budget)
    for one, other in product(_atoms(left, budget), _atoms(right, budget)):
        budget.spend()
        if _compare_atoms(name, one, other, budget):
            return True
    return False


def _atoms(value: Value, budget: Budget) -> list[str | float]:
    if isinstance(value, list):
        return [read_string(node, budget) for node in value]
    return [value]


def _compare_atoms(name: str, left: str | float | bool, right: str | float | bool, budget: Budget) -> bool:
    if name in _ORDERINGS:
        return _ORDERINGS[name](to_number(left, budget), to_number(right, budget))
    equals = _EQUALITIES[name]
    if isinstance(left, bool):
        return equals(left, right)
    if isinstance(left, float) or isinstance(right, float):
        return equals(to_number(left, budget), to_number(right, budget))
    return equals(to_string(left, budget), to_string(right, budget))
