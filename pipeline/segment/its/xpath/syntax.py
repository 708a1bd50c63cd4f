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
