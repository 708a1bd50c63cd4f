"""Decisions on editions: what a person withdrew stays down until a person restores it."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import NotAllowedError, ReviewError
from pipeline.model import POLICY, Decision, DecisionKind
from pipeline.review.editions import read_edition_state, record_restored, record_withdrawn


def _publish(office: Any) -> None:
    at = "2026-03-01T13:00:00.000000Z"
    office.ledger.append(
        [Decision(DecisionKind.PUBLISHED, POLICY, at, "publish", article="a1", locale="es", details={"edition": "e1"})]
    )


def _take_down_by_rule(office: Any) -> None:
    at = "2026-03-01T13:00:00.000000Z"
    office.ledger.append(
        [
            Decision(
                DecisionKind.WITHDRAWN, POLICY, at, "publish", article="a1", locale="es", details={"reason": "stale"}
            )
        ]
    )


def _withdraw(office: Any, name: str = "Olga") -> bool:
    return record_withdrawn(office.ledger, "a1", ["es"], actor=office.actor(name), why="the dose is wrong")


def _restore(office: Any, name: str = "Olga") -> bool:
    return record_restored(office.ledger, "a1", ["es"], actor=office.actor(name), why="mended")


def test_an_edition_that_nobody_decided_on_was_never_published(office: Any) -> None:
    state = read_edition_state(office.ledger, "a1", "es")
    assert (state.last, state.withdrawn, state.withdrawn_by_person) == (None, False, False)


def test_a_withdrawal_keeps_who_when_and_why(office: Any) -> None:
    _publish(office)
    assert _withdraw(office)
    state = read_edition_state(office.ledger, "a1", "es")
    assert (state.withdrawn_by_person, state.reason, state.edition) == (True, "the dose is wrong", "e1")
    assert state.actor == office.ids["Olga"]


def test_a_withdrawn_edition_does_not_return_by_a_publication_or_a_rule(office: Any) -> None:
    _publish(office)
    _withdraw(office)
    _publish(office)
    _take_down_by_rule(office)
    _publish(office)
    assert read_edition_state(office.ledger, "a1", "es").withdrawn_by_person
    assert _restore(office)
    assert not read_edition_state(office.ledger, "a1", "es").withdrawn


def test_what_a_rule_took_down_returns_by_a_publication(office: Any) -> None:
    _publish(office)
    _take_down_by_rule(office)
    state = read_edition_state(office.ledger, "a1", "es")
    assert (state.withdrawn, state.withdrawn_by_person, state.reason) == (True, False, "stale")
    _publish(office)
    assert not read_edition_state(office.ledger, "a1", "es").withdrawn


def test_a_withdrawal_during_the_first_publication_is_not_lost(office: Any) -> None:
    assert _withdraw(office)
    _publish(office)
    assert read_edition_state(office.ledger, "a1", "es").withdrawn_by_person


def test_withdrawing_twice_and_restoring_what_is_up_do_nothing(office: Any) -> None:
    _publish(office)
    assert not _restore(office)
    assert _withdraw(office)
    head = office.ledger.head()
    assert not _withdraw(office)
    assert office.ledger.head() == head


def test_another_locales_edition_is_not_concerned(office: Any) -> None:
    _publish(office)
    _withdraw(office)
    assert read_edition_state(office.ledger, "a1", "ar").last is None


def test_a_reviewer_may_withdraw_and_only_an_operator_restores(office: Any) -> None:
    _publish(office)
    for name in ("Tom", "Uwe", "p_nobody"):
        with pytest.raises(NotAllowedError):
            _withdraw(office, name)
    assert _withdraw(office, "Ana")
    with pytest.raises(NotAllowedError):
        _restore(office, "Ana")


def test_a_withdrawal_without_a_reason_is_refused(office: Any) -> None:
    with pytest.raises(ReviewError, match="reason"):
        record_withdrawn(office.ledger, "a1", ["es"], actor=office.actor("Olga"), why=" ")
