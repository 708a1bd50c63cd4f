"""The memory's file: the same pairs give the same bytes, and damage is noticed."""

from __future__ import annotations

import mmap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.draft import ApprovedPair, Memory, build_file
from pipeline.draft.memory_pairs import read_pair, split_pair, write_pair
from pipeline.errors import DraftError
from pipeline.model import Placeholder, Unit

PAIR = ApprovedPair(
    "Take <b>two</b> tablets. Do not drive.",
    "Tome <b>dos</b> tabletas. No conduzca.",
    "a1",
    "es",
    "2025-03-01T10:00:00.000000Z",
    "p7",
    context="c",
    machine=True,
)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
PAIRS = st.lists(st.builds(ApprovedPair, TEXTS, TEXTS, article=st.sampled_from(["", "a", "b"])), max_size=6)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.randoms())
def test_the_order_of_pairs_does_not_matter(pairs: list[ApprovedPair], draw) -> None:
    shuffled = [*pairs, *pairs[:1]]
    draw.shuffle(shuffled)
    one, other = (build_file(each, source_locale="en", stamp={"head": 7}) for each in (pairs, shuffled))
    assert one == other


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_all_pairs_are_in_it(pairs: list[ApprovedPair]) -> None:
    assert {pair for pair in Memory(pairs) if pair.part == "unit"} == set(pairs)


@settings(max_examples=40, deadline=None)
@given(st.builds(ApprovedPair, TEXTS, TEXTS, machine=st.booleans(), origin=TEXTS))
def test_a_pair_comes_back_as_it_was(pair: ApprovedPair) -> None:
    pair = replace(pair, placeholders=(Placeholder("x1", "protected", "span", text="20 mg"),))
    assert read_pair(write_pair(pair)) == pair


def test_a_pair_falls_into_sentences_where_both_sides_have_as_many() -> None:
    assert [(part.source, part.target, part.part) for part in split_pair(PAIR, "en")] == [
        ("Take <b>two</b> tablets.", "Tome <b>dos</b> tabletas.", "segment"),
        ("Do not drive.", "No conduzca.", "segment"),
    ]
    assert not list(split_pair(replace(PAIR, target="Tome <b>dos</b> tabletas y no conduzca."), "en"))


def test_a_sentence_whose_numbers_moved_to_another_is_left_out() -> None:
    pair = ApprovedPair("Take 20 mg. Wait 3 days. Rest.", "Espere 3 días. Tome 20 mg. Descanse.", locale="es")
    assert [part.source for part in split_pair(pair, "en")] == ["Rest."]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what a process holds")
def test_reading_all_pairs_does_not_hold_them_all(tmp_path: Path) -> None:
    texts = [f"{number} {'dose ' * 1000}" for number in range(1500)]
    path = tmp_path / "es.memory"
    path.write_bytes(build_file([ApprovedPair(t, f"es {t}", locale="es") for t in texts], source_locale="en"))
    memory, before = Memory.open(path), _held()
    assert {pair.source for pair in memory} == set(texts)
    size = path.stat().st_size
    assert size > 20_000_000
    assert _held() - before < size // 2


def _held() -> int:
    """Bytes of files that this process has mapped and in memory."""
    return int(Path("/proc/self/statm").read_text().split()[2]) * mmap.PAGESIZE


@pytest.mark.parametrize("place", range(0, 100, 3))
def test_a_damaged_file_is_refused_or_gives_only_pairs_that_are_whole(tmp_path: Path, place: int) -> None:
    whole = build_file([PAIR], source_locale="en")
    at = len(whole) * place // 100
    path = tmp_path / "es.memory"
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
    known = set(Memory([PAIR]))
    try:
        memory = Memory.open(path)
        assert {match.pair for match in memory.look_up(Unit("Do not drive."))} <= known
        assert set(memory) <= known
    except DraftError:
        pass


@pytest.mark.parametrize("size", [0, 1, 17, 40, 400, -1])
def test_a_cut_file_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "es.memory"
    path.write_bytes(build_file([PAIR], source_locale="en")[:size])
    with pytest.raises(DraftError, match="damaged"):
        Memory.open(path)
