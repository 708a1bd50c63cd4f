"""A workspace's own rules: severities, exceptions with a reason, extra terms; and what no rule may change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Excused, Rules, check_target, names_of_checks
from pipeline.checking import rules_of
from pipeline.errors import SettingsError
from pipeline.model import Severity, Unit
from pipeline.settings import make_settings


def _check(source: str, target: str, rules: Rules, locale: str = "es"):
    return check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a", rules=rules)


def _rules(checks: Mapping[str, Any], locale: str = "es") -> Rules:
    return rules_of(make_settings({"locales": ["es", "fr"], "checks": checks}), locale)


def test_a_severity_is_overridden_for_all_and_again_for_one_locale() -> None:
    checks = {"severity": {"numbers": "major"}, "es": {"severity": {"numbers": "minor"}}}
    assert _rules(checks, "fr").severities == {"numbers": Severity.MAJOR}
    assert _rules(checks, "es").severities == {"numbers": Severity.MINOR}


def test_an_overridden_finding_says_so_and_keeps_its_id() -> None:
    (plain,) = _check("Wait 28 days.", "Espere 20 días.", Rules())
    (lowered,) = _check("Wait 28 days.", "Espere 20 días.", _rules({"severity": {"numbers": "minor"}}))
    assert (plain.severity, lowered.severity) == (Severity.CRITICAL, Severity.MINOR)
    assert plain.id == lowered.id
    assert "by itself critical" in lowered.hint


def test_an_exception_holds_for_its_wording_only_and_gives_its_reason() -> None:
    rules = Rules(exceptions=(Excused("numbers", "20", "the source is wrong, asked on 3 May"),))
    (excused,) = _check("Wait 28 days.", "Espere 20 días.", rules)
    assert excused.severity is Severity.MINOR
    assert excused.hint.startswith("Excepted in dragoman.toml: the source is wrong, asked on 3 May")
    (other,) = _check("Wait 28 days.", "Espere 21 días.", rules)
    assert other.severity is Severity.CRITICAL


def test_a_placeholder_cannot_be_excused() -> None:
    with pytest.raises(SettingsError, match="cannot be changed"):
        _rules({"severity": {"placeholders": "minor"}})


def test_a_check_that_there_is_not_is_named() -> None:
    with pytest.raises(SettingsError, match="numbres"):
        _rules({"severity": {"numbres": "minor"}})


def test_a_locale_that_there_is_not_and_an_exception_without_a_reason_are_refused() -> None:
    with pytest.raises(SettingsError, match="checks"):
        make_settings({"checks": {"klingonish": {}}})
    with pytest.raises(SettingsError, match="reason"):
        make_settings({"checks": {"exceptions": [{"check": "numbers", "text": "x", "reason": ""}]}})


def test_the_documentation_names_every_finding() -> None:
    text = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")
    assert [name for name in names_of_checks() if f"`{name}`" not in text] == []


def test_rules_have_a_digest_and_none_have_none() -> None:
    assert Rules().digest == ""
    assert _rules({"severity": {"numbers": "major"}}).digest != _rules({"severity": {"numbers": "minor"}}).digest


def test_the_form_of_address_of_the_settings_is_part_of_the_rules() -> None:
    settings = make_settings({"locales": ["es"], "languages": {"es": {"address": "formal"}}})
    assert rules_of(settings, "es").register == "formal"
    assert rules_of(settings, "es").digest != rules_of(make_settings({}), "es").digest
