"""A page → its units and its skeleton: one walk over the tree that the HTML standard builds.

A unit is the text of one block, or one attribute that a reader reads. A block is what the standard's content
model says, or an element that evidently is one: a `div` with only text in it, an `a` around paragraphs; text
beside blocks is a unit of its own. Inline elements never split a unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.segment.content import ContentReader, Origin
from pipeline.segment.elements import ALWAYS_THERE, BLOCKS, GENERIC_BLOCKS, KINDS, OPAQUE
from pipeline.segment.entries import Occurrence, Outline, merge_occurrences
from pipeline.segment.inline import collapse
from pipeline.segment.markup import after_start, end_tag, format_leaf
from pipeline.segment.rules import Facts, State, find_facts
from pipeline.segment.skeleton import Page, SegmentOptions, Skeleton, SkeletonWriter
from pipeline.segment.tree import Document, Node, is_element, parse_document, read_text

_HEADING_LIMIT = 1000
"""Nodes of a heading that are read for its name: headings nested by the thousand must not take hours."""


def extract_units(
    html: str,
    *,
    slug: str,
    options: SegmentOptions | None = None,
    asset_hashes: Mapping[str, str] | None = None,
) -> Page:
    """Take a document apart.

    `asset_hashes` (URL as written in the page → SHA-256) makes an image's file part of what its unit stands for.
    Every string is a document and no nesting is too deep; SegmentError only for a selector that cannot be read, and
    for ITS rules (docs/its.md) that cannot be read or applied.
    The tree is what a browser builds: byte order mark, line ends, NUL and misnested tags are settled by the parser.
    """
    page, _ = extract_tree(parse_document(html), slug=slug, options=options, asset_hashes=asset_hashes)
    return page


def extract_tree(
    root: Document,
    *,
    slug: str,
    options: SegmentOptions | None = None,
    asset_hashes: Mapping[str, str] | None = None,
) -> tuple[Page, Sequence[Origin]]:
    """As `extract_units`, of a parsed document; and what of its tree each slot's unit was made of."""
    walk = _Walk(slug, find_facts(root, options or SegmentOptions(), name=f"{slug}.html"), asset_hashes or {})
    walk.run(root)
    units, slots = merge_occurrences(walk.occurrences)
    return Page(units, Skeleton(walk.writer.finish(), slots)), walk.origins


class _Block(NamedTuple):
    """A node to enter; `kind` is that of the block around it."""

    node: Node
    state: State
    kind: str


class _Run(NamedTuple):
    """Inline nodes beside blocks."""

    nodes: list[Node]
    state: State
    kind: str


class _Leave(NamedTuple):
    """The end of an element; of a heading, what stands above the text that follows."""

    markup: str = ""
    level: int = 0
    title: str = ""


class _Walk:
    """One pass in document order, with a stack of its own instead of recursion."""

    def __init__(self, slug: str, facts: Facts, asset_hashes: Mapping[str, str]) -> None:
        self.writer = SkeletonWriter()
        self._facts = facts
        self._outline = Outline(slug)
        self._content = ContentReader(facts, self._outline, asset_hashes)
        self._stack: list[_Block | _Run | _Leave] = []

    @property
    def occurrences(self) -> list[Occurrence]:
        return self._content.occurrences

    @property
    def origins(self) -> list[Origin]:
        return self._content.origins

    def run(self, root: Node) -> None:
        self._stack.extend(_Block(child, self._facts.start, "paragraph") for child in reversed(root.children))
        while self._stack:
            step = self._stack.pop()
            if isinstance(step, _Block):
                self._enter(step)
            elif isinstance(step, _Run):
                self._write_run(step)
            else:
                self.writer.write([step.markup])
                if step.level:
                    self._outline.leave_heading(step.level, step.title)

    def _enter(self, step: _Block) -> None:
        node = step.node
        if not is_element(node):
            self.writer.write([format_leaf(node)])
            return
        state = self._facts.enter(node, step.state)
        level, title = self._enter_heading(node)
        if self._facts.is_kept_whole(node, state) or node.name in OPAQUE:
            self.writer.write(self._content.format_whole(node, state))
            self._stack.append(_Leave("", level, title))
            return
        kind = _find_kind(node, step.kind)
        groups = self._group_children(node, state, kind)
        if any(isinstance(group, _Block) for group in groups):
            self.writer.write([self._content.format_start(node, state), after_start(node)])
            self._stack.append(_Leave(end_tag(node), level, title))
            self._stack.extend(reversed(groups))
        else:
            self._write_block(node, state, kind)
            self._stack.append(_Leave("", level, title))

    def _enter_heading(self, node: Node) -> tuple[int, str]:
        """Level and text of a heading that begins here; level 0 for anything else."""
        kind = KINDS.get(node.name, "")
        if not kind.startswith("heading-"):
            return 0, ""
        level = int(kind[-1])
        title = collapse(read_text(node.children, limit=_HEADING_LIMIT)).strip()
        if not title:
            return 0, ""
        self._outline.enter_heading(level, title)
        return level, title

    def _group_children(self, node: Node, state: State, kind: str) -> list[_Block | _Run]:
        groups: list[_Block | _Run] = []
        run: list[Node] = []
        for child in node.children:
            if id(child) not in self._facts.blocks:
                run.append(child)
                continue
            if run:
                groups.append(_Run(run, state, kind))
                run = []
            groups.append(_Block(child, state, kind))
        if run:
            groups.append(_Run(run, state, kind))
        return groups

    def _write_block(self, node: Node, state: State, kind: str) -> None:
        """A block with nothing but text and inline elements in it."""
        slots = self._content.take_attributes(node, state)
        content = self._content.read_run(node.children, state, kind, alone=True)
        start = [self._content.make_start(node, slots, holds=content.slot), after_start(node)]
        if content.slot is None:
            self.writer.write([*start, *content.parts, end_tag(node)])
        elif node.name in ALWAYS_THERE:
            self.writer.write(start)
            place = self.writer.begin_jump(content.slot)
            self.writer.write(content.parts)
            self.writer.end_jump(place)
            self.writer.write([end_tag(node)])
        else:
            place = self.writer.begin_jump(content.slot)
            self.writer.write([*start, *content.parts, end_tag(node)])
            self.writer.end_jump(place)

    def _write_run(self, run: _Run) -> None:
        content = self._content.read_run(run.nodes, run.state, run.kind, alone=False)
        if content.slot is None:
            self.writer.write(content.parts)
            return
        place = self.writer.begin_jump(content.slot)
        self.writer.write(content.parts)
        self.writer.end_jump(place)


def _find_kind(node: Node, outer: str) -> str:
    """The kind of the text in a block: its own, or where it says nothing of what it holds, that around it."""
    if node.name in KINDS:
        return KINDS[node.name]
    return outer if node.name in GENERIC_BLOCKS or node.name not in BLOCKS else "paragraph"
