"""The tables that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.check.figures import Figure, family_figures, hits_of
from benchmarks.check.measure import Case, Measured, Tally
from benchmarks.check.mutate.family import Family


def print_alarms(figures: Sequence[Figure], measured: Sequence[Measured]) -> None:
    """Pairs with a critical finding by locale, and which checks they come from."""
    print("\nFalse alarms: professional pairs with a critical finding")
    _print_rows([_row_of(figure) for figure in figures])
    checks: Counter[tuple[str, str]] = Counter()
    for each in measured:
        checks.update(each.by_check)
    total = sum(each.pairs for each in measured)
    print("\nBy check: pairs with a finding, per cent of all, and by locale (critical/major)")
    for (check, severity), count in sorted(checks.items(), key=lambda item: (item[0][1] != "critical", -item[1])):
        if severity == "minor":
            continue
        places = " ".join(
            f"{m.locale}:{m.by_check[(check, severity)]}" for m in measured if m.by_check[(check, severity)]
        )
        print(f"  {severity:<9}{check:<28}{count:>6}{100 * count / total:>8.2f} %  {places}")
    wrong = sum(each.wrong for each in measured)
    if wrong:
        print(f"\nPairs that the corpus itself has wrong (wrong.tsv): {wrong}, of them found critical:"
              f" {sum(each.wrong_found for each in measured)}")  # fmt: skip


def print_families(families: Sequence[Family], measured: Sequence[Measured]) -> None:
    """One row a family: caught over all locales with its interval, then each locale's rate."""
    locales = [each.locale for each in measured]
    print("\nMutants caught (of equal ones: silent), per cent")
    head = f"  {'':<26}{'wanted':<9}{'n':>6}{'rate':>8}{'95 %':>15}{'floor':>8}  "
    print(head + "".join(f"{name:>8}" for name in locales))
    for family in families:
        figure = family_figures(family, measured)[0]
        if not figure.of:
            continue
        low, high = figure.interval
        floor = f"{figure.floor:.1f}" if figure.floor is not None else ("by lang" if family.floors else "-")
        cells = []
        for each in measured:
            tally = each.families.get(family.name, Tally())
            share = f"{100 * hits_of(family, tally) / tally.counted:.1f}" if tally.counted else "-"
            needed = family.floors.get(each.locale.split("_")[0])
            low_here = bool(tally.counted) and needed is not None and float(share) < needed
            cells.append(f"{share + ('!' if low_here else ''):>8}")
        mark = " !" if figure.missed else "  "
        print(
            f"  {family.name:<26}{family.wanted:<9}{figure.of:>6}{figure.rate:>8.2f}"
            f"{f'{low:.1f}–{high:.1f}':>15}{floor:>8}{mark}{''.join(cells)}"
        )


def print_cases(cases: Sequence[Case], most: int) -> None:
    """Misses and false alarms in full."""
    for case in cases[:most]:
        print(f"\n{case.family}  {case.locale}  {case.id}  {case.note}")
        print(f"  {case.source}\n  {case.target}")
        for finding in case.findings:
            print(f"    {finding}")
    if len(cases) > most:
        print(f"\n… and {len(cases) - most} more (--most N)")


def print_verdict(missed: Sequence[Figure], fallen: Sequence[Figure]) -> None:
    """Which floors were missed, in a sentence each."""
    for figure in missed:
        word = "above" if figure.ceiling else "below"
        print(f"MISSED  {figure.name}: {figure.rate:.2f} % of {figure.of}, {word} {figure.floor}")
    for figure in fallen:
        print(f"FALLEN  {figure.name}: {figure.rate:.2f} %, worse than the baseline")
    if not missed and not fallen:
        print("All floors held.")


def _row_of(figure: Figure) -> tuple[str, ...]:
    low, high = figure.interval
    ceiling = f"≤ {figure.floor:.1f}" if figure.floor is not None else "-"
    mark = "!" if figure.missed else ""
    return figure.name, f"{figure.hits}/{figure.of}", f"{figure.rate:.2f}", f"{low:.2f}–{high:.2f}", ceiling, mark


def _print_rows(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))] if rows else []
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
