"""The data categories: for each its rule, its local markup, its default, and how far it reaches (section 8 of ITS)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.segment.its import global_rules as read
from pipeline.segment.its import markup
from pipeline.segment.its.defaults import default_of_translate, default_of_within_text, inherits_translate
from pipeline.segment.its.global_rules import RuleEffect
from pipeline.segment.its.markup import NOTHING, Values
from pipeline.segment.its.rules import Rule
from pipeline.segment.its.selectors import Query
from pipeline.segment.its.tree import Node


@dataclass(frozen=True, slots=True)
class Category:
    """A data category."""

    name: str
    """As the standard's table of data categories identifies it."""
    aliases: tuple[str, ...]
    """Other names for it: of its folder in the test suite, of its main attribute."""
    rule: str
    """Its rule element."""
    read_rule: Callable[[Rule, Query], RuleEffect]
    """What a rule says of each node that it selects."""
    read_local: Callable[[Node], Values]
    default: Callable[[Node, bool], Values]
    """What holds where nothing else is said, by node and whether the document is HTML."""
    inherits: bool = False
    """From an element to those in it."""
    inherits_to_attribute: Callable[[Node, bool], bool] = lambda _node, _html: False
    annotated: bool = False
    """Tools that made the annotation are named with it."""


def _always(**values: str) -> Callable[[Node, bool], Values]:
    return lambda _node, _html: values


def _to_all(_attribute: Node, _html: bool) -> bool:
    return True


def _none(_node: Node, _html: bool) -> Values:
    return NOTHING


CATEGORIES: tuple[Category, ...] = (
    Category(
        "translate",
        (),
        "translateRule",
        read.read_translate,
        markup.read_translate,
        default_of_translate,
        inherits=True,
        inherits_to_attribute=inherits_translate,
    ),
    Category(
        "localization-note",
        ("locNote",),
        "locNoteRule",
        read.read_note,
        markup.read_note,
        _none,
        inherits=True,
    ),
    Category(
        "terminology",
        ("term",),
        "termRule",
        read.read_term,
        markup.read_term,
        _always(term="no"),
        annotated=True,
    ),
    Category(
        "directionality",
        ("dir",),
        "dirRule",
        read.read_direction,
        markup.read_direction,
        _always(dir="ltr"),
        inherits=True,
        inherits_to_attribute=_to_all,
    ),
    Category(
        "language-information",
        ("lang", "languageInfo"),
        "langRule",
        read.read_language,
        markup.read_language,
        _none,
        inherits=True,
        inherits_to_attribute=_to_all,
    ),
    Category(
        "elements-within-text",
        ("withinText",),
        "withinTextRule",
        read.read_within_text,
        markup.read_within_text,
        default_of_within_text,
    ),
    Category(
        "domain",
        ("domains",),
        "domainRule",
        read.read_domain,
        markup.read_nothing,
        _none,
        inherits=True,
        inherits_to_attribute=_to_all,
    ),
    Category(
        "locale-filter",
        (),
        "localeFilterRule",
        read.read_filter,
        markup.read_filter,
        _always(localeFilterList="*", localeFilterType="include"),
        inherits=True,
        inherits_to_attribute=_to_all,
    ),
    Category(
        "external-resource",
        ("externalResourceRef",),
        "externalResourceRefRule",
        read.read_resource,
        markup.read_nothing,
        _none,
    ),
    Category("id-value", (), "idValueRule", read.read_id, markup.read_id, _none),
    Category(
        "preserve-space",
        ("space",),
        "preserveSpaceRule",
        read.read_space,
        markup.read_space,
        _always(space="default"),
        inherits=True,
        inherits_to_attribute=_to_all,
    ),
)


def _normalize(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


_BY_NAME: Mapping[str, Category] = {
    _normalize(name): category for category in CATEGORIES for name in (category.name, *category.aliases)
}


def find_category(name: str) -> Category:
    """The data category of a name; case, spaces and hyphens do not matter. UsageError for an unknown one."""
    category = _BY_NAME.get(_normalize(name))
    if category is None:
        raise UsageError(
            f"there is no ITS data category {name!r} here",
            hint=f"Choose one of: {', '.join(category.name for category in CATEGORIES)}.",
        )
    return category
