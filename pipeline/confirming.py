"""Units whose source changed in its looks only, and the one act that confirms their old approved texts.

Nothing approved is carried over by itself: a reviewer looks at the list, and the ledger records what was confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.bench import Bench, Item, check_again, open_bench
from pipeline.earlier import find_earlier_units
from pipeline.model import MACHINE, Unit, UnitState
from pipeline.projection import policy_of
from pipeline.review import acts
from pipeline.review.people import Actor
from pipeline.text.changes import ChangeClass, classify_change
from pipeline.workbench import project_after
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A unit that may be confirmed, and what its source was."""

    item: Item
    old: Unit


def find_confirmable(workspace: Workspace, bench: Bench) -> tuple[Confirmable, ...]:
    """Units with their old translation at hand, whose source changed cosmetically and which no finding blocks."""
    waiting = [
        item
        for item in bench.items
        if item.status.state is UnitState.CHANGED and item.status.author == MACHINE and not item.blocking
    ]
    earlier = find_earlier_units(workspace, bench.source, {item.status.previous_source for item in waiting})
    fresh = {item.status.unit.key for item in waiting}
    # The entry that an occurrence was split off from has the same text, approved.
    twins = {unit.fingerprint: unit for unit in bench.source.units if unit.key not in fresh}
    locale = workspace.settings.source_locale
    return tuple(
        Confirmable(item, old)
        for item in waiting
        if (old := twins.get(item.status.unit.fingerprint) or earlier.get(item.status.previous_source))
        and classify_change(old, item.status.unit, locale=locale).change_class is ChangeClass.COSMETIC
    )


def confirm_cosmetic(
    workspace: Workspace, slug: str, locale: str, *, actor: Actor, units: Sequence[str] = ()
) -> tuple[Item, ...]:
    """Confirm the texts of these units, or of all that may be, in one act; gives them as they stand then.

    NotAllowedError for anybody but a reviewer, and ReviewError where an old approval does not hold; nothing is then
    recorded.
    """
    bench = open_bench(workspace, slug, locale)
    chosen = {bench.find(unit).id for unit in units}
    found = [each for each in find_confirmable(workspace, bench) if not units or each.item.id in chosen]
    items = check_again(workspace, bench, [each.item for each in found])
    confirmations = [
        acts.Confirmation(item.status.unit, item.status.version, each.old, item.findings)
        for each, item in zip(found, items, strict=True)
    ]
    place = acts.Place(workspace.ledger, policy_of(workspace), bench.article.id, bench.locale)
    if acts.confirm_many(place, confirmations, actor=actor):
        project_after(workspace, bench)
    after = open_bench(workspace, slug, bench.locale)
    return tuple(after.find(each.item.id) for each in found)
