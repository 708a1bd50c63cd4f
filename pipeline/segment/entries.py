"""From occurrences to entries: references that never name a line, one entry for what is the same, contexts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import LocaleFilter, Placeholder, Unit

_SECTION_LENGTH = 40


class Outline:
    """Where in the article the walk is: the headings above, the section's name, what was counted in it."""

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._headings: list[tuple[int, str]] = []
        self._path: tuple[str, ...] = ()
        self._section = "top"
        self._sections = {"top"}
        self._repeats: Counter[str] = Counter()
        self._ordinals: dict[tuple[str, str], int] = {}

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above, outermost first, as plain text."""
        return self._path

    def enter_heading(self, level: int, text: str) -> None:
        """A heading begins a section: those of its level and below end. It is not above itself."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._path = tuple(heading for _, heading in self._headings)
        base = slugify(text) or "section"
        name = base
        while name in self._sections:  # what recurs is numbered
            self._repeats[base] += 1
            number = str(self._repeats[base] + 1)
            name = f"{base[: _SECTION_LENGTH - len(number) - 1]}-{number}"
        self._sections.add(name)
        self._section = name

    def leave_heading(self, level: int, text: str) -> None:
        """From here on the heading stands above what follows."""
        self._headings.append((level, text))
        self._path = (*self._path, text)

    def refer(self, kind: str) -> str:
        """The reference of the next block of a kind: `<slug>.html#<section>/<kind>-<ordinal>`."""
        ordinal = self._ordinals.get((self._section, kind), 0) + 1
        self._ordinals[self._section, kind] = ordinal
        return f"{self._slug}.html#{self._section}/{kind}-{ordinal}"


def slugify(text: str) -> str:
    """ASCII letters and digits with hyphens, of at most 40 signs; empty where the text has none.

    >>> slugify("Rituximab (Rituxan®): côté effects")
    'rituximab-rituxan-cote-effects'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_text).strip("-")[:_SECTION_LENGTH].rstrip("-")


class Occurrence(NamedTuple):
    """A unit at one place of the article."""

    text: str
    placeholders: tuple[Placeholder, ...]
    kind: str
    headings: tuple[str, ...]
    reference: str
    target: str
    notes: tuple[str, ...] = ()
    filters: tuple[LocaleFilter, ...] = ()

    @property
    def meaning(self) -> tuple[object, ...]:
        """What it stands for, as `Unit.fingerprint` hashes it."""
        if not self.placeholders:
            return (self.text, self.target)
        inline = [(p.name, p.form, p.element, p.target, p.text) for p in self.placeholders]
        return (self.text, self.target, *inline)

    def make_unit(self, references: Sequence[str], *, ambiguous: bool) -> Unit:
        """The entry's unit. Where its text stands for several things, its context tells which."""
        unit = Unit(
            self.text,
            self.placeholders,
            "",
            self.kind,
            self.headings,
            tuple(references),
            self.notes,
            self.target,
            self.filters,
        )
        return replace(unit, context=unit.fingerprint[:8]) if ambiguous else unit

    def join(self, other: Occurrence) -> Occurrence:
        """This one, with what ITS says of the same text elsewhere: the notes of both, for the locales of either."""
        if (self.notes, self.filters) == (other.notes, other.filters):
            return self
        notes = tuple(dict.fromkeys([*self.notes, *other.notes]))
        filters = tuple(dict.fromkeys([*self.filters, *other.filters])) if self.filters and other.filters else ()
        return self._replace(notes=notes, filters=filters)


def merge_occurrences(occurrences: Sequence[Occurrence]) -> tuple[tuple[Unit, ...], tuple[int, ...]]:
    """Each entry once, with all its references; and for each occurrence the index of its entry.

    Equal text that stands for different things gets a context: the first 8 hex digits of its fingerprint.
    """
    indexes: dict[tuple[object, ...], int] = {}
    firsts: list[Occurrence] = []
    references: list[list[str]] = []
    slots: list[int] = []
    for occurrence in occurrences:
        index = indexes.setdefault(occurrence.meaning, len(firsts))
        if index == len(firsts):
            firsts.append(occurrence)
            references.append([])
        else:
            firsts[index] = firsts[index].join(occurrence)
        references[index].append(occurrence.reference)
        slots.append(index)
    meanings = Counter([first.text for first in firsts])
    units = (
        first.make_unit(refs, ambiguous=meanings[first.text] > 1)
        for first, refs in zip(firsts, references, strict=True)
    )
    return tuple(units), tuple(slots)
