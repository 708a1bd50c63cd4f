"""Order: what counts is the ledger's sequence, whatever the clocks of two machines say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pipeline.errors import LedgerError, NotAllowedError
from pipeline.model import DecisionKind, Role
from pipeline.review.people import (
    add_person,
    deactivate_person,
    end_role,
    grant_role,
    repudiate_person,
)
from pipeline.review.states import Policy

GOOD = "Llame a su médico si toma <x1>20 mg</x1> o más."


@pytest.mark.parametrize("how", ["ended", "deactivated", "repudiated"])
def test_a_machine_whose_clock_is_behind_approves_nothing_for_somebody_whose_role_is_over(
    office: Any, how: str
) -> None:
    office.save("Tom", GOOD)
    olga = office.actor("Olga")
    if how == "ended":
        end_role(office.ledger, "Ana", Role.REVIEWER, actor=olga)
    elif how == "deactivated":
        deactivate_person(office.ledger, "Ana", actor=olga)
    else:
        repudiate_person(office.ledger, "Ana", since=office.clock.now.date(), actor=olga, why="forged")
    office.clock.now -= timedelta(days=1)
    with pytest.raises(NotAllowedError):
        office.approve("Ana")


def test_what_somebody_repudiated_decides_by_a_clock_that_is_behind_is_void_as_well(office: Any) -> None:
    office.save("Tom", GOOD)
    today = office.clock.now.date()
    repudiate_person(office.ledger, "Ana", since=today, actor=office.actor("Olga"), why="forged")
    office.clock.now -= timedelta(days=1)
    office.forge(DecisionKind.APPROVED, "Ana", GOOD)
    assert not office.status().settled
    office.forge(DecisionKind.EDITED, "Ana", "Otro texto.")
    assert office.status().contributors == ()


def test_an_approval_stands_although_the_clock_of_the_machine_that_ended_the_role_was_behind(office: Any) -> None:
    office.save("Tom", GOOD)
    office.approve("Ana")
    office.clock.now -= timedelta(hours=5)
    end_role(office.ledger, "Ana", Role.REVIEWER, actor=office.actor("Olga"))
    deactivate_person(office.ledger, "Ana", actor=office.actor("Olga"))
    assert office.status().settled


def test_a_qualification_granted_afterwards_makes_no_earlier_approval_good(office: Any) -> None:
    office.save("Ana", GOOD)
    office.forge(DecisionKind.APPROVED, "Uwe", GOOD)
    assert not office.status().settled
    office.qualify("Uwe", Role.REVIEWER, since=date(2020, 1, 1))
    assert not office.status().settled
    office.approve("Uwe")
    assert office.status().settled


def test_a_role_granted_after_a_deactivation_brings_no_other_role_back(office: Any) -> None:
    office.qualify("Ben", Role.TRANSLATOR)
    grant_role(office.ledger, "Ben", Role.OPERATOR, actor=office.actor("Olga"))
    deactivate_person(office.ledger, "Ben", actor=office.actor("Olga"))
    office.qualify("Ben", Role.TRANSLATOR)
    at = office.ledger.read()[-1].decision.at
    ben = office.people.get(office.ids["Ben"])
    held = [role for role in Role if ben.may(role, at, source="en", target="es")]
    assert held == [Role.TRANSLATOR]
    office.save("Ben", GOOD)
    with pytest.raises(NotAllowedError, match="not a reviewer"):
        office.approve("Ben")


def test_somebody_repudiated_gets_no_role_again_and_is_told_what_to_do(office: Any) -> None:
    repudiate_person(office.ledger, "Ben", since=date(2026, 3, 1), actor=office.actor("Olga"), why="forged")
    with pytest.raises(NotAllowedError, match="repudiated"):
        office.qualify("Ben", Role.REVIEWER)


def test_a_demonstration_persons_text_is_no_second_persons_outside_a_demonstration(office: Any) -> None:
    office.policy = Policy("en", "require", demo=True)
    office.hire("Dora", Role.TRANSLATOR, demo=True)
    office.save("Dora", GOOD)
    office.approve("Ana")
    assert office.status().settled
    office.policy = Policy("en", "require")
    assert (office.status().settled, office.status().contributors) == (False, ())
    with pytest.raises(NotAllowedError, match="nobody known"):
        office.approve("Ana")


def test_erasing_a_demonstration_persons_name_makes_no_real_person_of_them(office: Any) -> None:
    office.hire("Dora", Role.REVIEWER, demo=True)
    office.ledger.write_person(office.ids["Dora"], office.ids["Dora"], "", demo=False)
    office.save("Tom", GOOD)
    with pytest.raises(NotAllowedError, match="demonstration"):
        office.approve("Dora")


def test_a_refusal_names_no_demonstration_person_as_the_one_who_can(office: Any) -> None:
    office.hire("Dora", Role.REVIEWER, demo=True)
    office.save("Ben", GOOD)
    with pytest.raises(NotAllowedError) as caught:
        office.approve("Tom")
    assert "Ana" in str(caught.value)
    assert "Dora" not in str(caught.value)


def test_a_workspace_whose_operators_are_of_a_demonstration_takes_a_first_real_one(ledger: Any) -> None:
    add_person(ledger, "Dora", demo=True)
    real = add_person(ledger, "Olga")
    assert real.may(Role.OPERATOR, ledger.read()[-1].decision.at)
    with pytest.raises(NotAllowedError):
        add_person(ledger, "Eve")
    with pytest.raises(NotAllowedError):
        add_person(ledger, "Dolores", demo=True)


def test_somebody_is_left_who_can_grant_roles_tomorrow(office: Any) -> None:
    olga = office.actor("Olga")
    grant_role(office.ledger, "Ben", Role.OPERATOR, actor=olga, valid_until=office.clock.now.date())
    office.hire("Dora", demo=True)
    grant_role(office.ledger, "Dora", Role.OPERATOR, actor=olga)
    with pytest.raises(NotAllowedError, match="last operator"):
        deactivate_person(office.ledger, "Olga", actor=olga)
    grant_role(office.ledger, "Ben", Role.OPERATOR, actor=olga)
    deactivate_person(office.ledger, "Olga", actor=olga)


def test_a_part_of_a_word_names_nobody(office: Any) -> None:
    office.hire("Susana López")
    office.hire("José García")
    for part in ("ana lópez", "San", "Garc", "  ", ""):
        with pytest.raises(NotAllowedError):
            office.people.find(part)
    assert office.people.find("lópez").name == "Susana López"
    assert office.people.find("JOSÉ  garcía").name == "José García", "written with combining accents"


def test_two_names_that_look_alike_are_one(office: Any) -> None:
    office.hire("José García")
    with pytest.raises(NotAllowedError, match="already"):
        office.hire("josé  García")


def test_a_decision_about_a_person_that_cannot_be_read_is_named(office: Any, tamper: Any) -> None:
    tamper("UPDATE ledger SET record = replace(record, 'operator', 'emperor') WHERE seq = 1")
    with pytest.raises(LedgerError, match="ledger row 1"):
        office.status()


def test_an_adding_that_fails_leaves_no_half_a_person(ledger: Any, head_file: Any) -> None:
    head_file.parent.mkdir(parents=True)
    head_file.write_text('{"count": 7, "hash": "x"}')
    with pytest.raises(LedgerError, match="missing"):
        add_person(ledger, "Olga")
    assert ledger.read_persons() == []
