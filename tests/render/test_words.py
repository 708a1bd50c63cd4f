"""The interface words are units like any other, and a page cannot be built with one of them missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import RenderError
from pipeline.render.words import FIELD, WORDS, Words, find_field_faults, interface_units
from pipeline.text.placeholders import find_faults, plain_text


def test_each_word_is_a_unit_of_its_own_with_a_note() -> None:
    units = interface_units()
    assert [unit.context for unit in units] == list(WORDS)
    assert len({unit.key for unit in units}) == len(WORDS)
    assert all(unit.kind == "interface" and unit.notes[0] for unit in units)


def test_a_unit_reads_as_its_word_and_protects_each_field() -> None:
    for unit in interface_units():
        word = WORDS[unit.context]
        assert plain_text(unit.text, unit.placeholders) == word.text
        assert [placeholder.text for placeholder in unit.placeholders] == [f"{{{f}}}" for f in FIELD.findall(word.text)]
        assert find_faults(unit.text, unit.placeholders) == ()


def test_the_catalog_stays_small_enough_to_be_translated_in_an_hour() -> None:
    assert 35 <= len(WORDS) <= 45
    assert sum(len(word.text.split()) for word in WORDS.values()) < 400


def test_a_lost_doubled_or_invented_field_is_a_fault() -> None:
    assert find_field_faults("Page {page} of {pages}", "{pages} 中的 {page}") == ()
    assert find_field_faults("Page {page} of {pages}", "{page}") == ("the field {pages} is missing",)
    assert find_field_faults("{date}", "{date} {date}") == ("the field {date} stands twice",)
    assert find_field_faults("a", "a {url}") == ("the field {url} is not in the source",)


def test_words_that_are_not_approved_stop_the_page_and_are_named() -> None:
    units = {unit.context: unit for unit in interface_units()}
    targets = {unit.key: unit.text for unit in units.values()}
    assert Words.from_targets("en", targets).texts == Words.of_source().texts
    targets[units["skip"].key] = None
    targets[units["page"].key] = "Page"
    with pytest.raises(RenderError, match=r"skip is missing; page: the field \{page\} is missing"):
        Words.from_targets("es", targets)


def test_values_are_escaped_and_isolated_and_the_word_is_escaped_too() -> None:
    texts = {**Words.of_source().texts, "source": "<i>{title}</i>"}
    words = Words("ar", texts)
    assert str(words("source", title="<b>")) == '&lt;i&gt;<bdi dir="ltr">&lt;b&gt;</bdi>&lt;/i&gt;'
    assert 'dir="rtl"' in str(words("source", title="13 أغسطس"))
    assert words.plain("source", title="x") == "<i>x</i>"


def test_the_sample_translations_are_complete(data_folder: Path) -> None:
    for locale, texts in json.loads((data_folder / "words.json").read_text("utf-8")).items():
        assert set(texts) == set(WORDS)
        Words(locale, texts)
