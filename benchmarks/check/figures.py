"""Figures from counts: rates with their Wilson intervals, the floors of each, and the baseline that only rises."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.check.measure import Measured, Tally
from benchmarks.check.mutate.family import Family
from benchmarks.check.pairs import HERE

BASELINE = HERE / "baseline.json"

_WITH_RULES = frozenset({"es", "fr", "pt", "zh", "ar", "ru", "vi", "ko", "tl", "ht", "hi", "fa", "ur", "pl", "de", "it",
                         "so", "sw", "ja"})  # fmt: skip
_FALSE_ALARMS, _FALSE_ALARMS_IN_ONE = 1.0, 2.0
"""Per cent of pairs with a critical finding, at most: over all, and in any language with rules."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share in per cent, and what it has to be."""

    name: str
    hits: int
    of: int
    floor: float | None = None
    """At least, or with `ceiling` at most."""
    ceiling: bool = False

    @property
    def rate(self) -> float:
        return 100.0 * self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)

    @property
    def missed(self) -> bool:
        if self.floor is None or not self.of:
            return False
        return self.rate > self.floor if self.ceiling else self.rate < self.floor

    def as_json(self) -> dict[str, object]:
        low, high = self.interval
        return {**asdict(self), "rate": round(self.rate, 3), "low": round(low, 3), "high": round(high, 3),
                "missed": self.missed}  # fmt: skip


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share, in per cent (Wilson 1927)."""
    if not of:
        return 0.0, 100.0
    z = 1.959964
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))


def alarm_figures(measured: Sequence[Measured]) -> list[Figure]:
    """False alarms of all critical checks together, over all locales and in each."""
    total = sum(each.pairs for each in measured)
    rows = [
        Figure("false alarms, all languages", sum(m.alarmed["critical"] for m in measured), total, _FALSE_ALARMS, True)
    ]
    for each in measured:
        ceiling = _FALSE_ALARMS_IN_ONE if each.locale.split("_")[0] in _WITH_RULES else None
        rows.append(Figure(f"false alarms, {each.locale}", each.alarmed["critical"], each.pairs, ceiling, True))
    return [row for row in rows if row.of]


def family_figures(family: Family, measured: Sequence[Measured]) -> list[Figure]:
    """What is caught of a family (of equal ones: what stays silent) over all locales, and in those with a floor."""
    whole = Tally()
    for each in measured:
        whole.add(each.families.get(family.name, Tally()))
    rows = [Figure(family.name, hits_of(family, whole), whole.counted, family.floor)]
    for each in measured:
        floor = family.floors.get(each.locale.split("_")[0])
        tally = each.families.get(family.name, Tally())
        if floor is not None and tally.counted:
            rows.append(Figure(f"{family.name}, {each.locale}", hits_of(family, tally), tally.counted, floor))
    return rows


def hits_of(family: Family, tally: Tally) -> int:
    """How many mutants ended as they should."""
    if family.wanted == "silent":
        return tally.counted - tally.critical
    return {"critical": tally.critical, "major": tally.major, "minor": tally.minor}[family.wanted]


def read_baseline(path: Path = BASELINE) -> dict[str, float]:
    """Figure → the rate that was once reached, below which (above which, of alarms) it must not fall again."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def fallen_figures(figures: Sequence[Figure], baseline: dict[str, float]) -> list[Figure]:
    """Those that are worse than their baseline, by more than rounding."""
    fallen = []
    for figure in figures:
        before = baseline.get(figure.name)
        if before is not None and figure.of:
            worse = figure.rate - before if figure.ceiling else before - figure.rate
            if worse > 0.05:
                fallen.append(figure)
    return fallen


def raise_baseline(figures: Sequence[Figure], path: Path = BASELINE) -> None:
    """Keep the better of each figure and its baseline."""
    kept = read_baseline(path)
    for figure in figures:
        if figure.of:
            rate = round(figure.rate, 2)
            before = kept.get(figure.name, rate)
            kept[figure.name] = min(before, rate) if figure.ceiling else max(before, rate)
    path.write_text(json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")
