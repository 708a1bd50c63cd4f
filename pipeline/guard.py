"""The ledger held against what was published: anchors, losses, approvals that fell. Joins review and manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.errors import LedgerError
from pipeline.manifest import FILE_NAME, Manifest, live_site, read_manifests
from pipeline.model import POLICY, Decision, DecisionKind, Pair, Recorded, Role, timestamp
from pipeline.projection import policy_of
from pipeline.review.ledger import note_id_of
from pipeline.review.people import Actor, People
from pipeline.review.states import why_not_approved
from pipeline.review.verify import Anchor, LedgerFault, lost_heads, verify_ledger
from pipeline.workspace import Workspace


def find_ledger_faults(workspace: Workspace, manifests: Iterable[Manifest] | None = None) -> tuple[LedgerFault, ...]:
    """Everything that is wrong with the ledger, by itself and against every head that was kept outside it."""
    return verify_ledger(workspace.ledger, read_anchors(workspace, manifests))


def read_anchors(workspace: Workspace, manifests: Iterable[Manifest] | None = None) -> tuple[Anchor, ...]:
    """The head file's head and those of the live manifests."""
    anchors = []
    if head := workspace.ledger.read_head_file():
        anchors.append(Anchor(workspace.relative(workspace.head_file), head))
    if manifests is None:
        site = live_site(workspace.output)
        manifests = read_manifests(site).values() if site else ()
    anchors.extend(
        Anchor(f"output/{manifest.folder}/{FILE_NAME}", manifest.head) for manifest in manifests if manifest.head.count
    )
    return tuple(anchors)


def accept_ledger_loss(workspace: Workspace, actor: Actor, why: str) -> int:
    """Record that decisions are lost; gives how many. LedgerError where something else is wrong, or nothing is lost."""
    if not why.strip():
        raise LedgerError("accepting a loss needs a reason", hint="Add --why TEXT.")
    anchors = read_anchors(workspace)
    faults = verify_ledger(workspace.ledger, anchors)
    lost = lost_heads(faults, anchors)
    if not lost:
        raise LedgerError("nothing is lost: the ledger reaches every head that was published")
    now = timestamp(workspace.clock())
    people = People.load(workspace.ledger)
    person = people.get(actor.person)
    if person is None or not person.may(Role.OPERATOR, now):
        raise LedgerError("only an operator accepts a loss", hint="Say who with --as PERSON.")
    heads = sorted({(anchor.head.count, anchor.head.hash) for anchor in lost})
    note = note_id_of(why, now)
    decision = Decision(
        DecisionKind.LOSS_ACCEPTED,
        actor.person,
        now,
        actor.channel,
        actor.system_user,
        details={"heads": [{"count": count, "hash": digest} for count, digest in heads], "note": note},
    )
    before = workspace.ledger.head().count
    workspace.ledger.append([decision], notes={note: why})
    workspace.ledger.reset_head_file()
    return heads[-1][0] - before


def find_void_pair(workspace: Workspace, manifest: Manifest) -> str:
    """Why a live edition rests on an approval that no longer holds; empty where each one does.

    An approval falls by a revocation or rejection after it, by the repudiation of its giver or of the only other
    person, and by a loss of the ledger's row. That a text was edited since does not matter: what is shown was approved.
    """
    people = People.load(workspace.ledger)
    for article, pairs in manifest.parts.items():
        rows = workspace.ledger.read(article=article, locale=manifest.locale)
        by_key: dict[tuple[str, str], list[Recorded]] = {}
        for row in rows:
            by_key.setdefault(row.decision.key, []).append(row)
        for pair in pairs:
            if fault := _why_void(workspace, pair, by_key.get(pair.key, []), people, manifest.locale):
                return f"unit {pair.key.id}: {fault}"
    return ""


def _why_void(workspace: Workspace, pair: Pair, rows: list[Recorded], people: People, locale: str) -> str:
    approval = next((row for row in rows if row.seq == pair.approval), None)
    if (
        approval is None
        or approval.decision.kind is not DecisionKind.APPROVED
        or approval.decision.binding != pair.binding
    ):
        return "its approval is not in the ledger"
    for row in rows:
        decision = row.decision
        against = decision.kind in (DecisionKind.REVOKED, DecisionKind.REJECTED)
        same = decision.fingerprint == pair.fingerprint and decision.target == pair.target
        person = people.get(decision.actor)
        if row.seq > pair.approval and against and same and not (person and person.is_void(decision.at)):
            return f"its approval was {decision.kind.value} by {people.name_of(decision.actor)}"
    contributors = _contributors(pair, rows, people)
    decision = approval.decision
    return why_not_approved(people, policy_of(workspace), locale, decision.actor, decision.at, contributors)


def _contributors(pair: Pair, rows: list[Recorded], people: People) -> tuple[str, ...]:
    """Who wrote or accepted the text up to its approval, leaving out what was repudiated."""
    people_so_far: dict[str, None] = {}
    for row in rows:
        decision = row.decision
        if row.seq >= pair.approval or decision.fingerprint != pair.fingerprint:
            continue
        if decision.kind is DecisionKind.DRAFTED:
            continue
        if decision.kind in (
            DecisionKind.EDITED,
            DecisionKind.ACCEPTED,
            DecisionKind.OMITTED,
            DecisionKind.SAME_AS_SOURCE,
            DecisionKind.IMPORTED,
        ):
            person = people.get(decision.actor)
            if person and not person.is_void(decision.at):
                people_so_far[decision.actor] = None
            else:
                people_so_far.clear()
    return tuple(people_so_far)


def policy_decision(article: str, locale: str, reason: str, *, at: str) -> Decision:
    """A rule of the workspace took an edition down."""
    return Decision(
        DecisionKind.WITHDRAWN, POLICY, at, "publish", article=article, locale=locale, details={"reason": reason}
    )


def published_decision(manifest: Manifest, *, at: str) -> Decision:
    """An edition is swapped in: which text, page and PDF."""
    details: Mapping[str, object] = {
        "edition": manifest.inputs["text"],
        "snapshot": manifest.snapshot,
        "files": {name: file.sha256 for name, file in manifest.files.items()},
    }
    return Decision(
        DecisionKind.PUBLISHED, POLICY, at, "publish", article=manifest.article, locale=manifest.locale, details=details
    )
