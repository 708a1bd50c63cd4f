"""One occurrence translated differently: two entries in every language, each confirmed once."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline import confirming, splitting
from pipeline.errors import DragomanError

SLUG = "walking"


def split(place: Any, occurrence: int = 2, name: str = "Tom") -> Any:
    with place.open() as workspace:
        actor = place.actor(workspace, name)
        unit = place.item("Week").id
        return splitting.split_unit(workspace, SLUG, "es", unit, occurrence, actor=actor)


@pytest.fixture
def twice(live: Any) -> Any:
    """`Week` stands in the table and, once more, above it."""
    live.change_page("<table>", "<p>Week</p><table>")
    live.prepare()
    return live


def test_a_split_keeps_the_text_in_both_entries_and_is_confirmed_once(twice: Any) -> None:
    item = split(twice)
    assert (item.status.state, item.status.target) == ("changed", "Semana")
    assert item.status.unit.context
    assert [state for text, state in twice.states().items() if text != "Week"].count("approved") == 9
    assert f'msgctxt "{item.status.unit.context}"' in twice.catalog().read_text("utf-8")
    with twice.open() as workspace:
        rita = twice.actor(workspace, "Rita")
        assert len(confirming.confirm_cosmetic(workspace, SLUG, "es", actor=rita)) == 1
    twice.publish()
    assert twice.live_page().count("Semana") == 2


def test_a_split_occurrence_is_published_with_its_own_text_and_survives_a_change_of_the_page(twice: Any) -> None:
    item = split(twice)
    with twice.open() as workspace:
        from pipeline import workbench

        tom, rita = (twice.actor(workspace, name) for name in ("Tom", "Rita"))
        saved = workbench.save_text(workspace, SLUG, "es", item.id, "Sem.", version=item.status.version, actor=tom)
        workbench.approve_unit(workspace, SLUG, "es", item.id, version=saved.status.version, actor=rita)
    twice.publish()
    page = twice.live_page()
    assert page.index("Semana") < page.index("Sem.<")
    twice.change_page("<p>Week</p>", "<p>Wear shoes.</p><p>Week</p>")
    twice.prepare()
    again = [each for each in twice.bench().items if each.id == item.id]
    assert [each.status.state for each in again] == ["approved"]


def test_a_live_edition_stands_as_it_is_while_a_split_waits(live: Any) -> None:
    live.change_page("<table>", "<p>Week</p><table>")
    live.prepare()
    live.publish()
    page = live.live_page()
    split(live)
    result = live.publish()
    assert live.live_page() == page
    assert live.manifests()[SLUG, "es"].acted is None
    assert any("source changed" in hold.reason for hold in result.holds if hold.locale == "es")


def test_what_stands_once_or_was_split_already_is_refused(twice: Any) -> None:
    split(twice)
    with pytest.raises(DragomanError, match="stands 1 times"):
        split(twice, 1)


def test_a_stranger_may_not_split(twice: Any) -> None:
    with pytest.raises(DragomanError, match="translator or reviewer"):
        split(twice, name="Olga")
