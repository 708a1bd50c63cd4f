"""XPath's tokens, with the standard's rules for what is a name and what an operator (section 3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.segment.its.xpath.syntax import XPathError

MAX_LENGTH = 4000
"""Characters of an expression."""

Kind = Literal["literal", "number", "variable", "name", "operator", "symbol", "end"]

_NCNAME = r"[^\W\d][\w.\-\u00b7]*"
_TOKEN = re.compile(
    rf"""[ \t\r\n]*(?:
        (?P<literal>"[^"]*"|'[^']*')
      | (?P<number>\d+(?:\.\d*)?|\.\d+)
      | \$(?P<variable>{_NCNAME}(?::{_NCNAME})?)
      | (?P<name>{_NCNAME}(?::(?!:)(?:{_NCNAME}|\*))?)
      | (?P<symbol>::|\.\.|//|!=|<=|>=|[()\[\].@,/|+\-=<>*])
    )""",
    re.VERBOSE,
)
_OPERATOR_NAMES = frozenset({"and", "or", "mod", "div"})
_OPERATORS = frozenset({"|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "/", "//"})
_BEFORE_OPERAND = frozenset({"@", "::", "(", "[", ",", *_OPERATORS})


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str


def split_tokens(expression: str) -> list[Token]:
    """The tokens, an end token last. XPathError for a character that begins none."""
    if len(expression) > MAX_LENGTH:
        raise XPathError(f"it is longer than {MAX_LENGTH} characters")
    tokens: list[Token] = []
    position, end = 0, len(expression.rstrip(" \t\r\n"))
    while position < end:
        match = _TOKEN.match(expression, position, end)
        if match is None:
            raise XPathError(f"“{expression[position:].strip()[:20]}” cannot be read")
        tokens.append(_make_token(match, tokens))
        position = match.end()
    return [*tokens, Token("end", "")]


def _make_token(match: re.Match[str], before: list[Token]) -> Token:
    group = match.lastgroup or ""
    text = match[group]
    if group == "literal":
        return Token("literal", text[1:-1])
    if group in ("number", "variable"):
        return Token("number" if group == "number" else "variable", text)
    if _operand_ended(before) and (text == "*" or text in _OPERATOR_NAMES):
        return Token("operator", text)
    if group == "name" or text == "*":
        return Token("name", text)
    return Token("operator" if text in _OPERATORS else "symbol", text)


def _operand_ended(before: list[Token]) -> bool:
    """Whether the tokens so far end an operand, so that `*` multiplies and `div` divides."""
    if not before:
        return False
    last = before[-1]
    return not (last.kind == "operator" or (last.kind == "symbol" and last.text in _BEFORE_OPERAND))
