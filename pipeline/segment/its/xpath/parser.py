"""XPath text → expression: one function a level of the grammar. Prefixes and function names are settled here."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.segment.its.xpath.axes import AXES
from pipeline.segment.its.xpath.functions import ARITIES
from pipeline.segment.its.xpath.lexer import Token, split_tokens
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
    depends_on_position,
)

MAX_DEPTH = 20
"""Brackets in brackets."""

MAX_OPERATORS = 200
"""In one expression: each may be a level of recursion."""

_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
"""Binary operators, the loosest first."""

_KINDS: Mapping[str, KindTest] = {
    "node": KindTest("node"),
    "text": KindTest("text"),
    "comment": KindTest("comment"),
    "processing-instruction": KindTest("instruction"),
}
_ANY = KindTest("node")
_DESCENDANTS = Step("descendant-or-self", _ANY)


def parse_xpath(text: str, namespaces: Mapping[str, str]) -> Expression:
    """Read an expression; `namespaces` are the prefixes in scope. XPathError for what is not XPath 1.0."""
    parser = _Parser(split_tokens(text), namespaces)
    expression = parser.read_expression()
    if parser.next.kind != "end":
        raise XPathError(f"“{parser.next.text}” is not expected there")
    return expression


class _Parser:
    def __init__(self, tokens: list[Token], namespaces: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._namespaces = namespaces
        self._depth = 0
        self._operators = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    def _peek(self, ahead: int = 1) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self.next
        self._at += token.kind != "end"
        return token

    def _accept(self, *texts: str) -> bool:
        if self.next.kind in ("symbol", "operator") and self.next.text in texts:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise XPathError(f"“{text}” is missing before “{self.next.text or 'the end'}”")

    def read_expression(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise XPathError(f"it is nested deeper than {MAX_DEPTH}")
        expression = self._read_binary(0)
        self._depth -= 1
        return expression

    def _read_binary(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self._read_negation()
        left = self._read_binary(level + 1)
        while self.next.kind == "operator" and self.next.text in _LEVELS[level]:
            operator = self._take_operator()
            left = Binary(operator, left, self._read_binary(level + 1))
        return left

    def _take_operator(self) -> str:
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            raise XPathError(f"it has more than {MAX_OPERATORS} operators")
        return self._take().text

    def _read_negation(self) -> Expression:
        signs = 0
        while self.next == Token("operator", "-"):
            self._take_operator()
            signs += 1
        expression = self._read_union()
        for _ in range(signs):
            expression = Negation(expression)
        return expression

    def _read_union(self) -> Expression:
        left = self._read_path()
        while self.next == Token("operator", "|"):
            left = Binary(self._take_operator(), left, self._read_path())
        return left

    def _read_path(self) -> Expression:
        if self._begins_primary():
            primary = self._read_primary()
            predicates = self._read_predicates()
            start = Filter(primary, predicates) if predicates else primary
            if self.next.text in ("/", "//") and self.next.kind == "operator":
                return Path(start, False, self._read_steps())
            return start
        if self.next.kind == "operator" and self.next.text == "/" and not self._begins_step(self._peek()):
            self._take()
            return Path(None, True, ())
        if self.next.kind == "operator" and self.next.text in ("/", "//"):
            return Path(None, True, self._read_steps())
        return Path(None, False, (self._read_step(), *self._read_steps()))

    def _begins_primary(self) -> bool:
        if self.next.kind in ("literal", "number", "variable"):
            return True
        if self.next.kind == "symbol":
            return self.next.text == "("
        calls = self.next.kind == "name" and self._peek() == Token("symbol", "(")
        return calls and self.next.text not in _KINDS

    def _begins_step(self, token: Token) -> bool:
        return token.kind == "name" or (token.kind == "symbol" and token.text in (".", "..", "@"))

    def _read_primary(self) -> Expression:
        token = self._take()
        if token.kind == "literal":
            return Literal(token.text)
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "variable":
            return Variable(token.text)
        if token.text == "(":
            expression = self.read_expression()
            self._expect(")")
            return expression
        return self._read_call(token.text)

    def _read_call(self, name: str) -> Expression:
        if name not in ARITIES:
            raise XPathError(f"there is no function {name}() in XPath 1.0")
        arguments: list[Expression] = []
        self._expect("(")
        if not self._accept(")"):
            arguments.append(self.read_expression())
            while self._accept(","):
                arguments.append(self.read_expression())
            self._expect(")")
        fewest, most = ARITIES[name]
        if not fewest <= len(arguments) <= most:
            raise XPathError(f"{name}() cannot take {len(arguments)} arguments")
        return Call(name, tuple(arguments))

    def _read_steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while self.next.kind == "operator" and self.next.text in ("/", "//"):
            below = self._take().text == "//"
            step = self._read_step()
            if below and step.axis == "child" and not any(depends_on_position(each) for each in step.predicates):
                step = Step("descendant", step.test, step.predicates)  # the same nodes, found in one walk
            elif below:
                steps.append(_DESCENDANTS)
            steps.append(step)
        return tuple(steps)

    def _read_step(self) -> Step:
        if self._accept("."):
            return Step("self", _ANY)
        if self._accept(".."):
            return Step("parent", _ANY)
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self.next.kind == "name" and self._peek() == Token("symbol", "::"):
            axis = self._take().text
            if axis not in AXES:
                raise XPathError(f"there is no axis {axis}::")
            self._take()
        test = self._read_test()
        return Step(axis, test, self._read_predicates())

    def _read_test(self) -> NameTest | KindTest:
        token = self._take()
        if token.kind != "name":
            raise XPathError(f"a name is missing before “{token.text or 'the end'}”")
        if token.text in _KINDS and self._accept("("):
            return self._read_kind(token.text)
        if token.text == "*":
            return NameTest(None, "*")
        prefix, _, local = token.text.rpartition(":")
        if prefix and prefix not in self._namespaces:
            raise XPathError(f"the prefix {prefix}: is not declared")
        return NameTest(self._namespaces[prefix] if prefix else "", local)

    def _read_kind(self, name: str) -> KindTest:
        test = _KINDS[name]
        if test.kind == "instruction" and self.next.kind == "literal":
            test = KindTest("instruction", self._take().text)
        self._expect(")")
        return test

    def _read_predicates(self) -> tuple[Expression, ...]:
        predicates: list[Expression] = []
        while self._accept("["):
            predicates.append(self.read_expression())
            self._expect("]")
        return tuple(predicates)
