"""The style sheets keep WCAG 2.2 AA contrast in both schemes and load nothing."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from pipeline.render.styles import page_stylesheet, print_css

TEXT_PAIRS = [
    ("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("visited", "paper"), ("ink", "tint"), ("soft", "tint"),
    ("link", "tint"), ("visited", "tint"), ("on-brand", "brand"), ("on-warn", "warn"), ("on-focus", "focus"),
]  # fmt: skip
SHAPE_PAIRS = [("edge", "paper"), ("warn-edge", "paper")]


def read_schemes() -> dict[str, dict[str, str]]:
    css = page_stylesheet().data.decode()
    blocks = re.findall(r":root \{([^}]*)\}", css)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_a_contrast_of_at_least_4_5(scheme: str) -> None:
    colours = read_schemes()[scheme]
    assert {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS
            if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == {}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_that_carry_meaning_have_a_contrast_of_at_least_3(scheme: str) -> None:
    colours = read_schemes()[scheme]
    assert all(contrast(colours[one], colours[other]) >= 3 for one, other in SHAPE_PAIRS)


def test_the_sheets_load_nothing() -> None:
    for css in (page_stylesheet().data.decode(), print_css()):
        assert not re.search(r"url\(|@import|@font-face|https?:", css)


def test_the_path_of_the_sheet_changes_with_its_content() -> None:
    sheet = page_stylesheet()
    assert re.fullmatch(r"site/[0-9a-f]{16}\.css", sheet.path)
    assert sheet.data == files("pipeline.render.styles").joinpath("page.css").read_bytes()
