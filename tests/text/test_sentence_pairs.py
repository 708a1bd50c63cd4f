"""Which sentences of a changed text stand, and which are new."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.sentence_pairs import SentencePair, align_sentences


def _kinds(old: str, new: str) -> list[str]:
    return [pair.kind for pair in align_sentences(old, new, "en")]


def test_one_edited_sentence_leaves_the_others() -> None:
    old = "Rest for a day. Drink much water. Call us if you feel worse."
    new = "Rest for a day. Drink no water. Call us if you feel worse."
    assert align_sentences(old, new, "en") == (
        SentencePair("same", "Rest for a day. ", "Rest for a day. "),
        SentencePair("edited", "Drink much water. ", "Drink no water. "),
        SentencePair("same", "Call us if you feel worse.", "Call us if you feel worse."),
    )


def test_an_added_and_a_removed_sentence_are_told_from_an_edited_one() -> None:
    assert _kinds("Rest well. Eat.", "Rest well. The clinic opens at nine. Eat.") == ["same", "added", "same"]
    assert _kinds("Rest well. The clinic opens at nine. Eat.", "Rest well. Eat.") == ["same", "removed", "same"]
    assert _kinds("Take one tablet.", "Xylophones buzz.") == ["removed", "added"]


def test_the_last_sentence_is_the_same_whatever_follows_it() -> None:
    assert _kinds("Rest well.", "Rest well. Then walk home.") == ["same", "added"]


def test_placeholders_stay_whole() -> None:
    (first, second) = align_sentences("See <a>us. Now</a>. Eat.", "See <a>us. Now</a>. Drink.", "en")[-2:]
    assert (first.kind, second.new) != ("same", "")


_SENTENCES = st.lists(st.sampled_from(["Rest. ", "Rest well. ", "Drink much water. ", "Call us. ", "Eat."]), max_size=7)


@given(_SENTENCES, _SENTENCES)
@settings(max_examples=150, deadline=None)
def test_the_pairs_join_to_both_texts(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    pairs = align_sentences(before, after, "en")
    assert "".join(pair.old for pair in pairs) == before
    assert "".join(pair.new for pair in pairs) == after
    for pair in pairs:
        assert pair.kind == ("added" if not pair.old else "removed" if not pair.new else pair.kind)
        assert (pair.kind == "same") == (pair.old.rstrip() == pair.new.rstrip())
