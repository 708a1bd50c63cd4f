"""What of a page is translated and what is block or inline: facts on its elements, found once before the walk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.errors import SegmentError
from pipeline.segment.elements import NO_TRAITS
from pipeline.segment.its.facts import ItsFacts, find_its_facts, mentions_its
from pipeline.segment.skeleton import SegmentOptions
from pipeline.segment.tree import Document, Node, select_elements

_KEEPS_WHITE_SPACE = re.compile(r"white-space\s*:\s*(pre|pre-wrap|pre-line|break-spaces|normal|nowrap)\b", re.I)
_STATE_ATTRIBUTES = frozenset({"translate", "lang", "style"})
_NO_LANGUAGE = frozenset({"", "und", "mul"})


class State(NamedTuple):
    """What an element hands down to what it holds."""

    translate: bool = True
    """The HTML standard's translation mode."""
    foreign: bool = False
    """In another language than the source's."""
    preserve: bool = False
    """White space counts."""
    translatable: bool = True
    """Translated, and in the source's language."""
    outside: bool = False
    """Not in the part of the page that is asked for."""


START = State()
_OUTSIDE = State(translate=False, translatable=False, outside=True)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on a document's elements; sets of `id(element)`, valid while the tree lives."""

    blocks: frozenset[int]
    """Blocks, and inline elements around blocks."""
    holders: frozenset[int]
    """Those above a block."""
    kept: frozenset[int]
    """Those that a selector keeps."""
    returning: frozenset[int]
    """Those above an element that asks to be translated (`translate=yes`, the source's language)."""
    language: str
    its: ItsFacts | None = None
    """What ITS says of the page; None for a page that has no ITS markup."""
    roots: frozenset[int] = frozenset()
    """Those that alone are taken apart; empty for the whole page."""

    @property
    def start(self) -> State:
        """The state of a document."""
        return _OUTSIDE if self.roots else START

    def is_nested(self, element: Node) -> bool:
        """Its content is a text of its own within the text around it: a footnote."""
        return self.its is not None and self.its.within_text.get(id(element)) == "nested"

    def is_kept_whole(self, element: Node, state: State) -> bool:
        """Nothing in it is translated."""
        if state.translatable and not self.kept:
            return False
        return id(element) in self.kept or (not state.translatable and id(element) not in self.returning)

    def enter(self, element: Node, state: State) -> State:
        """The state inside an element."""
        if self.its is None and not (state.outside or element.attrs or element.traits.preformatted):
            return state
        if state.outside:
            if id(element) not in self.roots:
                return state
            state = START
        inner = self._enter_html(element, state)
        return inner if self.its is None else self._enter_by_rule(self.its, element, inner)

    def _enter_by_rule(self, its: ItsFacts, element: Node, inner: State) -> State:
        """Global rules of ITS hold where the element says nothing itself."""
        translate, foreign = inner.translate, inner.foreign
        if not _says_translate(element.attrs):
            translate = its.translate.get((id(element), ""), translate)
        if "lang" not in element.attrs and id(element) in its.languages:
            foreign = self._is_foreign(its.languages[id(element)])
        preserve = its.preserve.get(id(element), inner.preserve)
        return State(translate, foreign, preserve, translate and not foreign)

    def _is_foreign(self, language: str) -> bool:
        primary = _primary(language)
        return primary not in _NO_LANGUAGE and primary != self.language

    def _enter_html(self, element: Node, state: State) -> State:
        attributes = element.attrs
        preserve = state.preserve or element.traits.preformatted
        if not attributes or _STATE_ATTRIBUTES.isdisjoint(attributes):
            return state._replace(preserve=True) if preserve and not state.preserve else state
        translate, foreign = state.translate, state.foreign
        if (asked := attributes.get("translate", "?").lower()) in ("", "yes", "no"):
            translate = asked != "no"
        if "lang" in attributes and element.name not in ("html", "body"):
            # The root's language is what the caller says it is: `source_locale`.
            foreign = self._is_foreign(attributes["lang"])
        if style := _KEEPS_WHITE_SPACE.search(attributes.get("style", "")):
            preserve = style[1].lower() not in ("normal", "nowrap")
        return State(translate, foreign, preserve, translate and not foreign)


def _primary(tag: str) -> str:
    return re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]


def _says_translate(attributes: Mapping[str, str]) -> bool:
    return attributes.get("translate", "?").lower() in ("", "yes", "no")


def find_facts(root: Document, options: SegmentOptions, *, name: str = "page.html") -> Facts:
    """Classify a document's elements. SegmentError for a selector or an ITS rule that cannot be read or applied."""
    facts, mentioned = _classify(root, options, None)
    if not mentioned:
        return facts
    return _classify(root, options, find_its_facts(root, name=name, read_file=options.read_rules))[0]


def _classify(root: Document, options: SegmentOptions, its: ItsFacts | None) -> tuple[Facts, bool]:
    """The facts, and whether the page has ITS markup."""
    language = _primary(options.source_locale)
    mentioned = False
    blocks: set[int] = set()
    holders: set[int] = set()
    returning: set[int] = set()
    stack: list[Node] = [root]
    while stack:
        for node in stack.pop().children:
            traits = node.traits
            if traits is NO_TRAITS or node.namespace != "html":
                continue  # a drawing or formula is one thing, whatever stands in it
            if traits.block if its is None else _is_block(node, its):
                blocks.add(id(node))
                _add_parents(node, holders)
            if node.attrs:
                if _asks_for_translation(node.attrs, language):
                    _add_parents(node, returning)
                mentioned = mentioned or mentions_its(node)
            if its is not None and _is_asked_for(node, its, language):
                _add_parents(node, returning)
            if (its is None and node.plain) or traits.opaque:
                continue  # nothing in plain content says anything
            if node.children:
                stack.append(node)
    roots = _find_roots(root, options.root)
    for node in roots:
        _add_parents(node, returning)
    selectors = (*options.keep, *options.references)
    kept = frozenset(id(node) for selector in selectors for node in select_elements(root, selector))
    asked_for = frozenset(map(id, roots))
    facts = Facts(frozenset(blocks | holders), frozenset(holders), kept, frozenset(returning), language, its, asked_for)
    return facts, mentioned


def _find_roots(root: Document, selector: str) -> list[Node]:
    found = list(select_elements(root, selector)) if selector else []
    if selector and not found:
        raise SegmentError(f"no element of the page matches {selector!r}", hint="Correct --root, or leave it out.")
    return found


def _is_block(node: Node, its: ItsFacts) -> bool:
    """By Elements Within Text, otherwise by what HTML says."""
    within = its.within_text.get(id(node))
    return node.traits.block if within is None else within == "no"


def _is_asked_for(node: Node, its: ItsFacts, language: str) -> bool:
    """Whether a global rule asks to have it translated."""
    if its.translate.get((id(node), "")) and not _says_translate(node.attrs):
        return True
    return _primary(its.languages.get(id(node), "?")) == language


def _add_parents(node: Node, found: set[int]) -> None:
    """Add the elements above; those above one that is there are there already."""
    parent = node.parent
    while parent is not None and id(parent) not in found:
        found.add(id(parent))
        parent = parent.parent


def _asks_for_translation(attributes: Mapping[str, str], language: str) -> bool:
    if _STATE_ATTRIBUTES.isdisjoint(attributes):
        return False
    if attributes.get("translate", "no").lower() in ("", "yes"):
        return True
    return "lang" in attributes and _primary(attributes["lang"]) in {*_NO_LANGUAGE, language}
