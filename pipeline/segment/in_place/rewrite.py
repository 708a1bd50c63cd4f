"""Targets into the source's bytes, at the places of their units and nowhere else."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import EntryKey, Unit
from pipeline.segment.in_place.encoded import Encoded
from pipeline.segment.in_place.locate import AttributePlace, DataPlace, Fixed, SourcePage, TextPlace
from pipeline.segment.in_place.signs import WHITE_SPACE
from pipeline.segment.linked_data import quote_text
from pipeline.segment.markup import escape_text
from pipeline.segment.rebuild import read_target
from pipeline.text.placeholders import Piece


@dataclass(frozen=True, slots=True)
class FixedUnit:
    """A unit whose target could not be put in place; its source text stands."""

    unit: Unit
    reference: str
    """Which of its occurrences."""
    reason: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A page with its targets in place."""

    data: bytes
    fixed: tuple[FixedUnit, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    place: TextPlace | AttributePlace | DataPlace
    pieces: Sequence[Piece]


def rewrite_page(source: SourcePage, targets: Mapping[EntryKey, str]) -> Rewritten:
    """The page's bytes with the targets in them.

    Law: every byte outside the units is the source's byte, for every input; a unit without a target, or whose target
    is its own text, keeps its own bytes as well. So with the source's own text the output is the input. The tree of
    the output is the tree of `rebuild_page` with the same targets, the units of `Rewritten.fixed` left as they are.

    A target's text is escaped, and signs that the page's character set lacks are written as references; a
    placeholder is the source's bytes; white space around a target is left out, that around the unit stays.
    SegmentError for a target with faulty placeholders.
    """
    edits: dict[tuple[int, int], _Edit] = {}  # an element that the parser doubled has its place twice
    fixed: list[FixedUnit] = []
    for unit, reference, place in source.list_occurrences():
        target = targets.get(unit.key, unit.text).strip(WHITE_SPACE)
        if target == unit.text:
            continue
        pieces = read_target(unit, target)
        if isinstance(place, Fixed) or not target:
            reason = place.reason if isinstance(place, Fixed) else "its translation is empty"
            fixed.append(FixedUnit(unit, reference, reason))
        else:
            edits[place.start, place.end] = _Edit(place, pieces)
    ordered = sorted(edits.values(), key=lambda edit: (edit.place.start, -edit.place.end))
    return Rewritten(b"".join(_Rewriting(source.source, ordered).write_all()), tuple(fixed))


class _Rewriting:
    """Copies stretches of the source, with the edits that lie in them."""

    def __init__(self, source: Encoded, edits: Sequence[_Edit]) -> None:
        self._source = source
        self._edits = edits
        self._starts = [edit.place.start for edit in edits]

    def write_all(self) -> Iterator[bytes]:
        yield self._source.data[: self._source.byte_offset(0)]
        yield from self._copy(0, len(self._source.text))

    def _copy(self, low: int, high: int) -> Iterator[bytes]:
        at = low
        index = bisect_left(self._starts, low)
        while index < len(self._edits) and self._starts[index] < high:
            edit = self._edits[index]
            index += 1
            if edit.place.start < at or edit.place.end > high:
                continue  # it lies in one that was written, or around this stretch
            yield self._slice(at, edit.place.start)
            yield from self._write(edit)
            at = edit.place.end
        yield self._slice(at, high)

    def _write(self, edit: _Edit) -> Iterator[bytes]:
        place = edit.place
        text = "".join(piece.text for piece in edit.pieces)
        if isinstance(place, AttributePlace):
            yield self._source.encode(_quote(text, place.quote))
            return
        if isinstance(place, DataPlace):
            literal = quote_text(text)
            plain = self._source.ascii_only or self._source.encode_exactly(literal) is None
            yield self._source.encode(_escape_literal(literal) if plain else literal)
            return
        for piece in edit.pieces:
            if piece.kind == "text":
                yield self._source.encode(escape_text(piece.text))
                continue
            stretch = place.placeholders[piece.name]
            low, high = stretch.closing if piece.kind == "close" and stretch.closing else (stretch.start, stretch.end)
            yield from self._copy(low, high)

    def _slice(self, low: int, high: int) -> bytes:
        return self._source.data[self._source.byte_offset(low) : self._source.byte_offset(high)]


def _escape_literal(literal: str) -> str:
    """JSON in ASCII: in a script no reference is read."""
    return "".join(sign if sign.isascii() else json.dumps(sign)[1:-1] for sign in literal)


def _quote(value: str, quote: str) -> str:
    if quote == "'":
        return escape_text(value).replace("'", "&#39;")
    value = escape_text(value).replace('"', "&quot;")
    return value if quote else f'"{value}"'
