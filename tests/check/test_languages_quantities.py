"""Each entry of the language tables is read as it says, and its pair of texts raises nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.text.number_words import SECTIONS
from pipeline.text.tables import read_table
from pipeline.text.tokens import read_quantities

TABLES = Path(__file__).parents[2] / "pipeline" / "check" / "languages"
LANGUAGES = sorted(file.stem for file in TABLES.glob("*.toml") if read_table(file.stem).get("numbers"))
KINDS = {"numbers", "numbers-repeated", "numbers-in-words", "percent", "time", "units", "dates", "time-zone"} | {
    "numbers-exchanged", "inequality", "frequency", "meals", "route", "daytime", "as-needed",
}  # fmt: skip


def _examples(language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Section, entry, and its pair: English and the language (Spanish for English)."""
    table = read_table(language)
    for pair in table["numbers"]["examples"]:
        yield "numbers", "", pair
    for section in SECTIONS:
        for name, entry in table.get(section, {}).items():
            for pair in entry["examples"]:
                yield section, name, pair


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_is_read_on_both_sides_and_raises_nothing(check, language: str) -> None:
    other = "es" if language == "en" else language
    wrong = []
    for section, name, (source, target) in _examples(language):
        wrong += [(section, name, f.message) for f in check(source, target, other) if f.check in KINDS]
        for text, locale in ((source, "en"), (target, other)):
            if section != "numbers" and name not in _names(text, locale):
                wrong.append((section, name, text))
    assert wrong == []


def _names(text: str, locale: str) -> set[str]:
    found = read_quantities(text, locale)
    names: set[Any] = {cue.name for cue in found.cues}
    for number in found.numbers:
        names |= {number.unit, number.noun, number.unit.removeprefix("zone:")}
    return names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_a_pair(language: str) -> None:
    table = read_table(language)
    assert table["numbers"]["examples"]
    assert all(entry.get("examples") for section in SECTIONS for entry in table.get(section, {}).values())


@pytest.mark.parametrize(
    "language",
    [
        "ar",
        "de",
        "en",
        "es",
        "fa",
        "fr",
        "hi",
        "ht",
        "it",
        "ja",
        "ko",
        "pl",
        "pt",
        "ru",
        "so",
        "sw",
        "tl",
        "ur",
        "vi",
        "zh",
    ],
)
def test_the_first_languages_have_units_limits_and_frequency(language: str) -> None:
    table = read_table(language)
    assert {"numbers", "units", "relations", "cues"} <= set(table)
