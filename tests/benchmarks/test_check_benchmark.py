"""The benchmark of the checks: halves, intervals, mutants that change the text, and floors that end it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.check.__main__ import main
from benchmarks.check.figures import Figure, fallen_figures, raise_baseline, read_baseline, wilson
from benchmarks.check.measure import Measured
from benchmarks.check.mutate import FAMILIES
from benchmarks.check.mutate.family import Setting
from benchmarks.check.pairs import Pair, read_pairs
from benchmarks.check.vocabulary import read_words

ROWS = (
    ("a:1", "Take 2 tablets every 6 hours for 14 days.", "Tome 2 tabletas cada 6 horas durante 14 días."),
    ("a:2", "Do not take more than 8 tablets.", "No tome más de 8 tabletas."),
    ("a:3", "Call your doctor if you have a fever.", "Llame a su médico si tiene fiebre."),
    ("b:1", "Wash your hands before you eat.", "Lávese las manos antes de comer."),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = ["id\tsource\ttarget", *("\t".join(row) for row in ROWS)]
    (tmp_path / "en-es.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def test_a_pair_is_in_the_same_half_in_every_language() -> None:
    assert Pair("a:1", "es", "x", "y").half == Pair("a:1", "ru", "z", "w").half
    halves = {Pair(f"a:{n}", "es", "x", "y").half for n in range(20)}
    assert halves == {"tune", "held"}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0.0, 27.75), (5, 10, 23.66, 76.34), (10, 10, 72.25, 100.0)]
)
def test_intervals_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.01)


def test_every_mutant_differs_from_its_pair_and_dice_fall_alike(folder: Path) -> None:
    pairs = read_pairs([folder])["es"]
    made = 0
    for family in FAMILIES:
        for index, pair in enumerate(pairs):
            mutants = [family.make(pair, _setting(pair, family.name, pairs, index)) for _ in range(2)]
            assert mutants[0] == mutants[1]
            if mutants[0] is not None:
                made += 1
                assert (mutants[0].source, mutants[0].target) != (mutants[0].base or (pair.source, pair.target))
    assert made > 60


def _setting(pair: Pair, name: str, pairs: list[Pair], index: int) -> Setting:
    return Setting(pair.random(name), read_words("es"), read_words("en"), pairs[index + 1 : index + 4], pairs, {})


def test_the_generator_knows_nothing_of_the_checks() -> None:
    for file in (Path(__file__).parents[2] / "benchmarks" / "check" / "mutate").glob("*.py"):
        assert "pipeline.check" not in file.read_text("utf-8")


def test_a_floor_that_is_missed_ends_with_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = [str(folder), "--half", "all", "--jobs", "1", "--only"]
    assert main([*run, "telephone", "--floors"]) == 0
    assert "All floors held." in capsys.readouterr().out
    assert main([*run, "nothing", "--locale", "xx"]) == 2
    assert Figure("x", 9, 10, 95.0).missed
    assert not Figure("x", 10, 10, 95.0).missed


def test_the_held_half_is_not_listed(folder: Path) -> None:
    with pytest.raises(SystemExit):
        main([str(folder), "--list"])


def test_a_baseline_only_rises(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    raise_baseline([Figure("caught", 90, 100), Figure("alarms", 2, 100, ceiling=True)], file)
    raise_baseline([Figure("caught", 80, 100), Figure("alarms", 1, 100, ceiling=True)], file)
    assert read_baseline(file) == {"alarms": 1.0, "caught": 90.0}
    fallen = fallen_figures([Figure("caught", 80, 100), Figure("alarms", 1, 100, ceiling=True)], read_baseline(file))
    assert [figure.name for figure in fallen] == ["caught"]


def test_nothing_measured_is_nothing_missed() -> None:
    assert Measured("es", "held").median_time == 0.0
    assert not Figure("x", 0, 0, 99.0).missed
