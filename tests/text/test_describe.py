"""Placeholders in a translator's words."""

from __future__ import annotations

import pytest

from pipeline.model import Placeholder, Unit
from pipeline.text.describe import describe_placeholder, describe_placeholders


@pytest.mark.parametrize(
    ("placeholder", "expected"),
    [
        (
            Placeholder("a", "pair", "a", attributes=(("href", "tel:1-800-555-0100"),)),
            "<a>…</a>: link to tel:1-800-555-0100",
        ),
        (Placeholder("strong1", "pair", "strong"), "<strong1>…</strong1>: strong"),
        (Placeholder("br", "void", "br"), "<br/>: line break"),
        (
            Placeholder("img", "void", "img", "i.png sha", attributes=(("src", "i.png"), ("alt", "x"))),
            "<img/>: image i.png",
        ),
        (Placeholder("x1", "protected", "code", text="CD20\n+"), "<x1>CD20 +</x1>: must stand unchanged"),
        (
            Placeholder("abbr", "pair", "abbr", attributes=(("title", "chimeric antigen receptor"),)),
            "<abbr>…</abbr>: abbreviation (chimeric antigen receptor)",
        ),
        (Placeholder("x-dose", "pair", "x-dose"), "<x-dose>…</x-dose>: x-dose"),
    ],
)
def test_a_placeholder_is_told_by_what_it_stands_for(placeholder: Placeholder, expected: str) -> None:
    assert describe_placeholder(placeholder) == expected


def test_a_long_address_is_shortened() -> None:
    data_url = Placeholder("img", "void", "img", attributes=(("src", "data:image/png;base64," + "A" * 9000),))
    assert len(describe_placeholder(data_url)) < 200


def test_each_name_of_a_unit_is_told_once_in_order() -> None:
    unit = Unit("<em>a</em><br/><em>b</em>", (Placeholder("em", "pair", "em"), Placeholder("br", "void", "br")) * 2)
    assert describe_placeholders(unit) == ("<em>…</em>: emphasis", "<br/>: line break")
