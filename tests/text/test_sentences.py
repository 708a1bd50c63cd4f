"""Sentence boundaries: golden tables that a linguist can extend, and the law that offsets hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import split_sentences

TABLES = sorted((Path(__file__).parents[1] / "data" / "text").glob("sentences-*.tsv"))


def read_rules() -> Iterator[tuple[str, str, str]]:
    for table in TABLES:
        for line in table.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, _, text = line.partition("\t")
                yield table.stem.removeprefix("sentences-"), name, text


@pytest.mark.parametrize(("language", "name", "marked"), list(read_rules()))
def test_sentences_end_where_the_table_says(language: str, name: str, marked: str) -> None:
    text = marked.replace("‖", "")
    assert "‖".join(text[start:end] for start, end in split_sentences(text, language)) == marked


def test_there_is_a_table_for_each_language_of_the_demonstration() -> None:
    assert {table.stem for table in TABLES} >= {f"sentences-{language}" for language in ("en", "es", "ar", "zh")}


def test_an_empty_text_has_no_sentences() -> None:
    assert split_sentences("", "en") == ()


def test_an_unknown_language_is_split_all_the_same() -> None:
    assert len(split_sentences("Kuchukua dawa. Kunywa maji.", "sw")) == 2


signs = st.sampled_from(
    ["A", "b", ".", "!", "。", " ", "\n", "<a>", "</a>", "<br/>", "<x>", "</x>", "3", "😀", "د", "?"]
)


@given(st.lists(signs | st.text(max_size=4), max_size=25).map("".join), st.sampled_from(["en", "es", "ar", "zh", "de"]))
def test_spans_tile_the_text_and_cut_no_tag(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    for tag in ("<a>", "</a>", "<br/>", "<x>", "</x>"):
        assert sum(text[start:end].count(tag) for start, end in spans) == text.count(tag)
