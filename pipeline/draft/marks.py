"""Placeholders written so that a machine leaves them alone, and read back from what it made of them.

Tags in ASCII, for engines have met markup in their training and keep it, while rarer brackets (⟦1⟧) are unknown
characters to many of them and a bare [1] is a citation to translate. A pair keeps its start and end, so that the
machine can move it with its words. Protected text is not shown to the machine at all: nothing can happen to a dose.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.model import Placeholder, Unit
from pipeline.text.placeholders import find_faults, split_text


@dataclass(frozen=True, slots=True)
class Marks:
    """One way to write placeholders for an engine."""

    start: str
    """`{n}` is the placeholder's number, from 1."""
    end: str
    void: str
    pattern: re.Pattern[str]
    """Finds marks in a reply, leniently; groups slash, pair, number as the engine may have left them."""
    escape: Callable[[str], str] = str
    unescape: Callable[[str], str] = str


TAG_MARKS = Marks(
    "<g{n}>",
    "</g{n}>",
    "<x{n}/>",
    re.compile(r"[<＜]\s?(?P<slash>[/／]?)\s?(?P<kind>[gx])\s?(?P<number>\d{1,4})\s?[/／]?\s?[>＞]", re.IGNORECASE),
)
"""For engines that take plain text: `<g1>Monoclonal Antibodies</g1>`, `<x2/>`."""

HTML_MARKS = Marks(
    '<b id="{n}">',
    '</b id="{n}">',
    '<br id="{n}">',
    re.compile(r'<(?P<slash>/?)(?P<kind>br|b)(?: id="(?P<number>\d{1,4})")?\s?/?>'),
    lambda text: html.escape(text, quote=False),
    html.unescape,
)
"""For engines that know HTML and move inline elements with their words (Apertium)."""

_MARKUP = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")


def mask_text(unit: Unit, marks: Marks) -> str | None:
    """The unit's text with marks for its placeholders; None if its own words look like marks."""
    numbers = {p.name: n for n, p in enumerate(unit.placeholders, 1)}
    parts: list[str] = []
    for piece in split_text(unit.text, unit.placeholders):
        if piece.kind == "text":
            if TAG_MARKS.pattern.search(piece.text):
                return None
            parts.append(marks.escape(piece.text))
            continue
        template = {"open": marks.start, "close": marks.end}.get(piece.kind, marks.void)
        if marks is HTML_MARKS and piece.kind == "close":
            parts.append("</b>")
        else:
            parts.append(template.format(n=numbers[piece.name]))
    return "".join(parts)


def unmask_text(reply: str, unit: Unit, marks: Marks) -> tuple[str | None, str]:
    """The reply with the unit's placeholders, or None and the reason why it is refused.

    Refused are a lost, doubled, broken or foreign placeholder, markup that the source does not have, and a reply
    without words.
    """
    text = _tidy(_restore(reply.strip(), unit.placeholders, marks), unit)
    literal = "".join(p.text for p in split_text(text, unit.placeholders) if p.kind == "text")
    if not any(char.isalnum() for char in literal):
        return None, "the engine's reply has no words"
    if faults := find_faults(text, unit.placeholders, source=unit.text):
        return None, f"the engine damaged a placeholder: {faults[0].message}"
    foreign = [tag for tag in _MARKUP.findall(literal) if tag not in unit.text]
    if foreign:
        return None, f"the engine's reply has markup that the source does not have: {foreign[0][:40]}"
    return text, ""


def _restore(reply: str, placeholders: Sequence[Placeholder], marks: Marks) -> str:
    parts: list[str] = []
    opened: list[Placeholder] = []
    last = 0
    for match in marks.pattern.finditer(reply):
        parts.append(_without_entities(marks.unescape(reply[last : match.start()]), marks))
        last = match.end()
        number = int(match["number"]) if match["number"] else 0
        if match["slash"] and not number:  # HTML ends the innermost
            parts.append(f"</{opened.pop().name}>" if opened else "")
            continue
        if not 1 <= number <= len(placeholders):
            parts.append(match[0])
            continue
        placeholder = placeholders[number - 1]
        if placeholder.form == "pair":
            parts.append(f"</{placeholder.name}>" if match["slash"] else f"<{placeholder.name}>")
            if not match["slash"]:
                opened.append(placeholder)
        elif not match["slash"]:  # `<x1></x1>` for `<x1/>`: the end adds nothing
            whole = f"<{placeholder.name}>{placeholder.text}</{placeholder.name}>"
            parts.append(whole if placeholder.form == "protected" else f"<{placeholder.name}/>")
    parts.append(_without_entities(marks.unescape(reply[last:]), marks))
    return "".join(parts)


def _without_entities(text: str, marks: Marks) -> str:
    """Some engines answer plain text with `&#39;` for an apostrophe."""
    if marks is HTML_MARKS:
        return text
    return re.sub(r"&(?:#39|#x27|quot|amp|lt|gt|nbsp);", lambda match: html.unescape(match[0]), text)


def _tidy(text: str, unit: Unit) -> str:
    """White space that the engine put inside a pair goes outside, where the source has it."""
    for placeholder in unit.placeholders:
        if placeholder.form != "pair":
            continue
        start, end = f"<{placeholder.name}>", f"</{placeholder.name}>"
        if not re.search(rf"{start}\s", unit.text):
            text = re.sub(rf"\s*{start}\s+", lambda m, s=start: f" {s}" if m.start() else s, text)  # type: ignore[misc]
        if not re.search(rf"\s{end}", unit.text):
            text = re.sub(rf"\s+{end}(?=\w)", f"{end} ", text)
            text = re.sub(rf"\s+{end}", end, text)
    return text
