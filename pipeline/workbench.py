"""The workbench: an article in a locale, as a person works on it. What the desk and the command line both call.

Joins review (decisions, states), check (findings) and catalog (the PO as the ledger's projection). A decision is
acknowledged when the ledger has it; the catalog is written right after, under its lock, and whatever another tool
left in it is taken in first, so that no text of a person is written over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.checking import check_whole_article
from pipeline.errors import DragomanError, UsageError
from pipeline.findings import find_findings, read_kept
from pipeline.model import Article, EntryKey, Finding, Severity, UnitStatus
from pipeline.projection import policy_of, project_catalog, read_statuses
from pipeline.review import acts
from pipeline.review.people import Actor, People
from pipeline.sources import Source, read_source
from pipeline.text.describe import describe_placeholders
from pipeline.workspace import Workspace

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """A unit with its state and what the checks say of its current text."""

    status: UnitStatus
    own: tuple[Finding, ...] = ()
    """Of its text by itself."""
    whole: tuple[Finding, ...] = ()
    """What only the article as a whole shows."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.own + self.whole

    @property
    def id(self) -> str:
        return self.status.unit.key.id

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Critical findings that nobody waived: they stop approval and publication."""
        return tuple(f for f in self.findings if f.open and f.severity is Severity.CRITICAL)

    @property
    def news(self) -> tuple[Finding, ...]:
        """Critical and major findings on approved text that its approval was not given over: the rules are others now.

        They ask for a look and change nothing that is live. A waiver clears one, another approval all of them.
        """
        shown = self.status.shown
        if not self.status.settled or shown is None:
            return ()
        return tuple(f for f in self.findings if f.open and f.severity is not Severity.MINOR and f.id not in shown)

    @property
    def waits(self) -> bool:
        """Whether a person has to look at it: to translate, to approve, or at what the checks say anew."""
        return not self.status.settled or bool(self.news or self.blocking)


@dataclass(frozen=True, slots=True)
class Bench:
    """An article in a locale: its units in document order."""

    article: Article
    locale: str
    source: Source
    items: tuple[Item, ...]

    @property
    def left(self) -> tuple[Item, ...]:
        """What still needs a person."""
        return tuple(item for item in self.items if item.waits)

    def find(self, unit: str) -> Item:
        """The item with this id, or the only one whose id begins so; UsageError otherwise."""
        hits = [item for item in self.items if item.id == unit] or [
            item for item in self.items if len(unit) >= 4 and item.id.startswith(unit)
        ]
        if len(hits) == 1:
            return hits[0]
        problem = "is not in" if not hits else f"fits {len(hits)} units of"
        raise UsageError(
            f"the unit {unit!r} {problem} {self.article.slug} ({self.locale})",
            hint=f"`dragoman review list {self.article.slug} --locale {self.locale}` lists the units.",
        )


def open_bench(workspace: Workspace, slug: str, locale: str) -> Bench:
    """The article's units in a locale with states and findings; UsageError where nothing was prepared yet."""
    article = workspace.article(slug)
    locale = workspace.check_locale(locale)
    return make_bench(workspace, need_source(workspace, article), locale)


def need_source(workspace: Workspace, article: Article) -> Source:
    """The article's source; UsageError where nothing was prepared yet."""
    source = read_source(workspace, article)
    if source is None:
        raise UsageError(f"{article.slug} has no snapshot yet", hint=f"Run `dragoman prepare {article.slug}`.")
    return source


def make_bench(
    workspace: Workspace, source: Source, locale: str, people: People | None = None, *, again: bool = False
) -> Bench:
    """The bench of a source that is at hand. With `again`, every text is checked now, whatever was found before."""
    statuses = read_statuses(workspace, source, locale, people)
    texts = [(status.unit, status.target) for status in statuses if status.target]
    whole = check_whole_article(workspace, texts, locale=locale, article_id=source.article.id)
    found = check_statuses(workspace, source.article, locale, statuses, again=again)
    items = tuple(
        Item(status, own, _with_waivers(whole.get(status.unit.key, ()), status))
        for status, own in zip(statuses, found, strict=True)
    )
    return Bench(source.article, locale, source, items)


def check_statuses(
    workspace: Workspace, article: Article, locale: str, statuses: Sequence[UnitStatus], *, again: bool = False
) -> list[tuple[Finding, ...]]:
    """What the checks say of each unit's current text, with the waivers that hold for exactly that text."""
    texts = [(status.unit, status.target) for status in statuses if status.target]
    found = iter(find_findings(workspace, texts, locale=locale, article_id=article.id, again=again))
    return [_with_waivers(next(found), status) if status.target else () for status in statuses]


def count_news(workspace: Workspace, article: Article, locale: str, statuses: Sequence[UnitStatus]) -> int:
    """How many approved texts have findings that their approval was not given over, as far as they were checked."""
    settled = [status for status in statuses if status.settled and status.target]
    texts = [(status.unit, status.target or "") for status in settled]
    found = read_kept(workspace, texts, locale=locale, article_id=article.id)
    items = (Item(status, _with_waivers(each, status)) for status, each in zip(settled, found, strict=True) if each)
    return sum(bool(item.news) for item in items)


def _with_waivers(findings: Sequence[Finding], status: UnitStatus) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, waived_by=status.waivers[finding.id]) if finding.id in status.waivers else finding
        for finding in findings
    )


def save_texts(workspace: Workspace, slug: str, locale: str, texts: Mapping[EntryKey, str], *, actor: Actor) -> int:
    """Save many translations as they would be one by one, in one transaction; gives how many."""
    bench = open_bench(workspace, slug, locale)
    chosen = [
        (item.status.unit, texts[item.status.unit.key], item.status.version)
        for item in bench.items
        if item.status.unit.key in texts
    ]
    done = acts.save_many(_place(workspace, bench), chosen, actor=actor)
    project_after(workspace, bench)
    return len(done)


def approve_units(
    workspace: Workspace, slug: str, locale: str, units: Sequence[str], *, actor: Actor, reason: str = ""
) -> int:
    """Approve many texts, each a decision of its own, all or none; gives how many."""
    bench = open_bench(workspace, slug, locale)
    items = [check_again(workspace, bench, bench.find(unit)) for unit in units]
    chosen = [(item.status.unit, item.status.version, item.findings) for item in items]
    done = acts.approve_many(_place(workspace, bench), chosen, actor=actor, reason=reason)
    project_after(workspace, bench)
    return len(done)


def save_text(
    workspace: Workspace, slug: str, locale: str, unit: str, text: str, *, version: int, actor: Actor
) -> Item:
    """Save a translation; StaleError carries both texts when someone saved after `version`."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.save_target(place, item.status.unit, text, version=version, actor=actor),
    )


def accept_draft(workspace: Workspace, slug: str, locale: str, unit: str, *, version: int, actor: Actor) -> Item:
    """Take a draft as one's own text, unchanged."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.accept_draft(place, item.status.unit, version=version, actor=actor),
    )


def approve_unit(
    workspace: Workspace, slug: str, locale: str, unit: str, *, version: int, actor: Actor, reason: str = ""
) -> Item:
    """Approve the text that stands; NotAllowedError says why not and who can."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.approve(
            place, item.status.unit, version=version, findings=item.findings, actor=actor, reason=reason
        ),
    )


def reject_unit(
    workspace: Workspace, slug: str, locale: str, unit: str, *, version: int, actor: Actor, reason: str
) -> Item:
    """Send a text back with a reason."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.reject(place, item.status.unit, version=version, actor=actor, reason=reason),
    )


def revoke_unit(
    workspace: Workspace, slug: str, locale: str, unit: str, *, version: int, actor: Actor, reason: str
) -> Item:
    """Take back an approval; what rests on it is taken down by the next `publish`."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.revoke(place, item.status.unit, version=version, actor=actor, reason=reason),
    )


def waive_finding(
    workspace: Workspace, slug: str, locale: str, unit: str, finding: str, *, actor: Actor, reason: str
) -> Item:
    """Let a finding stand, with a reason that the evidence keeps."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.waive(
            place, item.status.unit, finding, findings=item.findings, actor=actor, reason=reason
        ),
    )


def omit_unit(
    workspace: Workspace, slug: str, locale: str, unit: str, *, version: int, actor: Actor, reason: str
) -> Item:
    """Propose to leave the unit out of this locale; holds once another person approves it."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.omit(place, item.status.unit, version=version, actor=actor, reason=reason),
    )


def keep_source(workspace: Workspace, slug: str, locale: str, unit: str, *, version: int, actor: Actor) -> Item:
    """Propose the source's own text as the translation (a name, a code)."""
    return _decide(
        workspace,
        slug,
        locale,
        unit,
        lambda place, item: acts.mark_same_as_source(place, item.status.unit, version=version, actor=actor),
    )


def _decide(
    workspace: Workspace, slug: str, locale: str, unit: str, deed: Callable[[acts.Place, Item], object]
) -> Item:
    bench = open_bench(workspace, slug, locale)
    item = check_again(workspace, bench, bench.find(unit))
    deed(_place(workspace, bench), item)
    project_after(workspace, bench)
    return make_bench(workspace, bench.source, bench.locale).find(item.id)


def check_again(workspace: Workspace, bench: Bench, item: Item) -> Item:
    """The item with what the checks say of its text now: a decision does not rest on what was kept."""
    return replace(item, own=check_statuses(workspace, bench.article, bench.locale, [item.status], again=True)[0])


def project_after(workspace: Workspace, bench: Bench) -> None:
    """Write the catalog after a decision. The decision stands whatever becomes of that: the next run writes it."""
    try:
        result = project_catalog(workspace, bench.source, bench.locale)
        fault: object = result.error or result.unwritten
    except (DragomanError, OSError) as error:
        fault = error
    if fault:
        _log.warning("%s (%s): the catalog was not written: %s", bench.article.slug, bench.locale, fault)


def _place(workspace: Workspace, bench: Bench) -> acts.Place:
    return acts.Place(workspace.ledger, policy_of(workspace), bench.article.id, bench.locale)


@dataclass(frozen=True, slots=True)
class Event:
    """A decision on a unit, as a person reads it."""

    seq: int
    at: str
    who: str
    """The person's name."""
    kind: str
    text: str
    """The text that it was about."""
    reason: str = ""
    details: Mapping[str, object] | None = None


def read_history(workspace: Workspace, bench: Bench, item: Item) -> tuple[Event, ...]:
    """Every decision on a unit's entry, the oldest first."""
    people = People.load(workspace.ledger)
    notes = workspace.ledger.read_notes()
    return tuple(
        Event(
            row.seq,
            row.decision.at,
            people.name_of(row.decision.actor),
            row.decision.kind.value,
            row.decision.target or "",
            notes.get(str(row.decision.details.get("note", "")), ""),
            row.decision.details,
        )
        for row in workspace.ledger.read(article=bench.article.id, locale=bench.locale)
        if row.decision.key == item.status.unit.key
    )


def describe_unit(item: Item) -> tuple[str, ...]:
    """What each placeholder of a unit stands for, one line each."""
    return describe_placeholders(item.status.unit)


def item_as_json(item: Item, history: Sequence[Event]) -> dict[str, object]:
    """A unit with everything that is known of it, for a program."""
    status = item.status
    return {
        "unit": item.id,
        "state": status.state.value,
        "version": status.version,
        "context": status.unit.context,
        "source": status.unit.text,
        "target": status.target,
        "kind": status.unit.kind,
        "headings": list(status.unit.headings),
        "references": list(status.unit.references),
        "placeholders": list(describe_unit(item)),
        "author": status.author,
        "contributors": list(status.contributors),
        "approved_by": status.approved_by,
        "approved_at": status.approved_at,
        "since": status.since,
        "reason": status.reason,
        "previous_source": status.previous_source,
        "previous_target": status.previous_target,
        "findings": [
            {
                "id": finding.id,
                "check": finding.check,
                "severity": finding.severity.value,
                "message": finding.message,
                "hint": finding.hint,
                "waived_by": finding.waived_by,
            }
            for finding in item.findings
        ],
        "history": [
            {"seq": e.seq, "at": e.at, "who": e.who, "kind": e.kind, "text": e.text, "reason": e.reason}
            for e in history
        ],
    }
