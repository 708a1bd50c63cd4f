"""The stretch of source that a unit's tokens were read from: found by walking both side by side.

Each token of the unit must have its own piece of source, in the same order, with nothing between but what the parser
passes over (an end tag of nothing). So a stretch never has half of an element in it, and whatever a translation makes
of it, what follows is parsed as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.segment.compose import name_tokens
from pipeline.segment.elements import BLOCKS, VOIDS
from pipeline.segment.in_place.marks import FORMATTING, MarkedTree
from pipeline.segment.in_place.signs import WHITE_SPACE, find_first_sign, find_last_end, read_text
from pipeline.segment.in_place.tokens import Kind, SourceToken
from pipeline.segment.inline import Token
from pipeline.segment.tree import Node, is_element, is_html


class Unmatched(Exception):
    """A unit's tokens are not one stretch of source; the message says why, as the rest of a sentence."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a placeholder stands."""

    start: int
    end: int
    """Of the start tag, or of the whole of a void or protected one."""
    closing: tuple[int, int] | None = None
    """The end tag of a pair."""


@dataclass(frozen=True, slots=True)
class Match:
    """A unit's stretch of source."""

    start: int
    end: int
    placeholders: Mapping[str, Stretch]


_WRITTEN_BY_PARSER = frozenset({"tbody", "tr", "colgroup"})
_NEVER_PASSED_OVER = BLOCKS | {"br", "template", "select"}
"""An end tag of these may do something even where nothing seems to be open that it could close."""


def match_core(tree: MarkedTree, core: Sequence[Token]) -> Match:
    """The stretch of a unit's tokens, white space at its ends left out; Unmatched where there is none."""
    reader = _SourceReader(tree, _find_beginning(tree, core[0].node))
    placeholders: dict[str, Stretch] = {}
    spans: list[tuple[int, int]] = []
    for group in _group_tokens(core):
        span = reader.read_tokens([token for token, _ in group])
        if span is None:
            continue
        spans.append(span)
        for token, name in group:
            if token.kind == "close":
                placeholders[name] = replace(placeholders[name], closing=span)
            elif token.kind != "text":
                placeholders[name] = Stretch(*span)
    if placeholders:
        _refuse_fixed_order(tree, core)
    return Match(spans[0][0], spans[-1][1], placeholders)


def _refuse_fixed_order(tree: MarkedTree, core: Sequence[Token]) -> None:
    if tree.fostered.intersection((id(core[0].node), id(core[-1].node))):
        raise Unmatched("it stands in a table outside the cells, and has markup in it")
    if tree.elements.get(id(core[0].node)) in tree.closers:
        raise Unmatched(f"its <{core[0].node.name}> also ends one that is open before it")


def _group_tokens(core: Sequence[Token]) -> Iterator[list[tuple[Token, str]]]:
    """Each token with its name by itself; those of one text together."""
    group: list[tuple[Token, str]] = []
    for token, name in zip(core, name_tokens(core), strict=True):
        if group and (token.node.name != "#text" or token.node is not group[0][0].node):
            yield group
            group = []
        group.append((token, name))
    yield group


def _find_beginning(tree: MarkedTree, node: Node) -> int:
    """The number of the source token from which a node comes."""
    if node.name == "#text" and (numbers := tree.texts.get(id(node))):
        return numbers[0]
    number = tree.elements.get(id(node))
    if number is None:
        raise Unmatched(f"the parser adds its <{node.name}>")
    return number


class _SourceReader:
    """Goes through the source tokens as the tree's tokens ask for them."""

    def __init__(self, tree: MarkedTree, at: int) -> None:
        self._tree = tree
        self._tokens = tree.tokens
        self._at = at

    def read_tokens(self, tokens: Sequence[Token]) -> tuple[int, int] | None:
        """The stretch of a token, or of the tokens of one text; None for white space."""
        token = tokens[0]
        if token.node.name == "#text":
            return self._read_text(token.node, "".join(each.text for each in tokens))
        if token.kind == "open":
            return _span(self._read_start(token.node))
        if token.kind == "close":
            return _span(self._read_end(token.node))
        if not is_element(token.node):
            return _span(self._take("comment"))
        return self._read_element(token.node)

    def _read_text(self, node: Node, text: str) -> tuple[int, int] | None:
        wanted = text.strip(WHITE_SPACE)
        if not wanted:
            return None
        own = self._tree.texts.get(id(node), ())
        taken: list[SourceToken] = []
        read: list[str] = []
        length = 0
        while length < len(wanted):
            self._pass_over(blanks=not taken)
            token = self._take("text", "cdata", "raw")
            if token.kind != "raw" and not self._is_blank(token) and self._at - 1 not in own:
                raise Unmatched("its text stands in several places")
            part = read_text(self._tree.text, token)
            read.append(part if taken else part.lstrip(WHITE_SPACE))
            length += len(read[-1])
            taken.append(token)
        if "".join(read).rstrip(WHITE_SPACE) != wanted:
            raise Unmatched("its text is read otherwise than it stands")
        return self._start_of(taken[0]), self._end_of(taken[-1])

    def _read_start(self, node: Node) -> SourceToken:
        self._pass_over(blanks=True)
        token = self._take("start")
        number = self._tree.elements.get(id(node))
        if number in self._tree.repeated:
            raise Unmatched(f"the parser makes several elements of its <{node.name}>")
        if number != self._at - 1:
            raise Unmatched(f"its <{node.name}> is not where the source has one")
        return token

    def _read_end(self, node: Node) -> SourceToken:
        name = self._tree.tokens[self._tree.elements[id(node)]].name
        self._pass_over(blanks=True, until=name)
        token = self._take("end")
        if token.name != name:
            raise Unmatched(f"its <{node.name}> has no end tag")
        return token

    def _read_element(self, node: Node) -> tuple[int, int]:
        """An element with all that is in it, and nothing else."""
        start = end = self._read_start(node)
        steps: list[tuple[bool, Node]] = [(False, node)]
        steps.extend((True, child) for child in reversed(node.children))
        while steps:
            entering, inner = steps.pop()
            if not entering:
                end = self._leave(inner, end, optional=inner is not node and inner.name not in FORMATTING)
            elif inner.name == "#text":
                self._read_text(inner, inner.data)
            elif not is_element(inner):
                self._pass_over(blanks=True)
                self._take("comment")
            else:
                if inner.name not in _WRITTEN_BY_PARSER or id(inner) in self._tree.elements:
                    self._read_start(inner)
                    steps.append((False, inner))
                steps.extend((True, child) for child in reversed(inner.children))
        return start.start, end.end

    def _leave(self, node: Node, end: SourceToken, *, optional: bool) -> SourceToken:
        """Take an element's end tag, if it has one."""
        start = self._tokens[self._tree.elements[id(node)]]
        if node.name in VOIDS and is_html(node):
            return end
        if not is_html(node) and self._tree.text[start.end - 2] == "/":
            return end
        if optional:
            self._pass_over(blanks=True, strays=False)
            following = self._tokens[self._at] if self._at < len(self._tokens) else start
            if (following.kind, following.name) != ("end", start.name):
                return end
        return self._read_end(node)

    def _pass_over(self, *, blanks: bool, strays: bool = True, until: str = "") -> None:
        """Go past what leaves nothing in the tree."""
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            stray = token.kind == "end" and token.name != until and token.name not in _NEVER_PASSED_OVER
            if not ((stray and strays) or token.kind == "dropped" or (blanks and self._is_blank(token))):
                return
            self._at += 1

    def _take(self, *kinds: Kind) -> SourceToken:
        if self._at == len(self._tokens) or self._tokens[self._at].kind not in kinds:
            raise Unmatched("other markup stands in it")
        self._at += 1
        return self._tokens[self._at - 1]

    def _is_blank(self, token: SourceToken) -> bool:
        return token.kind in ("text", "cdata", "raw") and self._first_sign(token) is None

    def _first_sign(self, token: SourceToken) -> tuple[int, int] | None:
        return find_first_sign(self._tree.text, token.start, token.end, references=token.kind == "text")

    def _start_of(self, token: SourceToken) -> int:
        first = self._first_sign(token)
        return first[0] if first else token.start

    def _end_of(self, token: SourceToken) -> int:
        return find_last_end(self._tree.text, token.start, token.end, references=token.kind == "text")


def _span(token: SourceToken) -> tuple[int, int]:
    return token.start, token.end
