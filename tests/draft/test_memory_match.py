"""What a look-up offers: context before exact before numbers before near, and what speaks against a pair."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.draft import ApprovedPair, Memory, Place, Surroundings
from pipeline.draft.memory_numbers import find_changes, replace_numbers
from pipeline.model import Placeholder, Unit

DOSE = ApprovedPair("Take 20 mg every day.", "Tome 20 mg todos los días.", "a", "es", "2025-06-01T00:00:00Z")
WARNING = "Stop at once if you have a rash."


def test_numbers_are_put_in_place_and_shown_where_they_alone_differ() -> None:
    (match,) = Memory([DOSE]).look_up(Unit("Take 25 mg every day."))
    assert (match.target, match.kind, match.score, match.numbers) == (
        "Tome 25 mg todos los días.", "numbers", 95, (("20", "25"),))  # fmt: skip
    assert match.pair == DOSE


def test_a_number_that_cannot_be_put_in_place_is_never_offered_as_if_it_were_the_same() -> None:
    words = replace(DOSE, target="Tome veinte miligramos todos los días.")
    (match,) = Memory([words]).look_up(Unit("Take 25 mg every day."))
    assert (match.kind, match.numbers) == ("near", (("20", "25"),))
    assert match.score <= 89


def test_a_number_in_a_protected_span_comes_from_the_unit() -> None:
    pair = ApprovedPair("Take <x>20 mg</x> now.", "Tome <x>20 mg</x> ahora.")
    unit = Unit("Take <x>25 mg</x> now.", (Placeholder("x", "protected", "span", text="25 mg"),))
    (match,) = Memory([pair]).look_up(unit)
    assert (match.target, match.kind) == ("Tome <x>25 mg</x> ahora.", "numbers")


@pytest.mark.parametrize(
    ("source", "target", "wanted", "expected"),
    [
        ("20 mg", "20 mg", "25 mg", "25 mg"),
        ("1.5 mL", "1,5 ml", "2.5 mL", "2,5 ml"),
        ("1,500 people", "1.500 personas", "2,300 people", "2.300 personas"),
        ("20 or 30 mg", "30 o 20 mg", "30 or 20 mg", "20 o 30 mg"),
        ("<a1>5 days</a1>", "<a1>5 días</a1>", "<a1>7 days</a1>", "<a1>7 días</a1>"),
        ("20 mg", "veinte mg", "25 mg", None),
        ("20 mg", "20 mg (20 miligramos)", "25 mg", None),
        ("20 mg or 20 mL", "20 mg o 20 ml", "25 mg or 30 mL", None),
        ("20 mg or 20 mL", "20 mg o 20 ml", "25 mg or 20 mL", None),
        ("15 mg", "15 mg", "1.5 mg", None),
        ("Call 1-800-422-6237", "Llame al 1-800-422-6237", "Call 1-800-422-6238", None),
        ("vitamin B12", "vitamina B12", "vitamin B6", None),
        ("COVID-19", "COVID-19", "COVID-20", None),
        ("20 mg", "20 mg", "25 mL", None),
        ("20 mg", "20 mg", "20 mg", None),
    ],
)
def test_numbers_are_replaced_only_where_it_is_sure(source: str, target: str, wanted: str, expected: str) -> None:
    assert replace_numbers(source, target, wanted) == expected


def test_changes_are_told_only_where_nothing_else_differs() -> None:
    assert find_changes("5 of 10", "6 of 10") == (("5", "6"),)
    assert find_changes("5 of 10", "6 in 10") == ()


def test_the_pair_between_the_same_neighbours_comes_first() -> None:
    pairs = [
        ApprovedPair(WARNING, "Deténgase.", "a", approved_at="2026-01-01"),
        ApprovedPair(WARNING, "Pare.", "b", approved_at="2020-01-01"),
    ]
    places = {"a": Place("a", "One.", "Two."), "b": Place("b", "Before.", "After.", ("Risks",))}
    around = Surroundings(Place("c", "Before.", "After."), lambda pair: places[pair.article])
    first, second = Memory(pairs).look_up(Unit(WARNING), around=around)
    assert (first.target, first.kind, first.place) == ("Pare.", "context", places["b"])
    assert (second.target, second.kind) == ("Deténgase.", "exact")


@pytest.mark.parametrize(
    ("changes", "penalties"),
    [
        ({"origin": "other.tmx"}, {"imported": 5}),
        ({"article": "old"}, {"domain": 3}),
        ({"approved_at": "2022-07-01T00:00:00Z"}, {"age": 2}),
        ({"approved_at": "1999-07-01T00:00:00Z"}, {"age": 5}),
        ({"machine": True}, {"machine": 2}),
        ({"machine": True, "origin": "x.tmx"}, {"machine": 2, "imported": 5}),
        ({}, {}),
    ],
)
def test_what_speaks_against_a_pair_is_taken_off_and_said(changes: dict, penalties: dict) -> None:
    around = Surroundings(Place("here", domain="cancer"), domains={"a": "cancer", "old": "flu"}, today="2026-06-30")
    (match,) = Memory([replace(DOSE, **changes)]).look_up(Unit(DOSE.source), around=around)
    assert (dict(match.penalties or {}), match.score, match.kind) == (penalties, 100 - sum(penalties.values()), "exact")


def test_a_unit_without_a_match_is_put_together_of_sentences_that_are_all_known() -> None:
    memory = Memory([
        ApprovedPair(f"{WARNING} Rest.", "Pare si tiene sarpullido. Descanse.", "a"),
        ApprovedPair("Call your doctor.", "Llame a su médico.", "b"),
    ])  # fmt: skip
    unit = Unit(f"Call your doctor. {WARNING}")
    (match, *_) = memory.look_up(unit)
    assert (match.target, match.kind, match.score) == (
        "Llame a su médico. Pare si tiene sarpullido.", "segments", 99)  # fmt: skip
    unknown = Unit(f"Drink much water every day of the week. {WARNING}")
    assert not [match for match in memory.look_up(unknown) if match.kind == "segments"]
    first, second = memory.look_up_segments(unknown)
    assert (first.matches, second.matches[0].target, second.matches[0].kind) == (
        (),
        "Pare si tiene sarpullido.",
        "exact",
    )
