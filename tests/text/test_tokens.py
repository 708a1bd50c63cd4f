"""Numbers, URLs, e-mail addresses and telephone numbers are found by value and at their place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.chinese import read_chinese
from pipeline.text.number_forms import read_chain
from pipeline.text.tokens import find_contacts, find_numbers, find_telephones, find_urls, fold_text


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1,500", "en", "1500"),
        ("1.500", "en", "1.500"),
        ("1.500", "es", "1500"),
        ("1,5", "es", "1.5"),
        ("0,31", "es", "0.31"),
        ("0.31", "es", "0.31"),
        ("1 580", "es", "1580"),
        ("1\u202f580", "fr", "1580"),
        ("1.234,5", "es", "1234.5"),
        ("12,34,567", "hi", "1234567"),
        ("1’580", "de_CH", "1580"),
        ("٢٠", "ar", "20"),
        ("۲۰", "fa", "20"),
        ("१२", "hi", "12"),
        ("২০", "bn", "20"),
        ("２０", "zh_Hans", "20"),
        ("١٬٥٠٠", "ar", "1500"),
        ("١٫٥", "ar", "1.5"),
        ("½", "en", "0.5"),
    ],
)
def test_a_number_is_read_by_its_locale_and_its_digits(text: str, locale: str, value: str) -> None:
    assert [number.value for number in find_numbers(text, locale)] == [Decimal(value)]


def test_a_spanish_number_keeps_both_readings_of_a_point_before_three_digits() -> None:
    (number,) = find_numbers("1.580", "es")
    assert number.readings == {Decimal(1580), Decimal("1.580")}


def test_an_english_comma_is_never_a_decimal_mark() -> None:
    assert [number.value for number in find_numbers("1,5", "en")] == [1, 5]


def test_a_date_with_points_is_three_numbers() -> None:
    assert [number.value for number in find_numbers("15.03.2020", "es")] == [15, 3, 2020]


@pytest.mark.parametrize(
    ("text", "code"),
    [("COVID-19-related", "covid19"), ("SARS-CoV-2", "sarscov2"), ("CD20", "cd20"), ("H1N1", "h1n1"), ("IL-6", "il6")],
)
def test_a_name_with_a_number_is_a_code(text: str, code: str) -> None:
    assert [(number.kind, number.code) for number in find_numbers(text, "en")] == [("code", code)]


@pytest.mark.parametrize("text", ["20mg", "mid-2020", "12-year-old", "18-64"])
def test_a_number_beside_letters_is_no_code(text: str) -> None:
    assert {number.kind for number in find_numbers(text, "en")} == {"number"}


@pytest.mark.parametrize(
    ("text", "minutes"), [("7:00 pm", 1140), ("7:00 a.m.", 420), ("12:15 am", 15), ("12:00 pm", 720), ("19:30", 1170)]
)
def test_a_time_is_minutes_since_midnight(text: str, minutes: int) -> None:
    (number,) = find_numbers(text, "en")
    assert (number.kind, number.value, number.text) == ("time", minutes, text)


def test_numbers_in_addresses_and_telephone_numbers_are_not_numbers() -> None:
    assert find_numbers("Call 1-800-555-0100 or see https://example.org/5/7 or mail a7@example.org", "en") == ()


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("二十五", 25), ("一百零五", 105), ("二〇二〇", 2020), ("三千万", 30_000_000), ("万", None)],
)
def test_chinese_numerals_are_read(numeral: str, value: int | None) -> None:
    assert read_chinese(numeral) == value


@given(st.integers(min_value=0, max_value=10**12))
def test_a_grouped_number_is_the_number_in_each_convention(value: int) -> None:
    assert read_chain(f"{value:,}", "en") == (value,)
    assert value in read_chain(f"{value:,}".replace(",", "."), "es")
    assert value in read_chain(f"{value:,}".replace(",", " "), "fr")


@given(st.text(max_size=200), st.sampled_from(["en", "es", "zh_Hans", "ar", "xx"]))
def test_every_token_is_where_its_span_says(text: str, locale: str) -> None:
    for token in (*find_numbers(text, locale), *find_contacts(text)):
        assert text[token.span.start : token.span.end] == token.text != ""


def test_invisible_controls_do_not_move_spans() -> None:
    text = "\u200e\u2066كوفيد\u2069\u200e-19\u200f و ٢٠"
    assert [number.text for number in find_numbers(text, "ar")] == ["19", "٢٠"]
    assert fold_text(text).text == "كوفيد-19 و 20"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.org/a(b), please", ["https://example.org/a(b)"]),
        ("(https://example.org/a)", ["https://example.org/a"]),
        ("请访问https://example.org/flu。谢谢", ["https://example.org/flu"]),
        ("cdc.gov/flu and www.example.com.", ["cdc.gov/flu", "www.example.com"]),
        ("they were infected.Health care in any country.In 2020, e.g. this", []),
        ("write to help@example.org", []),
    ],
)
def test_urls_end_where_the_sentence_goes_on(text: str, found: list[str]) -> None:
    assert [url.text for url in find_urls(text) if "@" not in text] == found
    if "@" in text:
        assert [contact.kind for contact in find_contacts(text)] == ["email"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1-800-555-0100", "18005550100"),
        ("(800) 555-0100", "8005550100"),
        ("+34 900 55 66 77", "34900556677"),
        ("٨٠٠-٥٥٥-٠١٠٠", "8005550100"),
        ("1-800-QUIT-NOW", "18007848669"),
        ("0800 123 4567", "08001234567"),
    ],
)
def test_telephone_numbers_are_their_digits(text: str, digits: str) -> None:
    assert [telephone.value for telephone in find_telephones(f"Call {text}.")] == [digits]


@pytest.mark.parametrize("text", ["2019-2020", "2020-03-15", "483 295 samples", "1,500,000", "7-10 days"])
def test_dates_ranges_and_groups_are_no_telephone_numbers(text: str) -> None:
    assert find_telephones(text) == ()
