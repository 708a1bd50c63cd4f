"""The text as a whole: what is left out, added, said again, cut off, in another language, or in broken characters."""

from __future__ import annotations

import pytest

from pipeline.model import Severity
from pipeline.text.alignment import Lengths, find_gaps

SOURCE = (
    "Take the tablet with a full glass of water. Do not crush or chew it. "
    "Call your doctor if you have a rash or trouble breathing."
)
TARGET = (
    "Tome la tableta con un vaso lleno de agua. No la triture ni la mastique. "
    "Llame a su médico si tiene sarpullido o dificultad para respirar."
)
SENTENCES = (
    "Tome la tableta con un vaso lleno de agua.",
    "No la triture ni la mastique.",
    "Llame a su médico si tiene sarpullido o dificultad para respirar.",
)


def _found(findings, name: str):
    return [finding for finding in findings if finding.check == name]


def test_a_whole_translation_is_silent(check) -> None:
    assert check(SOURCE, TARGET) == ()


@pytest.mark.parametrize("left_out", range(3))
def test_a_sentence_left_out_is_critical_and_shown_in_the_source(check, left_out: int) -> None:
    target = " ".join(sentence for index, sentence in enumerate(SENTENCES) if index != left_out)
    (finding,) = _found(check(SOURCE, target), "omission")
    assert finding.severity is Severity.CRITICAL
    (span,) = finding.source_spans
    assert SOURCE[span.start : span.end] in finding.message


def test_a_sentence_that_the_source_does_not_have_is_critical(check) -> None:
    added = "Este medicamento también cura la gripe y el resfriado común."
    (finding,) = _found(check(SOURCE, f"{TARGET} {added}"), "addition")
    assert (finding.severity, TARGET.endswith(added)) == (Severity.CRITICAL, False)
    assert added in finding.message


def test_two_sentences_said_as_one_are_no_omission(check) -> None:
    target = (
        "Tome la tableta con un vaso lleno de agua y no la triture ni la mastique. "
        "Llame a su médico si tiene sarpullido o dificultad para respirar."
    )
    assert _found(check(SOURCE, target), "omission") == []


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("Wash your hands with soap and water.", "Lávese las manos con agua y", {"truncated"}),
        ("Wash your hands with soap and water.", "Lávese las manos,", {"truncated"}),
        ("Wash your hands with soap and water.", "Lávese las manos con agua y jabón.", set()),
        ("before a meal, and", "antes de comer, y", set()),
    ],
)
def test_an_end_that_comes_too_soon_is_found(check, source: str, target: str, names: set[str]) -> None:
    assert {finding.check for finding in check(source, target)} & {"truncated", "length"} == names


def test_a_loop_is_critical_and_what_the_source_repeats_is_not(check) -> None:
    (finding,) = _found(check("Rest at home.", "Descanse en casa en casa en casa en casa."), "repetition")
    assert finding.severity is Severity.CRITICAL
    assert "4 times" in finding.message
    assert _found(check("Wash, wash, wash, wash.", "Lave, lave, lave, lave."), "repetition") == []


def test_a_sentence_that_stands_twice_is_critical(check) -> None:
    twice = f"{SENTENCES[0]} {SENTENCES[1]} {SENTENCES[0]}"
    assert [finding.severity for finding in _found(check(SOURCE, twice), "repetition")] == [Severity.CRITICAL]


@pytest.mark.parametrize(
    ("locale", "target"),
    [
        ("es", "Prenez le comprimé avec un grand verre d'eau et ne le croquez pas."),
        ("es", "Tome o comprimido com um copo cheio de água e não o mastigue."),
        ("ar", "قرص را با یک لیوان پر از آب بخورید و آن را نجوید."),
        ("tl", "Minum tablet dengan segelas penuh air dan jangan dikunyah."),
    ],
)
def test_another_language_in_the_right_script_is_critical(check, locale: str, target: str) -> None:
    findings = _found(
        check("Take the tablet with a full glass of water and do not chew it.", target, locale), "language"
    )
    assert [finding.severity for finding in findings] == [Severity.CRITICAL]


def test_traditional_characters_in_a_simplified_text_are_critical(check) -> None:
    findings = _found(check("Please see a doctor for diagnosis.", "請看醫生並診斷。", "zh_Hans"), "characters")
    assert [finding.severity for finding in findings] == [Severity.CRITICAL]
    assert _found(check("Please see a doctor for diagnosis.", "请看医生并诊断。", "zh_Hans"), "characters") == []


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("Consulte a su mÃ©dico.", "encoding"),
        ("Consulte a su m\ufffddico.", "encoding"),
        ("Los ni?os deben descansar.", "encoding"),
        ("Consulte a su mé\u202edico.", "bidi"),
        ("Consulte a su \u2067médico.", "bidi"),
        ("Consulte a su m\u0435dico.", "homoglyph"),
    ],
)
def test_characters_that_do_not_say_what_they_show_are_critical(check, target: str, name: str) -> None:
    found = _found(check("See your doctor.", target), name)
    assert [finding.severity for finding in found] == [Severity.CRITICAL]


def test_closed_isolates_and_accents_are_fine(check) -> None:
    assert check("See your doctor.", "Consulte a su \u2068médico\u2069.") == ()


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("es", "Take one tablet once a day.", "Tome una tableta once al día."),
        ("fr", "Tell us about your pain.", "Parlez-nous de votre pain."),
    ],
)
def test_an_english_word_that_means_something_else_is_critical(check, locale: str, source: str, target: str) -> None:
    assert [f.severity for f in _found(check(source, target, locale), "homograph")] == [Severity.CRITICAL]


def test_eleven_is_once_in_spanish(check) -> None:
    assert _found(check("Use it once, for eleven days.", "Úselo una vez, durante once días."), "homograph") == []


def test_gaps_are_found_by_length_alone() -> None:
    lengths = Lengths(1.0, 1.2)
    assert find_gaps([80, 90, 70], [82, 88, 71], lengths) == ()
    (gap,) = find_gaps([80, 90, 70], [82, 71], lengths)
    assert (gap.side, gap.index) == ("source", 1)
    assert find_gaps([80, 90, 70], [172, 71], lengths) == ()


def test_findings_of_unreviewed_tables_say_so(check) -> None:
    (finding,) = _found(check("Rest for 28 days.", "Descanse 20 días."), "numbers")
    assert "await review by a native speaker" in finding.hint
