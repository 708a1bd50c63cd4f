"""Exchange: translations that come in as files. Joins catalog, review and workspace; `exporting` is its twin.

What comes in is compared first and saved as edits of the person who brings it, never as an approval; what would go
over newer work is kept out unless that person insists. Both texts stay in the ledger in any case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.catalog import READERS, read_catalog
from pipeline.errors import CatalogError, DragomanError, ReviewError, UsageError
from pipeline.model import MACHINE, POLICY, UNKNOWN, Catalog, Entry, EntryKey, UnitState
from pipeline.projection import policy_of, project_catalog
from pipeline.review import acts
from pipeline.review.people import Actor, People
from pipeline.sources import read_source
from pipeline.text.languages import is_same_locale
from pipeline.workbench import Bench, Item, open_bench
from pipeline.workspace import Workspace

_NOBODY = frozenset({"", MACHINE, UNKNOWN, POLICY})


@dataclass(frozen=True, slots=True)
class Change:
    """What a file would do to one unit."""

    item: Item
    target: str
    fuzzy: bool
    """Work in progress in the file: it comes in as such and waits for its translator."""
    conflict: str = ""
    """Why it is kept out unless the person insists; empty where nothing newer stands."""
    refused: str = ""
    """Why it can never be saved."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A file held against an article in a locale, before anything is saved."""

    bench: Bench
    changes: tuple[Change, ...]
    unchanged: int
    """Entries whose text stands already, or is an older one of ours."""
    unknown: tuple[Entry, ...]
    """Texts for which the article has no unit; kept out."""

    def chosen(self, *, overwrite: bool = False) -> tuple[Change, ...]:
        """What is saved."""
        return tuple(each for each in self.changes if not each.refused and (overwrite or not each.conflict))


@dataclass(frozen=True, slots=True)
class _Origin:
    """How old a file's texts are."""

    saved_at: datetime | None
    own: bool = False
    """It is the workspace's own catalog, which was brought up to the ledger after each decision."""


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says, whatever its format."""

    catalog: Catalog
    slug: str = ""
    """As the file itself says it."""
    exported_at: str = ""
    table: bool = False


def plan_import(workspace: Workspace, path: Path, *, slug: str = "", locale: str = "", actor: Actor) -> ImportPlan:
    """Read a file (PO, XLIFF, CSV, XLSX) and compare it with what stands; nothing is saved.

    CatalogError where it cannot be read, with file and line. UsageError where it is not clear for which article and
    locale it is, where its header says another language, or where no entry of it is one of the article's.
    """
    name = workspace.relative(path.resolve())
    file = _read_file(path, name)
    catalog = file.catalog
    told_slug, told_locale = _read_place(workspace, path, catalog)
    told_slug = file.slug or told_slug
    _check_article(workspace, file.slug, slug, name)
    slug, locale = slug or told_slug, locale or told_locale
    if not slug or not locale:
        missing = " and ".join(each for each, value in (("--slug", slug), ("--locale", locale)) if not value)
        raise UsageError(
            "it is not clear for which article and locale this file is",
            where=name,
            hint=f"Add {missing}; or name the file <slug>.<locale>{path.suffix}.",
        )
    locale = workspace.check_locale(locale)
    _check_language(catalog, locale, name)
    bench = open_bench(workspace, slug, locale)
    entries = [entry for entry in catalog.entries if entry.target and not entry.targets and not entry.obsolete]
    items = {item.status.unit.key: item for item in bench.items}
    if file.table:
        entries = [_judge_by_change(entry, items.get(entry.key)) for entry in entries]
    if not any(entry.key in items for entry in catalog.entries):
        raise UsageError(
            f"no entry of this file is one of {slug}'s {len(items)} units", where=name, hint=_guess(workspace, catalog)
        )
    origin = _find_origin(workspace, path, file, slug, locale)
    changes, unchanged = _compare(workspace, bench, items, entries, origin, actor)
    unknown = tuple(entry for entry in entries if entry.key not in items)
    plural = tuple(entry for entry in catalog.entries if entry.targets and any(entry.targets))
    return ImportPlan(bench, changes, unchanged, (*unknown, *plural))


def _read_file(path: Path, name: str) -> _File:
    read = READERS.get(path.suffix.lower())
    if read is None:
        return _File(read_catalog(path.read_bytes(), name=name))
    received = read(path.read_bytes(), name)
    header = (("Language", received.target_tag),) if received.target_tag else ()
    return _File(Catalog(header, received.entries), received.slug, received.exported_at, received.table)


def _check_article(workspace: Workspace, told: str, asked: str, name: str) -> None:
    known = {article.slug for article in workspace.articles}
    if told and (told != asked if asked else told not in known):
        raise UsageError(
            f"the file says that it is of the article {told!r}" + (f", not of {asked!r}" if asked else ""),
            where=name,
            hint=f"Give --slug {told}, or the right file." if told in known else "Give the right file.",
        )


def _judge_by_change(entry: Entry, item: Item | None) -> Entry:
    """In a table, a text that somebody changed is finished, whatever state stands beside it."""
    changed = item is not None and entry.target != item.status.target
    return replace(entry, fuzzy=False) if changed else entry


def _find_origin(workspace: Workspace, path: Path, file: _File, slug: str, locale: str) -> _Origin:
    if file.exported_at:
        try:
            moment = datetime.fromisoformat(file.exported_at)
        except ValueError:
            return _Origin(None)
        return _Origin(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    own = path.resolve() == workspace.catalog_path(slug, locale).resolve()
    return _Origin(_saved_at(file.catalog, _own_date(workspace, slug, locale)), own)


def apply_import(workspace: Workspace, plan: ImportPlan, *, actor: Actor, overwrite: bool = False) -> int:
    """Save what the plan chose as edits by the person; gives how many.

    StaleError, and nothing saved, where somebody decided on one of these units since the plan was made.
    """
    bench = plan.bench
    place = acts.Place(workspace.ledger, policy_of(workspace), bench.article.id, bench.locale)
    chosen = plan.chosen(overwrite=overwrite)
    whole = [(each.item.status.unit, each.target, each.item.status.version) for each in chosen if not each.fuzzy]
    in_work = [acts.ImportedEdit(each.item.status.unit, each.target, fuzzy=True) for each in chosen if each.fuzzy]
    saved = acts.save_many(place, whole, actor=actor) if whole else ()
    begun = acts.import_edits(place, in_work, actor=actor)
    projected = project_catalog(workspace, bench.source, bench.locale, actor=actor)
    if projected.error:
        raise projected.error
    return len(saved) + len(begun) + len(projected.taken_in)


def _compare(
    workspace: Workspace,
    bench: Bench,
    items: Mapping[EntryKey, Item],
    entries: Sequence[Entry],
    origin: _Origin,
    actor: Actor,
) -> tuple[tuple[Change, ...], int]:
    people = People.load(workspace.ledger)
    older: dict[EntryKey, set[str]] = {}
    last: dict[EntryKey, tuple[str, str]] = {}
    for row in workspace.ledger.read(article=bench.article.id, locale=bench.locale):
        decision = row.decision
        if decision.target:
            older.setdefault(decision.key, set()).add(decision.target)
        if decision.actor not in _NOBODY:
            last[decision.key] = decision.at, decision.actor
    changes, unchanged = [], 0
    for entry in entries:
        if entry.key not in items:
            continue
        item = items[entry.key]
        status = item.status
        try:
            target = acts.clean_target(entry.target, where=item.id)
        except ReviewError as error:
            changes.append(Change(item, entry.target, entry.fuzzy, refused=error.message))
            continue
        if _stands(item, target, fuzzy=entry.fuzzy):
            unchanged += 1
            continue
        at, who = last.get(entry.key, ("", ""))
        conflict = ""
        if target != status.target and target in older.get(entry.key, ()):
            conflict = "an older text of ours; newer work stands"
        elif at and not origin.own and _is_newer(at, origin.saved_at, who != actor.person or status.settled):
            approved = " and approved" if status.state is UnitState.APPROVED else ""
            conflict = f"{people.name_of(who)} decided on it{approved} on {at[:16].replace('T', ' ')} UTC"
            conflict += (
                ", after this file was saved" if origin.saved_at else "; the file does not say when it was saved"
            )
        changes.append(Change(item, target, entry.fuzzy, conflict))
    return tuple(changes), unchanged


def _stands(item: Item, target: str, *, fuzzy: bool) -> bool:
    """The text is there already, and the file adds nobody's word to it."""
    status = item.status
    if target != status.target:
        return False
    return fuzzy or status.author not in (MACHINE, UNKNOWN)


def _is_newer(at: str, saved_at: datetime | None, others: bool) -> bool:
    """Whether a decision came after the file was saved. A PO header tells the minute only: second 0 may be any."""
    if saved_at is None:
        return others
    moment = datetime.fromisoformat(at)
    return moment >= saved_at + timedelta(minutes=1) if saved_at.second == 0 else moment > saved_at


def _own_date(workspace: Workspace, slug: str, locale: str) -> str:
    """The PO-Revision-Date of the workspace's own catalog."""
    path = workspace.catalog_path(slug, locale)
    try:
        return dict(read_catalog(path.read_bytes(), name=path.name).header).get("PO-Revision-Date", "")
    except (OSError, CatalogError):
        return ""


def _saved_at(catalog: Catalog, own_date: str) -> datetime | None:
    """When the file's header says that a person saved it; None where it says nothing, or still says our own date."""
    told = dict(catalog.header).get("PO-Revision-Date", "")
    if told == own_date:
        return None
    try:
        parsed = datetime.strptime(told, "%Y-%m-%d %H:%M%z")
    except ValueError:
        return None
    return parsed


def _read_place(workspace: Workspace, path: Path, catalog: Catalog) -> tuple[str, str]:
    """Slug and locale as the path says them (`<locale>/LC_MESSAGES/<slug>.po`, `<slug>.<locale>.po`), or the header."""
    slugs = {article.slug for article in workspace.articles}
    stem, locale = path.name.removesuffix(path.suffix), ""
    folders = path.resolve().parts
    if len(folders) > 2 and folders[-2] == "LC_MESSAGES":
        locale = folders[-3]
    elif "." in stem:
        stem, _, locale = stem.rpartition(".")
    locale = locale or dict(catalog.header).get("Language", "").strip()
    return (stem if stem in slugs else ""), locale.replace("-", "_")


def _check_language(catalog: Catalog, locale: str, name: str) -> None:
    told = dict(catalog.header).get("Language", "").strip()
    if told and not is_same_locale(told, locale):
        raise UsageError(
            f"its header says Language: {told}, and it is to be read as {locale}",
            where=name,
            hint="Give the right --locale, or correct the header.",
        )


def _guess(workspace: Workspace, catalog: Catalog) -> str:
    """Which article the file is likelier for."""
    keys = {entry.key for entry in catalog.entries}
    hits: dict[str, int] = {}
    for article in workspace.articles:
        try:
            source = read_source(workspace, article)
        except DragomanError:
            continue
        hits[article.slug] = len(keys & {unit.key for unit in source.units}) if source else 0
    best = max(hits, key=lambda slug: hits[slug], default="")
    if best and hits[best]:
        return f"{hits[best]} entries are of {best}: is it --slug {best}?"
    return "The source may have changed since: export a new catalog, and merge the file into it (`msgmerge`)."
