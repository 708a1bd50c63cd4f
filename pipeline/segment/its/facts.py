"""What ITS says of a page, as the walk over the page asks for it: by element of segment's own tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.model import LocaleFilter
from pipeline.segment.elements import OPAQUE
from pipeline.segment.its.annotate import annotate, apply_rules
from pipeline.segment.its.categories import find_category
from pipeline.segment.its.html import mirror_page
from pipeline.segment.its.links import RuleReader, read_nothing
from pipeline.segment.its.markup import Values, read_within_text
from pipeline.segment.its.markup import read_nothing as read_nothing_local
from pipeline.segment.its.rules import Rule, find_rules, has_rules
from pipeline.segment.its.selectors import Query
from pipeline.segment.its.tree import XHTML, Node, walk_elements
from pipeline.segment.tree import Node as Element

Place = tuple[int, str]
"""`id(element)` and an attribute's name; empty for the element itself."""

_SUBJECT_LENGTH = 80
_NESTING = 8
"""Texts of their own in one another."""


@dataclass(frozen=True, slots=True)
class ItsFacts:
    """Of a page that has ITS markup; valid while its tree lives. Only what differs from HTML's own defaults."""

    translate: Mapping[Place, bool] = field(default_factory=dict)
    """By global rule; an element's own `translate` goes before it."""
    languages: Mapping[int, str] = field(default_factory=dict)
    """By global rule; an element's own `lang` goes before it."""
    within_text: Mapping[int, str] = field(default_factory=dict)
    """yes, no or nested: what markup or a rule says."""
    preserve: Mapping[int, bool] = field(default_factory=dict)
    """By global rule: whether white space counts."""
    notes: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    """What a translator is told of the text in an element, or of an attribute."""
    said: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Of these, what is said of this very element."""
    filters: Mapping[int, LocaleFilter] = field(default_factory=dict)
    """For which locales an element is, with what is in it, where not for all."""


def mentions_its(element: Element) -> bool:
    """Whether an element has ITS attributes or brings rules: a page without any is not looked at further."""
    attributes = element.attrs
    return any(name.startswith("its-") for name in attributes) or has_rules(element.name, attributes)


def find_its_facts(root: Element, *, name: str = "page", read_file: RuleReader = read_nothing) -> ItsFacts:
    """Resolve a page's ITS markup. SegmentError, with file and line, for rules that cannot be read or applied."""
    document = mirror_page(root, name)
    rules = find_rules(document, read_file)
    query = Query(document)
    notes, said = _find_notes(query, rules)
    elements = list(walk_elements(document.top))
    return ItsFacts(
        translate={place: values["translate"] == "yes" for place, values in _rule_values(query, rules, "translate")},
        languages={place[0]: values["lang"] for place, values in _rule_values(query, rules, "language-information")},
        within_text=_find_within_text(query, rules, elements),
        preserve={
            place[0]: values["space"] == "preserve"
            for place, values in _rule_values(query, rules, "preserve-space")
            if not place[1]
        },
        notes=notes,
        said=said,
        filters=dict(_find_filters(query, rules)),
    )


def _rule_values(query: Query, rules: tuple[Rule, ...], category: str) -> Iterator[tuple[Place, Values]]:
    """What global rules alone say of nodes."""
    chosen = apply_rules(rules, find_category(category), query)
    return ((_place(node), values) for node, values in chosen.items())


def _place(node: Node) -> Place:
    if node.kind == "attribute":
        assert node.parent is not None
        return id(node.parent.source), node.name
    return id(node.source), ""


def _find_within_text(query: Query, rules: tuple[Rule, ...], elements: list[Node]) -> dict[int, str]:
    found = {place[0]: values["withinText"] for place, values in _rule_values(query, rules, "elements-within-text")}
    for element in elements:
        if own := read_within_text(element):
            found[id(element.source)] = own["withinText"]
    return _bound_nesting(found, elements)


def _bound_nesting(found: dict[int, str], elements: list[Node]) -> dict[int, str]:
    """A text in a text in a text … is one text from a depth on; what is no text for a reader is none of its own."""
    depths: dict[Node, int] = {}
    for element in elements:
        depth = depths.get(element.parent, 0) if element.parent else 0
        if found.get(id(element.source)) == "nested":
            depth += 1
            if depth > _NESTING or element.uri != XHTML or element.name in OPAQUE:
                found[id(element.source)] = "yes"
        depths[element] = depth
    return found


def _find_filters(query: Query, rules: tuple[Rule, ...]) -> Iterator[tuple[int, LocaleFilter]]:
    category = find_category("locale-filter")
    for node, values, _ in annotate(query.document, rules, category, query=query):
        exclude = values["localeFilterType"] == "exclude"
        ranges = tuple(part for each in values["localeFilterList"].split(",") if (part := each.strip()))
        if node.kind == "element" and (ranges, exclude) not in ((("*",), False), ((), True)):
            yield id(node.source), LocaleFilter(ranges, exclude)


# --- notes for the translator ---


def _find_notes(
    query: Query, rules: tuple[Rule, ...]
) -> tuple[dict[Place, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    notes: defaultdict[Place, list[str]] = defaultdict(list)
    said: defaultdict[int, list[str]] = defaultdict(list)
    for name, describe in _DESCRIBED:
        category = find_category(name)
        if category.read_local is read_nothing_local and all(rule.name != category.rule for rule in rules):
            continue  # nothing can be said of it
        for node, values, own in annotate(query.document, rules, category, query=query):
            for line in describe(values, node, query) if values else ():
                notes[_place(node)].append(line)
                if own and node.kind == "element":
                    said[id(node.source)].append(line)
    return {k: tuple(v) for k, v in notes.items()}, {k: tuple(v) for k, v in said.items()}


def _describe_note(values: Values, _node: Node, _query: Query) -> Iterator[str]:
    word = "Attention" if values["locNoteType"] == "alert" else "Note"
    if "locNoteRef" in values:
        yield f"{word}: see {values['locNoteRef']}"
    elif note := values["locNote"]:
        yield f"{word}: {note}"


def _describe_term(values: Values, node: Node, query: Query) -> Iterator[str]:
    if values["term"] != "yes":
        return
    text = " ".join(query.read_text(node).split())
    about = values.get("termInfo") or (f"see {values['termInfoRef']}" if "termInfoRef" in values else "")
    yield f"Term: “{shorten(text)}”{f': {about}' if about else ''}"


def _describe_domain(values: Values, _node: Node, _query: Query) -> Iterator[str]:
    yield f"Domain: {values['domains']}"


def _describe_id(values: Values, _node: Node, _query: Query) -> Iterator[str]:
    yield f"Id: {values['idValue']}"


def _describe_resource(values: Values, _node: Node, _query: Query) -> Iterator[str]:
    yield f"Resource: {values['externalResourceRef']}"


_DESCRIBED: tuple[tuple[str, Callable[[Values, Node, Query], Iterator[str]]], ...] = (
    ("localization-note", _describe_note),
    ("terminology", _describe_term),
    ("domain", _describe_domain),
    ("id-value", _describe_id),
    ("external-resource", _describe_resource),
)


def describe_filter(each: LocaleFilter) -> str:
    """A filter for a person."""
    ranges = ", ".join(each.ranges)
    if each.exclude:
        return "For no locale" if "*" in each.ranges else f"Not for {ranges}"
    return f"Only for {ranges}" if ranges else "For no locale"


def shorten(text: str) -> str:
    """A passage as the subject of a note."""
    return text if len(text) <= _SUBJECT_LENGTH else f"{text[: _SUBJECT_LENGTH - 1]}…"
