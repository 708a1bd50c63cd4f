"""From occurrences to entries: references that never name a line, one entry for what is the same, contexts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Unit

_SECTION_LENGTH = 40


class Outline:
    """Where in the article the walk is: the headings above, the section's name, what was counted in it."""

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._headings: list[tuple[int, str]] = []
        self._section = "top"
        self._sections = {"top"}
        self._repeats: Counter[str] = Counter()
        self._ordinals: Counter[tuple[str, str]] = Counter()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above, outermost first, as plain text."""
        return tuple(text for _, text in self._headings)

    def enter_heading(self, level: int, text: str) -> None:
        """A heading begins a section: those of its level and below end. It is not above itself."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
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

    def refer(self, kind: str) -> str:
        """The reference of the next block of a kind: `<slug>.html#<section>/<kind>-<ordinal>`."""
        self._ordinals[self._section, kind] += 1
        return f"{self._slug}.html#{self._section}/{kind}-{self._ordinals[self._section, kind]}"


def slugify(text: str) -> str:
    """ASCII letters and digits with hyphens, of at most 40 signs; empty where the text has none.

    >>> slugify("Rituximab (Rituxan®): côté effects")
    'rituximab-rituxan-cote-effects'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_text).strip("-")[:_SECTION_LENGTH].rstrip("-")


def merge_occurrences(occurrences: Sequence[Unit]) -> tuple[tuple[Unit, ...], tuple[int, ...]]:
    """Each entry once, with all its references; and for each occurrence the index of its entry.

    Equal text that stands for different things gets a context: the first 8 hex digits of its fingerprint.
    """
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    fingerprints = [unit.fingerprint for unit in occurrences]
    for unit, fingerprint in zip(occurrences, fingerprints, strict=True):
        meanings[unit.text].add(fingerprint)
    indexes: dict[str, int] = {}
    units: list[Unit] = []
    references: list[list[str]] = []
    slots: list[int] = []
    for unit, fingerprint in zip(occurrences, fingerprints, strict=True):
        if fingerprint not in indexes:
            indexes[fingerprint] = len(units)
            units.append(replace(unit, context=fingerprint[:8] if len(meanings[unit.text]) > 1 else ""))
            references.append([])
        references[indexes[fingerprint]].extend(unit.references)
        slots.append(indexes[fingerprint])
    merged = (replace(unit, references=tuple(refs)) for unit, refs in zip(units, references, strict=True))
    return tuple(merged), tuple(slots)
