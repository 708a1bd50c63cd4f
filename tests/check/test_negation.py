"""A no that was lost or added, in every language that has a table for it."""

from __future__ import annotations

import re
import time
import tomllib
from importlib import resources

import pytest

from pipeline.check import check_target
from pipeline.check.answers import weigh_negations
from pipeline.model import Severity, Unit
from pipeline.text.negation import find_negations

_FOLDER = resources.files("pipeline.check") / "languages"
TABLES = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
    for file in _FOLDER.iterdir()
    if file.name.endswith(".toml")
}
EXAMPLES = [
    (language, source, target)
    for language, table in sorted(TABLES.items())
    for source, target in table.get("negation", {}).get("examples", ())
]
LANGUAGES = {
    *("es", "fr", "pt", "zh", "ar", "ru", "vi", "ko", "tl", "ht", "hi", "fa", "ur", "pl", "de", "it", "so", "sw", "ja"),
    "id",
}


def _findings(source: str, target: str, locale: str) -> list[tuple[str, Severity]]:
    findings = check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a")
    return [(f.check, f.severity) for f in findings if f.check.startswith("negation")]


def test_every_language_of_the_plan_has_a_table_with_examples() -> None:
    assert {language for language, _, _ in EXAMPLES} >= LANGUAGES


@pytest.mark.parametrize(("language", "source", "target"), EXAMPLES)
def test_an_example_of_a_table_says_no_on_both_sides(language: str, source: str, target: str) -> None:
    weighed = weigh_negations(find_negations(source, "en"), find_negations(target, language))
    assert find_negations(source, "en")
    assert (weighed.lost, weighed.added) == ((), ())


@pytest.mark.parametrize(("language", "source", "target"), EXAMPLES)
def test_an_example_without_its_no_is_found(language: str, source: str, target: str) -> None:
    cut = target
    spans = [span for negation in find_negations(target, language) for span in negation.spans]
    for span in sorted(spans, reverse=True):
        cut = cut[: span.start] + cut[span.end :]
    assert weigh_negations(find_negations(source, "en"), find_negations(cut, language)).lost


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("Not only adults but also children.", "No solo adultos, sino también niños.", "es"),
        ("There is no cure and no vaccine.", "No hay cura ni vacuna.", "es"),
        ("It remains unknown.", "No se conoce.", "es"),
        ("asymptomatic people", "personas sin síntomas", "es"),
        ("See no. 5 on page 3.", "Vea el n.º 5 en la página 3.", "es"),
        ("He does not eat more than this.", "Il ne mange pas plus que cela.", "fr"),
        ("He only eats rice.", "Il ne mange que du riz.", "fr"),
        ("It is more and more common.", "C'est de plus en plus courant.", "fr"),
        ("No one may enter.", "Никто не может войти.", "ru"),
        ("Different people react differently.", "不同的人反应不同。", "zh_Hans"),
        ("Is it safe?", "是不是安全？", "zh_Hans"),
        ("He can help.", "Il peut aider.", "fr"),
        ("Only adults may take it.", "إنما يتناوله البالغون فقط.", "ar"),
        ("This disease spreads between people.", "این بیماری بین مردم شیوع می‌یابد.", "fa"),
        ("It comes from the north.", "Inatoka kaskazini.", "sw"),
        ("Wash your hands under water.", "Waschen Sie die Hände unter Wasser.", "de"),
    ],
)
def test_a_no_said_otherwise_and_words_that_only_look_like_one_are_silent(
    source: str, target: str, locale: str
) -> None:
    assert _findings(source, target, locale) == []


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("Do not take it with food.", "Tómelo con la comida.", "es"),
        ("Do not stop. Never drive.", "No pare. Conduzca.", "es"),
        ("There is no cure.", "Hay ningún remedio.", "es"),
        ("It is not safe.", "C'est sûr.", "fr"),
        ("You cannot drive.", "Você pode dirigir.", "pt_BR"),
        ("You must not drive.", "您必须开车。", "zh_Hans"),
        ("Do not take it.", "Принимайте это.", "ru"),
        ("Asymptomatic people should not wait.", "Las personas asintomáticas deben esperar.", "es"),
        ("Take it unless you are pregnant.", "Tómelo si está embarazada.", "es"),
        ("Nobody should touch it.", "Todos deben tocarlo.", "es"),
    ],
)
def test_a_lost_no_is_critical(source: str, target: str, locale: str) -> None:
    assert ("negation-lost", Severity.CRITICAL) in _findings(source, target, locale)


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("Take it with food.", "No lo tome con la comida.", "es"),
        ("Take it. Do not drive.", "No lo tome. No conduzca.", "es"),
        ("It is safe.", "Ce n'est pas sûr.", "fr"),
        ("You can drive.", "您不能开车。", "zh_Hans"),
        ("Take it.", "Не принимайте это.", "ru"),
    ],
)
def test_an_added_no_is_major(source: str, target: str, locale: str) -> None:
    assert ("negation-added", Severity.MAJOR) in _findings(source, target, locale)


def test_a_finding_quotes_the_no_and_says_where() -> None:
    unit = Unit("Take it at night. Do not drive.")
    findings = check_target(unit, "Tómelo de noche. Conduzca.", source_locale="en", locale="es", article_id="a")
    (finding,) = [f for f in findings if f.check == "negation-lost"]
    (span,) = finding.source_spans
    assert unit.text[span.start : span.end] == "not"
    assert "“not drive.”" in finding.message


def test_a_language_without_a_table_is_not_checked() -> None:
    assert _findings("Do not take it.", "Prenu ĝin.", "eo") == []


@pytest.mark.parametrize(
    "cue", ["not ", "ne pas ", "n' ", "ni ", "no … ", "!", "? ", ".\n", "不", "ne a ", "«", "neither a "]
)
@pytest.mark.parametrize("locale", ["es", "fr", "zh_Hans", "sw"])
def test_no_repetition_of_cues_takes_long(cue: str, locale: str) -> None:
    text = (cue * 12_000)[:12_000]
    started = time.process_time()
    weigh_negations(find_negations(text, "en"), find_negations(text, locale))
    assert time.process_time() - started < 1.5


def test_hindi_words_stay_whole() -> None:
    assert [re.sub(r"\s", "", f.label) for f in find_negations("वह नहीं खाता।", "hi")] == ["not"]


def test_among_many_one_that_seems_lost_is_major_and_where_none_is_left_critical() -> None:
    source = "Do not smoke, never drink, and do not drive without glasses."
    target = "No fume, nunca beba y conduzca con lentes."
    assert Severity.CRITICAL not in {severity for _, severity in _findings(source, target, "es")}
    assert ("negation-lost", Severity.MAJOR) in _findings(source, target, "es")
    assert ("negation-lost", Severity.CRITICAL) in _findings(source, "Fume, beba y conduzca con lentes.", "es")
