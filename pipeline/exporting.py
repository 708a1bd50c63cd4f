"""What goes out: everything of a workspace in standard files, or an article's texts for other people's tools."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.bench import Bench, Item, make_bench, need_source
from pipeline.catalog import WRITERS, ExchangeFile, ExchangeUnit, compile_mo, make_base, write_tmx
from pipeline.check.terms import terms_of
from pipeline.errors import DragomanError, UsageError
from pipeline.evidence import collect_evidence
from pipeline.files import TEMPORARY_PREFIX, sync_directory, write_atomically
from pipeline.manifest import live_site, read_manifests
from pipeline.model import UnitState, canonical_json
from pipeline.projection import project_catalog
from pipeline.review.backup import export_lines
from pipeline.settings import FILE_NAME
from pipeline.sources import read_source
from pipeline.terms import read_terms
from pipeline.text.describe import describe_placeholders
from pipeline.text.languages import direction
from pipeline.text.placeholders import find_faults, plain_text
from pipeline.text.termbase import Termbase
from pipeline.workspace import Workspace


def export_files(
    workspace: Workspace,
    folder: Path,
    form: str,
    *,
    slugs: Sequence[str] = (),
    locales: Sequence[str] = (),
    states: Collection[UnitState] = (),
) -> tuple[Path, ...]:
    """Write a file for each article and locale, `<slug>.<locale>.<ending>`, in one of WRITERS' forms; gives the files.

    All articles, locales and states where none are named; an article without a unit in these states has no file.
    UsageError for an unknown name, for an article without a snapshot, and for a file that is there already.
    """
    ending, write = WRITERS[form]
    chosen = [workspace.check_locale(each) for each in locales] or [*workspace.settings.locales]
    files: list[tuple[Path, bytes]] = []
    for article in [workspace.article(slug) for slug in slugs] or workspace.articles:
        source = need_source(workspace, article) if slugs else read_source(workspace, article)
        if source is None:
            continue
        for locale in chosen:
            bench = make_bench(workspace, source, locale)
            termbase = read_terms(workspace, locale)
            shown = [item for item in bench.items if not states or item.status.state in states]
            units = tuple(_make_unit(item, termbase) for item in shown)
            if units:
                files.append((folder / f"{article.slug}.{locale}.{ending}", write(_make_file(workspace, bench, units))))
    for path, _ in files:
        if path.exists():
            raise UsageError(
                "there is a file of that name", where=str(path), hint="Move it away, or name a new folder."
            )
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files:
        write_atomically(path, data)
    return tuple(path for path, _ in files)


def _make_file(workspace: Workspace, bench: Bench, units: tuple[ExchangeUnit, ...]) -> ExchangeFile:
    return ExchangeFile(
        bench.article.slug,
        workspace.tag(workspace.settings.source_locale),
        workspace.tag(bench.locale),
        direction(bench.locale) == "rtl",
        workspace.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        units,
    )


def _make_unit(item: Item, termbase: Termbase) -> ExchangeUnit:
    """A text whose placeholders are at fault stays here: no format could hold it, and its translator must mend it."""
    status = item.status
    unit, target = status.unit, status.target or ""
    base = make_base(target, status.state)
    about = [*unit.notes, *describe_placeholders(unit)]
    if status.state is UnitState.OMITTED:
        about.append("Left out of the page in this language")
    if status.reason:
        about.append(status.reason)
    before = (status.previous_source, status.previous_target) if status.previous_source else ("", "")
    if before[0]:
        about.append(f"The source said before: {before[0]}")
    if target and find_faults(target, unit.placeholders, source=unit.text):
        about.append(f"Its translation has faulty placeholders and is not here: {target}")
        target = ""
    terms = tuple((said, term.approved) for said, term in terms_of(plain_text(unit.text, unit.placeholders), termbase))
    return ExchangeUnit(unit, target, status.state, tuple(about), terms, base, *before)


# --- everything ------------------------------------------------------------------------------------------

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
