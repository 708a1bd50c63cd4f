"""The parts of an entry: each with the lines that it has in a file, or that it would be given.

An entry is written part by part, so that a changed translation leaves the lines of its comments and of its msgid as
they stand, whoever wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.catalog.po_strings import escape_text, find_strings, unescape_text, write_comment
from pipeline.catalog.po_wrap import format_string
from pipeline.catalog.references import quote_reference
from pipeline.model import Entry

_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Every line end that some reader splits at (Python's `splitlines`): a comment never runs over into syntax."""

_MARKS = {".": "notes", ":": "references", ",": "flags", "|": "previous"}
_ORDER = ("comments", "notes", "references", "flags", "previous", "msgctxt", "msgid", "msgid_plural", "msgstr")
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]+\])?)[ \t]*\"")

Parts = dict[str, str]
"""By name, in the order of the file: `comments`, `notes`, `references`, `flags`, `previous`, then each keyword."""


def split_comment(text: str) -> tuple[str, ...]:
    """The single lines of a comment."""
    return tuple(_LINE_END.split(text)) if text else ()


def format_parts(entry: Entry, *, width: int = 0, kept: Parts | None = None) -> Parts:
    """The lines of each part that the entry has, as we write them.

    `kept` are the lines of the entry as it was: a piece of a string that stands there keeps them.
    """
    parts: Parts = {}
    if entry.comments:
        parts["comments"] = _format_comments("#", entry.comments)
    if entry.notes:
        parts["notes"] = _format_comments("#.", entry.notes)
    if references := _format_references(entry):
        parts["references"] = references
    if entry.fuzzy or entry.flags:
        parts["flags"] = _format_flags(entry)
    if entry.previous_context or entry.previous_source or entry.previous_source_plural:
        parts["previous"] = _format_previous(entry, width)
    dead = "#~ " if entry.obsolete else ""
    for name, text in _list_strings(entry):
        known = _find_pieces(kept.get(name, "")) if kept else None
        parts[name] = format_string(f"{dead}{name}", dead, text, width=width, known=known)
    return parts


def format_new(entry: Entry) -> str:
    """All lines of an entry as we write them; the quick way for one without more than notes, references and texts."""
    text, target = entry.source, entry.target
    plural = entry.source_plural or entry.targets or entry.previous_source_plural
    more = entry.flags or entry.comments or entry.obsolete or entry.fuzzy or entry.previous_source
    if more or plural or entry.previous_context or "\n" in text + target:
        return "".join(format_parts(entry).values())
    notes = _format_comments("#.", entry.notes) if entry.notes else ""
    references = _format_references(entry)
    context = format_string("msgctxt", "", entry.context) if entry.context else ""
    return f'{notes}{references}{context}msgid "{escape_text(text)}"\nmsgstr "{escape_text(target)}"\n'


def _list_strings(entry: Entry) -> list[tuple[str, str]]:
    context = [("msgctxt", entry.context)] if entry.context else []
    if not entry.source_plural and not entry.targets:
        return [*context, ("msgid", entry.source), ("msgstr", entry.target)]
    targets = [(f"msgstr[{index}]", target) for index, target in enumerate(entry.targets or ("", ""))]
    return [*context, ("msgid", entry.source), ("msgid_plural", entry.source_plural), *targets]


def divide_lines(raw: str) -> Parts | None:
    """The lines of each part of an entry as they stand; None where parts are mixed or share a line."""
    parts: Parts = {}
    current = ""
    for line in raw.split("\n")[:-1]:
        part = _part_of(line) or current
        if not part or (part != current and part in parts) or len(_KEYWORD.findall(line)) > 1:
            return None
        parts[part] = parts.get(part, "") + f"{line}\n"
        current = part
    order = [_ORDER.index(part.partition("[")[0]) for part in parts]
    return parts if order == sorted(order) else None


def _part_of(line: str) -> str:
    """The part that begins or goes on with this line; empty for a string that goes on and a blank line."""
    body = line.lstrip(" \t\r\f\v")
    if body.startswith("#~"):
        body = body[2:].lstrip(" \t")
        if body.startswith("|"):
            return "previous"
        if body.startswith("#"):
            return "comments"
    elif body.startswith("#"):
        return _MARKS.get(body[1:2], "comments")
    match = _KEYWORD.match(body)
    return match[1] if match else ""


def _find_pieces(lines: str) -> dict[str, str]:
    """The lines of each piece of a string up to a newline of its own; not of one beside its keyword."""
    pieces: dict[str, str] = {}
    text = raw = ""
    for line in lines.split("\n")[1:-1]:
        raw += f"{line}\n"
        text += "".join(unescape_text(string) for string in find_strings(line))
        if text.endswith("\n"):
            pieces.setdefault(text, raw)
            text = raw = ""
    return pieces


def _format_comments(mark: str, texts: Sequence[str]) -> str:
    if not all(texts) or not (joined := "".join(texts)).isprintable() or "\\" in joined:
        texts = [line for text in texts for line in _LINE_END.split(text)]
        return "".join([f"{mark}{write_comment(line)}\n" for line in texts])
    start = f"\n{mark} "
    return f"{start.join(['', *texts])[1:]}\n"


def _format_references(entry: Entry) -> str:
    return "".join([f"#: {quote_reference(each)}\n" for each in entry.references if each])


def _format_flags(entry: Entry) -> str:
    flags = [" ".join(flag.split()) for flag in entry.flags]
    return f"#, {', '.join(['fuzzy', *flags] if entry.fuzzy else flags)}\n"


def _format_previous(entry: Entry, width: int) -> str:
    """With a msgid in any case: gettext wants one with the others."""
    prefix = "#~| " if entry.obsolete else "#| "
    texts = [("msgctxt", entry.previous_context)] if entry.previous_context else []
    texts.append(("msgid", entry.previous_source))
    if entry.previous_source_plural:
        texts.append(("msgid_plural", entry.previous_source_plural))
    return "".join([format_string(f"{prefix}{name}", prefix, text, width=width) for name, text in texts])
