"""Flags and imports: what a PO file, or a tool that wrote it, can say of a text, and that none of it approves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import NotAllowedError, ReviewError
from pipeline.model import DecisionKind, UnitState
from pipeline.review import acts
from pipeline.review.states import Policy

GOOD = "Llame a su médico si toma <x1>20 mg</x1> o más."
BETTER = "Llame a su médico cuando tome <x1>20 mg</x1> o más."


@pytest.mark.parametrize("four_eyes", ["require", "warn", "off"])
def test_a_draft_whose_flag_was_taken_away_by_hand_stays_a_draft(office: Any, four_eyes: Any) -> None:
    office.policy = Policy("en", four_eyes)
    office.draft(GOOD)
    office.bring(GOOD)
    assert (office.status().state, office.status().author) == (UnitState.DRAFTED, "machine")
    with pytest.raises(NotAllowedError, match="draft"):
        office.approve("Ana")
    office.draft(BETTER)
    assert office.status().target == BETTER, "nobody typed the first draft"


def test_the_old_text_of_a_changed_source_stays_changed_when_its_flag_is_taken_away_by_hand(office: Any) -> None:
    office.policy = Policy("en", "off")
    office.draft(GOOD, origin="previous", previous_source="Call your doctor.")
    office.bring(GOOD)
    assert (office.status().state, office.status().previous_target) == (UnitState.CHANGED, GOOD)
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


def test_so_does_the_old_text_of_a_changed_link_that_nobody_has_drafted_yet(office: Any, units: Any) -> None:
    office.policy = Policy("en", "off")
    link = units[2]
    moved = replace(link, placeholders=(replace(link.placeholders[0], target="tel:+18005550199"),))
    office.save("Tom", "Llame.", link)
    office.approve("Ana", link)
    office.bring("Llame.", moved)
    assert office.status(moved).state is UnitState.CHANGED
    with pytest.raises(NotAllowedError):
        office.approve("Ana", moved)
    assert office.status(link).settled


def test_a_known_person_who_imports_a_draft_without_its_flag_takes_it_as_theirs(office: Any) -> None:
    office.draft(GOOD)
    office.bring(GOOD, name="Tom")
    assert (office.status().state, office.status().contributors) == (UnitState.TRANSLATED, (office.ids["Tom"],))
    office.approve("Ana")
    assert office.status().settled


def test_setting_a_flag_makes_nobody_a_second_person(office: Any) -> None:
    office.save("Ana", GOOD)
    office.bring(GOOD, name="Ben", fuzzy=True)
    status = office.status()
    assert (status.state, status.contributors) == (UnitState.DRAFTED, (office.ids["Ana"],))
    with pytest.raises(NotAllowedError, match="two people"):
        office.approve("Ana")


@pytest.mark.parametrize("name", ["", "Ben"])
def test_a_flag_set_and_taken_away_by_hand_leaves_an_approved_text_waiting(office: Any, name: str) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.bring(GOOD, name=name, fuzzy=True)
    assert (office.status().state, office.status().author) == (UnitState.DRAFTED, office.ids["Tom"])
    office.bring(GOOD, name=name)
    assert (office.status().state, office.status().approval) == (UnitState.TRANSLATED, 0)
    office.approve("Ana")
    assert office.status().settled


def test_taking_away_the_flag_of_a_rejected_text_does_not_get_round_the_rejection(office: Any) -> None:
    office.save("Tom", GOOD)
    office.reject("Ben")
    office.bring(GOOD)
    assert office.status().state is UnitState.REJECTED
    with pytest.raises(NotAllowedError, match="reason"):
        office.approve("Ana")


@pytest.mark.parametrize("name", ["", "Ben"])
def test_importing_an_approved_text_unchanged_records_nothing_and_voids_nothing(office: Any, name: str) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    head = office.ledger.head()
    office.bring(GOOD, name=name)
    office.bring("  \n", name=name)
    office.bring("", name=name)
    assert office.ledger.head() == head
    assert office.status().settled


def test_one_bad_entry_does_not_stop_an_import(office: Any, units: Any) -> None:
    edits = [
        acts.ImportedEdit(units[0], f"{GOOD}\x04\x00\ud800\r\n"),
        acts.ImportedEdit(units[1], "ñ" * 300_000),
        acts.ImportedEdit(units[2], ""),
    ]
    acts.import_edits(office.place, edits, actor=None)
    assert [len(office.status(unit).target) for unit in units] == [len(GOOD), 300_000, 0]


def test_a_draft_that_comes_after_a_persons_text_is_not_even_recorded(office: Any) -> None:
    office.bring(GOOD)
    head = office.ledger.head()
    office.draft(BETTER)
    assert office.ledger.head() == head


def test_a_text_in_work_that_comes_with_a_flag_is_the_persons_and_waits(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.bring(BETTER, name="Ben", fuzzy=True)
    status = office.status()
    assert (status.state, status.target, status.approval) == (UnitState.DRAFTED, BETTER, 0)
    assert status.contributors == (office.ids["Tom"], office.ids["Ben"])


@pytest.mark.parametrize("deed", ["accept", "keep", "omit"])
def test_an_act_that_changes_nothing_does_not_void_an_approval(office: Any, units: Any, deed: str) -> None:
    if deed == "omit":
        office.omit("Tom")
    elif deed == "keep":
        office.keep("Tom")
    else:
        office.save("Tom", GOOD)
    office.approve("Ana")
    head = office.ledger.head()
    version, ben = office.status().version, office.actor("Ben")
    again = {
        "accept": lambda: acts.accept_draft(office.place, units[0], version=version, actor=ben),
        "keep": lambda: office.keep("Ben"),
        "omit": lambda: office.omit("Ben"),
    }
    with pytest.raises(ReviewError, match="already"):
        again[deed]()
    assert office.ledger.head() == head
    assert office.status().settled


def test_a_save_that_is_sent_twice_is_recorded_once(office: Any, units: Any) -> None:
    for _ in range(2):
        acts.save_target(office.place, units[0], GOOD, version=0, actor=office.actor("Tom"))
    assert len(office.ledger.read(kinds=(DecisionKind.EDITED,))) == 1


def test_the_old_text_at_hand_is_the_persons_and_not_a_draft_that_came_later(office: Any, units: Any) -> None:
    link = units[2]
    moved = replace(link, placeholders=(replace(link.placeholders[0], target="tel:+18005550199"),))
    office.save("Tom", "Llame.", link)
    office.forge(DecisionKind.DRAFTED, "machine", "Una máquina.", link, engine="late")
    assert office.status(moved).target == "Llame."


def test_a_placeholder_finding_blocks_even_where_the_ledger_has_a_waiver_of_it(office: Any, critical: Any) -> None:
    office.save("Tom", GOOD)
    lost = replace(critical, check="placeholders")
    office.forge(DecisionKind.WAIVED, "Ana", GOOD, finding=lost.id, check="placeholders")
    assert office.status().waivers == {}
    with pytest.raises(NotAllowedError, match="critical"):
        office.approve("Ana", findings=(lost,))


def test_an_approval_of_a_draft_counts_for_nothing_wherever_it_came_from(office: Any) -> None:
    office.policy = Policy("en", "off")
    office.draft(GOOD)
    office.forge(DecisionKind.APPROVED, "Ana", GOOD)
    assert (office.status().state, office.status().approval) == (UnitState.DRAFTED, 0)
