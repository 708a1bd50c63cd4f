"""How a run ends, without a server."""

from __future__ import annotations

import pytest

from flows.lateness import skip_if_late
from flows.outcome import RunError, end_state, explain
from pipeline.errors import FetchError


def test_work_for_people_is_completed_and_named_held() -> None:
    state = end_state("result", held=3, waiting="units", errors=[])
    assert (state.type.value, state.name, state.message) == (
        "COMPLETED",
        "Held (3)",
        "3 units wait for people; `dragoman status` says for whom.",
    )
    assert state.result() == "result"


def test_a_run_that_leaves_nothing_is_just_completed() -> None:
    assert end_state("result", held=0, waiting="units", errors=[]).name == "Completed"


def test_something_broken_is_failed_even_where_people_are_waited_for() -> None:
    state = end_state("result", held=3, waiting="units", errors=["a is broken", "b too", "c too"])
    assert (state.type.value, state.message) == ("FAILED", "a is broken (and 2 more: see the run's table)")
    with pytest.raises(RunError, match="a is broken"):
        state.result()


def test_an_error_of_ours_is_told_as_it_is_and_another_with_its_type() -> None:
    assert explain(FetchError("no such page", where="http://x/", hint="Look.")) == "http://x/: no such page Look."
    assert explain(KeyError("slug")) == "KeyError: 'slug'"


def test_a_run_that_nobody_scheduled_is_never_late() -> None:
    assert skip_if_late(1) is None
    assert skip_if_late(None) is None
