"""Medicines, codes and words with an opposite: kept across spellings and scripts, slips and exchanges found."""

from __future__ import annotations

import pytest

from pipeline.check import check_target
from pipeline.check.drugs import is_form, is_look_alike
from pipeline.model import Severity, Unit
from pipeline.text.names import find_codes, find_drugs
from pipeline.text.sounds import bones_of, sound_of


def _found(source: str, target: str, locale: str, names: tuple[str, ...]) -> list[tuple[str, Severity]]:
    findings = check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a")
    return [(finding.check, finding.severity) for finding in findings if finding.check in names]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("hidroxicloroquina", "hydroxychloroquine"),
        ("idrossiclorochina", "hydroxychloroquine"),
        ("rituximabe", "rituximab"),
        ("rituximabu", "rituximab"),
        ("amoxicilina", "amoxicillin"),
        ("dexaméthasone", "dexamethasone"),
        ("interferón", "interferon"),
        ("etambutol", "ethambutol"),
    ],
)
def test_another_language_spells_a_medicine_its_own_way(word: str, form: str) -> None:
    assert is_form(word, form)
    assert not is_look_alike(word, form)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Retuximab", "rituximab"),
        ("rituxmab", "rituximab"),
        ("rituximba", "rituximab"),
        ("blinatumamab", "blinatumomab"),
        ("tocilzumab", "tocilizumab"),
    ],
)
def test_a_slip_of_the_pen_is_a_look_alike(word: str, form: str) -> None:
    assert is_look_alike(word, form)


@pytest.mark.parametrize(
    ("target", "locale"),
    [
        ("Ритуксимаб вводят медленно.", "ru"),
        ("يُعطى ريتوكسيماب ببطء.", "ar"),
        ("रीटक्सिमैब धीरे दिया जाता है।", "hi"),
        ("리툭시맙은 천천히 투여합니다.", "ko"),
        ("リツキシマブはゆっくり投与します。", "ja"),
        ("利妥昔单抗应缓慢给药。", "zh_Hans"),
        ("Rituximab 缓慢给药。", "zh_Hans"),
    ],
)
def test_a_medicine_is_known_in_another_script(target: str, locale: str) -> None:
    assert _found("Rituximab is given slowly.", target, locale, ("drug-name",)) == []


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("Rituximab is given slowly.", "El retuximab se administra despacio.", "es"),
        ("Take hydroxyzine at night.", "Tome hidralazina de noche.", "es"),
        ("Take ibuprofen.", "Tome el medicamento.", "es"),
        ("Take ibuprofen.", "Tome paracetamol.", "es"),
        ("Take ibuprofen and aspirin.", "Tome ibuprofeno, aspirina y warfarin.", "es"),
        ("Rituximab is given slowly.", "Ибупрофен вводят медленно.", "ru"),
        ("Rituximab is given slowly.", "伊马替尼应缓慢给药。", "zh_Hans"),
    ],
)
def test_a_medicine_that_is_another_or_lost_is_critical(source: str, target: str, locale: str) -> None:
    assert ("drug-name", Severity.CRITICAL) in _found(source, target, locale, ("drug-name",))


def test_two_names_of_one_substance_are_the_same() -> None:
    assert _found("Take acetaminophen.", "Tome paracetamol.", "es", ("drug-name",)) == []


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("It attaches to CD20.", "Se une a CD20.", []),
        ("HER2 and mRNA", "HER2 y mRNA", []),
        ("the ECG", "das EKG", []),
        ("HER2 is a protein.", "HEK2 es una proteína.", [("code", Severity.CRITICAL)]),
        ("T-ALL is rare.", "T-ALK es poco frecuente.", [("code", Severity.CRITICAL)]),
        ("The CDC says so.", "Lo dicen los MDC.", [("code", Severity.CRITICAL)]),  # and not 1,600
        ("The S1 protein binds.", "La proteína T1 se une.", [("code", Severity.CRITICAL)]),
        ("MERS-CoV is rare.", "MECS - CoV es poco frecuente.", [("code", Severity.CRITICAL)]),
        ("MERS-CoV is rare.", "MERS - CoV es poco frecuente.", []),
        ("Stage III is late.", "El estadio III es tardío.", []),
        ("The trial NCT01234567 ended.", "El ensayo terminó.", [("code-lost", Severity.MAJOR)]),
        ("Type II and type XIV", "Tipo II y tipo XIV", []),
    ],
)
def test_a_code_stands_letter_by_letter(source: str, target: str, found: list[tuple[str, Severity]]) -> None:
    assert _found(source, target, "es", ("code", "code-lost")) == found


@pytest.mark.parametrize(
    ("source", "target", "locale", "found"),
    [
        ("the left arm", "el brazo izquierdo", "es", []),
        ("the left arm", "el brazo derecho", "es", [("opposites", Severity.CRITICAL)]),
        ("for adults", "для детей", "ru", [("opposites", Severity.CRITICAL)]),
        ("before the meal", "après le repas", "fr", [("opposites", Severity.MAJOR)]),
        ("It increases the risk.", "它会降低风险。", "zh_Hans", [("opposites", Severity.MAJOR)]),
        ("You must call.", "Puede llamar.", "es", [("opposites", Severity.MAJOR)]),
        ("It increases the risk.", "它会增加风险。", "zh_Hans", []),
    ],
)
def test_a_word_turned_to_its_opposite_is_found(
    source: str, target: str, locale: str, found: list[tuple[str, Severity]]
) -> None:
    assert _found(source, target, locale, ("opposites",)) == found


def test_words_that_end_like_a_medicine_are_none() -> None:
    assert find_drugs("Cholesterol in April, and the concept of poison.") == ()


def test_what_english_adds_to_a_code_is_left_aside() -> None:
    found = find_codes("ACE2-expressing cells, HCoVs and beta-CoVs")
    assert [name.text for name in found] == ["ACE2", "HCoV", "CoV"]


@pytest.mark.parametrize("word", ["", "a", "9", "ő", "ß", "漢字", "\u200d", "ー", "힣", "ヴァ"])
def test_any_letters_have_a_sound(word: str) -> None:
    assert sound_of(word).isascii() or word == "ß"
    assert bones_of(word) == bones_of(word.upper()) or word == "ß"
