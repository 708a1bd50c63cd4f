"""Word differences: readable, and nothing of either text is lost."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.diff import Change, diff_words


def test_a_changed_dose_is_shown_as_one_number() -> None:
    assert diff_words("Take 2.5 mg daily.", "Take 5 mg daily.") == (
        Change("same", "Take "),
        Change("removed", "2.5"),
        Change("added", "5"),
        Change("same", " mg daily."),
    )


def test_neighbouring_words_that_change_are_one_phrase() -> None:
    assert diff_words("once a day", "twice each day") == (
        Change("removed", "once a"),
        Change("added", "twice each"),
        Change("same", " day"),
    )


def test_a_script_without_spaces_is_compared_by_letters() -> None:
    assert [change.op for change in diff_words("每天两次。", "每天三次。")] == ["same", "removed", "added", "same"]


def test_a_placeholder_is_never_cut() -> None:
    assert Change("removed", "<a1>") in diff_words("see <a1>here</a1>", "see <a2>here</a2>")


def test_equal_texts_have_no_changes() -> None:
    assert diff_words("one two", "one two") == (Change("same", "one two"),)
    assert diff_words("", "") == ()


words = st.lists(st.sampled_from(["a", "b ", " ", "每", "<a>", "2.5", "\n"]) | st.text(max_size=3), max_size=15).map(
    "".join
)


@given(words, words)
def test_both_texts_can_be_read_back_from_the_changes(old: str, new: str) -> None:
    changes = diff_words(old, new)
    assert "".join(change.text for change in changes if change.op != "added") == old
    assert "".join(change.text for change in changes if change.op != "removed") == new
    assert all(a.op != b.op for a, b in itertools.pairwise(changes))
