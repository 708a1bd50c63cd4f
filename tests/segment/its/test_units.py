"""ITS in segment: what units are, what their translators are told, for which locales they are."""

from __future__ import annotations

import pytest

from pipeline.errors import SegmentError
from pipeline.model import LocaleFilter, Unit
from pipeline.segment import SegmentOptions, extract_units, locate_units, rebuild_page, rewrite_page
from pipeline.text.languages import is_for_locale

NAMESPACES = 'xmlns:its="http://www.w3.org/2005/11/its" xmlns:h="http://www.w3.org/1999/xhtml"'


def take_apart(page: str, *rules: str, css: bool = False, **files: str) -> tuple[Unit, ...]:
    """The units of a page with these rules; the page comes back with its own text, also with them."""
    if rules:
        language = 'queryLanguage="css"' if css else ""
        script = f'<its:rules {NAMESPACES} version="2.0" {language}>{"".join(rules)}</its:rules>'
        page = f"<script type=application/its+xml>{script}</script>{page}"
    options = SegmentOptions(read_rules=lambda path: files[path].encode())
    taken = extract_units(page, slug="a", options=options)
    plain = extract_units(page.replace("its+xml", "no+xml").replace("its-", "no-"), slug="a")
    assert rebuild_page(taken, {unit.key: unit.text for unit in taken.units}).replace("its-", "no-").replace(
        "its+xml", "no+xml"
    ) == rebuild_page(plain, {unit.key: unit.text for unit in plain.units})
    return taken.units


def texts(page: str, *rules: str, css: bool = False) -> list[str]:
    return [unit.text for unit in take_apart(page, *rules, css=css)]


def test_an_element_that_is_not_within_text_splits_and_one_that_is_does_not() -> None:
    assert texts("<p>One <span its-within-text=no>two</span> three") == ["One", "two", "three"]
    assert texts("<div>One <p its-within-text=yes>two</p></div>") == ["One <p>two</p>"]
    assert texts("<div>One <p>two</p></div>", '<its:withinTextRule selector="//h:p" withinText="yes"/>') == [
        "One <p>two</p>"
    ]
    assert texts("<p>One <b>two</b>", '<its:withinTextRule selector="b" withinText="no"/>', css=True) == ["One", "two"]


def test_rules_say_what_is_translated_and_the_element_itself_goes_before_them() -> None:
    no = '<its:translateRule selector="//h:code | //h:li" translate="no"/>'
    unit, kept = take_apart(
        "<p>Type <code>x y</code> or <code translate=yes>z w</code><ul><li>no<li translate>yes</ul>", no
    )
    assert unit.text == "Type <x1>x y</x1> or <code>z w</code>" or unit.text == "Type <x>x y</x> or <code>z w</code>"
    assert kept.text == "yes"


def test_a_rule_brings_back_what_a_rule_took_away() -> None:
    rules = (
        '<its:translateRule selector="//h:div" translate="no"/>',
        '<its:translateRule selector="//h:b" translate="yes"/>',
    )
    assert texts("<div><p>no</p><p>no <b>this one</b></p></div>", *rules) == ["<x>no</x> <b>this one</b>"]


def test_rules_make_attributes_units_and_take_them_away_but_never_an_address() -> None:
    rules = (
        '<its:translateRule selector="//h:img/@alt" translate="no"/>',
        '<its:translateRule selector="//@data-tip | //@href | //@style | //@onclick" translate="yes"/>',
    )
    page = "<p title='A title'>Text <img src=a alt='A vein'><a href=b style='c: d' onclick='e f' data-tip='A tip'>g</a>"
    units = take_apart(page, *rules)
    assert [(unit.text, unit.kind) for unit in units if unit.kind != "paragraph"] == [
        ("A title", "title-attribute"),
        ("A tip", "data-tip-attribute"),
    ]


def test_a_language_rule_keeps_what_is_in_another_language() -> None:
    rule = '<its:langRule selector="//h:*[@data-lang]" langPointer="@data-lang"/>'
    assert texts("<p data-lang=fr>Bonjour<p data-lang=en>Hello<p>Bye", rule) == ["Hello", "Bye"]


def test_white_space_is_kept_where_a_rule_says_so() -> None:
    rule = '<its:preserveSpaceRule selector="//h:p" space="preserve"/>'
    assert texts("<p>a  b<div>c  d</div>", rule) == ["a  b", "c d"]


def test_notes_of_a_block_and_of_what_is_in_it_reach_the_translator() -> None:
    page = (
        "<div its-loc-note='Formal'><p>We need a <span its-loc-note='Ask Ana' its-loc-note-type=alert>motherboard"
        "</span> <dfn its-term=yes its-term-info-ref='#m'>chip</dfn></p><p its-loc-note-ref='n.html#2'>Two</p></div>"
    )
    one, two = take_apart(page)
    assert one.notes == ("Note: Formal", "“motherboard”: Attention: Ask Ana", "Term: “chip”: see #m")
    assert two.notes == ("Note: see n.html#2",)


def test_a_note_on_the_only_element_of_a_block_is_not_lost_with_it() -> None:
    (unit,) = take_apart("<p><span its-loc-note='Short'>All of it</span></p>")
    assert (unit.text, unit.notes) == ("All of it", ("“All of it”: Note: Short",))


def test_domain_id_and_resource_are_told_too() -> None:
    rules = (
        '<its:domainRule selector="/h:html" domainPointer="//h:meta/@content"/>',
        '<its:idValueRule selector="//h:p" idValue="@id"/>',
        '<its:externalResourceRefRule selector="//h:img" externalResourceRefPointer="@src"/>',
        '<its:locNoteRule selector="//@alt" locNoteType="alert"><its:locNote>Short</its:locNote></its:locNoteRule>',
    )
    units = take_apart("<meta name=keywords content=oncology><p id=k>Text <img src=v.png alt='A vein'>", *rules)
    notes = {unit.text.partition(" ")[0]: unit.notes for unit in units}
    assert notes["Text"] == ("Domain: oncology", "Id: k", "<img>: Resource: v.png")
    assert notes["A"] == ("Attention: Short", "Domain: oncology")


NESTED = "<p>Horses<span title=Note its-within-text=nested>A <b>fine</b> breed.</span> run."


def test_a_nested_text_is_a_unit_of_its_own_and_a_placeholder_in_the_one_around_it() -> None:
    outer, title, inner = take_apart(NESTED)
    assert (outer.text, inner.text, title.text) == ("Horses<span/> run.", "A <b>fine</b> breed.", "Note")
    assert outer.notes == ("“A fine breed.”: A text of its own within this one",)


def test_a_nested_text_is_put_back_within_the_translation_around_it() -> None:
    page = extract_units(NESTED, slug="a")
    words = {
        "Horses<span/> run.": "Corren<span/> los caballos.",
        "A <b>fine</b> breed.": "Una raza <b>fina</b>.",
        "Note": "Nota",
    }
    rebuilt = rebuild_page(page, {unit.key: words[unit.text] for unit in page.units})
    assert (
        '<p>Corren<span title="Nota" its-within-text="nested">Una raza <b>fina</b>.</span> los caballos.</p>' in rebuilt
    )
    left_out = rebuild_page(page, {unit.key: None if "breed" in unit.text else unit.text for unit in page.units})
    assert '<p>Horses<span title="Note" its-within-text="nested"></span> run.</p>' in left_out


def test_a_nested_text_is_put_back_in_place_too() -> None:
    source = locate_units(NESTED.encode(), charset="utf-8", slug="a")
    words = {"Horses<span/> run.": "Caballos<span/> run.", "A <b>fine</b> breed.": "A <b>fine</b> raza."}
    targets = {unit.key: words.get(unit.text, unit.text) for unit in source.page.units}
    assert rewrite_page(source, {unit.key: unit.text for unit in source.page.units}).data.decode() == NESTED
    assert rewrite_page(source, targets).data.decode() == NESTED.replace("Horses", "Caballos").replace("breed", "raza")


def test_texts_nested_by_the_hundred_are_no_trouble() -> None:
    depth = 400
    page = "<p>top" + "".join(f"<span its-within-text=nested>{n}x" for n in range(depth))
    units = take_apart(page)
    assert len(units) == 9
    assert units[-1].text.count("<span") == depth - 8


@pytest.mark.parametrize(
    ("attributes", "locales"),
    [
        ("its-locale-filter-list='fr-CA, en-CA'", ["fr_CA"]),
        ("its-locale-filter-list='*-CA'", ["fr_CA"]),
        ("its-locale-filter-list='*-CA' its-locale-filter-type=EXCLUDE", ["fr", "es", "zh_Hans"]),
        ("its-locale-filter-list='fr'", ["fr", "fr_CA"]),
        ("its-locale-filter-list=''", []),
        ("its-locale-filter-list='*'", ["fr", "fr_CA", "es", "zh_Hans"]),
        ("its-locale-filter-list='*' its-locale-filter-type=exclude", []),
    ],
)
def test_a_unit_is_for_the_locales_that_the_filter_lets_through(attributes: str, locales: list[str]) -> None:
    inner, outer = take_apart(f"<div {attributes}><p title=tip>Text</div><p>For all")[-2:]
    assert [locale for locale in ("fr", "fr_CA", "es", "zh_Hans") if is_for_locale(inner, locale)] == locales
    assert outer.filters == ()


def test_an_attribute_is_for_the_locales_of_its_element() -> None:
    units = take_apart("<p its-locale-filter-list=fr title=tip>Text</p>")
    assert {unit.filters for unit in units} == {(LocaleFilter(("fr",)),)}


def test_the_title_of_a_drawing_is_for_the_locales_of_what_holds_it() -> None:
    units = take_apart("<p its-locale-filter-list=fr>Text <svg><title>A vein</title></svg>")
    assert {unit.text.partition(" ")[0]: unit.filters for unit in units} == {
        "Text": (LocaleFilter(("fr",)),),
        "A": (LocaleFilter(("fr",)),),
    }


def test_the_same_text_in_two_places_is_for_the_locales_of_both() -> None:
    (unit,) = take_apart(
        "<p its-locale-filter-list=fr its-loc-note=a>Text<p its-locale-filter-list=es its-loc-note=b>Text"
    )
    assert unit.filters == (LocaleFilter(("fr",)), LocaleFilter(("es",)))
    assert unit.notes == ("Note: a", "Note: b")
    (unit,) = take_apart("<p its-locale-filter-list=fr>Text<p>Text")
    assert unit.filters == ()


def test_a_filter_on_part_of_a_unit_is_told_to_the_translator() -> None:
    (unit,) = take_apart("<p>Call <span its-locale-filter-list='*-CA'>811</span> now.")
    assert unit.filters == ()
    assert unit.notes == ("“811”: Only for *-CA",)


def test_linked_rules_come_from_the_reader_and_one_that_is_missing_is_an_error_not_a_guess() -> None:
    rules = f'<its:rules {NAMESPACES} version="2.0"><its:translateRule selector="//h:p" translate="no"/></its:rules>'
    units = take_apart("<link rel=its-rules href=r.xml><p>one<div>two</div>", **{"r.xml": rules})
    assert [unit.text for unit in units] == ["two"]
    with pytest.raises(SegmentError, match=r"a\.html: .*'r\.xml' cannot be read"):
        extract_units("<link rel=its-rules href=r.xml><p>one", slug="a")


def test_a_page_without_its_has_the_units_it_had() -> None:
    page = "<p title=t>One <b>two</b><p lang=fr>trois<p translate=no>four"
    with_its = extract_units(page + "<p its-loc-note=n>last", slug="a").units[:-1]
    without = extract_units(page + "<p>last", slug="a").units[:-1]
    assert with_its == without
    assert [unit.fingerprint for unit in with_its] == [unit.fingerprint for unit in without]
