"""What a check looks at, and what it may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.check.language import Language, read_language
from pipeline.model import Placeholder, Severity, Span, Unit
from pipeline.text.emergency import find_emergency_numbers, find_numbers
from pipeline.text.placeholders import plain_text, split_text
from pipeline.text.remembered import remembered
from pipeline.text.sentences import split_sentences
from pipeline.text.termbase import NO_TERMS, Termbase
from pipeline.text.tokens import blank_contacts, blank_out

INTERFACE_KIND = "interface"
"""The kind of a unit of the interface catalog, whose words hold fields that a program fills."""

FIELD = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
"""`{size}` in "Download the PDF ({size})"."""


@dataclass(frozen=True)
class Subject:
    """One translation of one unit, with views of both texts that several checks need, made once."""

    unit: Unit
    target: str
    source_locale: str
    locale: str
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The workspace's own terms: of the source → accepted forms of the translation."""
    termbase: Termbase = NO_TERMS
    """The locale's `terms.tbx`."""
    register: str = ""
    """How the reader is to be addressed: `formal`, `informal`; empty where the workspace does not say."""

    emergency: tuple[str, str] = ("", "")
    """What becomes of emergency numbers (`keep`, `localize`, `both`; empty: no policy), and the locale's own."""

    @property
    def source(self) -> str:
        return self.unit.text

    @cached_property
    def source_text(self) -> str:
        """The source with its tags, and an interface unit's fields, as spaces; offsets and protected text stay."""
        text = self._without_fields(hide_tags(self.source, self.unit.placeholders))
        return blank_out(text, [span for _, span in self.source_emergencies]) if self.emergency[0] else text

    @cached_property
    def target_text(self) -> str:
        text = self._without_fields(hide_tags(self.target, self.unit.placeholders))
        return blank_out(text, self._target_emergencies()) if self.emergency[0] else text

    @cached_property
    def source_emergencies(self) -> tuple[tuple[str, Span], ...]:
        """Emergency numbers of the source, which have a check of their own where the locale has a policy."""
        return find_emergency_numbers(hide_tags(self.source, self.unit.placeholders))

    def _target_emergencies(self) -> list[Span]:
        """As many of each emergency number as the source has of them all: another "112" is a quantity."""
        most = len(self.source_emergencies)
        wanted = dict.fromkeys([*(number for number, _ in self.source_emergencies), self.emergency[1]])
        text = hide_tags(self.target, self.unit.placeholders)
        return sorted(span for number in wanted if number for _, span in find_numbers(text, [number])[:most])

    @cached_property
    def source_free(self) -> str:
        """The source with tags, protected text and fields as spaces: what a translator translates."""
        return self._without_fields(hide_tags(self.source, self.unit.placeholders, protected=True))

    @cached_property
    def target_free(self) -> str:
        return self._without_fields(hide_tags(self.target, self.unit.placeholders, protected=True))

    @cached_property
    def source_plain(self) -> str:
        """What a reader reads."""
        return plain_text(self.source, self.unit.placeholders)

    @cached_property
    def target_plain(self) -> str:
        return plain_text(self.target, self.unit.placeholders)

    @cached_property
    def source_sentences(self) -> tuple[Span, ...]:
        """The spans of the source's sentences, in the text with its tags."""
        return split_sentences(self.source, self.source_locale)

    @cached_property
    def target_sentences(self) -> tuple[Span, ...]:
        return split_sentences(self.target, self.locale)

    @cached_property
    def source_words(self) -> tuple[tuple[str, Span], ...]:
        """The words that a translator translates, with their places."""
        return find_words(self.source_free)

    @cached_property
    def target_words(self) -> tuple[tuple[str, Span], ...]:
        return find_words(self.target_free)

    def _without_fields(self, text: str) -> str:
        return FIELD.sub(lambda field: " " * len(field[0]), text) if self.unit.kind == INTERFACE_KIND else text

    @cached_property
    def source_language(self) -> Language:
        return read_language(self.source_locale)

    @cached_property
    def language(self) -> Language:
        language = read_language(self.locale)
        if not self.terms:
            return language
        return replace(language, names={**language.names, **self.terms})


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@remembered
def find_words(text: str) -> tuple[tuple[str, Span], ...]:
    """The words of a text with their places; addresses and telephone numbers are none."""
    return tuple((match[0], Span(*match.span())) for match in _WORD.finditer(blank_contacts(text)))


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found; the registry makes it a finding with an id."""

    severity: Severity
    message: str
    """One plain sentence: "The source says 28 days, the translation 20."."""
    hint: str
    """What would clear it."""
    source_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()
    kind: str = ""
    """A name below the check's own where one function finds several kinds; the check's name if empty."""


def shorten(text: str, most: int = 60) -> str:
    """A passage as a message quotes it."""
    return text if len(text) <= most else f"{text[: most - 3]}…"


def hide_tags(text: str, placeholders: tuple[Placeholder, ...], *, protected: bool = False) -> str:
    """The text with placeholders' tags as spaces, so that no `<a1>` counts as a number; offsets stay."""
    if "<" not in text or not placeholders:
        return text
    spans: list[Span] = []
    for piece in split_text(text, placeholders):
        if piece.kind == "protected" and not protected:
            start, end = piece.span
            spans += [Span(start, start + len(piece.name) + 2), Span(end - len(piece.name) - 3, end)]
        elif piece.kind != "text":
            spans.append(piece.span)
    return blank_out(text, spans)
