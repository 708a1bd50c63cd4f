"""Placeholders, fields, contacts, empty and untranslated text: what each finds, and what it leaves alone."""

from __future__ import annotations

import pytest

from pipeline.model import Placeholder, Severity

LINK = Placeholder("a", "pair", "a", target="https://example.org/")
BOLD = Placeholder("strong", "pair", "strong")
DOSE = Placeholder("x", "protected", "span", text="20 mg")
BREAK = Placeholder("br", "void", "br")


def _names(findings) -> list[str]:
    return [finding.check for finding in findings]


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("Lea Anticuerpos.", "missing"),
        ("Lea <a>Anticuerpos</a> y <a>más</a>.", "more than once"),
        ("Lea <a>Anticuerpos.", "never closed"),
        ("Lea <a1>Anticuerpos</a1>.", "not a placeholder"),
    ],
)
def test_a_damaged_placeholder_is_a_critical_finding_that_names_it(check, target: str, word: str) -> None:
    findings = [f for f in check("Read <a>Antibodies</a>.", target, placeholders=(LINK,)) if f.check == "placeholders"]
    assert {finding.severity for finding in findings} == {Severity.CRITICAL}
    assert any(word in finding.message for finding in findings)
    assert any("<a>" in finding.hint + finding.message for finding in findings)


def test_altered_protected_text_is_critical_and_the_hint_restores_it(check) -> None:
    findings = check("Take <x>20 mg</x>.", "Tome <x>25 mg</x>.", placeholders=(DOSE,))
    (altered,) = [finding for finding in findings if finding.check == "placeholders"]
    assert altered.hint == "Restore <x>20 mg</x> as in the source."
    assert "numbers" in _names(findings)


@pytest.mark.parametrize("target", ["", "  \n", "\u200b\u200e", "<a></a>"])
def test_an_empty_translation_is_one_critical_finding(check, target: str) -> None:
    (finding,) = check("Read 5 <a>Antibodies</a>.", target, placeholders=(LINK,))
    assert (finding.check, finding.severity) == ("empty", Severity.CRITICAL)


def test_a_link_without_words_is_major(check) -> None:
    findings = check("Read <a>Antibodies</a>.", "Lea Anticuerpos<a></a>.", placeholders=(LINK,))
    assert [(f.check, f.severity) for f in findings] == [("empty-element", Severity.MAJOR)]


def test_a_link_around_an_image_is_not_empty(check) -> None:
    image = Placeholder("img", "void", "img")
    assert check("See <a><img/></a> here.", "Vea <a><img/></a> aquí.", placeholders=(LINK, image)) == ()


def test_a_unit_of_an_image_alone_is_not_empty(check) -> None:
    assert check("<img/>", "<img/>", placeholders=(Placeholder("img", "void", "img"),)) == ()


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("Descargar el PDF ({size})", []),
        ("Descargar el PDF ({tamaño})", ["fields"]),
        ("Descargar el PDF", ["fields"]),
        ("Descargar el PDF ({size}, {size})", ["fields"]),
        ("Descargar el PDF ({size}, {pages})", ["fields"]),
        ("Descargar el PDF ({size}})", ["fields"]),
    ],
)
def test_interface_fields_stand_as_in_the_source(check, target: str, names: list[str]) -> None:
    assert sorted(set(_names(check("Download the PDF ({size})", target, kind="interface")))) == names


def test_a_brace_in_an_article_is_text(check) -> None:
    assert check("The set {drug} is new.", "El conjunto es nuevo.") == ()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Call 1-800-555-0100.", "Llame al 1-800-555-0100."),
        ("Call 1-800-555-0100.", "Llame al 1 (800) 555-0100."),
        ("Call 1-800-555-0100.", "Llame al +1 800 555 0100."),
        ("Call 1-800-555-0100.", "Llame al 800 555 0100."),
        ("Visit https://Example.org/flu.", "Visite https://example.org/flu."),
        ("Write to Help@example.org.", "Escriba a help@example.org."),
    ],
)
def test_a_contact_in_another_form_is_no_finding(check, source: str, target: str) -> None:
    assert check(source, target) == ()


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (
            "Call 1-800-555-0100.",
            "Llame al 1-800-555-0110.",
            "The source gives the telephone number 1-800-555-0100, the translation 1-800-555-0110.",
        ),
        (
            "Call 1-800-555-0100.",
            "Llame.",
            "The source gives the telephone number 1-800-555-0100, the translation does not.",
        ),
        (
            "Call us.",
            "Llame al 1-800-555-0100.",
            "The translation gives the telephone number 1-800-555-0100, which is not in the source.",
        ),
        (
            "Visit https://example.org/flu.",
            "Visite https://example.org/gripe.",
            "The source gives the address https://example.org/flu, the translation https://example.org/gripe.",
        ),
        (
            "Write to help@example.org.",
            "Escriba a helf@example.org.",
            "The source gives the e-mail address help@example.org, the translation helf@example.org.",
        ),
    ],
)
def test_a_changed_contact_is_critical(check, source: str, target: str, message: str) -> None:
    (finding,) = check(source, target)
    assert (finding.check, finding.severity, finding.message) == ("contacts", Severity.CRITICAL, message)


def test_a_telephone_number_in_arabic_digits_is_the_same(check) -> None:
    assert check("Call 1-800-555-0100.", "اتصل على ١-٨٠٠-٥٥٥-٠١٠٠.", "ar") == ()


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Take the tablet with water.", Severity.CRITICAL),
        ("Tell your doctor.", Severity.CRITICAL),
        ("Side effects", Severity.MAJOR),
        ("Fever", Severity.MAJOR),
    ],
)
def test_text_as_in_the_source_is_found(check, text: str, severity: Severity) -> None:
    (finding,) = check(text, text)
    assert (finding.check, finding.severity) == ("untranslated", severity)


@pytest.mark.parametrize("text", ["1,500", "ICANS", "CD19", "20%", "https://example.org/the/of/and", "CAR T"])
@pytest.mark.parametrize("locale", ["es", "zh_Hans", "ar"])
def test_numbers_codes_and_addresses_stay_as_they_are(check, text: str, locale: str) -> None:
    assert check(text, text, locale) == ()


@pytest.mark.parametrize("name", ["Rituximab", "Tisagenlecleucel", "Imatinib"])
def test_a_drug_name_by_its_stem_may_stay(check, name: str) -> None:
    assert check(name, name) == ()


def test_fields_are_no_words_of_a_script(check) -> None:
    assert check("Page {page} of {pages}", "第{page}页，共{pages}页", "zh_Hans", kind="interface") == ()


def test_protected_text_alone_is_not_untranslated(check) -> None:
    assert check("<x>20 mg</x>", "<x>20 mg</x>", placeholders=(DOSE,)) == ()


def test_a_clause_left_in_english_is_major_and_shown(check) -> None:
    source = "Tell your doctor if you have a fever. The drug is stopped while the reaction is treated."
    target = "Avise a su médico si tiene fiebre. El medicamento is stopped while the reaction is treated de inmediato."
    (finding,) = [found for found in check(source, target) if found.check == "untranslated"]
    assert finding.severity is Severity.MAJOR
    (span,) = finding.target_spans
    assert target[span.start : span.end] == "is stopped while the reaction is treated"


def test_a_translation_that_is_mostly_english_is_critical(check) -> None:
    source = "The first part of the first cycle is given in a hospital."
    findings = check(source, "La primera parte of the first cycle is given in a hospital.")
    assert ("untranslated", Severity.CRITICAL) in [(found.check, found.severity) for found in findings]


def test_words_of_the_target_language_are_not_left_over(check) -> None:
    source = "The song No me once is old and well known."
    findings = check(source, "La canción No me once is antigua y muy conocida.")
    assert "untranslated" not in _names(findings)


@pytest.mark.parametrize(
    ("locale", "target", "severity"),
    [
        ("ar", "Tome la tableta con agua.", Severity.CRITICAL),
        ("zh_Hans", "Tome la tableta con agua.", Severity.CRITICAL),
        ("es", "用水服药", Severity.CRITICAL),
        ("ru", "Rituximab wasser", Severity.MAJOR),
    ],
)
def test_the_wrong_script_is_found(check, locale: str, target: str, severity: Severity) -> None:
    (finding,) = [f for f in check("Take the tablet with water.", target, locale) if f.check == "script"]
    assert finding.severity is severity


def test_a_latin_name_in_an_arabic_sentence_is_fine(check) -> None:
    assert check("Rituximab attaches to CD20.", "يرتبط Rituximab بالبروتين CD20.", "ar") == ()


def test_a_name_kept_in_latin_letters_is_major_where_the_script_is_another(check) -> None:
    findings = check("Rituximab", "Rituximab", "ar")
    assert {finding.severity for finding in findings} == {Severity.MAJOR}
