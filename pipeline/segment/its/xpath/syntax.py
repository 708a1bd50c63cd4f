"""What an XPath expression is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias


class XPathError(ValueError):
    """An expression that is not XPath 1.0, or that asks for too much; the caller says where it stands."""


@dataclass(frozen=True, slots=True)
class NameTest:
    """`name`, `prefix:name`, `prefix:*`, `*`."""

    uri: str | None
    """None for any namespace."""
    local: str
    """`*` for any name."""


@dataclass(frozen=True, slots=True)
class KindTest:
    """`node()`, `text()`, `comment()`, `processing-instruction('target')`."""

    kind: OneOf["node", "text", "comment", "instruction"]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    axis: str
    test: NameTest | KindTest
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | float


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Filter:
    """A primary expression with predicates: `(//p)[1]`."""

    primary: Expression
    predicates: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Path:
    start: Expression | None
    """What the steps begin at; None for the context node."""
    absolute: bool
    """Begins at the root."""
    steps: tuple[Step, ...]


Expression: TypeAlias = Literal | Variable | Call | Negation | Binary | Filter | Path


_TRUTHS = frozenset({"and", "or", "=", "!=", "<", "<=", ">", ">="})
_TRUTH_FUNCTIONS = frozenset({"not", "boolean", "true", "false", "contains", "starts-with", "lang"})


def depends_on_position(predicate: Expression) -> bool:
    """Whether a predicate may choose by position; True where that is not plain to see."""
    if isinstance(predicate, Path):
        return predicate.start is not None
    if isinstance(predicate, Binary) and predicate.operator in _TRUTHS:
        return _asks_position(predicate)
    return not (isinstance(predicate, Call) and predicate.name in _TRUTH_FUNCTIONS) or _asks_position(predicate)


def _asks_position(expression: Expression) -> bool:
    """Whether position() or last() is asked of the context itself; a path's predicates have their own."""
    if isinstance(expression, Binary):
        return _asks_position(expression.left) or _asks_position(expression.right)
    if isinstance(expression, Negation):
        return _asks_position(expression.operand)
    if isinstance(expression, Call):
        return expression.name in ("position", "last") or any(map(_asks_position, expression.arguments))
    return not (
        isinstance(expression, Literal | Variable) or (isinstance(expression, Path) and expression.start is None)
    )
