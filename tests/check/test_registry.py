"""The register gives findings their ids, in order, and survives a check that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.check import RULES_VERSION, check_target, names_of_checks
from pipeline.check.registry import register, unregister
from pipeline.check.subject import Problem, Subject
from pipeline.model import Placeholder, Severity, Unit

UNIT = Unit("Take 28 tablets in 5 days.")
TARGET = "Tome 20 tabletas en 6 días."


def _ids(unit: Unit = UNIT, target: str = TARGET, *, locale: str = "es", article_id: str = "a") -> list[str]:
    findings = check_target(unit, target, source_locale="en", locale=locale, article_id=article_id)
    assert findings
    return [finding.id for finding in findings]


def test_an_id_is_the_same_on_every_run_and_different_for_every_finding() -> None:
    assert _ids() == _ids()
    assert len(set(_ids())) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"target": TARGET + " "},
        {"unit": replace(UNIT, context="k3f9")},
        {"unit": replace(UNIT, placeholders=(Placeholder("br", "void", "br"),))},
        {"locale": "es_MX"},
        {"article_id": "b"},
    ],
)
def test_a_change_of_text_source_locale_or_article_gives_another_id(other: dict[str, object]) -> None:
    assert set(_ids()).isdisjoint(_ids(**other))  # type: ignore[arg-type]


def test_an_id_outlives_wording_and_severity() -> None:
    def ids_of(message: str, severity: Severity) -> list[str]:
        @register("wording", order=99)
        def find(subject: Subject) -> Iterator[Problem]:
            yield Problem(severity, message, "")

        try:
            findings = check_target(UNIT, "Sí.", source_locale="en", locale="es", article_id="a")
        finally:
            unregister("wording")
        return [finding.id for finding in findings if finding.check == "wording"]

    assert ids_of("one", Severity.MINOR) == ids_of("another", Severity.CRITICAL) != []


def test_a_check_that_breaks_is_a_critical_finding_and_the_others_run() -> None:
    @register("broken", order=1)
    def find(subject: Subject) -> Iterator[Problem]:
        yield Problem(Severity.MINOR, "half done", "")
        raise RuntimeError("a secret of the text")

    try:
        findings = check_target(UNIT, TARGET, source_locale="en", locale="es", article_id="a")
    finally:
        unregister("broken")
    broken = findings[0]
    assert (broken.check, broken.severity) == ("failed-broken", Severity.CRITICAL)
    assert "RuntimeError" in broken.message
    assert "secret" not in broken.message
    assert [finding.check for finding in findings[1:]] == ["numbers", "numbers"]


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered already"):
        register("numbers", order=1)(lambda subject: [])


def test_rules_have_a_version_and_findings_have_names() -> None:
    assert RULES_VERSION
    assert {"empty", "placeholders", "contacts", "numbers", "untranslated", "fields"} <= set(names_of_checks())
    assert len(names_of_checks()) == len(set(names_of_checks()))


@example("", ":0:0:0:0:0\x1b\x87𝕦𝕧𝕩𝖓𝖚𐀀", "es")  # of no language at all, says the model
@settings(deadline=None)  # the first of a language reads its tables
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["es", "zh_Hans", "ar", "tl", "xx"]))
def test_no_text_breaks_a_check(source: str, target: str, locale: str) -> None:
    findings = check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a")
    assert not [finding for finding in findings if finding.check.startswith("failed-")]
    for finding in findings:
        assert all(0 <= start <= end <= len(source) for start, end in finding.source_spans)
        assert all(0 <= start <= end <= len(target) for start, end in finding.target_spans)
