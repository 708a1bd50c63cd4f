"""Texts of units as HTML for the desk: escaped always, placeholders as chips, changes and findings marked.

Everything that a page or a person gave passes through `escape` here or through the templates' own escaping; no
other function of the desk makes markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup, escape

from pipeline.model import Placeholder, Span, Unit
from pipeline.text.describe import describe_placeholders
from pipeline.text.diff import diff_words
from pipeline.text.placeholders import TAG, split_text


def show_text(text: str, placeholders: Sequence[Placeholder], *, marks: Sequence[Span] = ()) -> Markup:
    """A unit's text with its placeholders as chips and the marked stretches highlighted."""
    shown = Markup()
    for piece in split_text(text, placeholders):
        if piece.kind == "text":
            shown += _mark(piece.text, piece.span.start, marks)
        elif piece.kind == "protected":
            start = piece.span.start + len(piece.name) + 2
            kept = Markup('<span class="kept">{}</span>').format(_mark(piece.content, start, marks))
            shown += _chip(f"<{piece.name}>") + kept + _chip(f"</{piece.name}>")
        else:
            shown += _chip(piece.text)
    return shown


def show_changes(old: str, new: str) -> Markup:
    """One text becoming another: what is gone as `del`, what is new as `ins`, tags as chips."""
    tags = {"same": Markup("{}"), "removed": Markup("<del>{}</del>"), "added": Markup("<ins>{}</ins>")}
    return Markup().join(tags[change.op].format(_show_tags(change.text)) for change in diff_words(old, new))


def _show_tags(text: str) -> Markup:
    """A stretch of a text, which may begin or end inside a pair: each tag that could be a placeholder as a chip."""
    shown, done = Markup(), 0
    for tag in TAG.finditer(text):
        shown += escape(text[done : tag.start()]) + _chip(tag[0])
        done = tag.end()
    return shown + escape(text[done:])


def explain_placeholders(unit: Unit) -> tuple[tuple[str, str, str], ...]:
    """Of each placeholder how it stands, what a button puts into the text (`before|after`), what it stands for."""
    rows = []
    for placeholder, line in zip(unit.placeholders, describe_placeholders(unit), strict=True):
        name = placeholder.name
        if placeholder.form == "void":
            sample = insert = f"<{name}/>"
        elif placeholder.form == "protected":
            sample = insert = f"<{name}>{placeholder.text}</{name}>"
        else:
            sample, insert = f"<{name}>…</{name}>", f"<{name}>|</{name}>"
        rows.append((sample, insert, line.partition(": ")[2] or line))
    return tuple(rows)


def shorten(text: str, width: int = 110) -> str:
    """One line of at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def format_day(time: str) -> str:
    """`21 Nov 2026` of a timestamp; what is none is shown as it is."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return time
    return f"{moment.day} {moment:%b %Y}"


def format_moment(time: str) -> str:
    """`21 Nov 2026, 14:05 UTC` of a timestamp."""
    try:
        return f"{format_day(time)}, {datetime.fromisoformat(time):%H:%M} UTC"
    except ValueError:
        return time


def _chip(tag: str) -> Markup:
    return Markup('<bdi class="ph" dir="ltr">{}</bdi>').format(tag)


def _mark(text: str, start: int, marks: Sequence[Span]) -> Markup:
    """The text, which begins at `start`, with the marks that touch it."""
    shown, done = Markup(), 0
    for mark in sorted(marks):
        begin, end = max(mark.start - start, done), min(mark.end - start, len(text))
        if begin < end:
            shown += escape(text[done:begin]) + Markup("<mark>{}</mark>").format(text[begin:end])
            done = end
    return shown + escape(text[done:])
