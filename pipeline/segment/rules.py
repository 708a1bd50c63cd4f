"""What of a page is translated and what is block or inline: facts on its elements, found once before the walk."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.segment.elements import BLOCKS, OPAQUE, PREFORMATTED
from pipeline.segment.skeleton import SegmentOptions
from pipeline.segment.tree import Document, Node, is_element, is_html, select_elements

_KEEPS_WHITE_SPACE = re.compile(r"white-space\s*:\s*(pre|pre-wrap|pre-line|break-spaces|normal|nowrap)\b", re.I)
_NO_LANGUAGE = frozenset({"", "und", "mul"})


@dataclass(frozen=True, slots=True)
class State:
    """What an element hands down to what it holds."""

    translate: bool = True
    """The HTML standard's translation mode."""
    foreign: bool = False
    """In another language than the source's."""
    preserve: bool = False
    """White space counts."""

    @property
    def translatable(self) -> bool:
        return self.translate and not self.foreign


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
        if not attributes:
            return replace(state, preserve=True) if element.name in PREFORMATTED else state
        translate, foreign, preserve = state.translate, state.foreign, state.preserve or element.name in PREFORMATTED
        asked = attributes.get("translate")
        if "translate" in attributes and (asked or "").lower() in ("", "yes", "no"):
            translate = (asked or "").lower() != "no"
        language = _primary(attributes.get("lang"))
        if "lang" in attributes and element.name not in ("html", "body"):
            # The root's language is what the caller says it is: `source_locale`.
            foreign = language not in _NO_LANGUAGE and language != self.language
        if style := _KEEPS_WHITE_SPACE.search(attributes.get("style") or ""):
            preserve = style[1].lower() not in ("normal", "nowrap")
        return State(translate, foreign, preserve)


def _primary(tag: str | None) -> str:
    return re.split("[-_]", (tag or "").strip().lower(), maxsplit=1)[0]


def find_facts(root: Document, options: SegmentOptions) -> Facts:
    """Classify a document's elements. SegmentError for a selector that cannot be read."""
    language = _primary(options.source_locale)
    blocks: set[int] = set()
    returning: set[int] = set()
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if is_element(node):
            if not is_html(node):
                continue  # a drawing or formula is one thing, whatever stands in it
            if node.name in BLOCKS:
                blocks.add(id(node))
                _add_parents(node, blocks)
            if _asks_for_translation(node, language):
                _add_parents(node, returning)
            if node.name in OPAQUE:
                continue
        stack.extend(node.children)
    selectors = (*options.keep, *options.references)
    kept = frozenset(id(node) for selector in selectors for node in select_elements(root, selector))
    return Facts(frozenset(blocks), kept, frozenset(returning), language)


def _add_parents(node: Node, found: set[int]) -> None:
    """Add the elements above; those above one that is there are there already."""
    parent = node.parent
    while parent is not None and id(parent) not in found:
        found.add(id(parent))
        parent = parent.parent


def _asks_for_translation(element: Node, language: str) -> bool:
    attributes = element.attrs or {}
    if "translate" in attributes and (attributes["translate"] or "").lower() in ("", "yes"):
        return True
    return "lang" in attributes and _primary(attributes["lang"]) in {*_NO_LANGUAGE, language}
