"""No text keeps a reviewer waiting: what a check takes grows with the text, whatever is repeated in it."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import check_target
from pipeline.model import Severity, Unit

PIECES = (
    "1", "1.", "5 ", "1,234", "1/", "1-", "A", "A-", "A1 ", "a@", "http://", "(", "<a>", "二十", "one and ", "7:00 ",
    "one hundred ", "not ", "no ", "without ", "half ", "mg ", "at least ", "٢", "?", "Rituximab ", "\u202e", "Ã©",
)  # fmt: skip


def _seconds(source: str, target: str, locale: str) -> float:
    start = time.process_time()
    check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a")
    return time.process_time() - start


def _cues() -> Iterator[tuple[str, str]]:
    """Each string of a language's tables, with the language."""
    for file in sorted(resources.files("pipeline.check").joinpath("languages").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for cue in _strings(tomllib.loads(file.read_text("utf-8"))):
                yield file.name.removesuffix(".toml"), cue


def _strings(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for key, value in table.items():
            yield key
            yield from _strings(value)
    elif isinstance(table, list):
        for value in table:
            yield from _strings(value)


CUES = sorted(set(_cues()))


@pytest.mark.parametrize("piece", PIECES)
def test_a_repeated_piece_takes_no_more_than_its_length_would(piece: str) -> None:
    _seconds("warm", "tibio", "es")
    short, long = (piece * (size // len(piece)) for size in (1_000, 6_000))
    first = _seconds(short, short[: len(short) // 2], "es")
    assert _seconds(long, long[: len(long) // 2], "es") < 0.5 + 20 * first  # 6 if linear, 36 if quadratic


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(CUES), st.sampled_from(CUES), st.sampled_from(["", " ", ", ", "-", " 5 "]))
def test_no_cue_of_any_language_explodes(first: tuple[str, str], second: tuple[str, str], between: str) -> None:
    piece = first[1] + between + second[1] + between
    text = piece * (1_500 // max(1, len(piece)))
    locale = "es" if first[0] == "en" else first[0]
    assert _seconds(text, text, locale) < 3


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes_are_refused_at_once_and_said_to_be(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    check_target(Unit("warm"), "tibio", source_locale="en", locale="es", article_id="a")
    start = time.process_time()
    findings = check_target(Unit(text), text[:70_000], source_locale="en", locale="es", article_id="a")
    assert time.process_time() - start < 0.2  # 50 ms on a quiet machine
    assert ("too-long", Severity.CRITICAL) in [(finding.check, finding.severity) for finding in findings]
