"""Left-to-right runs in right-to-left text are isolated, and not a letter changes."""

from __future__ import annotations

import pytest

from pipeline.render.clean import parse_fragment, write_fragment
from pipeline.render.isolate import isolate_runs

RUNS = {
    "اتصل بالرقم 1-800-555-0100 الآن": ["1-800-555-0100"],
    "أو بالرقم (800) 555-0100.": ["(800) 555-0100"],
    "الرقم +34 91 555 01 00، ثم انتظر": ["+34 91 555 01 00"],
    "اكتب إلى help@example.org.": ["help@example.org"],
    "انظر https://example.org/a?b=1. ثم": ["https://example.org/a?b=1"],
    "الجرعة 20 mg يوميًا": ["20 mg"],
    "الجرعة 1.5mg أو 1,500 mcg/kg": ["1.5mg", "1,500 mcg/kg"],
    "أقل من <5 mL": ["<5 mL"],
    "حرارة 38\u00a0°C (100.4\u00a0°F).": ["38\u00a0°C", "100.4\u00a0°F"],
    "شماره ۱-۸۰۰-۵۵۵-۰۱۰۰ است": ["۱-۸۰۰-۵۵۵-۰۱۰۰"],
    "كل 4 ساعات، 28 يومًا": [],
    "بروتين CD19 على الخلايا": [],
}


@pytest.mark.parametrize("text", RUNS)
def test_runs_are_wrapped_and_the_text_is_unchanged(text: str) -> None:
    soup = parse_fragment("<p></p>")
    soup.p.string = text
    isolate_runs(soup)
    assert soup.p.get_text() == text
    assert [run.get_text() for run in soup.select('bdi[dir="ltr"]')] == RUNS[text]


def test_a_run_inside_left_to_right_text_is_left_alone() -> None:
    html = '<p dir="ltr">Call 1-800-555-0100</p><p><bdi>1-800-555-0100</bdi></p>'
    soup = parse_fragment(html)
    isolate_runs(soup)
    assert write_fragment(soup) == html


def test_right_to_left_text_within_left_to_right_text_is_isolated_again() -> None:
    soup = parse_fragment('<div dir="ltr"><p dir="rtl">اتصل 1-800-555-0100</p></div>')
    isolate_runs(soup)
    assert soup.bdi.get_text() == "1-800-555-0100"
