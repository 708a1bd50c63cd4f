"""How well changes are classed, on the English sides of a corpus of health texts: floors that only rise.

Each text is changed by one dangerous, ordinary or cosmetic edit. The corpus lies beside the repository; where it is not
there, nothing is measured.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model import Unit
from pipeline.text.changes import ChangeClass, classify_change

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "tico19" / "en-es.tsv"
Edit = Callable[[str, random.Random], str]


def _texts() -> list[str]:
    if not CORPUS.is_file():
        pytest.skip("the corpus is not beside the repository")
    rows = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines()[1:]]
    return [row[1] for row in rows if len(row[1]) > 40][::2]


def _replace_one(pattern: str, text: str, chance: random.Random, new: Callable[[str], str]) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def change_digit(text: str, chance: random.Random) -> str:
    return _replace_one(r"\d", text, chance, lambda digit: str((int(digit) + chance.randint(1, 8)) % 10))


def drop_negation(text: str, chance: random.Random) -> str:
    return _replace_one(r"\b(?:not|no|never|without) ", text, chance, lambda _word: "")


def add_negation(text: str, chance: random.Random) -> str:
    return _replace_one(r"\b(?:is|are|can|should|was|were|may|will) ", text, chance, lambda verb: f"{verb}not ")


def change_unit(text: str, chance: random.Random) -> str:
    turned = {"mg": "mcg", "days": "weeks", "hours": "days", "weeks": "months", "percent": "cases"}
    return _replace_one(r"\b(?:mg|days|hours|weeks|percent)\b", text, chance, lambda unit: turned[unit])


def exchange_numbers(text: str, _chance: random.Random) -> str:
    return re.sub(r"\b(\d+)\b(.*?)\b((?!\1\b)\d+)\b", r"\3\2\1", text, count=1)


def misspell(text: str, chance: random.Random) -> str:
    return _replace_one(r"\b[a-z]{7,}\b", text, chance, lambda word: word[:3] + word[4] + word[3] + word[5:])


def change_quotes(text: str, _chance: random.Random) -> str:
    return text.replace('"', "”").replace("'", "’")


def change_spaces(text: str, _chance: random.Random) -> str:
    return text.replace(" ", "\u00a0", 2) + " "


def _count(edit: Edit) -> Counter[ChangeClass]:
    chance = random.Random(20260501)
    pairs = [(text, edit(text, chance)) for text in _texts()]
    return Counter(classify_change(Unit(a), Unit(b), locale="en").change_class for a, b in pairs if a != b)


@pytest.mark.parametrize("edit", [change_digit, drop_negation, add_negation, change_unit, exchange_numbers])
def test_no_dangerous_edit_is_missed(edit: Edit) -> None:
    counts = _count(edit)
    assert counts.total() >= 10
    assert counts[ChangeClass.CRITICAL] == counts.total(), counts


@pytest.mark.parametrize("edit", [change_quotes, change_spaces])
def test_every_change_of_looks_is_cosmetic(edit: Edit) -> None:
    counts = _count(edit)
    assert counts[ChangeClass.COSMETIC] == counts.total() > 20, counts


def test_few_misspellings_take_an_edition_down() -> None:
    counts = _count(misspell)
    assert counts[ChangeClass.CRITICAL] <= 0.12 * counts.total(), counts
