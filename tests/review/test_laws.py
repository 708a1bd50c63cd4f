"""Laws of review under any sequence of acts, with Hypothesis."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ReviewError
from pipeline.model import MACHINE, UNKNOWN, DecisionKind, Role, UnitState, approval_binding
from pipeline.review.ledger import Ledger
from pipeline.review.people import People, repudiate_person
from pipeline.review.states import derive_statuses
from pipeline.review.verify import verify_ledger

TEXTS = ("Uno.", "Dos.", "Call <a>the helpline</a>.")
NAMES = ("Ana", "Ben", "Tom")

_step = st.one_of(
    st.tuples(st.just("save"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(
        st.sampled_from(["approve", "reject", "revoke", "omit", "keep", "over"]), st.sampled_from(NAMES), st.none()
    ),
    st.tuples(st.just("draft"), st.just(MACHINE), st.sampled_from(TEXTS)),
    st.tuples(st.sampled_from(["bring", "fuzzy"]), st.sampled_from([*NAMES, UNKNOWN]), st.sampled_from(TEXTS)),
    st.tuples(st.just("source"), st.just(""), st.none()),
)


def _take(office: Any, unit: Any, step: tuple[str, str, str | None]) -> None:
    deed, name, text = step
    try:
        if deed == "save":
            office.save(name, text, unit)
        elif deed == "draft":
            office.draft(text, unit)
        elif deed in ("bring", "fuzzy"):
            office.bring(text, unit, name="" if name == UNKNOWN else name, fuzzy=deed == "fuzzy")
        elif deed == "over":
            office.approve(name, unit, reason="I know better")
        else:
            getattr(office, deed)(name, unit)
    except ReviewError:
        pass


def _deciders(office: Any, unit: Any, approval: int, target: str | None) -> set[str]:
    """Who decided for this very proposal up to its approval, by a plain backward reading of the ledger."""
    people: set[str] = set()
    rows = [row for row in office.ledger.read(article=office.place.article_id) if row.decision.key == unit.key]
    for place, row in reversed(list(enumerate(rows))):
        decision = row.decision
        if row.seq > approval or decision.fingerprint != unit.fingerprint:
            continue
        if row.seq == approval:
            people.add(decision.actor)
        elif decision.kind in (DecisionKind.OMITTED, DecisionKind.SAME_AS_SOURCE):
            if decision.target == target:
                people.add(decision.actor)
            break
        elif decision.kind is DecisionKind.IMPORTED and decision.actor == UNKNOWN:
            # Nobody's text is nobody's word; a flag that nobody signed leaves the text whose it was.
            if decision.target and decision.target != _text_before(rows[:place], unit):
                break
        elif decision.kind in (DecisionKind.EDITED, DecisionKind.ACCEPTED, DecisionKind.IMPORTED):
            people.add(decision.actor)
    return people


def _text_before(rows: Any, unit: Any) -> str | None:
    """The text of a person, known or not, that stood after these decisions; None where there was none."""
    text, human = None, False
    for row in rows:
        decision = row.decision
        if decision.fingerprint != unit.fingerprint:
            continue
        if decision.kind is DecisionKind.DRAFTED:
            text = text if human else decision.target
        elif decision.kind in (
            DecisionKind.EDITED,
            DecisionKind.ACCEPTED,
            DecisionKind.OMITTED,
            DecisionKind.SAME_AS_SOURCE,
        ) or (decision.kind is DecisionKind.IMPORTED and decision.target):
            text, human = decision.target, True
    return text if human else None


@pytest.fixture(scope="module")
def shop() -> Any:
    """Ledgers of their own for each example, on SQLite in memory-backed folders."""
    numbers = itertools.count()
    with TemporaryDirectory() as folder:
        yield lambda: Path(folder) / f"{next(numbers)}.sqlite3"


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_step, min_size=3, max_size=12), repudiated=st.sampled_from([None, *NAMES]))
def test_no_sequence_of_acts_settles_a_unit_without_a_bound_approval_and_two_people(
    shop: Any, office: Any, clock: Any, units: Any, steps: list[tuple[str, str, str | None]], repudiated: str | None
) -> None:
    with closing(Ledger.open(shop(), clock=clock)) as ledger:
        mine = replace(office, ledger=ledger, ids={})
        for name, roles in (
            ("Olga", ()),
            ("Ana", (Role.REVIEWER,)),
            ("Ben", (Role.REVIEWER,)),
            ("Tom", (Role.TRANSLATOR,)),
        ):
            mine.hire(name, *roles)
        link = units[2]
        sources = itertools.cycle([link, replace(link, placeholders=(replace(link.placeholders[0], target="tel:1"),))])
        unit = next(sources)
        for step in steps:
            if step[0] == "source":
                unit = next(sources)
                continue
            before = mine.status(unit)
            _take(mine, unit, step)
            after = mine.status(unit)
            if step[0] == "draft" and before.author not in ("", MACHINE):
                assert (after.target, after.state) == (before.target, before.state), "machine text replaced a person's"
            _check(mine, unit, after)
        if repudiated:
            repudiate_person(ledger, repudiated, since=date(2026, 1, 1), actor=mine.actor("Olga"), why="forged")
            after = mine.status(unit)
            _check(mine, unit, after)
            assert mine.ids[repudiated] not in (after.approved_by, *after.contributors)
        assert verify_ledger(ledger) == ()
        rows = ledger.read()
        texts = {row.decision.target for row in rows if row.decision.target}
        saved = {step[2] for step in steps if step[0] == "save"}
        assert saved <= texts, "a text that a person typed is not in the ledger"
        once = derive_statuses(mine.place.article_id, "es", [unit], rows, People.load(ledger), policy=mine.policy)
        assert once == (mine.status(unit),), "the fold is not a function of its inputs"


def _check(office: Any, unit: Any, status: Any) -> None:
    assert (status.state in (UnitState.APPROVED, UnitState.OMITTED)) == (status.approval > 0)
    if not status.settled:
        return
    row = next(row for row in office.ledger.read() if row.seq == status.approval)
    bound = approval_binding(office.place.article_id, "es", unit.context, unit.fingerprint, status.target)
    assert (row.decision.kind, row.decision.binding) == (DecisionKind.APPROVED, bound)
    assert row.decision.actor in (office.ids["Ana"], office.ids["Ben"])
    assert len(_deciders(office, unit, status.approval, status.target)) >= 2
