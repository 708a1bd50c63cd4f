"""Status: articles by locales; what is published, what is left, since when, for whom, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field

from pipeline.bench import make_bench
from pipeline.errors import DragomanError
from pipeline.intake import GONE, REDIRECTED, SHRUNK
from pipeline.manifest import Manifest, live_site, read_manifests
from pipeline.model import Article, ArticleKind
from pipeline.queueing import who_can
from pipeline.review.editions import read_edition_state
from pipeline.scrape.rights import find_rights_hold
from pipeline.sources import read_source
from pipeline.workspace import Workspace

_HELD_SOURCES = {
    SHRUNK: "the article shrank; the last snapshot stands until someone accepts it",
    GONE: "the page is gone; the last snapshot stands until someone withdraws the article or corrects its URL",
    REDIRECTED: "the page leads to another article; the last snapshot stands until someone decides",
}


@dataclass(frozen=True, slots=True)
class StatusRow:
    """An article in a locale."""

    slug: str
    locale: str
    edition: str
    """published, published with notice, withdrawn, held; `–` for what has no edition of its own."""
    units: int = 0
    left: int = 0
    since: str = ""
    """The oldest of what waits."""
    who: str = ""
    reason: str = ""
    states: dict[str, int] = field(default_factory=dict)
    changed_on: str = ""
    """Since when the source has changed under the edition, as its notice says."""
    source_change: str = ""
    """The class of that change: cosmetic, ordinary, critical."""
    policy: str = ""
    """What was done about it: stand, notice, withdraw; ask, where an operator is to decide."""
    policy_since: str = ""
    """The day of that change."""
    checked_at: str = ""
    """When the source was last looked at."""

    def as_json(self) -> dict[str, object]:
        """For a program."""
        return asdict(self)


def read_status(workspace: Workspace) -> tuple[StatusRow, ...]:
    """One row for each article (shared blocks and interface words too) and locale."""
    site = live_site(workspace.output)
    manifests = read_manifests(site) if site else {}
    rows = []
    for article in workspace.articles:
        for locale in workspace.settings.locales:
            rows.append(_row(workspace, article, locale, manifests.get((article.slug, locale))))
    return tuple(rows)


def _row(workspace: Workspace, article: Article, locale: str, manifest: Manifest | None) -> StatusRow:
    page = article.kind is ArticleKind.PAGE
    edition = _edition(manifest) if page else "–"
    check = workspace.ledger.read_check(article.id) if page else None
    checked_at = check.at if check else ""
    try:
        source = read_source(workspace, article)
        if source is None:
            return StatusRow(
                article.slug,
                locale,
                edition,
                who="an operator",
                checked_at=checked_at,
                reason=f"never fetched: `dragoman prepare {article.slug}`",
            )
        bench = make_bench(workspace, source, locale)
    except DragomanError as error:
        return StatusRow(article.slug, locale, edition, who="an operator", reason=str(error), checked_at=checked_at)
    acted = manifest.acted if manifest else None
    waiting = sorted(bench.left, key=lambda item: item.status.since or "9")
    first = waiting[0].status if waiting else None
    reason = ""
    if page:
        state = read_edition_state(workspace.ledger, article.id, locale)
        reason = (
            find_rights_hold(
                article.rights,
                on=workspace.clock().date(),
                has_permission_file=bool(article.rights.permission)
                and (workspace.source_html / "permissions" / article.rights.permission).is_file(),
            )
            or ""
        )
        if state.withdrawn:
            reason = f"withdrawn: {state.reason}"
        elif check and check.outcome in _HELD_SOURCES:
            reason = f"{_HELD_SOURCES[check.outcome]}, since {check.since[:10]}"
        elif acted and acted.policy == "ask":
            reason = f"an operator is asked: {acted.reason}; `dragoman diff {article.slug}`"
    return StatusRow(
        article.slug,
        locale,
        edition,
        units=len(bench.items),
        left=len(bench.left),
        since=first.since if first else "",
        who=who_can(workspace, locale, first) if first else "",
        reason=reason,
        states=dict(Counter(item.status.state.value for item in bench.items)),
        changed_on=manifest.changed_on if manifest else "",
        source_change=acted.change_class if acted else "",
        policy=acted.policy if acted else "",
        policy_since=acted.since if acted else "",
        checked_at=checked_at,
    )


def _edition(manifest: Manifest | None) -> str:
    if manifest is None:
        return "held"
    if not manifest.live:
        return "withdrawn"
    return "published with notice" if manifest.changed_on else "published"
