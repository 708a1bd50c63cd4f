"""Run the checks over pairs and mutants of one locale and count. The only module here that calls the checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import process_time

from benchmarks.check.mutate import FAMILIES
from benchmarks.check.mutate.family import Family, Mutant, Setting
from benchmarks.check.pairs import Half, Pair
from benchmarks.check.vocabulary import read_words
from pipeline.check import check_target
from pipeline.model import Finding, Placeholder, Severity, Unit

_RANK = {Severity.MINOR: 1, Severity.MAJOR: 2, Severity.CRITICAL: 3}


@dataclass(slots=True)
class Tally:
    """What became of one family's mutants in one locale and half."""

    counted: int = 0
    """Mutants whose pair passes before."""
    critical: int = 0
    """Of them with a critical finding."""
    major: int = 0
    """Of them with a critical or major finding."""
    minor: int = 0
    """Of them with any finding."""

    def add(self, other: Tally) -> None:
        self.counted += other.counted
        self.critical += other.critical
        self.major += other.major
        self.minor += other.minor


@dataclass(frozen=True, slots=True)
class Case:
    """A miss or a false alarm, for reading."""

    family: str
    """The family's name, or `pair` for an alarm on a professional pair."""
    id: str
    locale: str
    source: str
    target: str
    note: str
    findings: tuple[str, ...] = ()


@dataclass(slots=True)
class Measured:
    """All counts of one locale and half."""

    locale: str
    half: str
    pairs: int = 0
    alarmed: Counter[str] = field(default_factory=Counter)
    """Pairs with at least one finding of a severity: `critical`, `major`, `minor`."""
    by_check: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(check, severity) → pairs."""
    wrong: int = 0
    """Pairs that the corpus itself has wrong, counted apart, and of these the ones with a critical finding."""
    wrong_found: int = 0
    families: dict[str, Tally] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """Milliseconds of processor time for each pair."""

    @property
    def median_time(self) -> float:
        return median(self.times) if self.times else 0.0


def measure_locale(
    pairs: Sequence[Pair],
    families: Sequence[str],
    *,
    half: Half,
    wrong: Mapping[tuple[str, str], str],
    elsewhere: Mapping[str, Mapping[str, str]],
    limit: int,
    alarms: bool = True,
) -> Measured:
    """Counts for one locale. Families are given by name, for makers do not travel to another process.

    `limit`: at most so many mutants of a family. `elsewhere`: id → locale → translation.
    """
    locale = pairs[0].locale
    chosen = [pair for pair in pairs if half in ("all", pair.half)]
    measured = Measured(locale, half)
    passing: dict[str, int] = {}
    for pair in chosen:
        started = process_time()
        findings = run_checks(pair.source, pair.target, locale)
        measured.times.append((process_time() - started) * 1000)
        passing[pair.id] = _worst(findings)
        if (pair.id, locale) in wrong:
            measured.wrong += 1
            measured.wrong_found += passing[pair.id] == 3
            passing[pair.id] = 3
        elif alarms:
            _count_alarm(measured, pair, findings)
    for family in FAMILIES:
        if family.name not in families:
            continue
        _count_family(measured, family, chosen, pairs, passing, elsewhere, limit)
    return measured


def _count_alarm(measured: Measured, pair: Pair, findings: Sequence[Finding]) -> None:
    measured.pairs += 1
    measured.alarmed.update({finding.severity.value for finding in findings})
    measured.by_check.update({(finding.check, finding.severity.value) for finding in findings})
    if told := tuple(_tell(f) for f in findings if f.severity is not Severity.MINOR):
        measured.cases.append(Case("pair", pair.id, pair.locale, pair.source, pair.target, "", told))


def _count_family(
    measured: Measured,
    family: Family,
    chosen: Sequence[Pair],
    pairs: Sequence[Pair],
    passing: Mapping[str, int],
    elsewhere: Mapping[str, Mapping[str, str]],
    limit: int,
) -> None:
    tally = measured.families.setdefault(family.name, Tally())
    bar = {"major": 2, "minor": 1}.get(family.wanted, 3)
    places = {pair.id: index for index, pair in enumerate(pairs)}
    shuffled = sorted(chosen, key=lambda pair: pair.random(family.name).random())
    for pair in shuffled:
        if tally.counted >= limit:
            return
        if passing[pair.id] >= bar:
            continue
        mutant = family.make(pair, _make_setting(pair, family, pairs, places[pair.id], elsewhere))
        if mutant is None or not _base_passes(mutant, measured.locale, bar):
            continue
        findings = run_checks(mutant.source, mutant.target, measured.locale, mutant.placeholders)
        worst = _worst(findings)
        tally.counted += 1
        tally.critical += worst == 3
        tally.major += worst >= 2
        tally.minor += worst >= 1
        if (worst >= bar) == (family.wanted == "silent"):
            told = tuple(_tell(finding) for finding in findings)
            case = Case(family.name, pair.id, pair.locale, mutant.source, mutant.target, mutant.note, told)
            measured.cases.append(case)


def _make_setting(
    pair: Pair, family: Family, pairs: Sequence[Pair], place: int, elsewhere: Mapping[str, Mapping[str, str]]
) -> Setting:
    following = [other for other in pairs[place + 1 : place + 4] if other.document == pair.document]
    there = {name: text for name, text in elsewhere.get(pair.id, {}).items() if name != pair.locale}
    others = [pairs[(place + 131) % len(pairs)], pairs[(place + 277) % len(pairs)], pairs[(place + 411) % len(pairs)]]
    return Setting(
        pair.random(f"make/{family.name}"), read_words(pair.locale), read_words("en"), following, others, there
    )


def _base_passes(mutant: Mutant, locale: str, bar: int) -> bool:
    if mutant.base is None:
        return True
    return _worst(run_checks(*mutant.base, locale, mutant.placeholders)) < bar


def run_checks(
    source: str, target: str, locale: str, placeholders: tuple[Placeholder, ...] = ()
) -> tuple[Finding, ...]:
    """The findings of all checks, as `dragoman check` would give them."""
    unit = Unit(source, placeholders)
    return check_target(unit, target, source_locale="en", locale=locale, article_id="benchmark")


def _worst(findings: Sequence[Finding]) -> int:
    return max((_RANK[finding.severity] for finding in findings), default=0)


def _tell(finding: Finding) -> str:
    return f"{finding.severity.value} {finding.check}: {finding.message}"
