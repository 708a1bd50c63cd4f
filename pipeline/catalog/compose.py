"""The lines of a merged entry in the common form, put together from the template's lines without reading them.

Most of a run's entries are new, unchanged or gone in a form that our own tools wrote. Law: where this gives a block,
`merge` gives the same one by way of `Entry`; for whatever is out of the common it gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.catalog.po_file import Block
from pipeline.catalog.po_strings import escape_text

_OWN_HEAD = re.compile(r"(?:#\. .+\n)*(?:#: [!-~]+\n)*")
"""Notes and references as we write them, and nothing of a translator's."""
_NOTES = re.compile(r"(?:#[.:].*\n)*")
_UNTRANSLATED = 'msgstr ""\n'


@dataclass(frozen=True, slots=True)
class Projected:
    """What the ledger says of one entry, as the PO shows it."""

    target: str
    fuzzy: bool = False
    """True for drafts, rejected and changed texts: whatever no other tool may ship."""
    previous_source: str = ""
    """What the target translates, where that is not the entry's own source (`#| msgid`)."""
    previous_context: str = ""


def says_the_same(old: Block, fresh: Block, wanted: Projected | None) -> bool:
    """Whether the lines of an old block are those of the template's with the text that is wanted."""
    if not old.head.startswith(fresh.head) or "#," in fresh.head or not fresh.value:
        return False
    if wanted is None:
        return bool(old.value) and len(old.head) == len(fresh.head)
    if not wanted.previous_source and not wanted.previous_context:
        return old.value == _write_value(wanted) and old.head == fresh.head + _write_flag(wanted)
    return old.raw == _write_lines(fresh, wanted)


def compose_new(fresh: Block, wanted: Projected | None) -> Block | None:
    """The block of an entry that the catalog did not have."""
    lines = fresh.head + fresh.ident
    if fresh.value != _UNTRANSLATED or fresh.name is not fresh.ident or not lines.replace("\n", "").isprintable():
        return None
    if not _OWN_HEAD.fullmatch(fresh.head):
        return None
    if wanted is None:
        return fresh
    if not f"{wanted.target}{wanted.previous_source}{wanted.previous_context}".isprintable():
        return None
    if wanted.previous_source or wanted.previous_context:
        return Block(_write_lines(fresh, wanted), "", "", "\n", fresh.name)
    if not wanted.target:
        return fresh
    return Block(fresh.head + _write_flag(wanted), fresh.ident, _write_value(wanted), "\n", fresh.name)


def stays_gone(old: Block) -> bool:
    """Whether a block was obsolete before, with a text and without a comment, so that nothing of it can change."""
    return old.obsolete and old.head.startswith("#~ msg") and not old.head.endswith(' ""\n')


def compose_gone(old: Block) -> Block | None:
    """The obsolete block of an entry that left the source with a text of one line."""
    lines = old.ident + old.value
    if old.name is not old.ident or "\\" in lines or lines.count("\n") != 2 or not _NOTES.fullmatch(old.head):
        return None
    if old.value == _UNTRANSLATED or not lines.replace("\n", "").isprintable():
        return None
    return Block(f"#~ {old.ident}#~ {old.value}", "", "", old.gap, old.name)


def _write_lines(fresh: Block, wanted: Projected) -> str:
    return f"{fresh.head}{_write_flag(wanted)}{_write_previous(wanted)}{fresh.ident}{_write_value(wanted)}"


def _write_value(wanted: Projected) -> str:
    return f'msgstr "{escape_text(wanted.target)}"\n'


def _write_flag(wanted: Projected) -> str:
    return "#, fuzzy\n" if wanted.fuzzy and wanted.target else ""


def _write_previous(wanted: Projected) -> str:
    """With a msgid in any case, as gettext wants it."""
    context = f'#| msgctxt "{escape_text(wanted.previous_context)}"\n' if wanted.previous_context else ""
    return f'{context}#| msgid "{escape_text(wanted.previous_source)}"\n'
