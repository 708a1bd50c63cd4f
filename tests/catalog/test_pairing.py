"""Which old translation is shown beside a changed source."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog import Pairing, pair_entries
from pipeline.model import Entry, EntryKey, Unit


def _units(*texts: str) -> list[Unit]:
    return [Unit(text) for text in texts]


def _paired(gone: list[Unit], new: list[Unit]) -> list[tuple[str, str]]:
    return [(pairing.new.source, pairing.old.source) for pairing in pair_entries(gone, new)]


def test_an_edited_sentence_is_paired_with_what_it_was() -> None:
    gone = _units("Tell your doctor about a fever.", "The drug is given into a vein over 28 days.")
    new = _units(
        "The drug is given into a vein over 14 days.", "Tell your care team about a fever.", "Quite new words."
    )
    assert _paired(gone, new) == [(new[0].text, gone[1].text), (new[1].text, gone[0].text)]


def test_the_same_text_under_another_context_comes_first() -> None:
    gone = [Unit("Bleeding.", context="old"), Unit("Bleeding!")]
    new = [Unit("Bleeding!!"), Unit("Bleeding.", context="new")]
    assert pair_entries(gone, new) == (
        Pairing(EntryKey("", "Bleeding!!"), EntryKey("", "Bleeding!"), 94),
        Pairing(EntryKey("new", "Bleeding."), EntryKey("old", "Bleeding."), 100),
    )


def test_a_text_that_only_looks_otherwise_comes_before_a_nearer_one() -> None:
    gone = _units("If you have pain in it.", "If you have 'pain' in it.")
    new = _units("If you have ‘pain’ in it.")
    assert [(p.old.source, p.score) for p in pair_entries(gone, new)] == [(gone[1].text, 99)]
    bold = _units("If you have <b>pain</b> in it.")
    assert _paired(gone[:1], bold) == [(bold[0].text, gone[0].text)]


def test_obsolete_entries_pair_as_units_do() -> None:
    entry = Entry("", "Fever or chills", "Fiebre o escalofríos", obsolete=True)
    assert [p.old for p in pair_entries([entry], _units("Fever and chills"))] == [entry.key]


def test_texts_that_have_little_in_common_are_not_paired() -> None:
    assert pair_entries(_units("References"), _units("How this drug is given")) == ()


def test_a_near_match_never_counts_as_a_whole_one() -> None:
    old = "a" * 3000
    assert [p.score for p in pair_entries(_units(old), _units(old + "b"))] == [99]


def test_at_equal_likeness_the_place_decides() -> None:
    gone = _units("Step 1 of it", "Step 2 of it", "Step 3 of it")
    new = _units("Step 7 of it", "Step 8 of it", "Step 9 of it")
    assert _paired(gone, new) == [(n.text, o.text) for n, o in zip(new, gone, strict=True)]


def test_repeated_texts_pair_in_their_order() -> None:
    gone = [Unit("Side effects", context=str(n)) for n in range(3)]
    new = [Unit("Side effects", context=f"new{n}") for n in range(4)]
    assert [(p.new.context, p.old.context) for p in pair_entries(gone, new)] == [
        ("new0", "0"),
        ("new1", "1"),
        ("new2", "2"),
    ]


def test_the_better_match_wins_the_old_entry() -> None:
    gone = _units("Take one tablet each day.")
    new = _units("Take one pill on each day.", "Take one tablet every day.")
    assert _paired(gone, new) == [(new[1].text, gone[0].text)]


_TEXT = st.text("abc ", min_size=1, max_size=12)


@given(gone=st.lists(_TEXT, max_size=8, unique=True), new=st.lists(_TEXT, max_size=8, unique=True))
@settings(max_examples=200, deadline=None)
def test_pairs_are_one_to_one_stable_and_near(gone: list[str], new: list[str]) -> None:
    pairs = pair_entries(_units(*gone), _units(*new))
    assert len({p.new for p in pairs}) == len({p.old for p in pairs}) == len(pairs)
    assert [p.new.source for p in pairs] == [text for text in new if text in {p.new.source for p in pairs}]
    assert all(60 <= p.score <= 100 for p in pairs)
    assert all((p.score == 100) == (p.new.source == p.old.source) for p in pairs)
    assert pair_entries(_units(*gone), _units(*new)) == pairs


def test_a_thousand_changed_paragraphs_pair_within_five_seconds() -> None:
    text = "the drug may cause fever chills rash headache nausea and low blood counts in some people"
    words = text.split()
    gone = _units(*(" ".join(words[(n * k) % len(words)] for k in range(1, 40)) + f" {n}" for n in range(1000)))
    new = _units(*(unit.text.replace("fever", "a fever") + " now" for unit in gone))
    started = time.process_time()
    pairs = pair_entries(gone, new)
    assert time.process_time() - started < 5
    assert len(pairs) == 1000
