"""Emergency numbers follow the locale's policy; without one they are numbers as any others."""

from __future__ import annotations

import pytest

from pipeline.check import Rules, check_target
from pipeline.checking import rules_of
from pipeline.errors import SettingsError
from pipeline.model import Severity, Unit
from pipeline.settings import make_settings

SOURCE = "If you cannot breathe, call 911 at once."
KEPT, LOCAL, BOTH, NONE, OTHER = (
    f"Si no puede respirar, llame {end} de inmediato."
    for end in ("al 911", "al 112", "al 112 (en EE. UU., al 911)", "a emergencias", "al 999")
)


def _found(target: str, policy: str, source: str = SOURCE) -> set[str]:
    rules = Rules(emergency=(policy, "112" if policy != "keep" else ""))
    found = check_target(Unit(source), target, source_locale="en", locale="es", article_id="a", rules=rules)
    return {f.check for f in found if f.severity is Severity.CRITICAL}


@pytest.mark.parametrize(("policy", "right"), [("keep", KEPT), ("localize", LOCAL), ("both", BOTH)])
def test_what_the_policy_wants_is_silent(policy: str, right: str) -> None:
    assert _found(right, policy) == set()


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        *(("keep", text) for text in (LOCAL, NONE, OTHER)),
        *(("localize", text) for text in (KEPT, BOTH, NONE, OTHER)),
        *(("both", text) for text in (KEPT, LOCAL, NONE, OTHER)),
    ],
)
def test_what_the_policy_does_not_want_is_critical(policy: str, wrong: str) -> None:
    assert "emergency" in _found(wrong, policy)


def test_without_a_policy_another_number_is_never_silent() -> None:
    assert _found(KEPT, "") == set()
    assert all(_found(text, "") for text in (LOCAL, NONE, OTHER))


def test_a_quantity_that_looks_like_one_is_still_compared() -> None:
    source = "Call 911. There were 112 patients."
    assert _found("Llame al 112. Hubo 112 pacientes.", "localize", source) == set()
    assert "numbers" in _found("Llame al 112. Hubo 115 pacientes.", "localize", source)
    assert _found("Hubo 112 pacientes.", "localize", "There were 112 patients.") == set()


def test_the_settings_need_the_countrys_number_where_the_policy_names_one() -> None:
    with pytest.raises(SettingsError, match="emergency_number"):
        make_settings({"languages": {"es": {"emergency": "localize"}}})
    table = {"locales": ["es"], "languages": {"es": {"emergency": "both", "emergency_number": "112"}}}
    assert rules_of(make_settings(table), "es").emergency == ("both", "112")
