"""A catalog as the ledger's projection: read what others left in the PO, then write what the ledger says.

Joins review and catalog. Under the catalog's lock: an entry that equals what was last written is ours; one that
equals an older text is a stale file; anything else is a person's edit and is taken in as such, never as an
approval. What will be written is recorded before it is written, so that a kill in between leaves a stale file
and nothing that looks like a person's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.catalog import (
    LastProjection,
    OutsideEdit,
    Projected,
    make_template,
    merge_catalog,
    read_catalog,
    read_outside_edits,
    write_catalog,
)
from pipeline.errors import CatalogError
from pipeline.files import remove_leftovers, write_atomically
from pipeline.model import Catalog, EntryKey, Unit, UnitState, UnitStatus, sha256
from pipeline.review import acts
from pipeline.review.people import Actor, People
from pipeline.review.rules import tidy_target
from pipeline.review.states import Policy, derive_statuses
from pipeline.sources import Source
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


def project_catalog(workspace: Workspace, source: Source, locale: str, *, actor: Actor | None = None) -> Projection:
    """Take in outside edits (by `actor`, else by nobody known) and write the catalog if it changed."""
    slug = source.article.slug
    path = workspace.catalog_path(slug, locale)
    with workspace.lock(f"catalog-{slug}-{locale}"):
        remove_leftovers(path.parent)
        old: Catalog | None = None
        taken_in: tuple[OutsideEdit, ...] = ()
        stale: tuple[EntryKey, ...] = ()
        if path.exists():
            data = path.read_bytes()
            try:
                old = read_catalog(data, name=workspace.relative(path))
            except CatalogError as error:
                return Projection(error=error)
            taken_in, stale = _take_in(workspace, source, locale, old, sha256(data), actor)
        statuses = read_statuses(workspace, source, locale)
        written, unwritten = False, ""
        try:
            written = _write(workspace, source, locale, old, statuses)
        except OSError as fault:
            unwritten = f"{workspace.relative(path)}: it could not be written: {fault.strerror or fault}"
    return Projection(written, tuple(edit.key for edit in taken_in), stale, unwritten=unwritten)


def write_template(workspace: Workspace, source: Source) -> bool:
    """Write `locales/<slug>.pot`; True if it changed."""
    return write_atomically(
        workspace.template_path(source.article.slug), write_catalog(_template(workspace, source, source.units))
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
    workspace: Workspace, source: Source, locale: str, catalog: Catalog, file_hash: str, actor: Actor | None
) -> tuple[tuple[OutsideEdit, ...], tuple[EntryKey, ...]]:
    ledger, article = workspace.ledger, source.article
    statuses = {status.unit.key: status for status in read_statuses(workspace, source, locale)}
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
    if edits:
        place = acts.Place(ledger, policy_of(workspace), article.id, locale)
        texts = [acts.ImportedEdit(statuses[edit.key].unit, edit.target, edit.fuzzy) for edit in edits]
        recorded = {row.decision.key for row in acts.import_edits(place, texts, actor=actor)}
        edits = tuple(edit for edit in edits if edit.key in recorded)
    return edits, tuple(entry.key for entry in result.stale)


def _older_targets(workspace: Workspace, source: Source, locale: str) -> Mapping[EntryKey, frozenset[str]]:
    older: dict[EntryKey, set[str]] = {}
    for row in workspace.ledger.read(article=source.article.id, locale=locale):
        if row.decision.target:
            older.setdefault(row.decision.key, set()).add(row.decision.target)
    return {key: frozenset(targets) for key, targets in older.items()}


def _write(
    workspace: Workspace, source: Source, locale: str, old: Catalog | None, statuses: Sequence[UnitStatus]
) -> bool:
    projection = {status.unit.key: projected_entry(status) for status in statuses}
    catalog = merge_catalog(_template(workspace, source, source.units_for(locale)), old, projection, locale=locale)
    data = write_catalog(catalog)
    path = workspace.catalog_path(source.article.slug, locale)
    if (
        path.exists()
        and path.read_bytes() == data
        and workspace.ledger.was_projected(source.article.id, locale, sha256(data))
    ):
        return False
    rows = {key: (entry.target, entry.fuzzy) for key, entry in projection.items()}
    workspace.ledger.record_projection(source.article.id, locale, rows, file_hash=sha256(data))
    return write_atomically(path, data)
