"""Only what a selector names is taken apart; the rest of the page stays, whatever it asks for itself."""

from __future__ import annotations

import pytest

from pipeline.errors import SegmentError
from pipeline.segment import SegmentOptions, extract_units, rebuild_page

PAGE = (
    "<title>T</title><nav title=n>Menu <b translate=yes>yes</b></nav>"
    "<main lang=en><p>One <i translate=no>x</i></p></main>"
)


def test_units_come_from_the_root_alone_and_the_page_is_whole() -> None:
    page = extract_units(PAGE, slug="a", options=SegmentOptions(root="main"))
    assert [unit.text for unit in page.units] == ["One <x>x</x>"]
    html = rebuild_page(page, {page.units[0].key: "Uno <x>x</x>"})
    assert "<nav" in html
    assert "<p>Uno <i" in html


def test_several_roots_and_nested_ones() -> None:
    page = extract_units(PAGE, slug="a", options=SegmentOptions(root="nav, nav b, main p"))
    assert [unit.text for unit in page.units] == ["n", "Menu <b>yes</b>", "One <x>x</x>"]


def test_a_root_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(SegmentError, match="no element of the page matches 'article'"):
        extract_units(PAGE, slug="a", options=SegmentOptions(root="article"))
