"""Document, rules and category → what holds of each node, by the standard's precedence (sections 5.5 and 6.4).

An element's own markup goes before rules, the last rule before earlier ones, rules before what is inherited, and
that before the default. What goes before replaces all that comes after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.segment.its.categories import Category
from pipeline.segment.its.markup import NOTHING, Values, read_annotators
from pipeline.segment.its.rules import Rule
from pipeline.segment.its.selectors import Query, position_nodes
from pipeline.segment.its.tree import Document, Node


class Annotation(NamedTuple):
    """What a data category says of an element or attribute."""

    node: Node
    values: Values
    said: bool
    """By markup or rule, of this very node."""


class _Inherited(NamedTuple):
    values: Values | None
    annotators: Mapping[str, str]


def annotate(
    document: Document, rules: Sequence[Rule], category: Category, *, query: Query | None = None
) -> Iterator[Annotation]:
    """Every element and attribute in document order; an element's attributes by name.

    `query` shares the work that selectors may do. SegmentError for a rule that cannot be applied.
    """
    chosen = apply_rules(rules, category, query or Query(document))
    stack = [(document.top, _Inherited(None, {}))]
    while stack:
        element, outer = stack.pop()
        own = category.read_local(element) or chosen.get(element, NOTHING)
        inherited = outer.values if category.inherits else None
        values = own or (category.default(element, document.html) if inherited is None else inherited)
        annotators = {**outer.annotators, **read_annotators(element)} if category.annotated else {}
        yield Annotation(element, _add_annotators(values, annotators), bool(own))
        for attribute in sorted(element.attributes, key=lambda each: each.name):
            said = chosen.get(attribute, NOTHING)
            rest = values if category.inherits_to_attribute(attribute, document.html) else None
            held = said or (category.default(attribute, document.html) if rest is None else rest)
            yield Annotation(attribute, _add_annotators(held, annotators), bool(said))
        inner = _Inherited(own or inherited, annotators)
        stack.extend((child, inner) for child in reversed(element.children) if child.kind == "element")


def apply_rules(rules: Sequence[Rule], category: Category, query: Query) -> dict[Node, Values]:
    """What global rules say; the last one that selects a node counts."""
    chosen: dict[Node, Values] = {}
    for rule in rules:
        if rule.name != category.rule:
            continue
        effect = category.read_rule(rule, query)
        for node, position, size in position_nodes(query.select(rule.selector)):
            if values := effect(node, position, size):
                chosen[node] = values
    return chosen


def _add_annotators(values: Values, annotators: Mapping[str, str]) -> Values:
    if not annotators:
        return values
    return {**values, "annotatorsRef": " ".join(f"{name}|{iri}" for name, iri in sorted(annotators.items()))}
