"""The pages around the editions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from pipeline.render.article import take_apart
from pipeline.render.site import render_404, render_index, render_sitemap
from pipeline.render.view import EditionView, IndexEntry, PdfFacts
from pipeline.render.words import Words

ENGLISH = Words.of_source()


@pytest.fixture
def entries(view_of: Callable[..., EditionView]) -> list[IndexEntry]:
    found = []
    for locale in ("es", "ar"):
        view = view_of(locale)
        title = take_apart(view.document).title
        found.append(
            IndexEntry(
                view.slug, locale, view.tag, view.direction, view.language, title, view.words,
                view.credits.source_url, "en", PdfFacts(1_400_000, 12), date(2026, 11, 20),
            )
        )  # fmt: skip
    return found


def test_the_index_offers_each_pdf_in_its_own_language(entries: list[IndexEntry]) -> None:
    page = BeautifulSoup(render_index(entries, publisher="P", words=ENGLISH), "html5lib")
    assert [(s["lang"], s["dir"], s.h2.get_text()) for s in page.select("main section")] == [
        ("ar", "rtl", "العربية"), ("es", "ltr", "Español"),
    ]  # fmt: skip
    link = page.select_one('section[lang="es"] a.pdf')
    assert link["href"] == "blinatumomab/es/blinatumomab.es.pdf"
    assert link.get_text() == "Descargar en PDF (1,4\xa0MB, páginas: 12)"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_an_index_of_nothing_says_so() -> None:
    page = BeautifulSoup(render_index([], publisher="P", words=ENGLISH), "html5lib")
    assert "No translation has been published yet." in page.main.get_text()
    assert page.select("main a") == []


def test_the_sitemap_lists_each_page_with_all_its_languages(entries: list[IndexEntry]) -> None:
    root = ElementTree.fromstring(render_sitemap(entries, base_url="https://h.example"))
    ns = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    assert [loc.text for loc in root.findall("s:url/s:loc", ns)] == [
        "https://h.example/", "https://h.example/blinatumomab/ar/", "https://h.example/blinatumomab/es/",
    ]  # fmt: skip
    for url in root.findall("s:url", ns)[1:]:
        assert [link.get("hreflang") for link in url.findall("x:link", ns)] == ["ar", "es"]
    with pytest.raises(ValueError, match="address"):
        render_sitemap(entries, base_url="")


def test_the_error_page_finds_the_site_from_any_address() -> None:
    page = BeautifulSoup(render_404(publisher="P", words=ENGLISH, base_url="https://h.example/lib/"), "html5lib")
    assert page.select_one("a.button")["href"] == "/lib/index.html"
    assert page.select_one('link[rel="stylesheet"]')["href"].startswith("/lib/site/")
