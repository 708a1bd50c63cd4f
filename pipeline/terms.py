"""Joins the termbase of a locale, `locales/<locale>/terms.tbx`, to whoever checks or drafts in that locale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.catalog import read_term_table, write_tbx, write_term_table
from pipeline.errors import UsageError
from pipeline.files import replace_read_file
from pipeline.text.termbase import NO_TERMS, Term, Termbase, read_termbase
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


# --- in and out ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermChange:
    """What an import does to a term; one of the two is None where it is new or goes."""

    old: Term | None
    new: Term | None


def export_terms(workspace: Workspace, locale: str, ending: str) -> bytes:
    """The locale's terms as TBX-Basic (`.tbx`) or as a table (`.csv`). UsageError for another ending."""
    terms = read_terms(workspace, locale)
    if ending == ".csv":
        return write_term_table(terms)
    _need_ending(ending)
    return write_tbx(terms, *_tags(workspace, locale))


def import_terms(
    workspace: Workspace, locale: str, file: Path, *, replace: bool = False, dry_run: bool = False
) -> tuple[TermChange, ...]:
    """Take in the terms of a TBX or CSV file: each takes the place of the one with the same source; gives the changes.

    With `replace`, terms that the file does not have go. Nothing is written in a dry run. UsageError where the file has
    no term of these languages, and where the termbase that stands was written by another program and says more than
    terms: it would be lost.
    """
    new = _read_file(workspace, locale, file)
    with workspace.lock(f"terms-{locale}"):
        old, stands = read_terms(workspace, locale), _read_bytes(workspace, locale)
        merged = _merge(old, new, replace=replace)
        changes = _compare(old, merged)
        if dry_run or not changes:
            return changes
        if stands is not None and stands != write_tbx(old, *_tags(workspace, locale)):
            raise UsageError(
                "the termbase was written by another program, and may say more than an import keeps",
                where=f"locales/{locale}/{FILE_NAME}",
                hint="Change it with that program; or move it away, and import it and then this file.",
            )
        path = workspace.locales / locale / FILE_NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_read_file(path, write_tbx(merged, *_tags(workspace, locale)), read=stands)
    return changes


def _read_file(workspace: Workspace, locale: str, file: Path) -> Termbase:
    source = workspace.settings.source_locale
    if file.suffix.lower() == ".csv":
        terms = read_term_table(file.read_bytes(), name=file.name)
    else:
        _need_ending(file.suffix.lower())
        terms = read_termbase(file.read_bytes(), source=source, target=locale, where=file.name)
    if not terms.terms:
        raise UsageError(
            f"it has no term of {source} with a form in {locale}", where=file.name, hint="Name another --locale."
        )
    return terms


def _need_ending(ending: str) -> None:
    if ending != ".tbx":
        raise UsageError("a termbase is a .tbx or a .csv file", where=ending, hint="Name one of these.")


def _read_bytes(workspace: Workspace, locale: str) -> bytes | None:
    path = workspace.locales / locale / FILE_NAME
    return path.read_bytes() if path.exists() else None


def _tags(workspace: Workspace, locale: str) -> tuple[str, str]:
    return workspace.tag(workspace.settings.source_locale), workspace.tag(locale)


def _merge(old: Termbase, new: Termbase, *, replace: bool) -> Termbase:
    """Of terms that share a form of the source, the new one; in the order of the sources."""
    given = {form.casefold() for term in new.terms for form in term.source}
    kept = () if replace else tuple(t for t in old.terms if given.isdisjoint(form.casefold() for form in t.source))
    return Termbase(tuple(sorted((*kept, *new.terms), key=lambda term: (term.source[0].casefold(), term.source))))


def _compare(old: Termbase, new: Termbase) -> tuple[TermChange, ...]:
    before = {term.source[0].casefold(): term for term in old.terms}
    changes = []
    for term in new.terms:
        known = before.pop(term.source[0].casefold(), None)
        if known is None or _forms(known) != _forms(term):
            changes.append(TermChange(known, term))
    return (*changes, *(TermChange(term, None) for term in before.values()))


def _forms(term: Term) -> tuple[tuple[str, ...], ...]:
    return term.source, term.approved, term.forbidden
