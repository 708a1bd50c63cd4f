"""Numbers by value: the tables of tests/data/check, how a finding reads, and rates on professional translations."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.check import check_target
from pipeline.model import Placeholder, Severity, Span, Unit

DATA = Path(__file__).parents[1] / "data" / "check"
KINDS = {"numbers", "numbers-repeated", "numbers-in-words", "percent", "ordinals", "units", "dates", "time-zone"} | {
    "numbers-exchanged", "inequality", "frequency", "meals", "route", "daytime",
}  # fmt: skip
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "tico19"


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for file in sorted(DATA.glob("*.tsv")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                verdict, source, target = line.split("\t")
                yield file.stem, verdict, source, target


@pytest.mark.parametrize(("locale", "verdict", "source", "target"), list(_rows()))
def test_equal_values_are_silent_and_different_ones_are_critical(
    check, locale: str, verdict: str, source: str, target: str
) -> None:
    severities = {f.severity for f in check(source, target, locale) if f.check not in ("untranslated", "script")}
    if verdict == "same":
        assert severities <= {Severity.MINOR}
    else:
        assert Severity.CRITICAL in severities


def test_a_changed_number_names_both_and_shows_where(check) -> None:
    (finding,) = check("Take it for 28 days.", "Tómelo durante 20 días.")
    assert finding.message == "The source says 28 days, the translation 20 días."
    assert (finding.check, finding.severity) == ("numbers", Severity.CRITICAL)
    assert (finding.source_spans, finding.target_spans) == ((Span(12, 14),), (Span(15, 17),))
    assert "waive" in finding.hint


def test_an_english_once_left_in_spanish_is_eleven(check) -> None:
    findings = check("Take the tablet once a day.", "Tome la tableta once al día.")
    assert ("numbers-in-words", "The translation says once al, the source does not.") in [
        (finding.check, finding.message) for finding in findings
    ]


def test_a_lost_number_says_that_the_translation_does_not_have_it(check) -> None:
    (finding,) = check("Wait 8 weeks.", "Espere unas semanas.")
    assert finding.message == "The source says 8 weeks, the translation does not."


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("Take two tablets.", "Tome tabletas.", "critical"),  # of a dose there is no other way
        ("In the last six days.", "En los últimos días.", "critical"),
        ("Thirty-five patients recovered.", "Los pacientes se recuperaron.", "critical"),
        ("These two viruses are alike.", "Estos virus se parecen.", "major"),  # the plural may carry it
        ("It began in early April.", "Comenzó a principios de mes.", "major"),
        ("It began in early April.", "Comenzó a principios de mayo.", "critical"),
        ("It began in early March.", "Comenzó a principios de mayo.", "critical"),
        ("These viruses are alike.", "Estos dos virus se parecen.", "major"),
    ],
)
def test_a_number_word_that_one_side_alone_has(check, source: str, target: str, severity: str) -> None:
    assert [f.severity.value for f in check(source, target) if f.check.startswith("numbers")] == [severity]


def test_a_month_that_is_always_written_in_figures_is_not_left_out(check) -> None:
    findings = check("It began in early March.", "月初开始。", "zh_Hans")
    assert [f.severity.value for f in findings if f.check == "numbers-in-words"] == ["critical"]


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("It is updated daily.", "Il est mis à jour chaque semaine.", "fr"),
        ("Today 5 cases a day are known.", "На сегодняшний день известно о 5 случаях в неделю.", "ru"),
        ("Stay at least 6 feet from others.", "दूसरों से अधिक से अधिक 6 फीट दूर रहें।", "hi"),
        ("Stay at least 6 feet from others.", "دوسروں سے زیادہ سے زیادہ 6 فٹ دور رہیں۔", "ur"),
    ],
)
def test_a_phrase_that_only_looks_like_a_unit_or_a_limit_hides_no_other(
    check, source: str, target: str, locale: str
) -> None:
    assert {f.check for f in check(source, target, locale) if f.severity is Severity.CRITICAL} & {
        "frequency", "inequality",
    }  # fmt: skip


def test_a_number_in_a_protected_span_counts_on_both_sides_and_its_tag_does_not(check) -> None:
    dose = (Placeholder("x1", "protected", "span", text="20 mg"), Placeholder("a2", "pair", "a"))
    assert check("Take <x1>20 mg</x1> <a2>now</a2>.", "Tome <x1>20 mg</x1> <a2>ahora</a2>.", placeholders=dose) == ()


def test_a_percent_sign_that_goes_is_critical(check) -> None:
    (finding,) = check("About 20% of people", "Alrededor de 20 personas")
    assert (finding.check, finding.severity) == ("percent", Severity.CRITICAL)


def test_a_time_that_lost_its_half_of_the_day_is_major(check) -> None:
    (finding,) = check("Open until 7:00 pm", "Abierto hasta las 7:00")
    assert (finding.check, finding.severity) == ("time", Severity.MAJOR)


def test_a_minus_sign_that_goes_is_major(check) -> None:
    (finding,) = check("Store at -20 degrees.", "Conservar a 20 grados.")
    assert (finding.check, finding.severity) == ("sign", Severity.MAJOR)


@pytest.mark.parametrize(
    ("source", "target", "kind", "message"),
    [
        ("Take 20 mg.", "Tome 20 g.", "units", "The source says 20 mg, the translation 20 g."),
        (
            "2 tablets every 6 hours",
            "6 tabletas cada 2 horas",
            "units",
            "The source says 2 tablets, the translation 2 horas.",
        ),
        (
            "114 active cases and 33 recovered cases",
            "33 casos activos y 114 casos recuperados",
            "numbers-exchanged",
            "The source says 114 active and 33 recovered, the translation 114 casos and 33 casos: they changed places.",
        ),
        (
            "at least 3 days",
            "como máximo 3 días",
            "inequality",
            "The source says “at least 3”, the translation “como máximo 3”: the limit points the other way.",
        ),
        ("twice a day", "una vez al día", "frequency", "The source says “twice”, the translation “una vez”."),
        ("every day", "cada semana", "frequency", "The source says “every day”, the translation “cada semana”."),
        (
            "before meals",
            "después de comer",
            "meals",
            "The source says “before meals”, the translation “después de comer”.",
        ),
        (
            "Revised 3/5/2025",
            "Revisado el 3/5/2025",
            "dates",
            "“3/5/2025” is another day in this language, which writes day and month in another order.",
        ),
    ],
)
def test_what_a_number_belongs_to_is_told_with_it(check, source: str, target: str, kind: str, message: str) -> None:
    assert (kind, message) in [(finding.check, finding.message) for finding in check(source, target)]


def test_interface_fields_hold_no_numbers(check) -> None:
    assert check("Page {page2} of {pages}", "Página {page2} de {pages}", kind="interface") == ()


def test_a_language_without_a_table_may_write_its_own_million(check) -> None:
    assert check("1.58 billion people", "1,58 miliarda ludzi", "pl") == ()


def _pairs(locale: str) -> list[tuple[str, str]]:
    file = CORPUS / f"en-{locale}.tsv"
    if not file.is_file():
        pytest.skip(f"{file.name} of the shared corpus is not here")
    rows = [line.split("\t") for line in file.read_text("utf-8").split("\n")[1:]]
    return [(row[1], row[2]) for row in rows if len(row) == 3]


def _is_blocked(source: str, target: str, locale: str) -> bool:
    findings = check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a")
    return any(finding.severity is Severity.CRITICAL and finding.check in KINDS for finding in findings)


@pytest.mark.parametrize("locale", ["es", "zh_Hans", "ar"])
def test_professional_translations_are_rarely_blocked_and_changed_numbers_are(locale: str) -> None:
    pairs = _pairs(locale)[::3]  # the whole is measured by benchmarks/check
    clean = [(source, target) for source, target in pairs if not _is_blocked(source, target, locale)]
    assert len(pairs) - len(clean) <= 0.01 * len(pairs)

    chance = random.Random(5)
    caught = {"digit": [0, 0], "tenfold": [0, 0], "added": [0, 0], "dropped": [0, 0]}
    for source, target in clean:
        for name, mutant in _mutants(target, chance):
            caught[name][0] += _is_blocked(source, mutant, locale)
            caught[name][1] += 1
    rates = {name: hits / total for name, (hits, total) in caught.items()}
    assert min(rates["digit"], rates["tenfold"], rates["added"]) >= 0.98, rates
    assert rates["dropped"] >= 0.93, rates  # in Chinese and Arabic some numbers of the source are words: "two"


def _mutants(target: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    runs = list(re.finditer(r"\d+", target))
    if not runs:
        return
    run = chance.choice(runs)
    at = chance.randrange(*run.span())
    other = chance.choice([digit for digit in "123456789" if digit != str(int(target[at]))])
    yield "digit", f"{target[:at]}{other}{target[at + 1 :]}"
    yield "dropped", f"{target[: run.start()]}{target[run.end() :]}"
    chain = chance.choice(list(re.finditer(r"\d+(?:[.,]\d+)*", target)))
    if chain[0].isdigit():
        yield "tenfold", f"{target[: chain.end()]}0{target[chain.end() :]}"
    yield "added", f"{target} {chance.randrange(200, 900)}"
