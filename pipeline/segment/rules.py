"""What of a page is translated and what is block or inline: facts on its elements, found once before the walk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.segment.elements import BLOCKS, OPAQUE, PREFORMATTED
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


START = State()


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on a document's elements; sets of `id(element)`, valid while the tree lives."""

    blocks: frozenset[int]
    """Blocks, and inline elements around blocks."""
    kept: frozenset[int]
    """Those that a selector keeps."""
    returning: frozenset[int]
    """Those above an element that asks to be translated (`translate=yes`, the source's language)."""
    language: str

    def is_block(self, node: Node) -> bool:
        return id(node) in self.blocks

    def is_kept_whole(self, element: Node, state: State) -> bool:
        """Nothing in it is translated."""
        return id(element) in self.kept or (not state.translatable and id(element) not in self.returning)

    def enter(self, element: Node, state: State) -> State:
        """The state inside an element."""
        attributes = element.attrs
        preserve = state.preserve or element.name in PREFORMATTED
        if not attributes or _STATE_ATTRIBUTES.isdisjoint(attributes):
            return state._replace(preserve=True) if preserve and not state.preserve else state
        translate, foreign = state.translate, state.foreign
        if (asked := attributes.get("translate", "?").lower()) in ("", "yes", "no"):
            translate = asked != "no"
        if "lang" in attributes and element.name not in ("html", "body"):
            # The root's language is what the caller says it is: `source_locale`.
            language = _primary(attributes["lang"])
            foreign = language not in _NO_LANGUAGE and language != self.language
        if style := _KEEPS_WHITE_SPACE.search(attributes.get("style", "")):
            preserve = style[1].lower() not in ("normal", "nowrap")
        return State(translate, foreign, preserve, translate and not foreign)


def _primary(tag: str) -> str:
    return re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]


def find_facts(root: Document, options: SegmentOptions) -> Facts:
    """Classify a document's elements. SegmentError for a selector that cannot be read."""
    language = _primary(options.source_locale)
    blocks: set[int] = set()
    returning: set[int] = set()
    stack: list[Node] = [root]
    while stack:
        for node in stack.pop().children:
            if node.namespace != "html" or not (node.children or node.attrs or node.name in BLOCKS):
                continue  # a drawing or formula is one thing, whatever stands in it
            if node.name in BLOCKS:
                blocks.add(id(node))
                _add_parents(node, blocks)
            if node.attrs and _asks_for_translation(node.attrs, language):
                _add_parents(node, returning)
            if node.children and node.name not in OPAQUE:
                stack.append(node)
    selectors = (*options.keep, *options.references)
    kept = frozenset(id(node) for selector in selectors for node in select_elements(root, selector))
    return Facts(frozenset(blocks), kept, frozenset(returning), language)


def _add_parents(node: Node, found: set[int]) -> None:
    """Add the elements above; those above one that is there are there already."""
    parent = node.parent
    while parent is not None and id(parent) not in found:
        found.add(id(parent))
        parent = parent.parent


def _asks_for_translation(attributes: Mapping[str, str], language: str) -> bool:
    if attributes.get("translate", "no").lower() in ("", "yes"):
        return True
    return "lang" in attributes and _primary(attributes["lang"]) in {*_NO_LANGUAGE, language}
