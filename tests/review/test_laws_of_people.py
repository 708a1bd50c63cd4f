"""Laws of people under any sequence of grants, ends, repudiations and clocks that go back, with Hypothesis."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ReviewError
from pipeline.model import Role
from pipeline.review.ledger import Ledger
from pipeline.review.people import deactivate_person, end_role, repudiate_person

NAMES = ("Ana", "Ben")

_step = st.one_of(
    st.tuples(st.sampled_from(["grant", "end", "deactivate", "save", "approve"]), st.sampled_from(NAMES)),
    st.tuples(st.just("repudiate"), st.sampled_from(NAMES)),
    st.tuples(st.just("clock"), st.sampled_from(["-30", "-1", "1", "30"])),
)


@pytest.fixture(scope="module")
def new_place() -> Iterator[Callable[[], Path]]:
    numbers = itertools.count()
    with TemporaryDirectory() as folder:
        yield lambda: Path(folder) / f"{next(numbers)}.sqlite3"


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_step, min_size=4, max_size=14))
def test_an_approval_holds_exactly_while_it_was_given_in_role_and_nobody_behind_it_is_repudiated(
    new_place: Any, office: Any, clock: Any, steps: list[tuple[str, str]]
) -> None:
    with closing(Ledger.open(new_place(), clock=clock)) as ledger:
        mine = replace(office, ledger=ledger, ids={})
        mine.hire("Olga")
        for name in NAMES:
            mine.hire(name)
            mine.qualify(name, Role.REVIEWER, since=date(2020, 1, 1))
        mine.hire("Tom", Role.TRANSLATOR)
        able, void, texts = set(NAMES), set(), itertools.count()
        writers: set[str] = set()
        approver = ""
        for deed, name in steps:
            if deed == "clock":
                clock.now += timedelta(hours=int(name))
                continue
            try:
                _take(mine, deed, name, f"Texto {next(texts)}.")
            except ReviewError:
                if deed == "approve":
                    others = writers - void - {name}
                    assert name not in able or not others, "a qualified second person was refused"
                continue
            match deed:
                case "grant":
                    able.add(name)
                case "end" | "deactivate":
                    able.discard(name)
                case "repudiate":
                    able.discard(name)
                    void.add(name)
                case "save":
                    assert name in able
                    writers, approver = writers | {name}, ""
                case "approve":
                    assert name in able, "somebody without the role approved"
                    approver = name
            status = mine.status()
            stands = bool(approver) and approver not in void and bool(writers - void - {approver})
            assert status.settled == stands, (deed, name, status)


def _take(office: Any, deed: str, name: str, text: str) -> None:
    olga = office.actor("Olga")
    match deed:
        case "grant":
            office.qualify(name, Role.REVIEWER, since=date(2020, 1, 1))
        case "end":
            end_role(office.ledger, name, Role.REVIEWER, actor=olga)
        case "deactivate":
            deactivate_person(office.ledger, name, actor=olga)
        case "repudiate":
            repudiate_person(office.ledger, name, since=date(2020, 1, 1), actor=olga, why="forged")
        case "save":
            office.save(name, text)
        case "approve":
            office.approve(name)
