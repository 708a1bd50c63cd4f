"""`review split`: one occurrence of a text becomes an entry of its own, in every language.

Each language keeps its text in both entries, as the old text of a changed source, and confirms it once.
"""

from __future__ import annotations

from dataclasses import asdict

from pipeline.bench import Bench, Item, open_bench
from pipeline.errors import UsageError
from pipeline.model import Draft, EntryKey
from pipeline.projection import policy_of, project_catalog, read_statuses, write_template
from pipeline.review import acts
from pipeline.review.people import Actor
from pipeline.review.splits import record_split
from pipeline.segment.splits import Anchor, find_anchors
from pipeline.sources import Source, read_source
from pipeline.workspace import Workspace


def list_occurrences(bench: Bench, unit: str) -> tuple[Anchor, ...]:
    """Where a unit stands in its article, in order."""
    page = bench.source.page
    return find_anchors(page, bench.find(unit).status.unit.key) if page else ()


def split_unit(workspace: Workspace, slug: str, locale: str, unit: str, occurrence: int, *, actor: Actor) -> Item:
    """Make an occurrence (1 is the first) an entry of its own; gives it in this locale.

    UsageError where there is no such occurrence, or it is the only one. NotAllowedError for who may not write.
    """
    bench = open_bench(workspace, slug, locale)
    item = bench.find(unit)
    anchors = list_occurrences(bench, unit)
    if not 1 <= occurrence <= len(anchors) or len(anchors) < 2:
        raise UsageError(
            f"the unit {item.id} has no occurrence {occurrence} to split off; it stands {len(anchors)} times",
            hint="A text that stands once is an entry of its own already.",
        )
    place = acts.Place(workspace.ledger, policy_of(workspace), bench.article.id, bench.locale)
    context = record_split(place, item.status.unit, asdict(anchors[occurrence - 1]), actor=actor)
    key = EntryKey(context, item.status.unit.text)
    _write(workspace, bench, item.status.unit.key, key)
    return open_bench(workspace, slug, bench.locale).find(key.id)


def _write(workspace: Workspace, bench: Bench, old: EntryKey, new: EntryKey) -> None:
    """Put the texts at hand in the new entry, in every locale; the next `prepare` does what could not be done here."""
    source = read_source(workspace, bench.article)
    if source is None:
        return
    write_template(workspace, source)
    for locale in workspace.settings.locales:
        _offer(workspace, source, locale, old, new)
        project_catalog(workspace, source, locale)


def _offer(workspace: Workspace, source: Source, locale: str, old: EntryKey, new: EntryKey) -> None:
    statuses = {status.unit.key: status for status in read_statuses(workspace, source, locale)}
    was, now = statuses.get(old), statuses.get(new)
    if was and was.target and now:
        draft = Draft(new, was.target, "previous", "previous", 100, was.unit.text)
        place = acts.Place(workspace.ledger, policy_of(workspace), source.article.id, locale)
        acts.record_drafts(place, [(now.unit, draft)])
