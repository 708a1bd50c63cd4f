"""A source that changed in its looks only: its old approved texts are confirmed in one act, recorded as such."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline import confirming, roster
from pipeline.bench import open_bench
from pipeline.errors import DragomanError
from pipeline.evidence import collect_evidence

SLUG = "walking"


def confirm(place: Any, name: str = "Rita") -> list[str]:
    with place.open() as workspace:
        actor = place.actor(workspace, name)
        done = confirming.confirm_cosmetic(workspace, SLUG, "es", actor=actor)
    return [item.status.unit.text for item in done]


def test_cosmetic_changes_are_confirmed_in_one_act_and_published(live: Any) -> None:
    live.change_page("pain in the chest.", "'pain' in the chest.")
    live.prepare()
    live.save_and_approve("Call <a>our nurses</a>", "Llame enseguida a <a>nuestras enfermeras</a> si le duele.")
    live.publish()
    live.change_page("'pain'", "‘pain’")
    live.change_page("<strong>without help</strong>", "<em>without help</em>")
    live.prepare()
    assert sorted(live.states().values()).count("changed") == 2
    item = live.item("Most people")
    assert "<em>sin ayuda</em>" in item.status.target, "bold became italic in the old translation too"
    assert len(confirm(live)) == 2
    assert set(live.states().values()) == {"approved"}
    assert {o.locale: o.action for o in live.publish().editions}["es"] == "updated"
    assert "<em>sin ayuda</em>" in live.live_page()
    with live.open() as workspace:
        rows = workspace.ledger.read(article="w1a2l3k4i5n6", locale="es")[-5:]
    confirmed = [row.decision for row in rows if "confirms" in row.decision.details]
    assert [decision.kind.value for decision in confirmed] == ["accepted", "approved"] * 2
    assert {decision.details["confirms"]["class"] for decision in confirmed} == {"cosmetic"}
    assert confirm(live) == []
    with live.open() as workspace:
        (part, *_) = collect_evidence(workspace, SLUG, "es")["parts"]
    unit = next(each for each in part["units"] if each["source"].startswith("Most people"))
    (old,) = unit["confirmed"]
    assert (old["kind"], old["name"]) == ("approved", "Rita")
    assert old["seq"] == unit["decisions"][-1]["details"]["confirms"]["approval"]


def test_a_second_cosmetic_change_can_be_confirmed_by_the_same_reviewer(live: Any) -> None:
    for old, new in (("strong", "em"), ("em", "b")):
        live.change_page(f"<{old}>without help</{old}>", f"<{new}>without help</{new}>")
        live.prepare()
        assert len(confirm(live)) == 1
    assert set(live.states().values()) == {"approved"}


def test_a_changed_word_or_link_is_never_confirmed_so(live: Any) -> None:
    live.change_page("Most people", "Nearly all people")
    live.change_page("tel:+15550100123", "tel:+15550100777")
    live.prepare()
    assert confirm(live) == []
    assert sorted(live.states().values()).count("changed") == 2


def test_markup_that_is_new_in_the_source_is_for_a_person_to_set(live: Any) -> None:
    live.change_page("Walk for 5 minutes", "<b>Walk</b> for 5 minutes")
    live.prepare()
    assert confirm(live) == []


def test_a_translator_may_not_confirm(live: Any) -> None:
    live.change_page("<strong>without help</strong>", "<em>without help</em>")
    live.prepare()
    with pytest.raises(DragomanError, match="not a reviewer"):
        confirm(live, "Tom")
    assert "changed" in live.states().values()


def test_an_approval_that_was_revoked_cannot_be_confirmed(live: Any) -> None:
    live.revoke("Most people")
    live.change_page("<strong>without help</strong>", "<em>without help</em>")
    live.prepare()
    with pytest.raises(DragomanError, match="not the text that was approved"):
        confirm(live)
    assert "changed" in live.states().values()


def test_a_confirmed_text_falls_with_the_only_other_person_behind_it(live: Any) -> None:
    live.change_page("<strong>without help</strong>", "<em>without help</em>")
    live.prepare()
    assert confirm(live)
    with live.open() as workspace:
        tom = live.actor(workspace, "Tom").person
        roster.repudiate_person(
            workspace, tom, since=date(2020, 1, 1), why="False papers.", actor=live.actor(workspace, "Olga")
        )
        item = next(
            each for each in open_bench(workspace, SLUG, "es").items if each.status.unit.text.startswith("Most people")
        )
    assert not item.status.settled
