"""Sentences that warn, found in a source."""

from __future__ import annotations

import pytest

from pipeline.text.warnings import find_warnings


@pytest.mark.parametrize(
    "warning",
    [
        "Call 911 if you cannot breathe.",
        "Do not take it with alcohol.",
        "Never drive after it.",
        "This can be life-threatening.",
        "Tell your doctor if you are pregnant.",
        "Stop taking it and get medical help.",
    ],
)
def test_a_sentence_that_warns_is_found_among_others(warning: str) -> None:
    text = f"Rest at home. {warning} Drink water."
    assert [text[span.start : span.end].strip() for span in find_warnings(text, "en")] == [warning]


@pytest.mark.parametrize("text", ["", "Antibodies are proteins.", "The study did not include men.", "   "])
def test_other_sentences_are_none(text: str) -> None:
    assert find_warnings(text, "en") == ()


def test_a_language_without_a_list_has_none() -> None:
    assert find_warnings("Llame al 911.", "eo") == ()
