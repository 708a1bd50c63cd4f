"""Exchange: translations that come in as files, and everything that goes out. Joins catalog, review and workspace.

What comes in is compared first and saved as edits of the person who brings it, never as an approval; what would go
over newer work is kept out unless that person insists. Both texts stay in the ledger in any case.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.catalog import compile_mo, read_catalog, write_tmx
from pipeline.errors import CatalogError, DragomanError, ReviewError, UsageError
from pipeline.evidence import collect_evidence
from pipeline.files import TEMPORARY_PREFIX, sync_directory, write_atomically
from pipeline.manifest import live_site, read_manifests
from pipeline.model import MACHINE, POLICY, UNKNOWN, Catalog, Entry, EntryKey, UnitState, canonical_json
from pipeline.projection import policy_of, project_catalog
from pipeline.review import acts
from pipeline.review.backup import export_lines
from pipeline.review.people import Actor, People
from pipeline.settings import FILE_NAME
from pipeline.sources import read_source
from pipeline.text.languages import is_same_locale
from pipeline.workbench import Bench, Item, make_bench, open_bench
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
    own: bool
    """It is the workspace's own catalog, which was brought up to the ledger after each decision."""


def plan_import(workspace: Workspace, path: Path, *, slug: str = "", locale: str = "", actor: Actor) -> ImportPlan:
    """Read a PO file and compare it with what stands; nothing is saved.

    CatalogError where it cannot be read, with file and line. UsageError where it is not clear for which article and
    locale it is, where its header says another language, or where no entry of it is one of the article's.
    """
    name = workspace.relative(path.resolve())
    catalog = read_catalog(path.read_bytes(), name=name)
    told_slug, told_locale = _read_place(workspace, path, catalog)
    slug, locale = slug or told_slug, locale or told_locale
    if not slug or not locale:
        missing = " and ".join(each for each, value in (("--slug", slug), ("--locale", locale)) if not value)
        raise UsageError(
            "it is not clear for which article and locale this file is",
            where=name,
            hint=f"Add {missing}; or name the file <slug>.<locale>.po.",
        )
    locale = workspace.check_locale(locale)
    _check_language(catalog, locale, name)
    bench = open_bench(workspace, slug, locale)
    entries = [entry for entry in catalog.entries if entry.target and not entry.targets and not entry.obsolete]
    items = {item.status.unit.key: item for item in bench.items}
    if not any(entry.key in items for entry in catalog.entries):
        raise UsageError(
            f"no entry of this file is one of {slug}'s {len(items)} units", where=name, hint=_guess(workspace, catalog)
        )
    own = path.resolve() == workspace.catalog_path(slug, locale).resolve()
    origin = _Origin(_saved_at(catalog, _own_date(workspace, slug, locale)), own)
    changes, unchanged = _compare(workspace, bench, items, entries, origin, actor)
    unknown = tuple(entry for entry in entries if entry.key not in items)
    plural = tuple(entry for entry in catalog.entries if entry.targets and any(entry.targets))
    return ImportPlan(bench, changes, unchanged, (*unknown, *plural))


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
    """Whether a decision came after the file was saved; a header tells the minute only."""
    if saved_at is None:
        return others
    return datetime.fromisoformat(at) >= saved_at + timedelta(minutes=1)


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
    stem, locale = path.name.removesuffix(".po"), ""
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


# --- going out -------------------------------------------------------------------------------------------

_README = """\
Everything of a Dragoman workspace, in standard files.

dragoman.toml        the settings: articles, profiles, rules
source_html/         every snapshot of the sources, with where they came from, and permissions
locales/             gettext catalogs (PO) and templates (POT), as translators work on them
memory/<locale>.tmx  the approved pairs, TMX 1.4b: any translation tool reads them
compiled/            the approved texts as gettext's compiled catalogs (MO), as programs read them
ledger.jsonl         every decision with its hash, people, comments: one JSON object a line. `record` is the text that
                     `hash` is of: SHA-256 over the JSON array ["dragoman.ledger/1", seq, prev, record]
evidence/            for each published edition, what proves it, as JSON
output/              the published site with its manifests
"""


def export_workspace(workspace: Workspace, target: Path) -> tuple[str, ...]:
    """Write all of a workspace's data into a new or empty folder; gives what could not be had, in sentences.

    The folder appears under its name only when it is whole; it is private, for people's addresses are in it.
    UsageError for one that holds something.
    """
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError("the folder is not empty", where=str(target), hint="Name a new one.")
    for folder in (workspace.source_html, workspace.locales, workspace.output, workspace.state):
        if target == folder or folder in target.parents:
            raise UsageError(
                f"an export cannot lie in {workspace.relative(folder)}/", where=str(target), hint="Name another folder."
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY_PREFIX}export-", dir=target.parent))
    try:
        problems = _fill_export(workspace, building)
        building.replace(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    sync_directory(target.parent)
    return problems


def _fill_export(workspace: Workspace, folder: Path) -> tuple[str, ...]:
    problems = list(_project_all(workspace))
    write_atomically(folder / "README.txt", _README.encode())
    shutil.copy2(workspace.root / FILE_NAME, folder / FILE_NAME)
    for source in (workspace.source_html, workspace.locales):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns(f"{TEMPORARY_PREFIX}*"))
    with (folder / "ledger.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in export_lines(workspace.ledger))
    for locale in workspace.settings.locales:
        problems.extend(_write_approved(workspace, folder, locale))
    if site := live_site(workspace.output):
        shutil.copytree(site, folder / "output")
        for (slug, locale), manifest in read_manifests(site).items():
            if manifest.live:
                proof = canonical_json(collect_evidence(workspace, slug, locale))
                write_atomically(folder / "evidence" / f"{slug}.{locale}.json", proof)
    return tuple(problems)


def _project_all(workspace: Workspace) -> list[str]:
    """Bring every catalog up to the ledger; a broken one is exported as it stands, and said."""
    problems = []
    for article in workspace.articles:
        for locale in workspace.settings.locales:
            try:
                source = read_source(workspace, article)
                result = project_catalog(workspace, source, locale) if source else None
            except DragomanError as error:
                problems.append(str(error))
                break
            if result and (fault := result.error or result.unwritten):
                problems.append(str(fault))
    return problems


def _write_approved(workspace: Workspace, folder: Path, locale: str) -> list[str]:
    """The approved pairs of a locale: of all articles in their order as TMX, of each article as MO."""
    pairs: list[tuple[str, str | None]] = []
    faults = []
    for article in workspace.articles:
        try:
            source = read_source(workspace, article)
        except DragomanError as error:
            faults.append(str(error))
            continue
        items = make_bench(workspace, source, locale).items if source else ()
        settled = [item.status for item in items if item.status.settled]
        pairs.extend((status.unit.text, status.target) for status in settled)
        compiled = compile_mo({status.unit.key: status.target or "" for status in settled}, language=locale)
        write_atomically(folder / "compiled" / locale / "LC_MESSAGES" / f"{article.slug}.mo", compiled)
    tags = (workspace.tag(workspace.settings.source_locale), workspace.tag(locale))
    write_atomically(folder / "memory" / f"{locale}.tmx", write_tmx(pairs, *tags))
    return faults
