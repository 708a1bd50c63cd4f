"""Published pairs: which approvals fell since, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.model import Pair, approval_binding
from pipeline.review.people import repudiate_person
from pipeline.review.states import why_approval_fell

GOOD = "Llame a su médico si toma <x1>20 mg</x1> o más."


@pytest.fixture
def pair(office: Any) -> Pair:
    """An approved text as an edition shows it."""
    office.save("Tom", GOOD)
    office.approve("Ana")
    status = office.status()
    unit = status.unit
    binding = approval_binding(office.place.article_id, "es", unit.context, unit.fingerprint, GOOD)
    return Pair(unit.key, unit.fingerprint, GOOD, status.approval, binding)


def _why(office: Any, pair: Pair) -> str:
    rows = office.ledger.read(article=office.place.article_id, locale="es")
    return why_approval_fell(office.place.article_id, "es", pair, rows, office.people, policy=office.policy)


def test_an_approval_that_stands_did_not_fall(office: Any, pair: Pair) -> None:
    assert _why(office, pair) == ""


def test_a_later_edit_or_its_rejection_does_not_fell_what_is_shown(office: Any, pair: Pair) -> None:
    office.save("Tom", "Otro texto.")
    office.reject("Ben")
    assert _why(office, pair) == ""


@pytest.mark.parametrize("deed", ["revoke", "reject"])
def test_a_revocation_or_rejection_of_that_text_fells_it(office: Any, pair: Pair, deed: str) -> None:
    getattr(office, deed)("Ben")
    assert "Ben" in _why(office, pair)


@pytest.mark.parametrize("who", ["Ana", "Tom"])
def test_a_repudiation_of_either_of_two_people_fells_it(office: Any, pair: Pair, who: str) -> None:
    repudiate_person(office.ledger, who, since=date(2026, 3, 1), actor=office.actor("Olga"), why="forged")
    assert _why(office, pair)


def test_an_approval_that_is_not_in_the_ledger_holds_nothing(office: Any, pair: Pair) -> None:
    from dataclasses import replace

    assert "not in the ledger" in _why(office, replace(pair, approval=999))
    assert "not in the ledger" in _why(office, replace(pair, approval=pair.approval - 1))
    assert "not in the ledger" in _why(office, replace(pair, target="x", binding="0" * 64))
