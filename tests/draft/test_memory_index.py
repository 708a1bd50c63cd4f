"""The index finds what comparing every text finds."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.draft import memory_index
from pipeline.draft.memory_index import TextIndex, build_arrays

TEXT = "take this drug twice a day with food unless your doctor or nurse tells you to stop taking it at once"
SENTENCES = st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=12).map(" ".join)


def _compare_all(wanted: str, texts: list[str], cutoff: float) -> set[tuple[int, float]]:
    scores = ((number, fuzz.ratio(wanted, text)) for number, text in enumerate(texts))
    return {(number, score) for number, score in scores if score >= cutoff}


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES | st.text(max_size=20), unique=True, max_size=40), SENTENCES | st.text(max_size=20))
def test_a_small_index_finds_exactly_what_comparing_all_finds(texts: list[str], wanted: str) -> None:
    texts.sort(key=len)
    found = TextIndex(build_arrays(texts)).find_near(wanted)
    assert set(found) == _compare_all(wanted, texts, 75)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))


@settings(max_examples=40, deadline=None)
@given(st.lists(SENTENCES, unique=True, min_size=1, max_size=60), st.data())
def test_by_its_lists_it_finds_every_text_that_is_90_per_cent_like(texts: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(texts)) + data.draw(st.sampled_from(["", "s", ".", " now"]))
    texts.sort(key=len)
    index = TextIndex(build_arrays(texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory_index, "_SMALL", 0)
        found = set(index.find_near(wanted))
    assert found <= _compare_all(wanted, texts, 75)
    assert found >= _compare_all(wanted, texts, 90)


def test_by_its_lists_it_finds_99_of_100_that_are_75_per_cent_like() -> None:
    draw = random.Random(5)
    words = ["".join(draw.choices("abcdefghilmnoprstu", k=draw.randint(2, 9))) for _ in range(3000)]
    weights = [1 / rank for rank in range(1, 3001)]
    texts = list({" ".join(draw.choices(words, weights, k=draw.randint(3, 25))): None for _ in range(6000)})
    texts.sort(key=len)
    index = TextIndex(build_arrays(texts))
    found = wanted = 0
    for text in draw.sample(texts, 150):
        parts = text.split()
        for _ in range(1 + len(parts) // 6):
            parts[draw.randrange(len(parts))] = draw.choice(words)
        like = _compare_all(" ".join(parts), texts, 75)
        wanted += len(like)
        found += len(like & set(index.find_near(" ".join(parts))))
    assert wanted > 100
    assert found >= 0.99 * wanted


def test_many_that_are_alike_are_all_found() -> None:
    texts = [f"Take {number} tablets of this drug with food every day." for number in range(3000)]
    texts.sort(key=len)
    found = TextIndex(build_arrays(texts)).find_near("Take 12 tablets of this drug with food every day.")
    assert len(found) == 3000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8))
def test_texts_come_back_as_they_were(texts: list[str]) -> None:
    texts.sort(key=len)
    index = TextIndex(build_arrays(texts))
    assert [index.text(number) for number in range(len(index))] == texts
    assert all(np.array_equal(one, build_arrays(texts)[name]) for name, one in build_arrays(texts).items())


def test_texts_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="by length"):
        build_arrays(["two words", "one"])
