"""Units' targets + skeleton → the page. Tags, attributes and links come from the source alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.errors import SegmentError
from pipeline.model import EntryKey, Unit
from pipeline.segment.linked_data import quote_text
from pipeline.segment.markup import escape_text, format_tag
from pipeline.segment.skeleton import FixedPart, Jump, KeptText, Literal, Page, Part, TextSlot
from pipeline.text.placeholders import Piece, cut_alike, find_piece_faults, split_text

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
        self._cuts = [_cut_target(unit, targets) for unit in page.units]
        """Each unit's target cut at its placeholders: literal text, tag, literal text …; None for an omitted one."""

    def format_parts(self, parts: Sequence[Part]) -> Iterable[str]:
        position = 0
        while position < len(parts):
            part = parts[position]
            position += 1
            if isinstance(part, str):
                yield part
            elif isinstance(part, Jump):
                if self._find_cut(part.slot) is None:
                    position = part.to
            elif isinstance(part, TextSlot):
                yield self._format_text(part)
            else:
                yield self._format_fixed(part)

    def _format_fixed(self, part: FixedPart) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Literal):
            return self._format_literal(part)
        if isinstance(part, TextSlot):
            return self._format_text(part)
        if isinstance(part, KeptText):
            if not self._kept_attributes:
                return part.markup
            return f"{format_tag('span', self._kept_attributes.items())}{part.markup}</span>"
        if not (part.slots or part.kept or self._mark):
            return format_tag(part.name, part.attributes)
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

    def _find_cut(self, slot: int) -> Sequence[str] | None:
        return self._cuts[self._page.skeleton.slots[slot]]

    def _read_text(self, slot: int) -> str | None:
        """The target of a unit without placeholders; None for an omitted one."""
        cut = self._find_cut(slot)
        return None if cut is None else "".join(cut)

    def _format_literal(self, part: Literal) -> str:
        text = self._read_text(part.slot) or ""
        if text == self._find_unit(part.slot).text:
            return part.source
        return quote_text(text) if part.is_json else escape_text(text)

    def _format_text(self, place: TextSlot) -> str:
        unit = self._find_unit(place.slot)
        cut = self._find_cut(place.slot) or ("",)
        literals = cut[::2]
        if place.white_space and "".join(cut) == unit.text:
            white_space = iter(place.white_space)
            literals = [literal and next(white_space) for literal in literals]
        tags = self._format_tags(place) if len(cut) > 1 else {}
        parts = [escape_text(literals[0])]
        for tag, literal in zip(cut[1::2], literals[1:], strict=True):
            parts.append(tags[tag])
            parts.append(escape_text(literal))
        text = "".join(parts)
        if not place.alone and (marks := self._marks((place.slot,))):
            return f"{format_tag('span', marks.items())}{text}</span>"
        return text

    def _format_tags(self, place: TextSlot) -> dict[str, str]:
        """The markup for each tag of a placeholder, and for each protected text with its tags."""
        tags: dict[str, str] = {}
        for placeholder in place.placeholders:
            name, form, element = placeholder.name, placeholder.form, placeholder.element
            if inline := place.inlines.get(name):
                start, end = ("".join(map(self._format_fixed, parts)) for parts in inline)
            else:
                start, end = format_tag(element, placeholder.attributes), f"</{element}>"
            if form == "pair":
                tags[f"<{name}>"], tags[f"</{name}>"] = start, end
            else:
                tags[f"<{name}/>" if form == "void" else f"<{name}>{placeholder.text}</{name}>"] = start
        return tags

    def _marks(self, slots: Iterable[int]) -> dict[str, str]:
        marks: dict[str, str] = {}
        if self._mark is None:
            return marks
        for slot in slots:
            for name, value in self._mark(self._find_unit(slot)).items():
                values = marks.get(name, "").split(" ")
                marks[name] = value if name not in marks else " ".join(dict.fromkeys([*values, value]))
        return marks


def _cut_target(unit: Unit, targets: Mapping[EntryKey, str | None]) -> Sequence[str] | None:
    """The target cut at its placeholders; None for an omitted unit."""
    if unit.key not in targets:
        where = unit.references[0] if unit.references else unit.key.id
        raise SegmentError(
            f"the unit {_shorten(unit.text)!r} has no translation", where=where, hint="Translate it, or omit it."
        )
    target = targets[unit.key]
    if target is None:
        return None
    return cut_alike(target, unit.text, unit.placeholders) or _join_pieces(read_target(unit, target))


def _join_pieces(pieces: Iterable[Piece]) -> Sequence[str]:
    cut = [""]
    for piece in pieces:
        if piece.kind == "text":
            cut[-1] = piece.text
        else:
            cut += (piece.text, "")
    return cut


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
