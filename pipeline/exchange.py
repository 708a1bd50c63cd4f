"""Exchange: translations that come in as files. Joins catalog, review and workspace; `exporting` is its twin.

What comes in is compared first and saved as edits of the person who brings it, never as an approval; what would go
over newer work is kept out unless that person insists. Both texts stay in the ledger in any case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.bench import Bench, Item, open_bench
from pipeline.catalog import make_base
from pipeline.errors import ReviewError, UsageError
from pipeline.exchange_file import (
    Origin,
    check_article,
    check_language,
    check_source_language,
    find_origin,
    guess_article,
    read_file,
    read_place,
)
from pipeline.model import MACHINE, POLICY, UNKNOWN, Entry, EntryKey, UnitState
from pipeline.projection import policy_of, project_catalog
from pipeline.review import acts
from pipeline.review.people import Actor, People
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


def plan_import(workspace: Workspace, path: Path, *, slug: str = "", locale: str = "", actor: Actor) -> ImportPlan:
    """Read a file (PO, XLIFF, CSV, XLSX) and compare it with what stands; nothing is saved.

    CatalogError where it cannot be read, with file and line. UsageError where it is not clear for which article and
    locale it is, where its header says another language, or where no entry of it is one of the article's.
    """
    name = workspace.relative(path.resolve())
    file = read_file(path, name)
    catalog = file.catalog
    told_slug, told_locale = read_place(workspace, path, catalog)
    told_slug = file.told.slug or told_slug
    check_article(workspace, file.told.slug, slug, name)
    slug, locale = slug or told_slug, locale or told_locale
    if not slug or not locale:
        missing = " and ".join(each for each, value in (("--slug", slug), ("--locale", locale)) if not value)
        raise UsageError(
            "it is not clear for which article and locale this file is",
            where=name,
            hint=f"Add {missing}; or name the file <slug>.<locale>{path.suffix}.",
        )
    locale = workspace.check_locale(locale)
    check_language(catalog, locale, name)
    check_source_language(workspace, file.told.source_tag, name)
    bench = open_bench(workspace, slug, locale)
    entries = [entry for entry in catalog.entries if entry.target and not entry.targets and not entry.obsolete]
    items = {item.status.unit.key: item for item in bench.items}
    if file.told.table:
        entries = [_judge_by_change(entry, items.get(entry.key)) for entry in entries]
    if not any(entry.key in items for entry in catalog.entries):
        raise UsageError(
            f"no entry of this file is one of {slug}'s {len(items)} units",
            where=name,
            hint=guess_article(workspace, catalog),
        )
    origin = find_origin(workspace, path, file, slug, locale)
    changes, unchanged = _compare(workspace, bench, items, entries, origin, actor)
    unknown = tuple(entry for entry in entries if entry.key not in items)
    plural = tuple(entry for entry in catalog.entries if entry.targets and any(entry.targets))
    return ImportPlan(bench, changes, unchanged, (*unknown, *plural))


def _judge_by_change(entry: Entry, item: Item | None) -> Entry:
    """In a table, a text that somebody changed is finished, whatever state stands beside it."""
    changed = item is not None and entry.target != item.status.target
    return replace(entry, fuzzy=False) if changed else entry


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
    origin: Origin,
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
        conflict = ""
        if target != status.target and target in older.get(entry.key, ()):
            conflict = "an older text of ours; newer work stands"
        elif entry.key in last:
            at, who = last[entry.key]
            if told := _find_overtaken(item, at, origin, others=who != actor.person):
                approved = " and approved" if status.state is UnitState.APPROVED else ""
                moment = at[:16].replace("T", " ")
                conflict = f"{people.name_of(who)} decided on it{approved} on {moment} UTC{told}"
        changes.append(Change(item, target, entry.fuzzy, conflict))
    return tuple(changes), unchanged


def _find_overtaken(item: Item, at: str, origin: Origin, *, others: bool) -> str:
    """How it is known that a person's decision is newer than the file's text; empty where it is not newer."""
    status = item.status
    if base := origin.bases.get(status.unit.key):
        newer = base != make_base(status.target or "", status.state)
    else:
        newer = not origin.own and _is_newer(at, origin.saved_at, others or status.settled)
    if not newer:
        return ""
    known = base or origin.saved_at
    return ", after this file was saved" if known else "; the file does not say when it was saved"


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
