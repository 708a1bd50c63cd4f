"""`prepare` = scrape → segment → catalog → draft → check: from a URL to a queue for people.

Two functions, one an article and one an article in a locale; the command line and the flows map them over the
workspace. Each is a no-op where its inputs did not change. What went wrong or waits is returned, not raised: one
bad article does not stop a run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from pipeline.bench import check_statuses
from pipeline.catalog import pair_entries
from pipeline.draft import Engine, draft_units, make_engine
from pipeline.earlier import find_earlier_units, read_last_units
from pipeline.errors import DraftError, DragomanError
from pipeline.files import remove_leftovers
from pipeline.intake import Intake, take_in
from pipeline.memory import Surveyor, read_memory
from pipeline.model import (
    ArticleKind,
    DecisionKind,
    Draft,
    Entry,
    EntryKey,
    Hold,
    UnitState,
    UnitStatus,
)
from pipeline.projection import policy_of, project_catalog, write_template
from pipeline.review import acts
from pipeline.scrape.network import Limits, Network, TransientFetchError
from pipeline.scrape.snapshots import OBJECTS
from pipeline.sources import Source, read_source
from pipeline.text.refitting import refit_target
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """What one article's fetch and template did."""

    slug: str
    fetched: str = "unchanged"
    """new, changed, unchanged; held, gone, redirected where the last snapshot stands; failed; `none` for the words."""
    units: int = 0
    wrote: bool = False
    holds: tuple[Hold, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know and nothing waits for: an image that was left out."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class PreparedLocale:
    """What one article in one locale waits for now."""

    slug: str
    locale: str
    states: Mapping[str, int] = field(default_factory=dict)
    drafted: int = 0
    refused: tuple[str, ...] = ()
    """Why a unit stayed without a draft."""
    taken_in: int = 0
    stale: int = 0
    findings: int = 0
    """Open critical findings."""
    wrote: bool = False
    error: str = ""

    @property
    def left(self) -> int:
        """Units that need a person before this locale can be published."""
        settled = (UnitState.APPROVED, UnitState.OMITTED)
        return sum(count for state, count in self.states.items() if state not in settled)


def make_network(workspace: Workspace) -> Network:
    """The network as the workspace's settings limit it; one a run, so that politeness is kept per host."""
    fetch = workspace.settings.fetch
    limits = Limits(
        contact=fetch.contact,
        timeout=fetch.timeout,
        max_bytes=fetch.max_bytes,
        delay=fetch.delay,
        private_hosts=fetch.private_hosts,
        resolve=fetch.resolve,
    )
    return Network(limits, clock=workspace.clock)


_NETWORKS: list[Network] = []


def shared_network(workspace: Workspace) -> Network:
    """One network for all tasks of a process under the same limits, so that politeness holds across them."""
    fresh = make_network(workspace)
    for network in _NETWORKS:
        if network.limits == fresh.limits:
            return network
    _NETWORKS.append(fresh)
    return fresh


def prepare_article(
    workspace: Workspace, slug: str, network: Network, *, accept_shrunk: bool = False, raise_transient: bool = False
) -> PreparedArticle:
    """Fetch the page if it changed, keep the snapshot, write the template.

    Never raises for one bad article, except TransientFetchError with `raise_transient`, for a caller that retries.
    """
    article = workspace.article(slug)
    try:
        with workspace.lock(f"article-{slug}"):
            for folder in (workspace.source_html, workspace.source_html / OBJECTS, workspace.locales):
                remove_leftovers(folder)
            intake = Intake("none")
            if article.kind is ArticleKind.PAGE:
                intake = take_in(workspace, article, network, accept_shrunk=accept_shrunk)
            source = read_source(workspace, article)
            if source is None:
                return PreparedArticle(slug, intake.fetched, error="there is no snapshot yet")
            wrote = write_template(workspace, source)
    except TransientFetchError as error:
        if raise_transient:
            raise
        return PreparedArticle(slug, "failed", error=str(error))
    except DragomanError as error:
        return PreparedArticle(slug, "failed", error=str(error))
    except OSError as error:
        return PreparedArticle(slug, "failed", error=_cannot_write(slug, error))
    changed = wrote or intake.fetched in ("new", "changed")
    return PreparedArticle(slug, intake.fetched, len(source.units), changed, intake.holds, intake.notes)


def prepare_locale(
    workspace: Workspace, slug: str, locale: str, *, engine: Engine | None = None, engine_fault: str = ""
) -> PreparedLocale:
    """Take in outside edits, draft what is missing, write the catalog, check. Never raises for one bad catalog.

    `engine_fault` says why there is no engine although one is set; it is among the reasons for missing drafts.
    """
    try:
        source = read_source(workspace, workspace.article(slug))
        if source is None:
            return PreparedLocale(slug, locale, error="there is no snapshot yet")
        with workspace.lock(f"prepare-{slug}-{locale}"):
            first = project_catalog(workspace, source, locale)
            if first.error:
                return PreparedLocale(slug, locale, error=str(first.error))
            if first.unwritten:
                return PreparedLocale(slug, locale, error=first.unwritten)
            drafted, refused = _draft(workspace, source, locale, engine, first.statuses)
            second = project_catalog(workspace, source, locale) if drafted else first
            if second.error:
                return PreparedLocale(slug, locale, error=str(second.error))
            statuses = second.statuses
    except DragomanError as error:
        return PreparedLocale(slug, locale, error=str(error))
    except OSError as error:
        return PreparedLocale(slug, locale, error=_cannot_write(slug, error))
    found = check_statuses(workspace, source.article, locale, statuses)
    return PreparedLocale(
        slug,
        locale,
        states=dict(Counter(status.state.value for status in statuses)),
        drafted=drafted,
        refused=(*([engine_fault] if engine_fault else []), *refused),
        taken_in=len(first.taken_in),
        stale=len(first.stale),
        findings=sum(each.open and each.severity == "critical" for findings in found for each in findings),
        wrote=first.written or second.written,
        error=second.unwritten,
    )


def find_engine(workspace: Workspace, locale: str) -> tuple[Engine | None, str]:
    """The workspace's engine for this locale, or why there is none although one is set."""
    settings = workspace.settings.engine
    if not settings.name:
        return None, ""
    try:
        engine = make_engine(
            settings.name,
            url=settings.url,
            key=workspace.settings.engine_key,
            source_locale=workspace.settings.source_locale,
            target_locale=locale,
        )
    except DraftError as error:
        return None, str(error)
    return engine, ""


def as_json(articles: Sequence[PreparedArticle], locales: Sequence[PreparedLocale]) -> dict[str, object]:
    """For a program."""
    return {
        "articles": [asdict(article) for article in articles],
        "locales": [{**asdict(result), "left": result.left} for result in locales],
    }


def table_of(articles: Sequence[PreparedArticle], locales: Sequence[PreparedLocale]) -> list[dict[str, object]]:
    """One row an article in a locale, for a run's report."""
    fetched = {article.slug: article for article in articles}
    return [
        {
            "article": result.slug,
            "locale": result.locale,
            "source": fetched[result.slug].fetched,
            "units": fetched[result.slug].units,
            "left": result.left,
            "drafted": result.drafted,
            "critical": result.findings,
            "error": fetched[result.slug].error or result.error,
        }
        for result in locales
    ]


def _cannot_write(slug: str, error: OSError) -> str:
    name = f"{error.filename}: " if error.filename else ""
    return f"{slug}: {name}{error.strerror or error}. What was there stands; make room and run it again."


def _draft(
    workspace: Workspace, source: Source, locale: str, engine: Engine | None, statuses: Sequence[UnitStatus]
) -> tuple[int, tuple[str, ...]]:
    """Propose texts for units that have none: the old translation of a changed source, the memory, an engine."""
    missing = [status for status in statuses if status.state is UnitState.MISSING]
    if not missing:
        return 0, ()
    proposals = list(_propose_previous(workspace, source, locale, missing))
    taken = {draft.key for draft in proposals}
    rest = [status.unit for status in missing if status.unit.key not in taken]
    refused: tuple[str, ...] = ()
    surveyor = Surveyor(workspace)
    try:
        drafts, refusals = draft_units(
            rest,
            memory=read_memory(workspace, locale),
            around=lambda unit: surveyor.survey(source, unit),
            engine=engine,
            batch=workspace.settings.engine.batch,
        )
        refused = tuple(f"{refusal.key.id}: {refusal.reason}" for refusal in refusals)
    except DraftError as error:
        drafts, refused = (), (str(error),)
    proposals.extend(drafts)
    units = {status.unit.key: status.unit for status in missing}
    place = acts.Place(workspace.ledger, policy_of(workspace), source.article.id, locale)
    recorded = acts.record_drafts(place, [(units[draft.key], draft) for draft in proposals]) if proposals else ()
    return len(recorded), refused


def _propose_previous(
    workspace: Workspace, source: Source, locale: str, missing: Sequence[UnitStatus]
) -> Sequence[Draft]:
    """The old translations of units that left the source, each for the new unit that it is most like."""
    old = _read_gone(workspace, source, locale)
    places = {unit.key: place for place, unit in enumerate(read_last_units(workspace, source))}
    gone = [Entry(*key) for key in sorted(old, key=lambda key: places.get(key, len(places)))]
    units = {status.unit.key: status.unit for status in missing}
    pairings = pair_entries(gone, list(units.values()))
    marked = {each.old.source for each in pairings if "<" in each.old.source}
    earlier = find_earlier_units(workspace, source, marked)
    drafts = []
    for pairing in pairings:
        text, translated = old[pairing.old]
        if known := earlier.get(pairing.old.source):
            text = refit_target(text, known, units[pairing.new]) or text
        drafts.append(Draft(pairing.new, text, "previous", "previous", pairing.score, translated))
    return drafts


def _read_gone(workspace: Workspace, source: Source, locale: str) -> dict[EntryKey, tuple[str, str]]:
    """Entries that the source has no more → their text, and the source that this is a translation of.

    The approved text where there is one, not what was proposed after it; else the last.
    """
    current = {unit.key for unit in source.units}
    last: dict[EntryKey, tuple[str, str]] = {}
    approved: dict[EntryKey, tuple[str, str]] = {}
    for row in workspace.ledger.read(article=source.article.id, locale=locale):
        decision = row.decision
        if not decision.target or decision.key in current:
            continue
        # A source that changed twice before anybody looked: the text is still that of the first one, and the
        # diff must show both changes.
        translated = str(decision.details.get("previous_source", "")) or decision.source
        last[decision.key] = (decision.target, translated)
        if decision.kind is DecisionKind.APPROVED:
            approved[decision.key] = last[decision.key]
        elif decision.kind in (DecisionKind.REVOKED, DecisionKind.REJECTED):
            approved.pop(decision.key, None)
    return last | approved
