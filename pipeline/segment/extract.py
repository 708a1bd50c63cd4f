"""A page → its units and its skeleton: one walk over the tree that the HTML standard builds.

A unit is the text of one block, or one attribute that a reader reads. A block is what the standard's content
model says, or an element that evidently is one: a `div` with only text in it, an `a` around paragraphs; text
beside blocks is a unit of its own. Inline elements never split a unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.segment.content import Content, ContentReader, Origin
from pipeline.segment.elements import ALWAYS_THERE, NO_TRAITS
from pipeline.segment.entries import Occurrence, Outline, merge_occurrences
from pipeline.segment.markup import after_start, end_tag, escape_text, format_leaf
from pipeline.segment.plain import read_words
from pipeline.segment.plain_text import collapse, is_blank
from pipeline.segment.rules import Facts, State, find_facts
from pipeline.segment.skeleton import Page, SegmentOptions, Skeleton, SkeletonWriter
from pipeline.segment.tree import Document, Node, parse_document, read_text

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
    root = parse_document(html)
    page, _ = extract_tree(root, slug=slug, options=options, asset_hashes=asset_hashes, by_node=False)
    return page


def extract_tree(
    root: Document,
    *,
    slug: str,
    options: SegmentOptions | None = None,
    asset_hashes: Mapping[str, str] | None = None,
    by_node: bool = True,
) -> tuple[Page, Sequence[Origin]]:
    """As `extract_units`, of a parsed document; and what of its tree each slot's unit was made of.

    Not `by_node`, plain content is read from its markup, several times as fast, and its origin is not known.
    """
    facts = find_facts(root, options or SegmentOptions(), name=f"{slug}.html")
    walk = _Walk(slug, facts, asset_hashes or {}, by_node=by_node)
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
    """The end of a heading."""

    level: int
    title: str


class _Walk:
    """One pass in document order, with a stack of its own instead of recursion."""

    def __init__(self, slug: str, facts: Facts, asset_hashes: Mapping[str, str], *, by_node: bool) -> None:
        self.writer = SkeletonWriter()
        self._facts = facts
        self._outline = Outline(slug)
        self._content = ContentReader(facts, self._outline, asset_hashes, by_node=by_node)
        self._stack: list[_Block | _Run | _Leave | str] = []

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
            if isinstance(step, str):
                self.writer.write_markup(step)
            elif isinstance(step, _Block):
                self._enter(step)
            elif isinstance(step, _Run):
                self._write_content(self._content.read_run(step.nodes, step.state, step.kind, alone=False))
            else:
                self._outline.leave_heading(step.level, step.title)

    def _enter(self, step: _Block) -> None:
        node = step.node
        traits = node.traits
        if traits is NO_TRAITS:
            self.writer.write_markup(format_leaf(node))
            return
        state = self._facts.enter(node, step.state)
        if traits.level:
            self._enter_heading(node)
        if self._facts.is_kept_whole(node, state) or traits.opaque:
            self.writer.write(self._content.format_whole(node, state))
            return
        kind = traits.kind or step.kind
        if id(node) not in self._facts.holders:
            self._write_block(node, state, kind)
            return
        self.writer.write([self._content.format_start(node, state), after_start(node)])
        self._stack.append(end_tag(node))
        self._stack.extend(reversed(self._group_children(node, state, kind)))

    def _enter_heading(self, node: Node) -> None:
        """A heading begins here: from its end on it stands above what follows."""
        words = read_words(node.plain) if node.plain else read_text(node.children, limit=_HEADING_LIMIT)
        title = collapse(words).strip()
        if title:
            self._outline.enter_heading(node.traits.level, title)
            self._stack.append(_Leave(node.traits.level, title))

    def _group_children(self, node: Node, state: State, kind: str) -> list[_Block | _Run | str]:
        """Blocks, runs of inline nodes beside them, and the white space between, which most runs are."""
        groups: list[_Block | _Run | str] = []
        run: list[Node] = []
        for child in node.children:
            if id(child) in self._facts.blocks:
                _add_run(groups, run, state, kind)
                run = []
                groups.append(_Block(child, state, kind))
            else:
                run.append(child)
        _add_run(groups, run, state, kind)
        return groups

    def _write_block(self, node: Node, state: State, kind: str) -> None:
        """A block with nothing but text and inline elements in it."""
        slots = self._content.take_attributes(node, state)
        content = self._content.read_block(node, state, kind)
        start = [self._content.make_start(node, slots, holds=content.slot), after_start(node)]
        if node.name in ALWAYS_THERE:
            self.writer.write(start)
            self._write_content(content)
            self.writer.write_markup(end_tag(node))
        else:
            self._write_content(Content((*start, *content.parts, end_tag(node)), content.slot))

    def _write_content(self, content: Content) -> None:
        """The parts; those of a unit are left out with it."""
        if content.slot is None:
            self.writer.write(content.parts)
        else:
            self.writer.write_unit(content.slot, content.parts)


def _add_run(groups: list[_Block | _Run | str], run: list[Node], state: State, kind: str) -> None:
    if len(run) == 1 and run[0].name == "#text" and is_blank(run[0].data):
        groups.append(escape_text(run[0].data))
    elif run:
        groups.append(_Run(run, state, kind))
