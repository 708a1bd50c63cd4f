"""States: what the decisions make of a unit, whoever asks and whenever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.model import Placeholder, Role, UnitState, approval_binding
from pipeline.review.people import deactivate_person, end_role, repudiate_person
from pipeline.review.states import Policy, derive_statuses

GOOD = "Llame a su médico si toma <x1>20 mg</x1> o más."
BETTER = "Llame a su médico cuando tome <x1>20 mg</x1> o más."


def _short(status: Any) -> tuple[str, str | None]:
    return status.state.value, status.target


def test_a_unit_without_decisions_is_missing(office: Any) -> None:
    status = office.status()
    assert (_short(status), status.version, status.author) == (("missing", ""), 0, "")


def test_a_draft_is_drafted_and_says_where_it_is_from(office: Any) -> None:
    office.draft(GOOD)
    status = office.status()
    assert (_short(status), status.author, status.origin) == (("drafted", GOOD), "machine", "apertium eng-spa 0.8.1")
    assert status.contributors == ()


def test_the_old_text_of_a_changed_source_is_changed_and_at_hand(office: Any) -> None:
    office.draft(GOOD, origin="previous", previous_source="Call your doctor.")
    status = office.status()
    assert _short(status) == ("changed", GOOD)
    assert (status.previous_source, status.previous_target) == ("Call your doctor.", GOOD)


def test_a_later_draft_replaces_a_draft(office: Any) -> None:
    office.draft("Uno")
    office.draft("Dos")
    assert _short(office.status()) == ("drafted", "Dos")


def test_saved_and_accepted_text_is_translated_by_its_person(office: Any) -> None:
    office.draft(GOOD)
    office.save("Tom", GOOD)
    status = office.status()
    assert (_short(status), status.author) == (("translated", GOOD), office.ids["Tom"])
    assert status.contributors == (office.ids["Tom"],)
    assert office.ledger.read(article=office.place.article_id)[-1].decision.kind == "accepted"


def test_an_approval_binds_the_text_and_any_later_text_voids_it(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    status = office.status()
    assert (status.state, status.settled, status.approved_by) == (UnitState.APPROVED, True, office.ids["Ana"])
    office.save("Tom", BETTER)
    assert _short(office.status()) == ("translated", BETTER)
    assert office.status().approval == 0
    office.save("Tom", GOOD)
    assert _short(office.status()) == ("translated", GOOD), "the same text again is a new text to approve"


def test_a_rejected_text_is_kept(office: Any) -> None:
    office.save("Tom", GOOD)
    office.reject("Ana")
    assert _short(office.status()) == ("rejected", GOOD)


def test_a_rejection_of_an_approved_text_voids_the_approval(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.reject("Ben")
    assert (_short(office.status()), office.status().approval) == (("rejected", GOOD), 0)


def test_a_revoked_approval_leaves_the_text_translated(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.revoke("Ben")
    assert (_short(office.status()), office.status().settled) == (("translated", GOOD), False)


def test_an_omission_holds_once_another_person_approves_it(office: Any) -> None:
    office.omit("Tom")
    assert _short(office.status()) == ("translated", None)
    office.approve("Ana")
    assert (_short(office.status()), office.status().settled) == (("omitted", None), True)


def test_the_source_kept_as_translation_needs_approval_like_any_text(office: Any, units: Any) -> None:
    office.keep("Tom", units[1])
    assert _short(office.status(units[1])) == ("translated", units[1].text)
    office.approve("Ana", units[1])
    assert office.status(units[1]).settled


def test_a_changed_telephone_link_alone_makes_an_approved_unit_changed(office: Any, units: Any) -> None:
    link = units[2]
    office.save("Tom", "Llame a <a>la línea de ayuda</a>.", link)
    office.approve("Ana", link)
    moved = replace(link, placeholders=(replace(link.placeholders[0], target="tel:+18005550199"),))
    status = office.status(moved)
    assert _short(status) == ("changed", "Llame a <a>la línea de ayuda</a>.")
    assert (status.approval, status.contributors, status.previous_target) == (0, (), status.target)


def test_a_restored_source_finds_its_approval_again_whatever_was_decided_between(office: Any, units: Any) -> None:
    link = units[2]
    moved = replace(link, placeholders=(replace(link.placeholders[0], target="tel:+18005550199"),))
    office.save("Tom", "Llame.", link)
    office.approve("Ana", link)
    approval = office.status(link).approval
    office.save("Tom", "Llame ya.", moved)
    office.reject("Ana", moved)
    assert (_short(office.status(link)), office.status(link).approval) == (("approved", "Llame."), approval)
    assert _short(office.status(moved)) == ("rejected", "Llame ya.")
    assert office.status(link).version == office.status(moved).version


def test_an_import_by_nobody_known_is_text_and_counts_as_no_person(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.bring(BETTER)
    status = office.status()
    assert (_short(status), status.author, status.contributors) == (("translated", BETTER), "unknown", ())


def test_fuzzy_text_of_a_person_is_work_in_progress_and_no_draft_replaces_it(office: Any) -> None:
    office.bring(GOOD, fuzzy=True)
    office.draft("Una máquina")
    assert (_short(office.status()), office.status().author) == (("drafted", GOOD), "unknown")


def test_a_fuzzy_flag_on_approved_text_holds_the_unit(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.bring(GOOD, fuzzy=True)
    assert (office.status().state, office.status().approval) == (UnitState.DRAFTED, 0)


def test_a_draft_recorded_after_human_text_changes_nothing(office: Any) -> None:
    office.save("Tom", GOOD)
    office.draft("Una máquina")
    assert _short(office.status()) == ("translated", GOOD)


def test_a_waiver_counts_for_exactly_this_text(office: Any, critical: Any) -> None:
    from pipeline.review import acts

    office.save("Tom", GOOD)
    acts.waive(
        office.place,
        office.status().unit,
        critical.id,
        findings=[critical],
        actor=office.actor("Ana"),
        reason="meant so",
    )
    assert office.status().waivers == {critical.id: office.ids["Ana"]}
    office.save("Tom", BETTER)
    assert office.status().waivers == {}


def test_an_approval_whose_hash_binds_something_else_does_not_count(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    rows = office.ledger.read()
    forged = replace(rows[-1], decision=replace(rows[-1].decision, binding="0" * 64))
    for locale, row in (("es", forged), ("ar", rows[-1])):
        moved = [replace(r, decision=replace(r.decision, locale=locale)) for r in (*rows[:-1], row)]
        (status,) = derive_statuses(
            office.place.article_id, locale, [office.status().unit], moved, office.people, policy=office.policy
        )
        assert (status.state, status.approval) == (UnitState.TRANSLATED, 0)


def test_an_approval_by_somebody_without_the_qualification_does_not_count(office: Any) -> None:
    office.save("Tom", GOOD)
    unit, status = office.status().unit, office.status()
    for approver in (
        "machine",
        "unknown",
        "policy",
        "p_nobody",
        office.ids["Tom"],
        office.ids["Uwe"],
        office.ids["Olga"],
    ):
        from pipeline.model import Decision, DecisionKind

        office.ledger.append(
            [
                Decision(
                    DecisionKind.APPROVED, approver, "2026-03-01T13:00:00.000000Z", "test",
                    article=office.place.article_id, locale="es", source=unit.text, fingerprint=unit.fingerprint,
                    target=status.target,
                    binding=approval_binding(office.place.article_id, "es", "", unit.fingerprint, status.target),
                )
            ]
        )  # fmt: skip
        assert office.status().state is UnitState.TRANSLATED, approver


def test_a_deactivated_persons_approval_stands(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    deactivate_person(office.ledger, "Ana", actor=office.actor("Olga"))
    assert office.status().state is UnitState.APPROVED


def test_an_ended_qualification_keeps_what_was_approved_before(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    end_role(office.ledger, "Ana", Role.REVIEWER, actor=office.actor("Olga"), target="es")
    assert office.status().state is UnitState.APPROVED


@pytest.mark.parametrize("who", ["Ana", "Tom"])
def test_repudiating_the_approver_or_the_only_other_person_voids_the_approval_and_says_why(
    office: Any, who: str
) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    repudiate_person(office.ledger, who, since=date(2026, 3, 1), actor=office.actor("Olga"), why="no diploma")
    status = office.status()
    assert (_short(status), status.approval) == (("translated", GOOD), 0)
    assert status.reason


def test_repudiating_from_a_later_date_keeps_what_was_decided_before(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.clock.now = office.clock.now.replace(month=5)
    repudiate_person(office.ledger, "Ana", since=date(2026, 3, 2), actor=office.actor("Olga"), why="no diploma")
    assert office.status().state is UnitState.APPROVED


def test_a_workspace_that_comes_to_require_two_people_holds_what_one_approved(office: Any) -> None:
    office.policy = Policy("en", "off")
    office.save("Ana", GOOD)
    office.approve("Ana")
    assert office.status().settled
    office.policy = Policy("en", "require")
    status = office.status()
    assert (status.settled, status.state) == (False, UnitState.TRANSLATED)
    assert status.reason


def test_statuses_come_in_the_order_of_the_units_and_know_only_their_article_and_locale(
    office: Any, units: Any
) -> None:
    office.save("Tom", GOOD)
    office.qualify("Tom", Role.TRANSLATOR, target="ar")
    rows = office.ledger.read()
    for article, locale, state in (
        ("other", "es", "missing"),
        (office.place.article_id, "ar", "missing"),
        (office.place.article_id, "es", "translated"),
    ):
        statuses = derive_statuses(article, locale, units, rows, office.people, policy=office.policy)
        assert [s.unit for s in statuses] == list(units)
        assert statuses[0].state == state


def test_a_protected_dose_that_changed_voids_the_approval(office: Any, units: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    other = replace(units[0], placeholders=(Placeholder("x1", "protected", "span", text="200 mg"),))
    assert office.status(other).state is UnitState.CHANGED
