"""The page with its units taken out: a flat list of parts, never changed, from which any number of pages are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from pipeline.model import Placeholder, Unit
from pipeline.segment.its.links import RuleReader, read_nothing


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    """What stays as it is in the source."""

    keep: tuple[str, ...] = ()
    """CSS selectors: trial names, drug codes. A block that matches is kept whole, an inline element is protected."""
    references: tuple[str, ...] = ()
    """CSS selectors of reference lists: kept in the same way."""
    root: str = ""
    """A CSS selector: only what is in these elements is taken apart, the rest of the page stays; empty for all."""
    source_locale: str = "en"
    """An element whose `lang` is another language is kept."""
    read_rules: RuleReader = read_nothing
    """Gives the files of ITS rules that the page links to, by their paths below the page's folder."""


class Tag(NamedTuple):
    """A start tag that differs between pages."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    slots: tuple[tuple[str, int], ...] = ()
    """Attribute, and the slot whose unit it holds."""
    holds: tuple[int, ...] = ()
    """Slots whose marks it carries."""
    kept: bool = False
    """The outermost element of what stays as in the source."""


class KeptText(NamedTuple):
    """Text that stays as in the source and has no element of its own."""

    markup: str


class Literal(NamedTuple):
    """The place of a unit without placeholders in what is otherwise put back as it is."""

    slot: int
    source: str
    """What stands there for the source's own text, byte for byte."""
    is_json: bool = False
    """A string of JSON, not text of an element."""


class Inline(NamedTuple):
    """What a placeholder stands for: all of it in `start` for a void or protected one."""

    start: tuple[FixedPart, ...]
    end: tuple[FixedPart, ...] = ()


class TextSlot(NamedTuple):
    """The place of a unit's text."""

    slot: int
    placeholders: tuple[Placeholder, ...] = ()
    """Those of this occurrence: equal text may stand in elements of other classes elsewhere."""
    inlines: Mapping[str, Inline] = MappingProxyType({})
    """What those stand for that are more than their element's tags."""
    white_space: tuple[str, ...] = ()
    """The literal pieces of the source's text before white space was collapsed; empty where that changed nothing."""
    alone: bool = True
    """The element around it holds nothing else, and carries its marks."""


class Jump(NamedTuple):
    """Where to go on when the slot's unit is omitted."""

    slot: int
    to: int


FixedPart: TypeAlias = str | Tag | KeptText | Literal | TextSlot
"""A text slot is one where a placeholder holds a text of its own."""
Part: TypeAlias = FixedPart | Jump


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What is not a unit, in document order."""

    parts: tuple[Part, ...] = field(repr=False)
    """Opaque outside `pipeline.segment`."""
    slots: tuple[int, ...]
    """For each slot, in document order, the index in `Page.units` of the unit that it holds."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart."""

    units: tuple[Unit, ...]
    """Each entry once, in the order of its first occurrence."""
    skeleton: Skeleton


class SkeletonWriter:
    """Collects parts in order; neighbouring markup is joined."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._markup: list[str] = []

    def write_markup(self, markup: str) -> None:
        if markup:
            self._markup.append(markup)

    def write(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if type(part) is str:
                if part:
                    self._markup.append(part)
            else:
                self._join()
                self._parts.append(part)

    def write_unit(self, slot: int, parts: Iterable[Part]) -> None:
        """Parts that are left out where the slot's unit is omitted."""
        self._join()
        place = len(self._parts)
        self._parts.append(Jump(slot, 0))
        self.write(parts)
        self._join()
        self._parts[place] = Jump(slot, len(self._parts))

    def finish(self) -> tuple[Part, ...]:
        self._join()
        return tuple(self._parts)

    def _join(self) -> None:
        if self._markup:
            self._parts.append("".join(self._markup))
            self._markup.clear()
