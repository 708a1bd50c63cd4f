"""An occurrence that was split off is found again where the page changes around it."""

from __future__ import annotations

import pytest

from pipeline.model import EntryKey
from pipeline.segment import Page, SegmentOptions, extract_units, rebuild_page
from pipeline.segment.splits import Split, find_anchors, split_page

BODY = (
    "<h1>Care</h1><p>Rest.</p><p>Common</p><p>Drink.</p><h2>Rare things</h2><p>Fever.</p><p>Common</p><p>Rash.</p>"
    "<h2>Last</h2><p>Common</p>"
)
KEY = EntryKey("", "Common")


def _page(body: str) -> Page:
    document = f"<!doctype html><html lang=en><head><title>T</title></head><body>{body}</body></html>"
    return extract_units(document, slug="care", options=SegmentOptions(), asset_hashes={})


def _split(number: int = 1, context: str = "c1") -> Split:
    page = _page(BODY)
    unit = next(unit for unit in page.units if unit.key == KEY)
    return Split(context, unit.fingerprint, find_anchors(page, KEY)[number])


def _places(page: Page, context: str = "c1") -> list[int]:
    """Which of the occurrences of the text, in document order, carry the context."""
    units = [page.units[index] for index in page.skeleton.slots]
    return [n for n, unit in enumerate(u for u in units if u.text == "Common") if unit.context == context]


def test_a_split_makes_two_entries_each_with_its_references() -> None:
    page = split_page(_page(BODY), [_split()])
    entries = {unit.context: unit.references for unit in page.units if unit.text == "Common"}
    assert {context: len(references) for context, references in entries.items()} == {"": 2, "c1": 1}
    assert "rare-things" in entries["c1"][0]
    targets: dict[EntryKey, str | None] = {unit.key: unit.text for unit in page.units}
    targets[EntryKey("c1", "Common")] = "Elsewhere"
    html = rebuild_page(page, targets, mark=lambda _unit: {}, kept_attributes={})
    assert html.count("Common") == 2
    assert html.index("Fever.") < html.index("Elsewhere") < html.index("Rash.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Rest.</p>", ""),
        ("<p>Rest.</p>", "<p>Rest.</p><p>Common</p>"),
        ("<p>Fever.</p>", "<p>High fever.</p>"),
        ("<p>Fever.</p>", "<p>Common</p><p>Fever.</p>"),
        ("<h2>Rare things</h2>", "<h2>Seldom</h2>"),
        ("<p>Rest.</p><p>Common</p><p>Drink.</p>", ""),
    ],
)
def test_it_is_found_again_where_the_page_changed_around_it(old: str, new: str) -> None:
    assert old in BODY
    page = split_page(_page(BODY.replace(old, new)), [_split()])
    units = [page.units[index] for index in page.skeleton.slots]
    (slot,) = [slot for slot, unit in enumerate(units) if unit.context == "c1"]
    assert units[slot + 1].text == "Rash."


def test_a_split_whose_place_is_gone_is_left_out() -> None:
    body = BODY.replace("<h2>Rare things</h2><p>Fever.</p><p>Common</p><p>Rash.</p>", "")
    assert _places(split_page(_page(body), [_split()])) == []


def test_two_splits_take_two_places_and_a_text_that_is_split_everywhere_has_no_entry_left() -> None:
    splits = [_split(number, f"c{number}") for number in range(3)]
    page = split_page(_page(BODY), splits)
    assert [_places(page, f"c{number}") for number in range(3)] == [[0], [1], [2]]
    assert KEY not in {unit.key for unit in page.units}


def test_a_page_without_splits_is_the_same_page() -> None:
    page = _page(BODY)
    assert split_page(page, []) is page
