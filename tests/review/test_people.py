"""People, roles and qualifications, from decisions."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from pipeline.errors import NotAllowedError
from pipeline.model import DecisionKind, Role
from pipeline.review.people import (
    Grant,
    People,
    add_person,
    deactivate_person,
    end_role,
    grant_role,
    repudiate_person,
)

NOON = "2026-03-01T12:00:00.000000Z"


def test_the_first_person_becomes_operator_and_later_ones_need_an_operators_word(ledger: Any) -> None:
    first = add_person(ledger, "Olga")
    assert re.fullmatch(r"p_[a-z2-9]{10}", first.id)
    assert first.may(Role.OPERATOR, ledger.read()[-1].decision.at)
    with pytest.raises(NotAllowedError, match="Olga"):
        add_person(ledger, "Eve")
    assert [person.name for person in People.load(ledger)] == ["Olga"]


def test_names_stand_in_no_decision(office: Any) -> None:
    text = "".join(row.record for row in office.ledger.raw_rows())
    assert not [name for name in office.ids if name in text]


def test_a_person_whose_name_was_erased_keeps_their_roles(office: Any) -> None:
    before = office.people.get(office.ids["Ana"]).grants
    office.ledger.write_person(office.ids["Ana"], office.ids["Ana"], "", demo=False)
    assert office.people.get(office.ids["Ana"]).grants == before
    assert office.people.name_of(office.ids["Ana"]) == office.ids["Ana"]


def test_a_person_is_found_by_id_or_unambiguous_name(office: Any) -> None:
    office.hire("Ana María López")
    office.hire("Ana María Ruiz")
    assert office.people.find(office.ids["Ben"]).name == "Ben"
    assert office.people.find("ben").name == "Ben"
    with pytest.raises(NotAllowedError) as caught:
        office.people.find("ana maría")
    assert office.ids["Ana María López"] in str(caught.value)
    assert office.ids["Ana María Ruiz"] in str(caught.value)
    with pytest.raises(NotAllowedError, match="no person"):
        office.people.find("Zoe")


@pytest.mark.parametrize(
    ("granted", "wanted", "covered"),
    [
        ("es", "es", True),
        ("es", "es_MX", True),
        ("es_MX", "es", False),
        ("es_MX", "es_AR", False),
        ("es", "pt", False),
        ("pt", "pt_BR", True),
        ("zh_Hans", "zh_Hant", False),
        ("zh_Hans", "zh_Hans", True),
        ("zh_Hant", "zh_Hans", False),
        ("zh_Hans", "zh_TW", False),
        ("zh_Hans", "zh_CN", True),
        ("sr_Latn", "sr", False),
        ("sr_Cyrl", "sr", True),
        ("en", "en_GB", True),
        ("zh", "zh_CN", True),
        ("zh", "zh_Hant", False),
        ("es", "../es", False),
        ("", "es", False),
    ],
)
def test_a_grant_for_a_language_covers_its_regions_and_no_other_script(
    granted: str, wanted: str, covered: bool
) -> None:
    grant = Grant(Role.REVIEWER, "en", granted, "a diploma", "2026-01-01", "")
    assert grant.covers("en", wanted) is covered


def test_a_grant_is_for_one_direction() -> None:
    grant = Grant(Role.REVIEWER, "en", "es", "a diploma", "2026-01-01", "")
    assert not grant.covers("es", "en")


def test_both_days_of_a_qualification_count_and_no_other() -> None:
    grant = Grant(Role.REVIEWER, "en", "es", "a diploma", "2026-03-01", "2026-03-31")
    days = {
        day: grant.holds(f"{day}T23:59:59.999999Z") for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    }
    assert days == {"2026-02-28": False, "2026-03-01": True, "2026-03-31": True, "2026-04-01": False}


@pytest.mark.parametrize("name", ["Ana", "Tom", "Uwe"])
def test_only_an_operator_grants_ends_deactivates_and_repudiates(office: Any, name: str) -> None:
    actor, ledger, head = office.actor(name), office.ledger, office.ledger.head()
    for deed in (
        lambda: grant_role(ledger, "Uwe", Role.OPERATOR, actor=actor),
        lambda: end_role(ledger, "Ben", Role.REVIEWER, actor=actor),
        lambda: deactivate_person(ledger, "Ben", actor=actor),
        lambda: repudiate_person(ledger, "Ben", since=date(2026, 1, 1), actor=actor, why="w"),
    ):
        with pytest.raises(NotAllowedError, match="operator"):
            deed()
    assert ledger.head() == head


def test_an_operator_who_was_deactivated_grants_nothing(office: Any) -> None:
    grant_role(office.ledger, "Uwe", Role.OPERATOR, actor=office.actor("Olga"))
    deactivate_person(office.ledger, "Olga", actor=office.actor("Uwe"))
    with pytest.raises(NotAllowedError):
        grant_role(office.ledger, "Ben", Role.OPERATOR, actor=office.actor("Olga"))
    assert not office.people.get(office.ids["Olga"]).may(Role.OPERATOR, office.ledger.read()[-1].decision.at)


def test_the_last_operator_cannot_go(office: Any) -> None:
    olga = office.actor("Olga")
    for deed in (
        lambda: end_role(office.ledger, "Olga", Role.OPERATOR, actor=olga),
        lambda: deactivate_person(office.ledger, "Olga", actor=olga),
        lambda: repudiate_person(office.ledger, "Olga", since=date(2026, 1, 1), actor=olga, why="w"),
    ):
        with pytest.raises(NotAllowedError, match="last operator"):
            deed()


def test_ending_a_role_that_nobody_gave_is_refused_and_names_those_held(office: Any) -> None:
    with pytest.raises(NotAllowedError, match="reviewer es"):
        end_role(office.ledger, "Ana", Role.REVIEWER, actor=office.actor("Olga"), target="ar")


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.REVIEWER, "source": "en", "target": "es"},
        {"role": Role.REVIEWER, "basis": "a diploma"},
        {"role": Role.TRANSLATOR, "source": "en"},
        {"role": Role.TRANSLATOR, "source": "english", "target": "es"},
        {"role": Role.TRANSLATOR, "source": "en", "target": "../es"},
        {
            "role": Role.REVIEWER,
            "source": "en",
            "target": "es",
            "basis": "b",
            "valid_from": date(2026, 2, 2),
            "valid_until": date(2026, 2, 1),
        },
    ],
)
def test_a_grant_without_languages_basis_or_sound_dates_is_refused(office: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAllowedError):
        grant_role(office.ledger, "Uwe", actor=office.actor("Olga"), **wrong)


def test_repudiating_needs_a_reason_and_the_earliest_date_counts(office: Any) -> None:
    olga = office.actor("Olga")
    with pytest.raises(NotAllowedError, match="reason"):
        repudiate_person(office.ledger, "Ben", since=date(2026, 1, 1), actor=olga, why=" ")
    repudiate_person(office.ledger, "Ben", since=date(2026, 2, 1), actor=olga, why="w")
    repudiate_person(office.ledger, "Ben", since=date(2026, 2, 9), actor=olga, why="w")
    assert office.people.get(office.ids["Ben"]).repudiated_since == "2026-02-01"


def test_who_may_leaves_out_those_who_cannot_any_more(office: Any) -> None:
    deactivate_person(office.ledger, "Ana", actor=office.actor("Olga"))
    at = office.ledger.read(kinds=(DecisionKind.DEACTIVATED,))[0].decision.at
    assert [p.name for p in office.people.who_may(Role.REVIEWER, at, source="en", target="es")] == ["Ben"]
