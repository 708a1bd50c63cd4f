"""The selectors of a rule: XPath or CSS, absolute or relative to a node that was selected (section 5.3 of ITS)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cssselect import GenericTranslator, HTMLTranslator, SelectorError
from cssselect.parser import Element
from cssselect.xpath import XPathExpr

from pipeline.errors import SegmentError
from pipeline.segment.its.tree import XHTML, Document, Node
from pipeline.segment.its.xpath import (
    Budget,
    Context,
    Expression,
    Value,
    XPathError,
    evaluate,
    parse_xpath,
    to_string,
)

QueryLanguage = Literal["xpath", "css"]
_HTML_PREFIX = "dragoman-html"


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector as a rule has it."""

    text: str
    language: QueryLanguage
    namespaces: Mapping[str, str]
    variables: Mapping[str, str]
    where: str
    """File and line of the rule."""


class Query:
    """A document that is asked; all answers are paid from one budget."""

    def __init__(self, document: Document, budget: Budget | None = None) -> None:
        self.document = document
        self.budget = budget or Budget(1_000_000 + 40 * document.size)
        self._parsed: dict[tuple[str, str, bool, str], Expression] = {}

    def select(self, selector: Selector) -> list[Node]:
        """The elements and attributes that an absolute selector selects, in document order."""
        return self._expect_nodes(selector, self._ask(selector, self.document.root, 1, 1, relative=False))

    def find(self, selector: Selector, node: Node, position: int, size: int) -> list[Node]:
        """The nodes to which a relative selector points from one of `size` selected nodes."""
        return self._expect_nodes(selector, self._ask(selector, node, position, size, relative=True), any_node=True)

    def read(self, selector: Selector, node: Node, position: int, size: int) -> str | None:
        """The text that a relative selector points to; None where it points to nothing."""
        value = self._ask(selector, node, position, size, relative=True)
        if isinstance(value, list):
            return self.read_text(value[0], selector.where) if value else None
        return to_string(value, self.budget)

    def read_text(self, node: Node, where: str = "") -> str:
        """A node's text."""
        try:
            return to_string([node], self.budget)
        except XPathError as error:
            raise SegmentError(f"its ITS markup cannot be read: {error}", where=where or self.document.name) from error

    def _ask(self, selector: Selector, node: Node, position: int, size: int, *, relative: bool) -> Value:
        try:
            expression = self._parse(selector, relative=relative)
            context = Context(self.document, node, self.budget, selector.variables, position, size)
            return evaluate(expression, context)
        except XPathError as error:
            raise _refuse(selector, str(error)) from error

    def _parse(self, selector: Selector, *, relative: bool) -> Expression:
        key = (selector.language, selector.text, relative, selector.where)
        if key not in self._parsed:
            text, namespaces = selector.text, selector.namespaces
            if selector.language == "css":
                text, namespaces = self._translate(selector, relative=relative), {_HTML_PREFIX: XHTML}
            self._parsed[key] = parse_xpath(text, namespaces)
        return self._parsed[key]

    def _translate(self, selector: Selector, *, relative: bool) -> str:
        """CSS → XPath. A relative selector looks below the node."""
        translator = _HtmlTranslator() if self.document.html else _XmlTranslator()
        try:
            return translator.css_to_xpath(_fill_in(selector), "descendant::" if relative else "//")
        except SelectorError as error:
            raise _refuse(selector, str(error)) from error

    def _expect_nodes(self, selector: Selector, value: Value, *, any_node: bool = False) -> list[Node]:
        if not isinstance(value, list):
            raise _refuse(selector, "it gives a text or number where nodes are expected")
        if not any_node and any(node.kind not in ("element", "attribute") for node in value):
            raise _refuse(selector, "it selects something else than elements and attributes")
        return value


def _refuse(selector: Selector, why: str) -> SegmentError:
    return SegmentError(
        f"the ITS selector {selector.text!r} cannot be used: {why}",
        where=selector.where,
        hint="Correct the rule.",
    )


def _fill_in(selector: Selector) -> str:
    """The CSS selector with each `$name` of a param in place, quoted: CSS has no variables of its own."""
    text = selector.text
    for name in sorted(selector.variables, key=len, reverse=True):
        value = selector.variables[name].replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace(f"${name}", f'"{value}"')
    return text


class _HtmlTranslator(HTMLTranslator):
    """A type selector names an element of HTML."""

    def xpath_element(self, selector: Element) -> XPathExpr:
        name = selector.element
        return self.xpathexpr_cls(element=f"{_HTML_PREFIX}:{name.lower()}" if name else "*")


class _XmlTranslator(GenericTranslator):
    """A type selector names an element of any namespace, since none is declared."""

    def xpath_element(self, selector: Element) -> XPathExpr:
        expression = self.xpathexpr_cls(element="*")
        if selector.element:
            expression.add_condition(f"local-name() = {self.xpath_literal(selector.element)}")
        return expression


def position_nodes(nodes: Sequence[Node]) -> list[tuple[Node, int, int]]:
    """Each node with its position among those selected, and their number."""
    return [(node, position, len(nodes)) for position, node in enumerate(nodes, start=1)]
