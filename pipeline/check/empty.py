"""Nothing to read where the source has something to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.placeholders import Piece, split_text


@register("empty", order=0)
def find_empty(subject: Subject) -> Iterator[Problem]:
    """A translation without a visible character: blank, or placeholders around nothing."""
    if is_visible(subject.source_plain) and not is_visible(subject.target_plain):
        yield Problem(
            Severity.CRITICAL,
            "The translation is empty.",
            "Write the translation, or omit the unit with a decision.",
            (Span(0, len(subject.source)),),
        )


@register("empty-element", order=5)
def find_empty_elements(subject: Subject) -> Iterator[Problem]:
    """A pair that holds text in the source and none in the translation: a link that nobody can see or click."""
    filled = {name for name, content, _ in _pairs(subject, subject.source) if is_visible(content)}
    for name, content, span in _pairs(subject, subject.target):
        if name in filled and not is_visible(content):
            yield Problem(
                Severity.MAJOR,
                f"<{name}>…</{name}> has text in the source and none in the translation.",
                f"Put the words that belong inside between <{name}> and </{name}>.",
                target_spans=(span,),
            )


def is_visible(text: str) -> bool:
    """Whether any character prints: white space, controls and zero-width characters do not."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


def _pairs(subject: Subject, text: str) -> Iterator[tuple[str, str, Span]]:
    """Name, content without tags and span of each pair."""
    images = {p.name for p in subject.unit.placeholders if p.form == "void" and p.element not in ("br", "wbr")}
    opened: dict[str, list[Piece]] = {}
    for piece in split_text(text, subject.unit.placeholders):
        content = "\N{OBJECT REPLACEMENT CHARACTER}x" if piece.name in images else piece.content
        for held in opened.values():
            held.append(Piece(piece.kind, content, piece.name, piece.span))
        if piece.kind == "open":
            opened[piece.name] = [Piece("open", "", piece.name, piece.span)]
        elif piece.kind == "close" and piece.name in opened:
            held = opened.pop(piece.name)
            yield piece.name, "".join(p.text for p in held), Span(held[0].span.start, piece.span.end)
