"""`python -m benchmarks.check [DIR…]`: measure, print, and with `--floors` end with 1 where one is missed."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from statistics import median

from benchmarks.check.figures import (
    Figure,
    alarm_figures,
    fallen_figures,
    family_figures,
    raise_baseline,
    read_baseline,
)
from benchmarks.check.measure import Measured, measure_locale
from benchmarks.check.mutate import FAMILIES
from benchmarks.check.mutate.family import Family
from benchmarks.check.pairs import DEFAULT_FOLDERS, Half, Pair, read_pairs, read_wrong
from benchmarks.check.report import print_alarms, print_cases, print_families, print_verdict

DEFAULT_LIMIT = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where `--floors` finds one missed."""
    options = _parse(arguments)
    pairs = read_pairs(options.folders or [f for f in DEFAULT_FOLDERS if f.is_dir()])
    if not any(name in pairs for name in options.locale or pairs):
        print("There are no en-<locale>.tsv files of these locales in the folders given.", file=sys.stderr)
        return 2
    families = choose_families(options.only)
    started = time.monotonic()
    measured = measure_all(
        pairs, families, options.locale or tuple(pairs), half=options.half, limit=options.limit, jobs=options.jobs,
        alarms=not options.only or "pairs" in options.only,
    )  # fmt: skip
    figures = figures_of(measured, families)
    missed = [figure for figure in figures if figure.missed]
    fallen = fallen_figures(figures, read_baseline()) if _is_whole(options) else []
    if options.raise_baseline and _is_whole(options):
        raise_baseline(figures)
    if options.json:
        print(json.dumps(_as_json(measured, figures, fallen), ensure_ascii=False, indent=1))
    else:
        _print(options, measured, families, missed, fallen)
        print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    return 1 if options.floors and (missed or fallen) else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.check", description="Measure the checks.")
    parser.add_argument("folders", nargs="*", type=Path, help="folders of en-<locale>.tsv (id, source, target)")
    parser.add_argument(
        "--only", action="append", default=[], help="families that begin so, or `pairs`; may be given again"
    )
    parser.add_argument("--locale", "-l", action="append", default=[], help="only this locale; may be given again")
    parser.add_argument(
        "--half", choices=("tune", "held", "all"), default="held", help="by a hash of the id (default: held)"
    )
    parser.add_argument(
        "--limit",
        type=int,
        default=DEFAULT_LIMIT,
        help=f"mutants of a family in a locale at most (default: {DEFAULT_LIMIT})",
    )
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--list", action="store_true", help="print misses and false alarms; of the tuning half only")
    parser.add_argument("--major", action="store_true", help="with --list, pairs with major findings too")
    parser.add_argument("--most", type=int, default=40, help="how many cases --list prints (default: 40)")
    parser.add_argument(
        "--floors", action="store_true", help="end with 1 where a floor is missed or a figure has fallen"
    )
    parser.add_argument("--raise-baseline", action="store_true", help="keep what was reached as the new baseline")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.list and options.half != "tune":
        parser.error("--list is for the half that may be read: add --half tune")
    return options


def choose_families(only: Sequence[str]) -> tuple[Family, ...]:
    """All, or those whose names begin so."""
    wanted = [name for name in only if name != "pairs"]
    if not only:
        return FAMILIES
    return tuple(family for family in FAMILIES if any(family.name.startswith(name) for name in wanted))


def measure_all(
    pairs: Mapping[str, Sequence[Pair]],
    families: Sequence[Family],
    locales: Sequence[str],
    *,
    half: Half,
    limit: int,
    jobs: int,
    alarms: bool = True,
) -> list[Measured]:
    """Each locale in a process of its own, in the order of the names."""
    elsewhere: dict[str, dict[str, str]] = {}
    for locale, rows in pairs.items():
        for pair in rows:
            elsewhere.setdefault(pair.id, {})[locale] = pair.target
    wrong = read_wrong()
    names = sorted(name for name in locales if pairs.get(name))
    with ProcessPoolExecutor(max_workers=max(1, jobs)) as pool:
        runs = [
            pool.submit(
                measure_locale,
                pairs[name],
                [family.name for family in families],
                half=half,
                wrong=wrong,
                elsewhere=elsewhere,
                limit=limit,
                alarms=alarms,
            )
            for name in names
        ]
        return [run.result() for run in runs]


def figures_of(measured: Sequence[Measured], families: Sequence[Family]) -> list[Figure]:
    """Every figure that has a floor or a baseline."""
    return [*alarm_figures(measured), *(figure for family in families for figure in family_figures(family, measured))]


def _is_whole(options: argparse.Namespace) -> bool:
    return (
        not (options.only or options.locale or options.folders)
        and options.half == "held"
        and options.limit == DEFAULT_LIMIT
    )


def _print(
    options: argparse.Namespace,
    measured: Sequence[Measured],
    families: Sequence[Family],
    missed: Sequence[Figure],
    fallen: Sequence[Figure],
) -> None:
    alarms = alarm_figures(measured)
    if alarms:
        print_alarms(alarms, measured)
    if families:
        print_families(families, measured)
    times = [value for each in measured for value in each.times]
    print(f"\nTime of all checks: {median(times):.2f} ms median a pair, {max(times):.1f} ms at most")
    if options.list:
        cases = [case for each in measured for case in each.cases]
        if not options.major:
            cases = [c for c in cases if c.family != "pair" or any(f.startswith("critical") for f in c.findings)]
        counts = Counter(case.family for case in cases)
        print("\nCases: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
        print_cases(cases, options.most)
    print()
    print_verdict(missed, fallen)


def _as_json(measured: Sequence[Measured], figures: Sequence[Figure], fallen: Sequence[Figure]) -> dict[str, object]:
    return {
        "figures": [figure.as_json() for figure in figures],
        "fallen": [figure.name for figure in fallen],
        "locales": [
            {
                "locale": each.locale,
                "half": each.half,
                "pairs": each.pairs,
                "wrong": each.wrong,
                "median_ms": round(each.median_time, 3),
                "checks": [
                    {"check": check, "severity": severity, "pairs": count}
                    for (check, severity), count in sorted(each.by_check.items())
                ],
                "families": {name: asdict(tally) for name, tally in each.families.items()},
            }
            for each in measured
        ],
    }


if __name__ == "__main__":
    raise SystemExit(main())
