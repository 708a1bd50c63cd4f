"""Evidence and manifests: what proves an edition, and what it can be made from again."""

from __future__ import annotations

import json
from typing import Any

from pipeline import workbench
from pipeline.editions import text_of_manifest
from pipeline.evidence import collect_evidence
from pipeline.gate import EditionText, pass_gate

SLUG = "walking"
WALK = "Walk for 5 minutes"


def test_evidence_names_every_unit_with_its_approval_and_the_reviewers_qualification(live: Any) -> None:
    with live.open() as workspace:
        evidence = json.loads(json.dumps(collect_evidence(workspace, SLUG, "es")))
        rita = live.actor(workspace, "Rita").person
    manifest = live.manifests()[SLUG, "es"]
    units = [unit for part in evidence["parts"] for unit in part["units"]]
    assert len(units) == sum(len(pairs) for pairs in manifest.parts.values())
    for unit in units:
        approvals = [each for each in unit["decisions"] if each["seq"] == unit["approval"]]
        assert [(each["kind"], each["name"]) for each in approvals] == [("approved", "Rita")]
        assert unit["source"]
        assert unit["target"]
        assert any(each["kind"] == "edited" and each["name"] == "Tom" for each in unit["decisions"])
    person = next(each for each in evidence["people"] if each["id"] == rita)
    (grant,) = [grant for grant in person["grants"] if grant["target"] == "es"]
    assert (grant["role"], grant["basis"]) == ("reviewer", "Diploma in medical translation")
    assert evidence["edition"]["pdf"]["sha256"] == manifest.files["pdf"].sha256
    assert evidence["snapshot"]["id"] == manifest.snapshot


def test_evidence_tells_who_waived_a_finding_and_why(live: Any) -> None:
    live.save(WALK, "Camine durante unos minutos dos veces al día en la primera semana.")
    (finding, *_) = live.item(WALK).blocking
    reason = "The clinic gives the minutes on paper."
    with live.open() as workspace:
        rita = live.actor(workspace, "Rita")
        workbench.waive_finding(workspace, SLUG, "es", live.item(WALK).id, finding.id, actor=rita, reason=reason)
    live.approve(WALK)
    live.publish()
    assert "unos minutos" in live.live_page()
    with live.open() as workspace:
        evidence = collect_evidence(workspace, SLUG, "es")
    (unit,) = [unit for part in evidence["parts"] for unit in part["units"] if unit["source"].startswith(WALK)]
    (waived,) = [each for each in unit["decisions"] if each["kind"] == "waived"]
    assert waived["name"] == "Rita"
    assert waived["reason"] == reason
    assert [each["waived_by"] for each in unit["findings"] if each["id"] == finding.id] == ["Rita"]


def test_a_manifest_suffices_to_render_its_edition_again(live: Any) -> None:
    with live.open() as workspace:
        gate = pass_gate(workspace, workspace.article(SLUG), "es")
        assert isinstance(gate, EditionText)
        again = text_of_manifest(workspace, live.manifests()[SLUG, "es"])
    assert again == gate


def test_a_manifest_renders_the_old_text_after_its_source_changed(live: Any) -> None:
    with live.open() as workspace:
        before = pass_gate(workspace, workspace.article(SLUG), "es")
    live.change_page("twice a day", "three times a day")
    live.prepare()
    with live.open() as workspace:
        assert text_of_manifest(workspace, live.manifests()[SLUG, "es"]) == before
