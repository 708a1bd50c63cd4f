"""Minor and major checks of style: each language's examples, and the rules that hold everywhere."""

from __future__ import annotations

import pytest

from pipeline.check import Rules, check_target
from pipeline.check.style import read_style
from pipeline.model import Severity, Unit
from pipeline.text.tables import read_table
from tests.check.test_languages_quantities import TABLES

LANGUAGES = sorted(file.stem for file in TABLES.glob("*.toml"))
EXAMPLES = [
    (language, *example)
    for language in LANGUAGES
    for example in read_table(language).get("style", {}).get("examples", ())
]
ADDRESS = [
    (language, *example)
    for language in LANGUAGES
    for example in read_table(language).get("style", {}).get("register", {}).get("examples", ())
]


@pytest.mark.parametrize(("language", "name", "source", "right", "wrong"), EXAMPLES)
def test_an_example_of_a_language_is_found_where_wrong_and_silent_where_right(
    check, language: str, name: str, source: str, right: str, wrong: str
) -> None:
    assert name not in {f.check for f in check(source, right, language)}
    found = [f for f in check(source, wrong, language) if f.check == name]
    assert found
    assert {f.severity for f in found} == {Severity.MINOR}


@pytest.mark.parametrize(("language", "source", "formal", "informal"), ADDRESS)
def test_the_other_register_is_major_where_the_settings_ask_for_one(
    language: str, source: str, formal: str, informal: str
) -> None:
    def of(target: str, register: str) -> list[Severity]:
        found = check_target(
            Unit(source), target, source_locale="en", locale=language, article_id="a", rules=Rules(register=register)
        )
        return [f.severity for f in found if f.check == "register"]

    assert of(informal, "formal") == [Severity.MAJOR]
    assert of(formal, "formal") == of(informal, "informal") == of(informal, "") == []


def test_every_table_of_style_has_examples() -> None:
    assert [
        language
        for language in LANGUAGES
        if language != "en" and not read_table(language).get("style", {}).get("examples")
    ] == []


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("spacing", "Drink water.", "Beba  agua."),
        ("spacing", "Drink water.", "Beba agua. "),
        ("spacing", "Drink water.", " Beba agua."),
        ("spacing", "Drink water, rest.", "Beba agua,descanse."),
        ("spacing", "Drink water. Rest well.", "Beba agua.Descanse bien."),
        ("brackets", "Drink water (or tea).", "Beba agua (o té."),
        ("brackets", "Drink water [or tea].", "Beba agua [o té)."),
        ("quotes", 'It is called "flu".', 'Se llama "gripe.'),
        ("quotes", "It is called “flu”.", "Se llama «gripe."),
        ("capitals", "Drink water.", "beba agua."),
        ("end-sign", "Drink water.", "Beba agua"),
        ("opening-sign", "Is it flu?", "¿Es gripe"),
    ],
)
def test_a_fault_of_style_is_one_minor_finding_with_its_place(check, name: str, source: str, target: str) -> None:
    found = [f for f in check(source, target) if f.check == name]
    assert [f.severity for f in found] == [Severity.MINOR]
    assert found[0].target_spans


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("See https://example.org/a,b and rest.", "Vea https://example.org/a,b y descanse.", "es"),
        ("It costs 5 dollars: a) or b).", "Cuesta 5 dólares: a) o b).", "es"),
        ("The pH is 7.", "pH es 7.", "es"),
        ("We wash ourselves!", "Nous nous lavons\u202f!", "fr"),
        ("Is it flu?", "Est-ce la grippe?", "fr_CA"),
        ("Is it flu?", "Αυτό είναι γρίπη;", "el"),
        ("Again and again.", "बार बार।", "hi"),
        ("Slowly, slowly.", "Từ từ, từ từ.", "vi"),
        ("It is 1:30.", "الوقت 1:30.", "ar"),
    ],
)
def test_what_a_language_does_by_its_rules_is_no_finding_of_style(check, source: str, target: str, locale: str) -> None:
    kinds = {"spacing", "punctuation", "opening-sign", "end-sign", "brackets", "quotes", "capitals", "doubled-word"}
    assert kinds & {f.check for f in check(source, target, locale)} == set()


def test_a_text_much_harder_than_its_source_says_so_with_both_scores(check) -> None:
    source = "Ask your doctor. Wash your hands. Rest a lot. Drink cold water. " * 3
    target = (
        "Consulte inmediatamente profesionales especializados responsables, manteniendo rigurosamente procedimientos "
        "antisépticos recomendados internacionalmente, considerando adicionalmente imprescindibles descansos "
        "prolongados e hidratación continuada suficientemente abundante durante aproximadamente determinados "
        "intervalos establecidos convenientemente por autoridades sanitarias competentes nacionales correspondientes."
    )
    (found,) = [f for f in check(source, target) if f.check == "reading-level"]
    assert found.severity is Severity.MINOR
    assert "Fernández Huerta" in found.message


def test_a_territory_sets_signs_its_own_way() -> None:
    assert "?" in read_style("fr").space_before
    assert "?" not in read_style("fr_CA").space_before
