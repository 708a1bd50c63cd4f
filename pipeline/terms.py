"""Joins the termbase of a locale, `locales/<locale>/terms.tbx`, to whoever checks or drafts in that locale."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.text.termbase import NO_TERMS, Termbase, read_termbase
from pipeline.workspace import Workspace

FILE_NAME = "terms.tbx"


def read_terms(workspace: Workspace, locale: str) -> Termbase:
    """The locale's termbase; empty where there is none. CatalogError names a file that cannot be read."""
    path = workspace.locales / locale / FILE_NAME
    try:
        stat = path.stat()
    except FileNotFoundError:
        return NO_TERMS
    return _read(path, stat.st_mtime_ns, stat.st_size, workspace.settings.source_locale, locale)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int, source: str, locale: str) -> Termbase:
    return read_termbase(path.read_bytes(), source=source, target=locale, where=f"locales/{locale}/{FILE_NAME}")
