"""A bench: an article in a locale with the state of each unit and what the checks say of its text.

Joins review (states), check (findings) and the source. `workbench` decides on what lies here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.checking import check_whole_article
from pipeline.errors import UsageError
from pipeline.findings import find_findings, read_kept
from pipeline.model import Article, Finding, Severity, UnitStatus
from pipeline.projection import read_statuses
from pipeline.review.people import People
from pipeline.sources import Source, read_source
from pipeline.workspace import Workspace


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


def check_again(workspace: Workspace, bench: Bench, items: Sequence[Item]) -> list[Item]:
    """The items with what the checks say of their texts now: a decision does not rest on what was kept."""
    now = check_statuses(workspace, bench.article, bench.locale, [item.status for item in items], again=True)
    return [replace(item, own=own) for item, own in zip(items, now, strict=True)]
