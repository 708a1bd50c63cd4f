"""A page in a pseudo-locale: the same tree, other text, the right language and direction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import html5lib
import pytest

from pipeline.errors import SegmentError, UsageError
from pipeline.pseudo import pseudolocalize_page

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "pages"
OURS = [*sorted((ROOT / "examples" / "origin" / "www").glob("*.html")), ROOT / "source_html" / "immunotherapy-all.html"]
PAGES = [*OURS, *(CORPUS / slug / "en.html" for slug in ("masks-and-ppe", "plasma", "telehealth"))]


def parse(page: str) -> Any:
    return html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)


def list_elements(page: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names and attributes' names, but for the language and direction that kept text is given."""
    for element in parse(page).iter():
        names = {name for name in element.attrib if name not in ("lang", "dir")}
        if not (element.tag == "span" and not names):
            yield str(element.tag), tuple(sorted(names))


@pytest.mark.parametrize("locale", ["en_XA", "ar_XB"])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_pseudo_page_has_the_elements_of_its_source(path: Path, locale: str) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not there")
    source = path.read_text("utf-8")
    page = pseudolocalize_page(source, locale)
    assert list(list_elements(page)) == list(list_elements(source))
    assert parse(page).attrib["lang"] == locale.replace("_", "-")


@pytest.mark.parametrize(
    ("start", "rest"),
    [
        ("<p>", ""),
        ("<html><p>", ""),
        ("<!DOCTYPE html>\n<!-- <html lang=fr> -->\n<html LANG='en-US' class='a>b' dir=ltr><p>", 'class="a&gt;b"'),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><p>', "xmlns="),
    ],
)
def test_the_html_element_says_language_and_direction(start: str, rest: str) -> None:
    page = pseudolocalize_page(f"{start}Take it.", "ar-XB")
    root = parse(page)
    assert (root.attrib["lang"], root.attrib["dir"], root.attrib.get("xml:lang")) == ("ar-XB", "rtl", None)
    assert rest in page
    assert "Take it" not in page
    assert parse(pseudolocalize_page(f"{start}Take it.", "en_XA")).attrib["dir"] == "ltr"


def test_a_page_in_another_language_is_taken_as_it_says() -> None:
    page = pseudolocalize_page('<html lang="es"><p>Tome <b>20 mg</b>.<p lang="en">Take it.', "en_XA")
    assert "[Ţööɱéé <b>20 ɱĝ</b>.]" in page
    assert '<p lang="en" dir="ltr">Take it.</p>' in page


def test_the_language_can_be_given() -> None:
    page = pseudolocalize_page('<p lang="fr">Bonjour.<p lang="en">Hello.', "en_XA", source_locale="fr")
    assert ("Bonjour" in page, "Hello" in page) == (False, True)


def test_attributes_that_people_read_are_units_too() -> None:
    page = pseudolocalize_page('<title>Page</title><img alt="A cat" src="cat.png"><input placeholder="Name">', "en_XA")
    assert ("[Ṕååĝéé]" in page, 'alt="[ÅÅ çååţ]"' in page, 'placeholder="[Ñååɱéé]"' in page) == (True, True, True)
    assert 'src="cat.png"' in page


def test_what_is_not_to_be_translated_stays_and_is_marked() -> None:
    page = pseudolocalize_page('<p>Take <span translate="no">Foo 20</span> now.', "ar_XB")
    kept = parse(page).find(".//span")
    assert (kept.text, kept.attrib) == ("Foo 20", {"translate": "no", "lang": "en", "dir": "ltr"})


@pytest.mark.parametrize(
    ("page", "start"),
    [
        ("<p>Take it<form><div></form><form>42", '<html lang="ar-XB" dir="rtl"><p>'),
        ("<!doctype html><!--><p>Take it<plaintext>x", '<!doctype html><!--><html lang="ar-XB" dir="rtl"><p>'),
        ("<html lang=en class=a><p>Take it<plaintext>x", '<html lang="ar-XB" dir="rtl" class=a><p>'),
    ],
)
def test_a_page_that_no_markup_can_express_is_rewritten_in_place(page: str, start: str) -> None:
    """`rebuild_page` would give another tree than the source's."""
    built = pseudolocalize_page(page, "ar_XB")
    assert built.startswith(start)
    assert "Take it" not in built
    assert built.endswith(page.partition("Take it")[2])
    names = [element.tag for element in parse(built).iter()]
    assert names == [element.tag for element in parse(page).iter()]


@pytest.mark.parametrize("start", ["<!---->" * 5000, "<!" * 5000, "<html" + " a=b/ /" * 5000, " " * 50_000])
def test_no_page_takes_long_before_its_html_element(start: str) -> None:
    """Twenty-four empty comments once took minutes."""
    begun = process_time()
    assert "Take it" not in pseudolocalize_page(f"{start}><p>Take it.", "en_XA")
    assert process_time() - begun < 5


def test_the_same_page_gives_the_same_pseudo_page() -> None:
    source = OURS[0].read_text("utf-8")
    assert pseudolocalize_page(source, "en_XA") == pseudolocalize_page(source, "en_XA")


@pytest.mark.parametrize("page", ["", "<p>42</p>", "\0\0\0", "<!-- only -->"])
def test_a_page_without_text_is_an_error(page: str) -> None:
    with pytest.raises(SegmentError, match="no text to translate"):
        pseudolocalize_page(page, "en_XA")


def test_another_locale_is_refused_before_any_work() -> None:
    with pytest.raises(UsageError, match="is not a pseudo-locale"):
        pseudolocalize_page("<p>Hello", "es")
