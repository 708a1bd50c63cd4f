"""An edition's page: what it says, links to and keeps out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from pipeline.render.page import render_notice, render_page
from pipeline.render.view import EditionView, NoticeView, Review
from pipeline.render.words import Words

ViewOf = Callable[..., EditionView]


def read(view: EditionView) -> BeautifulSoup:
    return BeautifulSoup(render_page(view), "html5lib")


@pytest.mark.parametrize(
    ("locale", "tag", "direction"), [("es", "es", "ltr"), ("ar", "ar", "rtl"), ("zh_Hans", "zh-Hans", "ltr")]
)
def test_the_page_names_its_language_and_direction(view_of: ViewOf, locale: str, tag: str, direction: str) -> None:
    page = read(view_of(locale))
    assert (page.html["lang"], page.html["dir"]) == (tag, direction)


def test_languages_name_themselves_and_the_present_one_is_marked(view_of: ViewOf) -> None:
    links = read(view_of("ar")).select("header nav a")
    assert [(a["lang"], a["hreflang"], a["dir"], a.get_text(), a["href"], a.get("aria-current")) for a in links] == [
        ("es", "es", "ltr", "Español", "../../blinatumomab/es/index.html", None),
        ("ar", "ar", "rtl", "العربية", "../../blinatumomab/ar/index.html", "page"),
        ("zh-Hans", "zh-Hans", "ltr", "简体中文", "../../blinatumomab/zh-Hans/index.html", None),
    ]


def test_the_pdf_link_says_size_and_pages_as_the_locale_writes_them(view_of: ViewOf) -> None:
    link = read(view_of("es")).select_one("a.pdf")
    assert link["href"] == "blinatumomab.es.pdf"
    assert link.get_text() == "Descargar en PDF (143\xa0kB, páginas: 3)"


def test_without_an_address_all_links_of_the_site_are_relative(view_of: ViewOf) -> None:
    page = read(view_of("es"))
    assert page.select('link[rel="canonical"], link[hreflang][rel="alternate"]:not([type])') == []
    assert all(not a["href"].startswith("/") for a in page.select("a[href]"))


def test_with_an_address_each_version_lists_itself_all_others_and_a_default(view_of: ViewOf) -> None:
    alternates = {}
    for locale in ("es", "ar"):
        page = read(view_of(locale, base_url="https://health.example/library"))
        alternates[locale] = {
            link["hreflang"]: link["href"] for link in page.select('link[rel="alternate"]:not([type])')
        }
        assert alternates[locale][page.html["lang"]] == page.select_one('link[rel="canonical"]')["href"]
    assert alternates["es"] == alternates["ar"]
    assert alternates["es"]["x-default"] == "https://health.example/library/"
    assert alternates["es"]["zh-Hans"] == "https://health.example/library/blinatumomab/zh-Hans/"


def test_json_ld_describes_the_translation_and_cannot_be_broken_out_of(view_of: ViewOf) -> None:
    view = view_of("es")
    evil = view.document.replace(
        '<title data-unit="t1">Blinatumomab', '<title data-unit="t1">&lt;/script&gt;&lt;script&gt;alert(1)'
    )
    page = read(replace(view, document=evil))
    scripts = page.find_all("script")
    assert len(scripts) == 1
    facts = json.loads(scripts[0].string)
    assert facts["name"].startswith("</script><script>alert(1)")
    assert (facts["inLanguage"], facts["translationOfWork"]["inLanguage"]) == ("es", "en")
    assert facts["translationOfWork"]["url"] == view.credits.source_url


def test_the_sources_own_review_stands_apart_from_ours(view_of: ViewOf) -> None:
    page = read(view_of("es"))
    box = page.select_one("article section.source-review")
    assert [e["data-unit"] for e in box.select("[data-unit]")] == ["u34", "u35"]
    assert "Revisión médica del original" in box.h2.get_text()
    assert page.select_one("footer .about h2").get_text() == "Acerca de esta traducción"
    assert "20 de noviembre de 2026" in page.select_one("footer .about").get_text()


def test_references_are_marked_in_the_sources_language_and_introduced_in_the_readers(view_of: ViewOf) -> None:
    page = read(view_of("ar"))
    references = page.select_one('[data-part="references"] ol')
    assert (references["lang"], references["dir"]) == ("en", "ltr")
    note = references.find_previous_sibling("p")
    assert (note["lang"], note["dir"]) == ("ar", "rtl")
    assert "الإنجليزية" in note.get_text()


def test_a_wide_table_scrolls_in_a_region_that_the_keyboard_reaches(view_of: ViewOf) -> None:
    region = read(view_of("es")).select_one("table").parent
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert region["aria-labelledby"] == region.caption["id"]


def test_telephone_numbers_of_right_to_left_text_are_isolated(view_of: ViewOf) -> None:
    page = read(view_of("ar"))
    assert [run.get_text() for run in page.select('.help bdi[dir="ltr"]')] == [
        "1-800-555-0100", "(800) 555-0100", "help@example.org",
    ]  # fmt: skip
    assert read(view_of("es")).select(".help bdi.run") == []


def test_notices_stand_only_where_they_are_true(view_of: ViewOf) -> None:
    plain = render_page(view_of("es", demo=False))
    told = render_page(
        view_of("es", demo=True, changed_on=date(2026, 11, 22), review=Review(date(2026, 11, 20), single=True))
    )
    words = view_of("es").words
    for text in (words.texts["demo"], words.texts["single"], "El original cambió el"):
        assert text not in plain
        assert text in told


def test_rights_are_told_as_the_licence_asks(view_of: ViewOf) -> None:
    def footer(licence: str) -> str:
        view = view_of("es")
        return (
            read(replace(view, credits=replace(view.credits, licence=licence))).select_one("footer .source").get_text()
        )

    assert "CC BY 4.0" in footer("CC-BY-4.0")
    assert "adaptación" in footer("CC-BY-4.0")
    assert "dominio público" in footer("public-domain")
    assert "con permiso" in footer("permission")
    assert "Licencia:" not in footer("own")


def test_a_mistake_is_reported_with_the_edition_it_is_in(view_of: ViewOf) -> None:
    link = read(view_of("es")).select_one(".report a")["href"]
    assert link == "https://health.example/report?page=blinatumomab%2Fes%2Findex.html"
    assert read(view_of("es", report_url="javascript:alert(1)")).select(".report") == []


def test_hostile_values_of_the_view_are_escaped(view_of: ViewOf) -> None:
    evil = "<script>alert(1)</script>"
    view = view_of("es", publisher=evil)
    view = replace(view, credits=replace(view.credits, attribution=evil, source_title=evil))
    assert [s["type"] for s in read(view).find_all("script")] == ["application/ld+json"]


def test_an_article_without_a_heading_gets_its_title_as_one(view_of: ViewOf) -> None:
    page = read(view_of("es", document="<html><head><title>Un título</title></head><body><p>a</p></body></html>"))
    assert [h.get_text() for h in page.select("h1")] == ["Un título"]


def test_the_same_view_gives_the_same_page(view_of: ViewOf) -> None:
    assert render_page(view_of("ar")) == render_page(view_of("ar"))


def test_a_withdrawn_edition_says_so_in_the_readers_language_and_hides_from_search(view_of: ViewOf) -> None:
    view = view_of("ar")
    notice = NoticeView(
        view.slug, view.locale, view.tag, view.direction, view.language, "عنوان", view.words, view.credits,
        view.publisher, date(2026, 11, 22), siblings=view.siblings[:1],
    )  # fmt: skip
    page = BeautifulSoup(render_notice(notice), "html5lib")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert "22 نوفمبر 2026" in page.get_text()
    assert page.select_one("a.button")["href"] == view.credits.source_url
    assert [a["href"] for a in page.select("nav a")] == ["../../blinatumomab/es/index.html"]
    assert page.select('a[href$=".pdf"]') == []


def test_english_words_serve_the_frame_of_the_index() -> None:
    assert Words.of_source().plain("page", page=1, pages=2) == "Page 1 of 2"
