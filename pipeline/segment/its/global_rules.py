"""What each kind of global rule says of a node that it selects (section 8 of ITS)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from pipeline.errors import SegmentError
from pipeline.segment.its import markup
from pipeline.segment.its.markup import NOTHING, Values, tidy
from pipeline.segment.its.rules import Rule
from pipeline.segment.its.selectors import Query
from pipeline.segment.its.tree import XHTML, Node

RuleEffect: TypeAlias = Callable[[Node, int, int], Values]
"""Selected node, its position among them, their number → what the rule says of it; nothing where it says nothing."""


def _say(values: Values) -> RuleEffect:
    """The same of every node."""
    return lambda _node, _position, _size: values


def read_translate(rule: Rule, _query: Query) -> RuleEffect:
    return _say({"translate": rule.choose("translate", markup.YES_NO)})


def read_direction(rule: Rule, _query: Query) -> RuleEffect:
    return _say({"dir": rule.choose("dir", markup.DIRECTIONS)})


def read_within_text(rule: Rule, _query: Query) -> RuleEffect:
    return _say({"withinText": rule.choose("withinText", markup.WITHIN_TEXT)})


def read_space(rule: Rule, _query: Query) -> RuleEffect:
    return _say({"space": rule.choose("space", markup.SPACES)})


def read_filter(rule: Rule, _query: Query) -> RuleEffect:
    kind = "include"
    if rule.element.get("localeFilterType") is not None:
        kind = rule.choose("localeFilterType", markup.FILTER_TYPES)
    return _say({"localeFilterList": rule.require("localeFilterList").strip(), "localeFilterType": kind})


def read_note(rule: Rule, query: Query) -> RuleEffect:
    kind = rule.choose("locNoteType", markup.NOTE_TYPES)
    source = _find_source(rule, query, "locNote", "locNoteRef")
    return lambda *selected: {**found, "locNoteType": kind} if (found := source(*selected)) else NOTHING


def read_term(rule: Rule, query: Query) -> RuleEffect:
    term = rule.choose("term", markup.YES_NO)
    source = _find_source(rule, query, "termInfo", "termInfoRef", required=False)
    return lambda *selected: {"term": term, **source(*selected)}


def _find_source(rule: Rule, query: Query, text: str, reference: str, *, required: bool = True) -> RuleEffect:
    """Where a rule has its information from: within it, by reference, or by a pointer to either."""
    note = next((child for child in rule.element.elements() if child.is_its(text)), None)
    if note is not None:
        return _say({text: tidy(query.read_text(note, rule.where))})
    if rule.element.get(reference) is not None:
        return _say({reference: rule.require(reference).strip()})
    if rule.element.get(f"{text}Pointer") is not None:
        return _point(rule, query, f"{text}Pointer", text)
    if rule.element.get(f"{reference}Pointer") is not None:
        return _point(rule, query, f"{reference}Pointer", reference)
    if required:
        raise SegmentError(
            f"the ITS rule {rule.element.name} holds nothing to say",
            where=rule.where,
            hint=f"Add one of: {text}, {text}Pointer, {reference}, {reference}Pointer.",
        )
    return _say(NOTHING)


def _point(rule: Rule, query: Query, pointer: str, name: str) -> RuleEffect:
    """What a relative selector points to; nothing where it points to nothing."""
    selector = rule.read_selector(pointer)

    def read(node: Node, position: int, size: int) -> Values:
        value = query.read(selector, node, position, size)
        return NOTHING if value is None else {name: tidy(value)}

    return read


def read_resource(rule: Rule, query: Query) -> RuleEffect:
    return _point(rule, query, "externalResourceRefPointer", "externalResourceRef")


def read_language(rule: Rule, query: Query) -> RuleEffect:
    return _point(rule, query, "langPointer", "lang")


def read_id(rule: Rule, query: Query) -> RuleEffect:
    """HTML's own id goes before the rule's; so does XML's, which is local markup."""
    selector = rule.read_selector("idValue")

    def read(node: Node, position: int, size: int) -> Values:
        value = (node.get("id") if node.uri == XHTML else None) or query.read(selector, node, position, size)
        return {"idValue": value} if value else NOTHING

    return read


def read_domain(rule: Rule, query: Query) -> RuleEffect:
    """The values at the pointer, by the algorithm of 8.8.2."""
    selector = rule.read_selector("domainPointer")
    mapping = dict(_read_mapping(rule.element.get("domainMapping") or ""))

    def read(node: Node, position: int, size: int) -> Values:
        nodes = query.find(selector, node, position, size)
        texts = [query.read_text(each, rule.where) for each in nodes]
        values = [_unquote(value) for text in texts for value in text.split(",")]
        domains = dict.fromkeys(mapping.get(value, value) for value in values if value)
        return {"domains": ", ".join(domains)} if domains else NOTHING

    return read


_WORD = r"""'[^']*'|"[^"]*"|[^\s,'"]+"""
_PAIR = re.compile(rf"\s*({_WORD})\s+({_WORD})\s*(?:,|$)")


def _read_mapping(text: str) -> Iterator[tuple[str, str]]:
    """`automotive auto, 'criminal law' law` as pairs; the first of a value counts."""
    pairs = [(_unquote(match[1]), _unquote(match[2])) for match in _PAIR.finditer(text)]
    return reversed(pairs)


def _unquote(value: str) -> str:
    """Without white space around it and one quotation mark at each end."""
    value = value.strip()
    value = value[1:] if value[:1] in ("'", '"') else value
    return value[:-1] if value[-1:] in ("'", '"') else value
