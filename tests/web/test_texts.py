"""Texts as HTML: escaped, with chips and marks where they belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from pipeline.model import Placeholder, Span
from pipeline.web.texts import format_day, format_moment, shorten, show_changes, show_text

STRONG = Placeholder("strong", "pair", "strong")
DOSE = Placeholder("x", "protected", "span", text="20 mg")


def test_a_placeholder_is_a_chip_and_any_other_tag_is_text() -> None:
    shown = show_text("<strong>a</strong> <b>", [STRONG])
    assert shown == (
        '<bdi class="ph" dir="ltr">&lt;strong&gt;</bdi>a<bdi class="ph" dir="ltr">&lt;/strong&gt;</bdi> &lt;b&gt;'
    )


def test_protected_text_stays_readable() -> None:
    assert '<span class="kept">20 mg</span>' in show_text("Take <x>20 mg</x>.", [DOSE])


def test_marks_are_laid_over_text_and_protected_text_but_never_over_a_tag() -> None:
    text = "Take <x>20 mg</x> now"
    shown = show_text(text, [DOSE], marks=[Span(2, 10), Span(3, 4), Span(18, 99)])
    assert shown.startswith("Ta<mark>ke </mark><bdi")
    assert '<span class="kept"><mark>20</mark> mg</span>' in shown
    assert shown.endswith("<mark>now</mark>")


@given(st.text(alphabet="<>&\"'abx/ é文ع", max_size=60), st.text(alphabet="<>&\"'abx/ é文ع", max_size=60))
def test_no_text_makes_markup(old: str, new: str) -> None:
    for shown in (show_text(new, [STRONG, DOSE]), show_changes(old, new)):
        bare = shown
        for ours in ('<bdi class="ph" dir="ltr">', "</bdi>", "<del>", "</del>", "<ins>", "</ins>"):
            bare = Markup(str(bare).replace(ours, ""))
        assert "<" not in bare.replace('<span class="kept">', "").replace("</span>", "")


def test_a_change_marks_words_and_keeps_tags_as_chips() -> None:
    assert show_changes("for 28 days", "for 21 days") == "for <del>28</del><ins>21</ins> days"
    assert '<ins><bdi class="ph" dir="ltr">&lt;em&gt;</bdi>' in show_changes("a", "a <em>b</em>").replace(" ", "", 1)


@pytest.mark.parametrize(
    ("time", "day", "moment"),
    [
        ("2026-11-03T04:05:00.000000Z", "3 Nov 2026", "3 Nov 2026, 04:05 UTC"),
        ("", "", ""),
        ("yesterday", "yesterday", "yesterday"),
    ],
)
def test_times_are_read_and_what_is_none_stays(time: str, day: str, moment: str) -> None:
    assert (format_day(time), format_moment(time)) == (day, moment)


def test_a_long_line_is_cut_with_an_ellipsis() -> None:
    assert shorten("one\n two   three", 9) == "one two…"
