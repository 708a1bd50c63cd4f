"""Writes approved texts as GNU MO files, the compiled catalogs that programs read; polib knows the format."""

from __future__ import annotations

from collections.abc import Mapping

import polib

from pipeline.model import EntryKey


def compile_mo(targets: Mapping[EntryKey, str], *, language: str) -> bytes:
    """An MO file of these texts (GNU gettext manual, "The Format of GNU MO Files"), sorted as the format wants.

    The same texts give the same bytes. A text that is empty is left out: to a program it would be a translation.
    """
    compiled = polib.POFile(wrapwidth=0)
    compiled.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language}
    for key, target in sorted(targets.items()):
        if key.source and target:
            compiled.append(polib.POEntry(msgctxt=key.context or None, msgid=key.source, msgstr=target))
    return bytes(compiled.to_binary())
