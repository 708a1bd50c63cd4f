"""Units' targets + skeleton → the page. Tags, attributes and links come from the source alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.errors import SegmentError
from pipeline.model import EntryKey, Unit
from pipeline.segment.linked_data import quote_text
from pipeline.segment.markup import escape_text, format_tag
from pipeline.segment.skeleton import FixedPart, Jump, KeptText, Literal, Page, Part, TextSlot
from pipeline.text.placeholders import Piece, find_piece_faults, split_text

Mark = Callable[[Unit], Mapping[str, str]]
"""Attributes for the element that holds a unit."""


def rebuild_page(
    page: Page,
    targets: Mapping[EntryKey, str | None],
    *,
    mark: Mark | None = None,
    kept_attributes: Mapping[str, str] | None = None,
) -> str:
    """The document with its units' targets in place.

    Law: with each unit's own text as its target, the tree that the HTML standard parses from the result is the
    tree of the source, white space included, for every tree that its serialisation can express;
    `find_inexpressible` finds the others (a form in a form, a link in a link around a table, text after plaintext).

    Normalised, for the parser settles it before there is a tree: a byte order mark, NUL and line ends (CR LF and CR
    become LF); the case of names, the quotes and spaces in tags, repeated attributes; which character references
    stand for what; tags left out, misnested or without a partner; what stands after a processing instruction's
    name, and CDATA sections, which become text.

    A target's literal text is always escaped. `None` leaves the unit's block out (a table keeps its empty cell, an
    image an empty `alt`). `mark` gives attributes for the element that holds a unit; text beside blocks, which has
    none of its own, gets a `span`; where one element holds several units, the values are joined by a space.
    `kept_attributes` go on each kept block and protected span, where it has none of its own. SegmentError for a
    unit without a target and for a target with faulty placeholders.
    """
    return "".join(_Rebuild(page, targets, mark, kept_attributes or {}).format_parts(page.skeleton.parts))


class _Rebuild:
    def __init__(
        self,
        page: Page,
        targets: Mapping[EntryKey, str | None],
        mark: Mark | None,
        kept_attributes: Mapping[str, str],
    ) -> None:
        self._page = page
        self._mark = mark
        self._kept_attributes = kept_attributes
        self._pieces = [_read_target(unit, targets) for unit in page.units]

    def format_parts(self, parts: Sequence[Part]) -> Iterable[str]:
        position = 0
        while position < len(parts):
            part = parts[position]
            position += 1
            if isinstance(part, Jump):
                if self._find_pieces(part.slot) is None:
                    position = part.to
            elif isinstance(part, TextSlot):
                yield from self._format_text(part)
            else:
                yield self._format_fixed(part)

    def _format_fixed(self, part: FixedPart) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Literal):
            return self._format_literal(part)
        if isinstance(part, TextSlot):
            return "".join(self._format_text(part))
        if isinstance(part, KeptText):
            if not self._kept_attributes:
                return part.markup
            return f"{format_tag('span', self._kept_attributes.items())}{part.markup}</span>"
        attributes = dict(part.attributes)
        for name, slot in part.slots:
            text = self._read_text(slot)
            if text is None and part.name == "meta":
                return ""
            if text is None and name != "alt":
                del attributes[name]
            elif text != self._find_unit(slot).text:  # else the source's value, with its white space
                attributes[name] = text or ""
        attributes.update(self._marks(part.holds))
        if part.kept:
            attributes = {**self._kept_attributes, **attributes}
        return format_tag(part.name, attributes.items())

    def _find_unit(self, slot: int) -> Unit:
        return self._page.units[self._page.skeleton.slots[slot]]

    def _find_pieces(self, slot: int) -> tuple[Piece, ...] | None:
        return self._pieces[self._page.skeleton.slots[slot]]

    def _read_text(self, slot: int) -> str | None:
        """The target of a unit without placeholders; None for an omitted one."""
        pieces = self._find_pieces(slot)
        return None if pieces is None else "".join([piece.text for piece in pieces])

    def _format_literal(self, part: Literal) -> str:
        text = self._read_text(part.slot) or ""
        if text == self._find_unit(part.slot).text:
            return part.source
        return quote_text(text) if part.is_json else escape_text(text)

    def _format_text(self, place: TextSlot) -> Iterable[str]:
        unit = self._find_unit(place.slot)
        pieces = self._find_pieces(place.slot) or ()
        marks = {} if place.alone else self._marks((place.slot,))
        if marks:
            yield format_tag("span", marks.items())
        own_text = bool(place.white_space) and "".join(piece.text for piece in pieces) == unit.text
        literal = iter(place.white_space if own_text else (p.text for p in pieces if p.kind == "text"))
        for piece in pieces:
            if piece.kind == "text":
                yield escape_text(next(literal))
            else:
                yield from self._format_inline(place, piece)
        if marks:
            yield "</span>"

    def _format_inline(self, place: TextSlot, piece: Piece) -> Iterable[str]:
        if inline := place.inlines.get(piece.name):
            return map(self._format_fixed, inline.end if piece.kind == "close" else inline.start)
        element, attributes = next((p.element, p.attributes) for p in place.placeholders if p.name == piece.name)
        return (f"</{element}>" if piece.kind == "close" else format_tag(element, attributes),)

    def _marks(self, slots: Iterable[int]) -> dict[str, str]:
        marks: dict[str, str] = {}
        if self._mark is None:
            return marks
        for slot in slots:
            for name, value in self._mark(self._find_unit(slot)).items():
                values = marks.get(name, "").split(" ")
                marks[name] = value if name not in marks else " ".join(dict.fromkeys([*values, value]))
        return marks


def _read_target(unit: Unit, targets: Mapping[EntryKey, str | None]) -> tuple[Piece, ...] | None:
    """The target's pieces; None for an omitted unit."""
    if unit.key not in targets:
        where = unit.references[0] if unit.references else unit.key.id
        raise SegmentError(
            f"the unit {_shorten(unit.text)!r} has no translation", where=where, hint="Translate it, or omit it."
        )
    target = targets[unit.key]
    return None if target is None else read_target(unit, target)


def read_target(unit: Unit, target: str) -> tuple[Piece, ...]:
    """The pieces of a unit's target; SegmentError for one with faulty placeholders."""
    pieces = split_text(target, unit.placeholders)
    if faults := find_piece_faults(pieces, unit.placeholders, source=unit.text):
        raise SegmentError(
            f"the translation of {_shorten(unit.text)!r} has faulty placeholders: "
            + "; ".join(fault.message for fault in faults),
            where=unit.references[0] if unit.references else unit.key.id,
            hint="Correct the translation: each placeholder of the source must stand in it once.",
        )
    return pieces


def _shorten(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
