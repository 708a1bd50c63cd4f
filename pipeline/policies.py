"""What the workspace's policies make of a source that changed under a live edition. Decides nothing and writes nothing.

The class of each change gives its policy, the strongest counts: it stands, it stands with a dated notice, it is
withdrawn. Where so much changed that the fault may be the page's or ours, an operator is asked and a notice stands.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.changes import SourceChanges, compare_with_source
from pipeline.manifest import ActedPolicy, Manifest, live_site, read_manifests
from pipeline.model import Article
from pipeline.scrape.snapshots import read_snapshot
from pipeline.sources import read_source
from pipeline.text.changes import ChangeClass
from pipeline.text.placeholders import plain_text
from pipeline.workspace import Workspace

_STRENGTH = ("stand", "notice", "withdraw")
_NAMED = 2
"""Critical units that a reason quotes; the rest are counted."""
_QUOTED = 60


def rule_change(workspace: Workspace, article: Article, live: Manifest) -> ActedPolicy | None:
    """What is to be done about a live edition; None while its source says what it translates.

    Where that cannot be told, because the profile no longer finds the article, it is as it was.
    """
    changes = compare_with_source(workspace, live)
    if changes is None:
        return live.acted
    if not changes.counted:
        return None
    source = read_source(workspace, article)
    snapshot = source.snapshot if source else None
    policy = _find_policy(workspace, changes)
    acted = ActedPolicy(
        policy,
        changes.change_class.value,
        since=snapshot.fetched_at[:10] if snapshot else "",
        snapshot=snapshot.id if snapshot else "",
        units=len(changes.counted),
        reason=tell_critical(changes) if changes.change_class is ChangeClass.CRITICAL else "",
    )
    if policy == "withdraw":
        acted = _ask_if_much(workspace, changes, acted, live)
    if live.acted and live.acted.policy == acted.policy:  # the notice has said so since then
        acted = replace(acted, since=min(live.acted.since, acted.since))
    return acted


def has_unanswered_change(workspace: Workspace) -> bool:
    """Whether a live edition's page changed since anything was done about it; a look that costs little."""
    site = live_site(workspace.output)
    for (slug, _), live in read_manifests(site).items() if site else ():
        if live.live and slug in {page.slug for page in workspace.pages}:
            snapshot = read_snapshot(workspace.source_html, slug)
            seen = (live.snapshot, live.acted.snapshot if live.acted else "")
            if snapshot and snapshot.id not in seen:
                return True
    return False


def _find_policy(workspace: Workspace, changes: SourceChanges) -> str:
    settings = workspace.settings.policy
    of_class = {
        ChangeClass.COSMETIC: settings.cosmetic,
        ChangeClass.ORDINARY: settings.ordinary,
        ChangeClass.CRITICAL: settings.critical,
    }
    return max((of_class[change.verdict.change_class] for change in changes.counted), key=_STRENGTH.index)


def _ask_if_much(workspace: Workspace, changes: SourceChanges, acted: ActedPolicy, live: Manifest) -> ActedPolicy:
    limit = workspace.settings.policy.ask_share
    if changes.worded > limit * changes.total:
        return ask(acted, f"{changes.worded} of {changes.total} units changed at once, more than {limit:.0%}")
    if live.acted and live.acted.policy == "ask" and live.acted.snapshot == acted.snapshot:
        return replace(acted, policy="ask", reason=live.acted.reason)  # asked already; it stays a person's to decide
    return acted


def ask(acted: ActedPolicy, why: str) -> ActedPolicy:
    """The same change, left to an operator."""
    return replace(acted, policy="ask", reason=why)


def tell_critical(changes: SourceChanges) -> str:
    """Which units changed critically, and by what, for a person."""
    critical = [change for change in changes.counted if change.verdict.change_class is ChangeClass.CRITICAL]
    told = [
        f"“{_quote(plain_text(change.unit.text, change.unit.placeholders))}” ({'; '.join(change.verdict.reasons[:3])})"
        for change in critical[:_NAMED]
    ]
    more = [f"{len(critical) - _NAMED} more units"] if len(critical) > _NAMED else []
    return ", ".join([*told, *more])


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1].rstrip() + "…"
