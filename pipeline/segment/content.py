"""What blocks hold: runs of inline nodes as units, whole elements as markup, attributes as units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.model import LocaleFilter, Placeholder
from pipeline.segment.compose import compose_unit, find_target, name_tokens
from pipeline.segment.elements import LABEL_KINDS, OPAQUE_WITH_UNITS, UNIT_ATTRIBUTES, find_attribute_kinds
from pipeline.segment.entries import Occurrence, Outline
from pipeline.segment.inline import Token, find_core, find_tokens
from pipeline.segment.its.notes import choose_attributes, describe_attribute, describe_run, filters_of
from pipeline.segment.linked_data import MEDIA_TYPE, find_data_texts
from pipeline.segment.markup import after_start, end_tag, escape_text, format_leaf, format_nodes, format_tag
from pipeline.segment.plain import Composed, compose_plain
from pipeline.segment.plain_text import collapse, cut_edges, is_blank, needs_translation
from pipeline.segment.rules import Facts, State
from pipeline.segment.skeleton import FixedPart, Inline, KeptText, Literal, Tag, TextSlot
from pipeline.segment.tree import Node, is_element, read_text


class Content(NamedTuple):
    """A run made into parts, and the slot of its unit if it has one."""

    parts: tuple[FixedPart, ...]
    slot: int | None


class Origin(NamedTuple):
    """What of the tree a slot's unit was made of: a run's core, or an element's attribute."""

    core: Sequence[Token] = ()
    node: Node | None = None
    attribute: str = ""


NO_ATTRIBUTE = "no attribute"
"""For a unit in linked data, a choice or a drawing; no attribute's name has a space."""


class ContentReader:
    """Makes parts of nodes, and collects the units that it finds in them, in document order."""

    def __init__(self, facts: Facts, outline: Outline, asset_hashes: Mapping[str, str], *, by_node: bool) -> None:
        """`by_node` reads plain content node by node, too, for what each unit was made of."""
        self.occurrences: list[Occurrence] = []
        self.origins: list[Origin] = []
        self._facts = facts
        self._outline = outline
        self._hashes = asset_hashes
        self._by_node = by_node or facts.its is not None or bool(facts.kept)

    # --- runs of inline nodes ---

    def read_block(self, node: Node, state: State, kind: str) -> Content:
        """What a block holds that has nothing but text and inline elements in it."""
        if not (self._by_node or not node.plain or not state.translatable or state.preserve):
            composed = compose_plain(node.plain, asset_hashes=self._hashes)
            if composed:
                slot = self._add_unit(composed.text, kind, Origin(), placeholders=composed.placeholders)
                return self._make_content(slot, composed, alone=True)
        return self.read_run(node.children, state, kind, alone=True)

    def read_run(self, nodes: Sequence[Node], state: State, kind: str, *, alone: bool) -> Content:
        tokens = find_tokens(nodes, state, self._facts)
        low, high = find_core(tokens)
        core = tokens if high - low == len(tokens) else tokens[low:high]
        if not needs_translation("".join([token.text for token in core if token.kind == "text"])):
            return Content(self._token_parts(tokens), None)
        before = self._token_parts(tokens[:low])
        names = name_tokens(core)
        composed = compose_unit(core, names, asset_hashes=self._hashes)
        slot = self._add_unit(composed.text, kind, Origin(core), placeholders=composed.placeholders)
        if nodes[0].parent is not None:
            self._annotate_holder(nodes[0].parent, tokens)
        inlines = self._read_inlines(core, names) if composed.placeholders else {}
        after = self._token_parts(tokens[high:])
        content = self._make_content(slot, composed, inlines, alone=alone)
        return Content((*before, *content.parts, *after), slot)

    def _make_content(
        self, slot: int, composed: Composed, inlines: Mapping[str, Inline] | None = None, *, alone: bool
    ) -> Content:
        place = TextSlot(slot, composed.placeholders, inlines or {}, composed.white_space, alone)
        if not (composed.lead or composed.trail):
            return Content((place,), slot)
        lead, trail = escape_text(composed.lead), escape_text(composed.trail)  # a carriage return is white space too
        return Content((lead, place, trail), slot)

    def _token_parts(self, tokens: Iterable[Token]) -> tuple[FixedPart, ...]:
        return tuple([part for token in tokens for part in self._parts_of(token)])

    def _parts_of(self, token: Token) -> tuple[FixedPart, ...]:
        node = token.node
        if token.kind == "text":
            return (escape_text(token.text),)
        if token.kind == "close":
            return (end_tag(node),)
        if token.kind == "open":
            return (self.format_start(node, token.state),)
        if node.name == "#text":
            return (KeptText(escape_text(token.text)),)
        if not is_element(node):
            return (format_leaf(node),)
        if self._facts.is_nested(node) and not self._facts.is_kept_whole(node, token.state):
            return self._format_nested(node, token.state)
        return self.format_whole(node, token.state)

    def _format_nested(self, node: Node, state: State) -> tuple[FixedPart, ...]:
        """An element whose content is a unit of its own. ITS facts bound how deep one stands in another."""
        slots = self.take_attributes(node, state)
        content = self.read_run(node.children, state, "paragraph", alone=True)
        start = self.make_start(node, slots, holds=content.slot)
        return (start, after_start(node), *content.parts, end_tag(node))

    def _read_inlines(self, core: Sequence[Token], names: Sequence[str]) -> dict[str, Inline]:
        """What placeholders stand for; one that is its element's tags and no more, as most are, is left out."""
        inlines: dict[str, Inline] = {}
        for token, name in zip(core, names, strict=True):
            if token.kind == "open" and self._may_hold_unit(token.node):
                inlines[name] = Inline(self._parts_of(token), (end_tag(token.node),))
            elif token.kind in ("void", "protected"):
                inlines[name] = Inline(self._parts_of(token))
        return inlines

    def _may_hold_unit(self, node: Node) -> bool:
        """Whether one of an element's attributes can be a unit."""
        return self._facts.its is not None or not UNIT_ATTRIBUTES.isdisjoint(node.attrs)

    # --- elements put back as they are, attributes ---

    def format_whole(self, node: Node, state: State) -> tuple[FixedPart, ...]:
        """An element with all that is in it: kept, or opaque (then its attributes and labels may be units)."""
        if self._facts.is_kept_whole(node, state):
            kept = not is_blank(read_text((node,)))
            start = Tag(node.name, tuple(node.attrs.items()), kept=kept)
            return (start, after_start(node), *format_nodes(node.children), end_tag(node))
        parts: list[FixedPart] = [self.format_start(node, state), after_start(node)]
        if node.name == "script" and node.attrs.get("type", "").strip().lower() == MEDIA_TYPE:
            return (*parts, *self._read_linked_data(node), end_tag(node))
        if node.name not in OPAQUE_WITH_UNITS:
            return (*parts, *format_nodes(node.children), end_tag(node))
        stack: list[tuple[Node, State] | str] = [end_tag(node)]
        stack.extend((child, state) for child in reversed(node.children))
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
                continue
            child, outer = item
            inner = self._facts.enter(child, outer) if is_element(child) else outer
            if not is_element(child) or self._facts.is_kept_whole(child, inner):
                parts.extend(format_nodes((child,)))
                continue
            parts.extend((self.format_start(child, inner), after_start(child)))
            if kind := LABEL_KINDS.get((child.namespace, child.name)):
                parts.extend((*self._read_label(child, inner, kind), end_tag(child)))
                continue
            stack.append(end_tag(child))
            stack.extend((grandchild, inner) for grandchild in reversed(child.children))
        return tuple(parts)

    def _read_linked_data(self, script: Node) -> Iterator[FixedPart]:
        source = "".join([child.data for child in script.children])
        done = 0
        for kind, text, start, end in find_data_texts(source):
            words = collapse(text).strip(" ")
            if not needs_translation(words):
                continue
            slot = self._add_unit(words, kind, Origin(node=script, attribute=NO_ATTRIBUTE))
            self._annotate_holder(script)
            yield from (source[done:start], Literal(slot, source[start:end], is_json=True))
            done = end
        yield source[done:]

    def _read_label(self, element: Node, state: State, kind: str) -> Iterator[FixedPart]:
        """A choice, or a drawing's title, description or text: browsers show it or screen readers say it."""
        markup = "".join(format_nodes(element.children))
        text = element.children[0].data if len(element.children) == 1 else ""
        words = collapse(text).strip(" ")
        if not state.translatable or not needs_translation(words):
            yield markup
            return
        slot = self._add_unit(words, kind, Origin(node=element, attribute=NO_ATTRIBUTE))
        self._annotate_holder(element)
        lead, core, trail = cut_edges(text)
        yield from (escape_text(lead), Literal(slot, escape_text(core)), escape_text(trail))

    def format_start(self, node: Node, state: State) -> Tag | str:
        return self.make_start(node, self.take_attributes(node, state))

    def make_start(self, node: Node, slots: tuple[tuple[str, int], ...], *, holds: int | None = None) -> Tag | str:
        if not slots and holds is None:
            return format_tag(node.name, node.attrs.items())
        held = (*[slot for _, slot in slots], *(() if holds is None else (holds,)))
        return Tag(node.name, tuple(node.attrs.items()), slots, held)

    def take_attributes(self, node: Node, state: State) -> tuple[tuple[str, int], ...]:
        """The attributes of an element that are units, with their slots."""
        its = self._facts.its
        if its is None and (not node.attrs or not state.translatable or UNIT_ATTRIBUTES.isdisjoint(node.attrs)):
            return ()
        usual = find_attribute_kinds(node.name, node.attrs) if state.translatable else ()
        slots: list[tuple[str, int]] = []
        for name, kind in usual if its is None else choose_attributes(its, node, usual):
            text = collapse(node.attrs[name]).strip(" ")
            if needs_translation(text):
                origin = Origin(node=node, attribute=name)
                slots.append((name, self._add_unit(text, kind, origin, target=find_target((node,), self._hashes))))
                if its is not None:
                    self._annotate(describe_attribute(its, node, name), filters_of(its, node))
        return tuple(slots)

    def _annotate_holder(self, holder: Node, tokens: Iterable[Token] = ()) -> None:
        """What ITS says of the unit that was found last: of the element that holds it, and of what is in it."""
        if its := self._facts.its:
            self._annotate(describe_run(its, holder, _nodes_of(tokens)), filters_of(its, holder))

    def _annotate(self, notes: tuple[str, ...], filters: tuple[LocaleFilter, ...]) -> None:
        """What ITS says of the unit that was found last."""
        self.occurrences[-1] = self.occurrences[-1]._replace(notes=notes, filters=filters)

    def _add_unit(
        self, text: str, kind: str, origin: Origin, *, placeholders: tuple[Placeholder, ...] = (), target: str = ""
    ) -> int:
        self.origins.append(origin)
        reference = self._outline.refer(kind)
        self.occurrences.append(Occurrence(text, placeholders, kind, self._outline.headings, reference, target))
        return len(self.occurrences) - 1


def _nodes_of(tokens: Iterable[Token]) -> Iterable[Node]:
    """The inline elements of a run, each once."""
    return (token.node for token in tokens if token.kind in ("open", "void", "protected"))
