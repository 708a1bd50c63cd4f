"""The workbench: an article in a locale, as a person works on it. What the desk and the command line both call.

Joins review (decisions, states), check (findings) and catalog (the PO as the ledger's projection). A decision is
acknowledged when the ledger has it; the catalog is written right after, under its lock, and whatever another tool
left in it is taken in first, so that no text of a person is written over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.bench import Bench, Item, check_again, make_bench, open_bench
from pipeline.errors import DragomanError
from pipeline.model import EntryKey
from pipeline.projection import policy_of, project_catalog
from pipeline.review import acts
from pipeline.review.people import Actor, People
from pipeline.text.describe import describe_placeholders
from pipeline.workspace import Workspace

_log = logging.getLogger(__name__)


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
    items = check_again(workspace, bench, [bench.find(unit) for unit in units])
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
    (item,) = check_again(workspace, bench, [bench.find(unit)])
    deed(_place(workspace, bench), item)
    project_after(workspace, bench)
    return make_bench(workspace, bench.source, bench.locale).find(item.id)


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
