"""Acts: who may decide what, and what a refusal says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.errors import NotAllowedError, ReviewError, StaleError
from pipeline.model import Finding, Role, Severity, UnitState
from pipeline.review import acts
from pipeline.review.people import deactivate_person, end_role, repudiate_person
from pipeline.review.states import Policy

GOOD = "Llame a su médico si toma <x1>20 mg</x1> o más."
BETTER = "Llame a su médico cuando tome <x1>20 mg</x1> o más."


def test_a_save_that_saw_an_older_version_is_refused_with_both_texts(office: Any, units: Any) -> None:
    office.save("Tom", GOOD)
    for name in ("Ben", "Tom"):
        with pytest.raises(StaleError) as caught:
            acts.save_target(office.place, units[0], BETTER, version=0, actor=office.actor(name))
        assert (caught.value.yours, caught.value.theirs) == (BETTER, GOOD)
    assert office.status().target == GOOD


@pytest.mark.parametrize("act", ["approve", "reject", "revoke", "omit", "accept", "keep"])
def test_every_act_on_an_older_version_is_refused(office: Any, units: Any, act: str) -> None:
    office.save("Tom", GOOD)
    place, unit, ana = office.place, units[0], office.actor("Ana")
    deeds = {
        "approve": lambda: acts.approve(place, unit, version=0, findings=(), actor=ana),
        "reject": lambda: acts.reject(place, unit, version=0, actor=ana, reason="no"),
        "revoke": lambda: acts.revoke(place, unit, version=0, actor=ana, reason="no"),
        "omit": lambda: acts.omit(place, unit, version=0, actor=ana, reason="no"),
        "accept": lambda: acts.accept_draft(place, unit, version=0, actor=ana),
        "keep": lambda: acts.mark_same_as_source(place, unit, version=0, actor=ana),
    }
    before = office.ledger.head()
    with pytest.raises(StaleError):
        deeds[act]()
    assert office.ledger.head() == before


@pytest.mark.parametrize("text", ["", "  \n\t ", "a\x00b", "\ud800", "x" * 200_001])
def test_a_text_that_no_catalog_can_hold_is_refused(office: Any, text: str) -> None:
    with pytest.raises(ReviewError):
        office.save("Tom", text)
    assert office.status().version == 0


def test_saving_an_approved_text_unchanged_does_not_void_its_approval(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    head = office.ledger.head()
    office.save("Tom", GOOD)
    assert office.status().state is UnitState.APPROVED
    assert office.ledger.head() == head


def test_a_translator_may_not_approve_and_is_told_who_can(office: Any) -> None:
    office.save("Ben", GOOD)
    with pytest.raises(NotAllowedError, match="Ana"):
        office.approve("Tom")


@pytest.mark.parametrize("name", ["Uwe", "Olga", "p_nobody", "machine", "unknown", "policy", ""])
def test_somebody_without_a_role_or_unknown_decides_nothing(office: Any, name: str) -> None:
    with pytest.raises(NotAllowedError):
        office.save(name, GOOD)
    office.save("Tom", GOOD)
    for deed in (office.approve, office.reject, office.omit, office.keep):
        with pytest.raises(NotAllowedError):
            deed(name)


def test_nobody_approves_alone_where_two_are_required(office: Any) -> None:
    office.save("Ana", GOOD)
    with pytest.raises(NotAllowedError, match="Ben"):
        office.approve("Ana")
    office.approve("Ben")
    assert office.status().settled


def test_the_approver_may_correct_what_another_wrote(office: Any) -> None:
    office.save("Tom", GOOD)
    office.save("Ana", BETTER)
    office.approve("Ana")
    assert office.status().settled


def test_a_draft_that_nobody_accepted_is_not_approved(office: Any) -> None:
    office.draft(GOOD)
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


def test_a_machines_text_after_a_persons_does_not_lend_its_person_to_an_approval(office: Any) -> None:
    office.bring(GOOD, name="Tom")
    office.bring(BETTER)
    office.save("Ana", GOOD)
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


@pytest.mark.parametrize("deed", ["omit", "keep"])
def test_a_reviewer_cannot_drop_anothers_text_and_approve_that_alone(office: Any, deed: str) -> None:
    office.save("Tom", GOOD)
    getattr(office, deed)("Ana")
    with pytest.raises(NotAllowedError):
        office.approve("Ana")
    office.approve("Ben")
    assert office.status().settled


def test_proposing_to_omit_does_not_count_as_writing_the_text_that_comes_instead(office: Any) -> None:
    office.omit("Tom")
    office.save("Ana", GOOD)
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


@pytest.mark.parametrize("four_eyes", ["warn", "off"])
def test_where_one_person_is_enough_an_approval_alone_is_marked(office: Any, four_eyes: Any) -> None:
    office.policy = Policy("en", four_eyes)
    office.save("Ana", GOOD)
    office.approve("Ana")
    assert office.status().settled
    assert office.ledger.read()[-1].decision.details["alone"] is True


def test_a_qualification_that_ended_yesterday_approves_nothing_and_one_of_today_does(office: Any) -> None:
    office.hire("Eva")
    office.qualify("Eva", Role.REVIEWER, since=date(2026, 1, 1), until=date(2026, 2, 28))
    office.save("Tom", GOOD)
    with pytest.raises(NotAllowedError, match="not a reviewer for en → es today"):
        office.approve("Eva")
    office.qualify("Eva", Role.REVIEWER, since=date(2026, 3, 1), until=date(2026, 3, 1))
    office.approve("Eva")
    assert office.status().settled


def test_a_qualification_for_other_languages_approves_nothing(office: Any) -> None:
    office.hire("Kim")
    for target in ("ar", "zh_Hans", "es_MX"):
        office.qualify("Kim", Role.REVIEWER, target=target)
    office.save("Tom", GOOD)
    with pytest.raises(NotAllowedError):
        office.approve("Kim")


def test_a_deactivated_person_decides_no_more(office: Any) -> None:
    office.save("Tom", GOOD)
    deactivate_person(office.ledger, "Ana", actor=office.actor("Olga"))
    with pytest.raises(NotAllowedError, match="no longer decides here These can: Ben"):
        office.approve("Ana")


def test_a_repudiated_person_decides_no_more(office: Any) -> None:
    office.save("Tom", GOOD)
    repudiate_person(office.ledger, "Ana", since=date(2026, 1, 1), actor=office.actor("Olga"), why="forged")
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


def test_an_ended_reviewer_decides_no_more(office: Any) -> None:
    office.save("Tom", GOOD)
    end_role(office.ledger, "Ana", Role.REVIEWER, actor=office.actor("Olga"), target="es")
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


def test_a_demonstration_person_decides_in_demonstrations_only(office: Any) -> None:
    office.hire("Dora", Role.REVIEWER, demo=True)
    with pytest.raises(NotAllowedError, match="demonstration"):
        office.save("Dora", GOOD)
    office.policy = Policy("en", "require", demo=True)
    office.save("Tom", GOOD)
    office.approve("Dora")
    assert office.status().settled
    office.policy = Policy("en", "require")
    assert not office.status().settled, "an approval of a demonstration person counts in demonstrations only"


def test_an_open_critical_finding_stops_an_approval_and_is_named(office: Any, critical: Finding) -> None:
    office.save("Tom", GOOD)
    with pytest.raises(NotAllowedError, match="28"):
        office.approve("Ana", findings=(critical,))


def test_a_waived_finding_lets_the_approval_through_and_a_note_keeps_the_reason(
    office: Any, units: Any, critical: Finding
) -> None:
    office.save("Tom", GOOD)
    acts.waive(
        office.place, units[0], critical.id, findings=[critical], actor=office.actor("Ana"), reason="28 is meant"
    )
    office.approve("Ana", findings=(critical,))
    assert office.status().settled
    assert "28 is meant" in office.ledger.read_notes().values()


def test_minor_findings_do_not_stop_an_approval(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana", findings=(Finding("punctuation", Severity.MAJOR, "m", "h", id="1"),))
    assert office.status().settled


def test_a_placeholder_finding_cannot_be_waived(office: Any, units: Any) -> None:
    office.save("Tom", GOOD)
    finding = Finding("placeholders", Severity.CRITICAL, "<x1> is lost", "Put it back.", id="9")
    with pytest.raises(NotAllowedError, match="cannot be waived"):
        acts.waive(office.place, units[0], "9", findings=[finding], actor=office.actor("Ana"), reason="I like it so")


def test_a_waiver_needs_a_reviewer_a_reason_and_a_finding_that_is_there(
    office: Any, units: Any, critical: Finding
) -> None:
    office.save("Tom", GOOD)
    place, unit = office.place, units[0]
    with pytest.raises(NotAllowedError):
        acts.waive(place, unit, critical.id, findings=[critical], actor=office.actor("Tom"), reason="r")
    with pytest.raises(ReviewError, match="reason"):
        acts.waive(place, unit, critical.id, findings=[critical], actor=office.actor("Ana"), reason=" ")
    with pytest.raises(ReviewError, match="no such finding"):
        acts.waive(place, unit, "gone", findings=[critical], actor=office.actor("Ana"), reason="r")


def test_approving_over_anothers_rejection_needs_a_reason(office: Any) -> None:
    office.save("Tom", GOOD)
    office.reject("Ben")
    with pytest.raises(NotAllowedError, match="reason"):
        office.approve("Ana")
    office.approve("Ana", reason="Ben misread the dose")
    assert office.status().settled


def test_saving_a_rejected_text_again_does_not_get_round_the_rejection(office: Any) -> None:
    office.save("Tom", GOOD)
    office.reject("Ben")
    office.save("Tom", GOOD)
    with pytest.raises(NotAllowedError, match="reason"):
        office.approve("Ana")
    office.save("Tom", BETTER)
    office.approve("Ana")
    assert office.status().settled


@pytest.mark.parametrize("deed", ["reject", "revoke", "omit"])
def test_what_takes_a_reason_is_refused_without_one(office: Any, units: Any, deed: str) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    with pytest.raises(ReviewError, match="reason"):
        getattr(acts, deed)(
            office.place, units[0], version=office.status().version, actor=office.actor("Ben"), reason="  "
        )


def test_an_operator_may_revoke_and_not_approve(office: Any) -> None:
    office.save("Tom", GOOD)
    with pytest.raises(NotAllowedError):
        office.approve("Olga")
    office.approve("Ana")
    office.revoke("Olga")
    assert not office.status().settled


def test_there_is_nothing_to_approve_reject_or_revoke_on_a_missing_unit(office: Any) -> None:
    for deed in (office.approve, office.reject, office.revoke):
        with pytest.raises(ReviewError):
            deed("Ana")


def test_approving_many_records_each_or_none(office: Any, units: Any) -> None:
    office.save("Tom", GOOD)
    office.save("Ana", "Lávese las manos.", units[1])
    items = [(unit, office.status(unit).version, ()) for unit in units[:2]]
    before = office.ledger.head()
    with pytest.raises(NotAllowedError):
        acts.approve_many(office.place, items, actor=office.actor("Ana"))
    assert office.ledger.head() == before
    rows = acts.approve_many(office.place, items, actor=office.actor("Ben"), reason="one act")
    assert [row.decision.target for row in rows] == [GOOD, "Lávese las manos."]
    assert all(office.status(unit).settled for unit in units[:2])


def test_an_import_in_a_persons_name_needs_that_persons_role_and_keeps_the_login(office: Any) -> None:
    with pytest.raises(NotAllowedError):
        office.bring(GOOD, name="Uwe")
    office.bring(GOOD, name="Tom")
    decision = office.ledger.read()[-1].decision
    assert (decision.actor, decision.system_user) == (office.ids["Tom"], "root")
    assert office.status().contributors == (office.ids["Tom"],)


def test_a_decision_records_person_channel_login_and_time(office: Any) -> None:
    office.save("Tom", GOOD)
    decision = office.ledger.read()[-1].decision
    assert (decision.actor, decision.channel, decision.system_user) == (office.ids["Tom"], "test", "root")
    assert decision.at.startswith("2026-03-01T12:")
    assert "Tom" not in str(decision), "people are random ids in the ledger"


def test_reasons_stand_in_notes_and_not_in_the_ledger(office: Any) -> None:
    office.save("Tom", GOOD)
    office.reject("Ana")
    decision = office.ledger.read()[-1].decision
    assert "a dose is wrong" not in str(decision)
    assert office.ledger.read_notes()[decision.details["note"]] == "a dose is wrong"


def test_the_same_draft_twice_is_recorded_once(office: Any) -> None:
    office.draft(GOOD)
    head = office.ledger.head()
    office.draft(GOOD)
    assert office.ledger.head() == head
