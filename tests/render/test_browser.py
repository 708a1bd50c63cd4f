"""The pages in a real browser: nothing loaded from outside, no script, readable at any width and zoom."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.render.page import render_page
from pipeline.render.styles import page_stylesheet
from pipeline.render.view import EditionView

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LOCALES = ("es", "ar", "zh_Hans")
HOSTILE = (
    "<p data-unit='x' onclick='document.title=1'>t<script>document.title='run'</script>"
    "<img src='https://outside.example/x.png' onerror=\"document.title='run'\" alt='words'></p>"
    "<svg onload=\"document.title='run'\"></svg><iframe src='https://outside.example/'></iframe>"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(CHROMIUM), reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield chromium
        chromium.close()


@pytest.fixture
def site(tmp_path: Path, view_of: Callable[..., EditionView], picture: bytes) -> Path:
    sheet = page_stylesheet()
    files = {sheet.path: sheet.data, "blinatumomab/files/0123456789abcdef.png": picture}
    for locale in LOCALES:
        view = view_of(locale)
        document = view.document.replace("</body>", f"{HOSTILE}</body>")
        files[view.page_path] = render_page(
            replace(view, document=document, base_url="https://health.example")
        ).encode()
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def open_page(browser: Any, site: Path, tag: str, width: int) -> tuple[Any, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "blinatumomab" / tag / "index.html").as_uri())
    return page, asked


@pytest.mark.parametrize("tag", ["es", "ar", "zh-Hans"])
def test_the_page_loads_from_its_folder_and_from_nowhere_else_and_runs_nothing(
    browser: Any, site: Path, tag: str
) -> None:
    page, asked = open_page(browser, site, tag, 1280)
    assert {url.split("://")[0] for url in asked} == {"file"}
    assert page.title().endswith("– Example Health Library")
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    assert page.evaluate("getComputedStyle(document.querySelector('header.site')).backgroundColor") == "rgb(7, 72, 90)"
    page.close()


@pytest.mark.parametrize("tag", ["es", "ar", "zh-Hans"])
@pytest.mark.parametrize("width", [1280, 640, 390, 320])
def test_nothing_but_a_table_scrolls_sideways(browser: Any, site: Path, tag: str, width: int) -> None:
    """320 CSS pixels is 1280 at 400 % zoom (WCAG 2.2, 1.4.10)."""
    page, _ = open_page(browser, site, tag, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_line_of_text_is_no_longer_than_one_reads_with_ease(browser: Any, site: Path) -> None:
    page, _ = open_page(browser, site, "es", 1920)
    assert page.evaluate("document.querySelector('article p').getBoundingClientRect().width") < 760
    page.close()


def test_text_spacing_as_readers_set_it_loses_nothing(browser: Any, site: Path) -> None:
    """WCAG 2.2, 1.4.12."""
    page, _ = open_page(browser, site, "es", 390)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        "p { margin-bottom: 2em !important }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_the_first_key_stop_leads_to_the_article_and_every_stop_shows(browser: Any, site: Path) -> None:
    page, _ = open_page(browser, site, "es", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    stops = []
    for _ in range(30):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.tagName, e.className, s.outlineStyle, s.outlineWidth] }"
        )
        if stop[0] == "BODY":
            break
        stops.append(stop)
    assert len(stops) >= 6, "two links, the table, help, and the foot"
    assert all(style == "solid" and width == "3px" for _, _, style, width in stops)
    assert "table" in [name for _, name, _, _ in stops], "the wide table can be scrolled with the keys"


@pytest.mark.parametrize("tag", ["es", "ar", "zh-Hans"])
def test_everything_to_press_is_large_enough(browser: Any, site: Path, tag: str) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, links within a sentence excepted."""
    page, _ = open_page(browser, site, tag, 390)
    small = page.evaluate(
        "[...document.querySelectorAll('header a:not(.skip), .tools a, .report a')]"
        ".filter(a => a.getBoundingClientRect().height < 24).map(a => a.textContent)"
    )
    assert small == []
    page.close()


def test_a_telephone_number_in_arabic_stands_as_it_is_dialled(browser: Any, site: Path) -> None:
    page, _ = open_page(browser, site, "ar", 1280)
    lefts = page.evaluate(
        """() => { const text = document.querySelector('.help a').querySelector('bdi').firstChild;
        return [...text.data].map((_, i) => { const r = document.createRange();
        r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left }) }"""
    )
    assert lefts == sorted(lefts)
    assert len(lefts) == len("1-800-555-0100")
    page.close()


def test_the_page_prints(browser: Any, site: Path) -> None:
    page, _ = open_page(browser, site, "es", 1280)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('header nav')).display") == "none"
    page.close()
