"""The ledger held against what was published: anchors, losses, approvals that fell. Joins review and manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from pipeline.errors import LedgerError
from pipeline.manifest import FILE_NAME, ActedPolicy, Manifest, live_site, read_manifests
from pipeline.model import POLICY, Decision, DecisionKind, Recorded, Role, timestamp
from pipeline.projection import policy_of
from pipeline.review.editions import EditionState
from pipeline.review.people import Actor, People
from pipeline.review.records import new_note_id
from pipeline.review.rules import clean_reason, name_people
from pipeline.review.states import why_approval_fell
from pipeline.review.verify import Anchor, LedgerFault, lost_heads, verify_ledger
from pipeline.workspace import Workspace


def find_ledger_faults(workspace: Workspace, manifests: Iterable[Manifest] | None = None) -> tuple[LedgerFault, ...]:
    """Everything that is wrong with the ledger, by itself and against every head that was kept outside it."""
    faults: tuple[LedgerFault, ...] = ()
    try:
        kept = _read_head_anchor(workspace)
    except LedgerError as error:
        kept = ()
        faults = (LedgerFault("other", workspace.relative(workspace.head_file), f"{error.message}.", error.hint),)
    return (*verify_ledger(workspace.ledger, (*kept, *_read_manifest_anchors(workspace, manifests))), *faults)


def read_anchors(workspace: Workspace, manifests: Iterable[Manifest] | None = None) -> tuple[Anchor, ...]:
    """The head file's head and those of the live manifests; LedgerError where the head file is damaged."""
    return (*_read_head_anchor(workspace), *_read_manifest_anchors(workspace, manifests))


def _read_head_anchor(workspace: Workspace) -> tuple[Anchor, ...]:
    head = workspace.ledger.read_head_file()
    return (Anchor(workspace.relative(workspace.head_file), head),) if head else ()


def _read_manifest_anchors(workspace: Workspace, manifests: Iterable[Manifest] | None) -> tuple[Anchor, ...]:
    if manifests is None:
        site = live_site(workspace.output)
        manifests = read_manifests(site).values() if site else ()
    return tuple(
        Anchor(f"output/{manifest.folder}/{FILE_NAME}", manifest.head) for manifest in manifests if manifest.head.count
    )


def accept_ledger_loss(workspace: Workspace, actor: Actor, why: str) -> int:
    """Record that decisions are lost; gives how many.

    LedgerError where something else is wrong, where nothing is lost, and for anybody but an operator.
    """
    if not why.strip():
        raise LedgerError("accepting a loss needs a reason", hint="Add --why TEXT.")
    anchors = read_anchors(workspace)
    faults = verify_ledger(workspace.ledger, anchors)
    lost = lost_heads(faults, anchors)
    if not lost:
        raise LedgerError("nothing is lost: the ledger reaches every head that was published")
    now = timestamp(workspace.clock())
    able = People.load(workspace.ledger).who_may(Role.OPERATOR, now, source="", target="")
    if actor.person not in {person.id for person in able}:
        raise LedgerError(
            "only an operator accepts a loss",
            hint=f"These can: {name_people(able) or 'nobody that is left'}. Say who with --as PERSON.",
        )
    heads = sorted({(anchor.head.count, anchor.head.hash) for anchor in lost})
    note = new_note_id()
    decision = Decision(
        DecisionKind.LOSS_ACCEPTED,
        actor.person,
        now,
        actor.channel,
        actor.system_user,
        details={"heads": [{"count": count, "hash": digest} for count, digest in heads], "note": note},
    )
    (recorded,) = workspace.ledger.append([decision], notes={note: clean_reason(why)})
    return heads[-1][0] - recorded.seq + 1


def find_void_pair(workspace: Workspace, manifest: Manifest) -> str:
    """Why a live edition rests on an approval that no longer holds; empty where each one does.

    An approval falls by a revocation or rejection after it, by the repudiation of its giver or of the only other
    person, and by a loss of the ledger's row. That a text was edited since does not matter: what is shown was approved.
    Nor does it fall where the same text stands approved by another approval.
    """
    people, policy = People.load(workspace.ledger), policy_of(workspace)
    for article, pairs in manifest.parts.items():
        rows = workspace.ledger.read(article=article, locale=manifest.locale)
        by_key: dict[tuple[str, str], list[Recorded]] = {}
        for row in rows:
            by_key.setdefault(row.decision.key, []).append(row)
        for pair in pairs:
            entry = by_key.get(pair.key, [])
            if fault := why_approval_fell(article, manifest.locale, pair, entry, people, policy=policy):
                return f"unit {pair.key.id}: {fault}"
    return ""


def policy_decision(article: str, locale: str, reason: str, *, at: str, acted: ActedPolicy | None = None) -> Decision:
    """A rule of the workspace took an edition down; `acted`, where that was for a change of its source."""
    details: dict[str, object] = {"reason": reason}
    if acted:
        details["source_change"] = asdict(acted)
    return Decision(DecisionKind.WITHDRAWN, POLICY, at, "publish", article=article, locale=locale, details=details)


def read_acted(state: EditionState) -> ActedPolicy | None:
    """The change of its source for which a policy withdrew an edition."""
    told = state.details.get("source_change") if state.withdrawn and not state.withdrawn_by_person else None
    return ActedPolicy(**told) if told else None


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
