"""The gate: what an edition would say, or why it may not be published.

An edition is whole or it is not: every unit of the article, of its shared blocks and of the interface words is
approved (or left out by an approved decision), no critical finding is open, and the rights allow it. Each thing
that is held back names the unit, the reason, since when, and who can release it (law 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.bench import Item, make_bench
from pipeline.model import (
    Article,
    ArticleKind,
    EntryKey,
    Hold,
    Pair,
    Unit,
    UnitState,
    UnitStatus,
    approval_binding,
    hash_of,
)
from pipeline.queueing import who_can
from pipeline.review.people import People
from pipeline.scrape.rights import find_rights_hold
from pipeline.sources import Source, page_slug, profile_of, read_source
from pipeline.text.placeholders import plain_text
from pipeline.workspace import SITE, Workspace

_REASONS = {
    UnitState.MISSING: "it is not translated",
    UnitState.DRAFTED: "it is a draft that nobody has accepted",
    UnitState.TRANSLATED: "it is translated but not approved",
    UnitState.REJECTED: "the translation was rejected",
    UnitState.CHANGED: "the source changed since the translation was approved",
}


@dataclass(frozen=True, slots=True)
class Part:
    """An article's text in a locale as an edition shows it: the article itself, a shared block, the words."""

    source: Source
    pairs: tuple[Pair, ...]
    locale: str

    @property
    def targets(self) -> Mapping[EntryKey, str | None]:
        """What each unit says; a unit that is not for this locale says nothing."""
        return {**self.source.left_out(self.locale), **{pair.key: pair.target for pair in self.pairs}}


@dataclass(frozen=True, slots=True)
class EditionText:
    """Everything that an edition says, with what it rests on."""

    article: Article
    locale: str
    parts: tuple[Part, ...]
    """The article, its shared blocks in order, the interface words last."""
    approved_at: str
    """Of the last approval."""
    single: bool
    """Some unit rests on one person."""

    @property
    def main(self) -> Part:
        return self.parts[0]

    @property
    def shared(self) -> tuple[Part, ...]:
        return self.parts[1:-1]

    @property
    def words(self) -> Part:
        return self.parts[-1]

    def says_what(self, other: EditionText) -> bool:
        """Whether both say the same, of the same snapshot, by the same approvals."""

        def told(text: EditionText) -> list[object]:
            snapshots = [part.source.snapshot.id if part.source.snapshot else "" for part in text.parts]
            return [snapshots, [(part.source.article.id, part.pairs) for part in text.parts]]

        return told(self) == told(other)

    def hash(self, profile: Mapping[str, object]) -> str:
        """What the text depends on: the snapshot, how the article is found in it, and each pair."""
        snapshot = self.main.source.snapshot
        return hash_of(
            "dragoman.edition/1",
            self.article.id,
            self.locale,
            snapshot.id if snapshot else "",
            profile,
            [
                [part.source.article.id, [[*pair.key, pair.fingerprint, pair.target] for pair in part.pairs]]
                for part in self.parts
            ],
        )


def profile_hash_input(workspace: Workspace, article: Article) -> Mapping[str, object]:
    """The profile as JSON, part of an edition's hash."""
    return profile_of(workspace, article)[1].model_dump(mode="json")


def pass_gate(workspace: Workspace, article: Article, locale: str) -> EditionText | tuple[Hold, ...]:
    """The edition's text, if it may be published now; otherwise every reason why not."""
    holds: list[Hold] = []
    if reason := find_rights_hold(
        article.rights, on=workspace.clock().date(), has_permission_file=_has_permission(workspace, article)
    ):
        holds.append(Hold(article.slug, locale, reason, who="an operator"))
    parts: list[Part] = []
    statuses: list[UnitStatus] = []
    people = People.load(workspace.ledger)
    for each in parts_of(workspace, article):
        # A fetch in the middle of this must not mix two snapshots: the blocks come from that of the article.
        snapshot = parts[0].source.snapshot if parts else None
        source = read_source(workspace, each, snapshot_id=snapshot.id if snapshot else "", page=article)
        if source is None:
            holds.append(Hold(article.slug, locale, f"{each.slug} was never fetched", who="an operator"))
            continue
        if reason := _find_other_block(workspace, article, source):
            holds.append(Hold(article.slug, locale, reason, who="an operator"))
            continue
        bench = make_bench(workspace, source, locale, people, again=True)
        for item in bench.items:
            if hold := _hold_of(workspace, article, each, item, locale, people):
                holds.append(hold)
        statuses.extend(item.status for item in bench.items)
        parts.append(Part(source, tuple(pair_of(each, locale, item.status) for item in bench.items), locale))
    if holds:
        return tuple(holds)
    return EditionText(
        article,
        locale,
        tuple(parts),
        approved_at=max((status.approved_at for status in statuses), default=""),
        single=any(len({*status.contributors, status.approved_by}) < 2 for status in statuses),
    )


def parts_of(workspace: Workspace, article: Article) -> tuple[Article, ...]:
    """The articles that an edition of this page is made of."""
    return (article, *(workspace.article(slug) for slug in article.shared), SITE)


def pair_of(article: Article, locale: str, status: UnitStatus) -> Pair:
    """A settled unit as an edition shows it."""
    unit: Unit = status.unit
    return Pair(
        unit.key,
        unit.fingerprint,
        status.target,
        status.approval,
        approval_binding(article.id, locale, unit.context, unit.fingerprint, status.target),
    )


def pairs_of(article: Article, locale: str, statuses: Sequence[UnitStatus]) -> tuple[Pair, ...]:
    """Settled units as an edition shows them."""
    return tuple(pair_of(article, locale, status) for status in statuses)


def _has_permission(workspace: Workspace, article: Article) -> bool:
    name = article.rights.permission
    return bool(name) and (workspace.source_html / "permissions" / name).is_file()


def _find_other_block(workspace: Workspace, article: Article, source: Source) -> str:
    """Why a shared block of this page is not the one that was translated: another page's may say something else."""
    block = source.article
    home = page_slug(workspace, block)
    if block.kind is not ArticleKind.SHARED or home == article.slug:
        return ""
    translated = read_source(workspace, block)
    if translated and {unit.fingerprint for unit in translated.units} == {unit.fingerprint for unit in source.units}:
        return ""
    return (
        f"the shared block {block.slug!r} of this page says something else than that of {home}, which was translated; "
        "give it a profile with a block of its own"
    )


def _hold_of(
    workspace: Workspace, article: Article, part: Article, item: Item, locale: str, people: People
) -> Hold | None:
    status = item.status
    where = "" if part.kind is ArticleKind.PAGE else f" (in {part.slug})"
    if not status.settled:
        reason = (status.reason or _REASONS.get(status.state, "it waits for approval")) + where
    elif item.blocking:
        reason = f"a critical finding is open: {item.blocking[0].message}{where}"
    else:
        return None
    return Hold(
        article.slug,
        locale,
        reason,
        unit=status.unit.key.id,
        text=plain_text(status.unit.text, status.unit.placeholders),
        since=status.since,
        who=who_can(workspace, locale, status, people),
    )
