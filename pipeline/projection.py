"""A catalog as the ledger's projection: read what others left in the PO, then write what the ledger says.

Joins review and catalog. Under the catalog's lock: an entry that equals what was last written is ours; one that
equals an older text is a stale file; anything else is a person's edit and is taken in as such, never as an
approval. What will be written is recorded before it is written, so that a kill in between leaves a stale file
and nothing that looks like a person's work.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalog import (
    LastProjection,
    OutsideEdit,
    PoFile,
    Projected,
    make_file,
    make_template,
    merge_file,
    read_outside_edits,
    read_po,
    write_po,
)
from pipeline.catalog.header import find_field
from pipeline.catalog.po_strings import MAX_FILE
from pipeline.errors import CatalogError, NotAllowedError
from pipeline.files import FileChangedError, remove_leftovers, replace_read_file, write_atomically
from pipeline.model import Catalog, EntryKey, Recorded, Unit, UnitState, UnitStatus, sha256
from pipeline.review import acts
from pipeline.review.people import Actor, People
from pipeline.review.rules import tidy_target
from pipeline.review.states import Policy, derive_statuses
from pipeline.sources import Source
from pipeline.text.languages import is_same_locale
from pipeline.workspace import Workspace

_FUZZY_STATES = frozenset({UnitState.DRAFTED, UnitState.CHANGED, UnitState.REJECTED})


@dataclass(frozen=True, slots=True)
class Projection:
    """What one meeting of ledger and PO did."""

    written: bool = False
    taken_in: tuple[EntryKey, ...] = ()
    """Entries whose text or flag another tool had changed: edits now, waiting for approval."""
    stale: tuple[EntryKey, ...] = ()
    """Entries of an older file, written anew from the ledger."""
    error: CatalogError | None = None
    """The file cannot be read; it was left as it is and nothing was taken in or written."""
    unwritten: str = ""
    """Why the file could not be written (a full disk). The ledger has everything; the next run writes it."""
    statuses: tuple[UnitStatus, ...] = ()
    """The units as they stood when the file was written."""


AuthorOf = Callable[[OutsideEdit], Actor | None]
"""Who made an edit in the file; None where nobody knows."""

_ATTEMPTS = 5
"""Times that a file is read again because an editor saved it meanwhile."""


def project_catalog(
    workspace: Workspace, source: Source, locale: str, *, actor: Actor | None = None, author_of: AuthorOf | None = None
) -> Projection:
    """Take in outside edits (by `author_of` each, else by `actor`, else by nobody known) and write the catalog.

    It is written if it changed. An editor that saves meanwhile, which takes no lock of ours, is not written over:
    its file is read again.
    """
    slug = source.article.slug
    taken_in: dict[EntryKey, None] = {}
    with workspace.lock(f"catalog-{slug}-{locale}"):
        remove_leftovers(workspace.catalog_path(slug, locale).parent)
        for _ in range(_ATTEMPTS):
            result, changed_meanwhile = _meet(workspace, source, locale, author_of or (lambda _edit: actor))
            taken_in.update(dict.fromkeys(result.taken_in))
            if not changed_meanwhile:
                break
    return replace(result, taken_in=tuple(taken_in))


def _meet(workspace: Workspace, source: Source, locale: str, author_of: AuthorOf) -> tuple[Projection, bool]:
    """Read, take in, write; and whether somebody saved the file in between, which then stands."""
    path = workspace.catalog_path(source.article.slug, locale)
    try:
        read = _read_bytes(workspace, path)
        old = read_po(read, name=workspace.relative(path)) if read is not None else None
        if old:
            _check_identity(workspace, source, locale, old)
    except CatalogError as error:
        return Projection(error=error), False
    taken_in: tuple[OutsideEdit, ...] = ()
    stale: tuple[EntryKey, ...] = ()
    statuses = read_statuses(workspace, source, locale)
    if old and read is not None:
        taken_in, stale = _take_in(workspace, source, locale, old.catalog, sha256(read), author_of, statuses)
    if taken_in:
        statuses = read_statuses(workspace, source, locale)
    written, unwritten, changed_meanwhile = False, "", False
    try:
        written = _write(workspace, source, locale, old, read, statuses)
    except OSError as fault:
        changed_meanwhile = isinstance(fault, FileChangedError)
        unwritten = f"{workspace.relative(path)}: it could not be written: {fault.strerror or fault}"
    keys = tuple(edit.key for edit in taken_in)
    return Projection(written, keys, stale, unwritten=unwritten, statuses=statuses), changed_meanwhile


def _read_bytes(workspace: Workspace, path: Path) -> bytes | None:
    """The file's bytes, None where there is none. A link is refused: what it leads to is no catalog of ours."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as exc:
        if exc.errno != errno.ELOOP:
            raise
        raise CatalogError(
            "it is a symbolic link",
            where=workspace.relative(path),
            hint="Delete the link: the catalog is written anew from the ledger.",
        ) from exc
    with os.fdopen(handle, "rb") as stream:
        return stream.read(MAX_FILE + 1)


def _check_identity(workspace: Workspace, source: Source, locale: str, file: PoFile) -> None:
    """CatalogError where the file is another locale's or another article's, put under this name."""
    slug, catalog = source.article.slug, file.catalog
    where = workspace.relative(workspace.catalog_path(slug, locale))
    told = (find_field(catalog.header, "Language") or "").strip()
    if told and not is_same_locale(told, locale):
        raise CatalogError(
            f"its header says Language: {told}, and it stands where {locale} belongs",
            where=where,
            hint="Put the right file there, correct its header, or delete it: it is written anew from the ledger.",
        )
    live = [entry.key for entry in catalog.entries if entry.target and not entry.obsolete]
    if not live or not {unit.key for unit in source.units}.isdisjoint(entry.key for entry in catalog.entries):
        return
    known = workspace.ledger.read_projection(source.article.id, locale)
    if not known.keys() & set(live):
        raise CatalogError(
            f"no entry of it is or ever was one of {slug}'s",
            where=where,
            hint="Put the right file there, or delete it: it is written anew from the ledger.",
        )


def write_template(workspace: Workspace, source: Source) -> bool:
    """Write `locales/<slug>.pot`; True if it changed."""
    return write_atomically(
        workspace.template_path(source.article.slug), write_po(make_file(_template(workspace, source, source.units)))
    )


def read_statuses(
    workspace: Workspace, source: Source, locale: str, people: People | None = None
) -> tuple[UnitStatus, ...]:
    """Each unit's state in a locale, from the ledger as it is now; `people`, where the caller has just read them."""
    article = source.article
    return derive_statuses(
        article.id,
        locale,
        source.units_for(locale),
        workspace.ledger.read(article=article.id, locale=locale),
        people or People.load(workspace.ledger),
        policy=policy_of(workspace),
    )


def policy_of(workspace: Workspace) -> Policy:
    """The workspace's rules for decisions."""
    settings = workspace.settings
    return Policy(source_locale=settings.source_locale, four_eyes=settings.four_eyes, demo=settings.demo)


def projected_entry(status: UnitStatus) -> Projected:
    """How a unit's state is written into the PO: drafts, changed and rejected text are fuzzy."""
    fuzzy = status.state in _FUZZY_STATES and bool(status.target)
    return Projected(
        target=status.target or "",
        fuzzy=fuzzy,
        previous_source=status.previous_source if status.state is UnitState.CHANGED else "",
        previous_context="",
    )


def _template(workspace: Workspace, source: Source, units: Sequence[Unit]) -> Catalog:
    created = source.snapshot.fetched_at if source.snapshot else "2026-01-01T00:00:00.000000Z"
    return make_template(units, slug=source.article.slug, created=created, publisher=workspace.settings.name)


def _take_in(
    workspace: Workspace,
    source: Source,
    locale: str,
    catalog: Catalog,
    file_hash: str,
    author_of: AuthorOf,
    now: Sequence[UnitStatus],
) -> tuple[tuple[OutsideEdit, ...], tuple[EntryKey, ...]]:
    ledger, article = workspace.ledger, source.article
    statuses = {status.unit.key: status for status in now}
    # As they would be saved: white space around a text, which other tools add, is no edit.
    entries = (replace(e, target=tidy_target(e.target)) if e.key in statuses else e for e in catalog.entries)
    catalog = replace(catalog, entries=tuple(entries))
    expected = {key: projected_entry(status) for key, status in statuses.items()}
    last = {
        key: LastProjection(row.target, row.fuzzy) for key, row in ledger.read_projection(article.id, locale).items()
    }
    result = read_outside_edits(
        catalog,
        last=last,
        older_targets=_older_targets(workspace, source, locale),
        current={key: entry.target for key, entry in expected.items()},
        stale_file=ledger.was_projected(article.id, locale, file_hash),
    )
    edits = tuple(
        edit
        for edit in result.edits
        if edit.key in expected and (edit.target, edit.fuzzy) != (expected[edit.key].target, expected[edit.key].fuzzy)
    )
    place = acts.Place(ledger, policy_of(workspace), article.id, locale)
    recorded: set[EntryKey] = set()
    for actor, theirs in _group_edits(edits, author_of):
        texts = [acts.ImportedEdit(statuses[edit.key].unit, edit.target, edit.fuzzy) for edit in theirs]
        recorded.update(row.decision.key for row in _import(place, texts, actor))
    edits = tuple(edit for edit in edits if edit.key in recorded)
    return edits, tuple(entry.key for entry in result.stale)


def _import(place: acts.Place, texts: Sequence[acts.ImportedEdit], actor: Actor | None) -> tuple[Recorded, ...]:
    """As edits by the actor; by nobody known where they may not write here: the text is kept in any case."""
    try:
        return acts.import_edits(place, texts, actor=actor)
    except NotAllowedError:
        return acts.import_edits(place, texts, actor=None)


def _group_edits(
    edits: Sequence[OutsideEdit], author_of: AuthorOf
) -> Sequence[tuple[Actor | None, Sequence[OutsideEdit]]]:
    """The edits by their authors, in the order of the file."""
    groups: dict[Actor | None, list[OutsideEdit]] = {}
    for edit in edits:
        groups.setdefault(author_of(edit), []).append(edit)
    return tuple(groups.items())


def _older_targets(workspace: Workspace, source: Source, locale: str) -> Mapping[EntryKey, frozenset[str]]:
    older: dict[EntryKey, set[str]] = {}
    for row in workspace.ledger.read(article=source.article.id, locale=locale):
        if row.decision.target:
            older.setdefault(row.decision.key, set()).add(row.decision.target)
    return {key: frozenset(targets) for key, targets in older.items()}


def _write(
    workspace: Workspace,
    source: Source,
    locale: str,
    old: PoFile | None,
    read: bytes | None,
    statuses: Sequence[UnitStatus],
) -> bool:
    projection = {status.unit.key: projected_entry(status) for status in statuses}
    template = make_file(_template(workspace, source, source.units_for(locale)))
    data = write_po(merge_file(template, old, projection, locale=locale))
    article, ledger = source.article, workspace.ledger
    if read == data and ledger.was_projected(article.id, locale, sha256(data)):
        return False
    rows = {key: (entry.target, entry.fuzzy) for key, entry in projection.items()}
    ledger.record_projection(article.id, locale, rows, file_hash=sha256(data))
    return replace_read_file(workspace.catalog_path(article.slug, locale), data, read=read)
