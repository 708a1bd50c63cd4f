"""Units that an article's source once had, from its kept snapshots: what the ledger's old texts translate."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from pipeline.errors import DragomanError
from pipeline.model import Unit
from pipeline.scrape.snapshots import list_snapshots
from pipeline.sources import Source, page_slug, read_source
from pipeline.workspace import Workspace

_LOOKED_THROUGH = 50
"""Snapshots, the newest first: older ones are for the archive."""


def find_earlier_units(workspace: Workspace, source: Source, texts: Collection[str]) -> dict[str, Unit]:
    """By source text, the last unit of an earlier snapshot that had it; what no kept snapshot has is left out."""
    wanted, found = set(texts), dict[str, Unit]()
    if wanted:
        for unit in chain.from_iterable(_read_earlier_sources(workspace, source)):
            if unit.text in wanted:
                found.setdefault(unit.text, unit)
                if len(found) == len(wanted):
                    break
    return found


def read_last_units(workspace: Workspace, source: Source) -> tuple[Unit, ...]:
    """The units of the snapshot before the current one, in document order; none where there is none to be read."""
    return next(_read_earlier_sources(workspace, source), ())


def _read_earlier_sources(workspace: Workspace, source: Source) -> Iterator[tuple[Unit, ...]]:
    if source.snapshot is None:
        return
    snapshots = list_snapshots(workspace.source_html, page_slug(workspace, source.article))
    for snapshot in [each for each in reversed(snapshots) if each.id != source.snapshot.id][:_LOOKED_THROUGH]:
        try:
            earlier = read_source(workspace, source.article, snapshot_id=snapshot.id)
        except DragomanError:  # the profile was made for another layout
            continue
        if earlier:
            yield earlier.units
