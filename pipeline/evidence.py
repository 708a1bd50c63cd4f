"""Evidence: what proves an edition, as one JSON document.

For each unit of the live edition: source, target, drafts, edits, findings, waivers, approvals, and the reviewers'
qualifications on the day. It supports evidence for 45 CFR 92.201(c)(3) and for a publisher's own rules; it certifies
nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.checking import check_text, rules_version
from pipeline.errors import UsageError
from pipeline.manifest import Manifest, live_site, read_manifests
from pipeline.model import DecisionKind, Pair, Recorded, Unit
from pipeline.review.people import People
from pipeline.sources import read_source
from pipeline.workspace import Workspace

FORMAT = "dragoman.evidence/1"


def collect_evidence(workspace: Workspace, slug: str, locale: str) -> Mapping[str, Any]:
    """The evidence of a live edition; UsageError where none is live."""
    workspace.article(slug)
    locale = workspace.check_locale(locale)
    site = live_site(workspace.output)
    manifest = read_manifests(site).get((slug, locale)) if site else None
    if manifest is None or not manifest.live:
        raise UsageError(
            f"{slug} is not published in {locale}", hint="`dragoman status` tells what is, and why the rest is held."
        )
    people = People.load(workspace.ledger)
    head = workspace.ledger.head()
    return {
        "format": FORMAT,
        "article": {"id": manifest.article, "slug": slug, "url": workspace.article(slug).url},
        "locale": locale,
        "title": manifest.title,
        "snapshot": _snapshot(workspace, slug, manifest),
        "rights": dict(manifest.rights),
        "edition": {name: {"path": f.path, "sha256": f.sha256} for name, f in manifest.files.items()},
        "rules": {"of_edition": manifest.rules, "now": rules_version(workspace, locale)},
        "four_eyes": workspace.settings.four_eyes,
        "single": manifest.single,
        "approved_at": manifest.approved_at,
        "ledger": {"count": head.count, "hash": head.hash},
        "parts": [_part(workspace, manifest, part_id, people) for part_id in manifest.parts],
        "people": people.as_json(),
    }


def _snapshot(workspace: Workspace, slug: str, manifest: Manifest) -> Mapping[str, Any]:
    source = read_source(workspace, workspace.article(slug), snapshot_id=manifest.snapshot)
    if source is None or source.snapshot is None:
        return {"id": manifest.snapshot}
    snapshot = source.snapshot
    return {
        "id": manifest.snapshot,
        "url": snapshot.url,
        "final_url": snapshot.final_url,
        "sha256": snapshot.sha256,
        "fetched_at": snapshot.fetched_at,
        "headers": dict(snapshot.headers),
        "assets": [{"url": asset.url, "sha256": asset.sha256} for asset in snapshot.assets],
    }


def _part(workspace: Workspace, manifest: Manifest, part_id: str, people: People) -> Mapping[str, Any]:
    article = next(each for each in workspace.articles if each.id == part_id)
    source = read_source(workspace, article, snapshot_id=manifest.snapshot, page=workspace.article(manifest.slug))
    units = {unit.key: unit for unit in source.units} if source else {}
    history: dict[tuple[str, str], list[Recorded]] = {}
    approvals: dict[int, Recorded] = {}
    for row in workspace.ledger.read(article=part_id, locale=manifest.locale):
        history.setdefault(row.decision.key, []).append(row)
        if row.decision.kind is DecisionKind.APPROVED:
            approvals[row.seq] = row
    notes = workspace.ledger.read_notes()
    rows = []
    for pair in manifest.parts[part_id]:
        unit, decisions = units.get(pair.key), history.get(pair.key, [])
        rows.append(
            {
                "unit": pair.key.id,
                "context": pair.key.context,
                "source": pair.key.source,
                "fingerprint": pair.fingerprint,
                "target": pair.target,
                "binding": pair.binding,
                "approval": pair.approval,
                "findings": _findings(
                    workspace, unit, pair, manifest.locale, part_id, _waivers(decisions, pair, people)
                ),
                "decisions": [_decision(row, people, notes) for row in decisions],
                "confirmed": [_decision(row, people, notes) for row in _find_confirmed(decisions, approvals)],
            }
        )
    return {"article": part_id, "slug": article.slug, "units": rows}


def _find_confirmed(rows: Sequence[Recorded], approvals: Mapping[int, Recorded]) -> Sequence[Recorded]:
    """The approvals of earlier sources that these decisions confirm after a cosmetic change."""
    numbers = dict.fromkeys(row.decision.details.get("confirms", {}).get("approval", 0) for row in rows)
    return [approvals[number] for number in numbers if number in approvals]


def _waivers(rows: Sequence[Recorded], pair: Pair, people: People) -> Mapping[str, str]:
    """Finding → the name of who waived it, for exactly this source and target."""
    return {
        str(row.decision.details["finding"]): people.name_of(row.decision.actor)
        for row in rows
        if row.decision.kind is DecisionKind.WAIVED
        and (row.decision.fingerprint, row.decision.target) == (pair.fingerprint, pair.target)
    }


def _findings(
    workspace: Workspace,
    unit: Unit | None,
    pair: Pair,
    locale: str,
    article_id: str,
    waivers: Mapping[str, str],
) -> list[Mapping[str, Any]]:
    if unit is None or pair.target is None:
        return []
    findings = check_text(workspace, unit, pair.target, locale=locale, article_id=article_id)
    return [
        {
            "id": f.id,
            "check": f.check,
            "severity": f.severity,
            "message": f.message,
            "waived_by": waivers.get(f.id, ""),
        }
        for f in findings
    ]


def _decision(row: Recorded, people: People, notes: Mapping[str, str]) -> Mapping[str, Any]:
    decision = row.decision
    return {
        "seq": row.seq,
        "hash": row.hash,
        "kind": decision.kind,
        "at": decision.at,
        "actor": decision.actor,
        "name": people.name_of(decision.actor),
        "channel": decision.channel,
        "fingerprint": decision.fingerprint,
        "target": decision.target,
        "reason": notes.get(str(decision.details.get("note", "")), ""),
        "details": dict(decision.details),
    }
