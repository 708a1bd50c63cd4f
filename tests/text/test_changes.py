"""The class of a change of the source: cosmetic, ordinary, critical; it errs to critical."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Placeholder, Span, Unit
from pipeline.text.changes import ChangeClass, Verdict, classify_change, worst_class
from pipeline.text.risks import FINDERS, Token, find_risk_tokens

TABLE = tomllib.loads((Path(__file__).parents[1] / "data" / "text" / "changes.toml").read_text("utf-8"))


def _rows() -> Iterator[Any]:
    for name, pairs in TABLE.items():
        for old, new in pairs:
            yield pytest.param(name, old, new, id=f"{name}: {old} → {new}")


def _classify(old: str, new: str, locale: str = "en") -> Verdict:
    return classify_change(Unit(old) if old else None, Unit(new) if new else None, locale=locale)


@pytest.mark.parametrize(("name", "old", "new"), list(_rows()))
def test_the_table_is_followed(name: str, old: str, new: str) -> None:
    verdict = _classify(old, new)
    assert verdict.change_class == name, verdict
    assert bool(verdict.reasons) is (name == "critical")


def _link(target: str) -> Unit:
    return Unit("Call <a>us</a> now.", (Placeholder("a", "pair", "a", target),))


def test_a_changed_telephone_link_is_critical_although_the_words_stand() -> None:
    verdict = classify_change(_link('["tel:+1555010"]'), _link('["tel:+1555011"]'), locale="en")
    assert verdict.change_class == "critical"
    assert "tel:+1555010" in " ".join(verdict.reasons)


def test_another_link_is_ordinary() -> None:
    verdict = classify_change(_link('["https://a.example/"]'), _link('["https://b.example/"]'), locale="en")
    assert verdict.change_class == "ordinary"


def _marked(text: str, element: str, name: str = "b", part: str = "") -> Unit:
    attributes = (("data-part", part),) if part else ()
    return Unit(text, (Placeholder(name, "pair", element, attributes=attributes),))


def test_a_word_made_bold_is_cosmetic() -> None:
    verdict = classify_change(Unit("Do not wait."), _marked("Do <b>not</b> wait.", "strong"), locale="en")
    assert verdict.change_class == "cosmetic"


@pytest.mark.parametrize(("element", "text"), [("sup", "A count of 10<b>9</b>."), ("del", "A count of <b>109</b>.")])
def test_markup_that_says_something_is_critical(element: str, text: str) -> None:
    verdict = classify_change(_marked(text, element), Unit("A count of 109."), locale="en")
    assert verdict.change_class == "critical"


def test_a_date_that_the_profile_names_is_never_critical() -> None:
    old, new = (_marked(f"Seen on <b>May {day}, 2024</b> by us.", "time", part="dates") for day in (3, 9))
    assert classify_change(old, new, locale="en").change_class == "cosmetic"
    other = _marked("Seen on <b>May 9, 2024</b> by 5 of us.", "time", part="dates")
    assert classify_change(old, other, locale="en").change_class == "critical"


def test_every_edit_of_words_is_critical_in_a_language_without_a_table() -> None:
    assert _classify("Nicht rauchen.", "Rauchen.", "de").change_class == "critical"
    assert _classify("Bitte „hier“ rauchen.", "Bitte  “hier“ rauchen.", "de").change_class == "cosmetic"


def test_other_finders_are_asked_too() -> None:
    def find_river(text: str, _locale: str) -> list[Token]:
        place = text.find("river")
        return [Token("river", "river", "river", Span(place, place + 5))] if place >= 0 else []

    old, new = Unit("We are near the river."), Unit("We are near the station.")
    assert classify_change(old, new, locale="en").change_class == "ordinary"
    verdict = classify_change(old, new, locale="en", finders=(*FINDERS, find_river))
    assert (verdict.change_class, verdict.reasons) == (ChangeClass.CRITICAL, ("river “river” lost",))


def test_the_worst_of_several_counts() -> None:
    verdicts = [Verdict(ChangeClass.ORDINARY), Verdict(ChangeClass.CRITICAL), Verdict(ChangeClass.COSMETIC)]
    assert worst_class(verdicts) == "critical"
    assert worst_class([]) == "cosmetic"


@given(st.text("ab 5.'“\u00a0<n", max_size=40), st.text("ab 5.'“\u00a0<n", max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_change_is_as_grave_backwards_as_forwards_and_none_is_cosmetic(one: str, other: str) -> None:
    assert classify_change(Unit(one), Unit(other), locale="en").change_class == (
        classify_change(Unit(other), Unit(one), locale="en").change_class
    )
    assert classify_change(Unit(one), Unit(one), locale="en") == Verdict(ChangeClass.COSMETIC)


@given(st.text("abcdef .", max_size=40), st.sampled_from(["7", " not ", " 5 mg ", " rituximab ", " warning "]))
@settings(max_examples=100, deadline=None)
def test_what_is_put_in_and_is_critical_by_itself_is_always_found(text: str, risk: str) -> None:
    whole = f"{text} .{risk}. {text}"
    verdict = _classify(f"{text} .. {text}", whole)
    assert verdict.change_class == "critical", find_risk_tokens(whole, "en")


def test_long_texts_are_classed_in_time() -> None:
    old = "Take 5 mg of rituximab before you eat, unless your doctor says so. " * 400
    started = time.process_time()
    assert _classify(old, old.replace("before", "after", 7)).change_class == "critical"
    assert time.process_time() - started < 5
