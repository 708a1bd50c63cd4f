"""What is a unit and what is not: one golden page that a linguist can extend, and the single rules beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.errors import SegmentError
from pipeline.model import Unit
from pipeline.segment import Page, SegmentOptions, extract_units, rebuild_page
from pipeline.segment.entries import slugify
from pipeline.text.describe import describe_placeholders

DATA = Path(__file__).parents[1] / "data" / "segment"
OPTIONS = SegmentOptions(keep=(".trial",), references=("[data-part=references]",))


def list_units(page: Page) -> str:
    """The golden form: kind, text, what the placeholders stand for, headings, references."""
    lines: list[str] = []
    for unit in page.units:
        context = f" [{unit.context}]" if unit.context else ""
        lines.append(f"{unit.kind}{context}: {unit.text!r}")
        lines.extend(f"    {line}" for line in describe_placeholders(unit))
        lines.append(f"    under {' > '.join(unit.headings) or '-'}")
        lines.extend(f"    at {reference}" for reference in unit.references)
    return "\n".join(lines) + "\n"


def find_units(html: str, **options: object) -> tuple[Unit, ...]:
    return extract_units(html, slug="a", options=SegmentOptions(**options)).units  # type: ignore[arg-type]


def texts(html: str, **options: object) -> list[str]:
    return [unit.text for unit in find_units(html, **options)]


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.html")))
def test_a_page_has_the_units_of_its_listing(name: str) -> None:
    page = extract_units((DATA / f"{name}.html").read_text(encoding="utf-8"), slug=name, options=OPTIONS)
    assert list_units(page) == (DATA / f"{name}.units.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["42", "–", "•", "…", "★★", "٤٢", "", "\u200b", "✓"])
def test_a_bare_integer_or_symbol_is_no_unit(text: str) -> None:
    assert texts(f"<table><td>{text}</table>") == []


@pytest.mark.parametrize(
    "text", ["1,500", "1.5", "24/7", "10–20", "$5", "€", "5%", "°C", "7:00", "1 500", "-5", "CD20"]
)
def test_anything_else_with_a_number_or_letter_is_a_unit(text: str) -> None:
    assert texts(f"<table><td>{text}</table>") == [text]


INLINE = "sub sup span abbr time bdi ruby code kbd var q mark x-custom unknown small"


@pytest.mark.parametrize("name", re.findall(r"\S+", INLINE))
def test_an_inline_element_never_splits_a_unit(name: str) -> None:
    (unit,) = find_units(f"<p>one <{name}>two</{name}> three")
    assert unit.text == f"one <{name}>two</{name}> three"
    assert unit.placeholders[0].element == name


def test_a_div_with_only_text_is_a_block_and_text_beside_blocks_is_a_unit() -> None:
    assert texts("<div>one <i>two</i></div><div>three<p>four</p>five</div>") == [
        "one <i>two</i>",
        "three",
        "four",
        "five",
    ]


def test_an_anchor_around_blocks_is_not_inline() -> None:
    assert texts("<a href=x><h2>One</h2><p>Two</p></a>") == ["One", "Two"]


def test_names_are_numbered_only_where_they_recur() -> None:
    assert texts("<p>a <b>b</b> <i>c</i> <b>d</b> e") == ["a <b1>b</b1> <i>c</i> <b2>d</b2> e"]


def test_literal_text_cannot_be_taken_for_a_placeholder() -> None:
    (unit,) = find_units("<p>write &lt;a&gt;, &lt;a1&gt; or &lt;/a2&gt;: <a href=x>x</a> <a href=y>y</a>")
    assert unit.text == "write <a>, <a1> or </a2>: <a3>x</a3> <a4>y</a4>"


def test_a_protected_span_stands_readable() -> None:
    (unit,) = find_units("<p>Take <code translate=no>20\n mg</code> or <b class=k>30 mg</b>", keep=(".k",))
    assert unit.text == "Take <x1>20 mg</x1> or <x2>30 mg</x2>"
    assert [(p.form, p.element, p.text) for p in unit.placeholders] == [
        ("protected", "code", "20 mg"),
        ("protected", "b", "30 mg"),
    ]
    assert unit.placeholders[0].markup == '<code translate="no">20\n mg</code>'


def test_a_wrapper_of_the_whole_unit_moves_to_the_skeleton() -> None:
    assert texts("<p> <strong><em>All</em></strong> </p><p><b>Part</b> of it") == ["All", "<b>Part</b> of it"]


def test_a_wrapper_that_leads_somewhere_stays_so_that_its_target_is_approved() -> None:
    (unit,) = find_units("<p><strong><a href='tel:911'>Call</a></strong>")
    assert unit.text == "<a>Call</a>"
    assert unit.placeholders[0].target == "tel:911"


def test_an_edge_placeholder_without_visible_content_moves_to_the_skeleton() -> None:
    assert texts("<p><a id=x></a><!--c--><br>One<br><i class=icon></i> <b> </b></p>") == ["One"]


def test_an_image_in_a_paragraph_is_a_placeholder_and_its_alt_a_unit() -> None:
    html = "<p>See <img src='https://a.example/f.png' alt='A cell'> now"
    paragraph, alt = extract_units(html, slug="a", asset_hashes={"https://a.example/f.png": "abc"}).units
    assert (paragraph.text, alt.text, alt.kind) == ("See <img/> now", "A cell", "alt")
    assert paragraph.placeholders[0].target == "https://a.example/f.png sha256:abc"


def test_a_changed_link_or_file_alone_changes_the_fingerprint_and_nothing_else() -> None:
    def read(href: str, digest: str) -> Unit:
        html = f"<p>Call <a href='{href}'>us</a> <img src=f.png>!"
        return extract_units(html, slug="a", asset_hashes={"f.png": digest}).units[0]

    first = read("tel:1", "a")
    assert first.fingerprint == read("tel:1", "a").fingerprint
    assert first.key == read("tel:2", "a").key
    assert len({first.fingerprint, read("tel:2", "a").fingerprint, read("tel:1", "b").fingerprint}) == 3


def test_attributes_that_a_reader_reads_are_units() -> None:
    html = """<head><meta name=description content=d><meta property=og:title content=ot><meta name=author content=no>
    <meta property=og:description content=od><meta name=twitter:title content=tt><title>t</title></head><body>
    <p title=pt aria-label=al aria-description=ad id=no class=no>x y</p><input placeholder=ph type=text value=no>
    <table summary=ts><td>c</table><video><track label=tl></video><img alt='' src=no><a title='  a
    b '>x z</a> <picture><img alt=pa></picture>"""
    found = texts(html)
    assert set(found) >= {"d", "ot", "od", "tt", "t", "pt", "al", "ad", "ph", "ts", "tl", "pa", "a b"}
    assert "no" not in found


def test_the_words_on_a_button_are_a_unit_and_what_is_typed_or_sent_is_not() -> None:
    html = """<form><input type=submit value='Send it'><input type=Button value='Go on'><input value=typed>
    <input type=hidden value=sent><input type=checkbox value=sent></form>"""
    assert [(unit.kind, unit.text) for unit in find_units(html)] == [("button", "Send it"), ("button", "Go on")]


def test_a_drawings_title_description_and_text_are_units_and_text_in_pieces_is_not() -> None:
    html = """<p>See <svg><title>A cell</title><g><desc> How it\n moves </desc></g><text>42 nm</text>
    <text>How <tspan>wide</tspan></text></svg> here"""
    found = [(unit.kind, unit.text) for unit in find_units(html)]
    assert found == [
        ("paragraph", "See <svg/> here"),
        ("drawing-title", "A cell"),
        ("drawing-description", "How it moves"),
        ("drawing-text", "42 nm"),
    ]


def test_choices_are_units_beside_the_text_that_they_stand_in() -> None:
    html = """<p>Take it <select title=how><option>Once  a day<option value=1 label=Twice>Two<option>3
    <optgroup label=Other><option translate=no>Q6H</select> daily"""
    page = extract_units(html, slug="a")
    assert [(unit.kind, unit.text) for unit in page.units] == [
        ("paragraph", "Take it <select/> daily"),
        ("title-attribute", "how"),
        ("choice", "Once a day"),
        ("label-attribute", "Twice"),
        ("choice", "Two"),
        ("label-attribute", "Other"),
    ]
    rebuilt = rebuild_page(page, {unit.key: unit.text.replace("Two", "<b>&") for unit in page.units})
    assert "<option>Once  a day</option>" in rebuilt
    assert '<option value="1" label="Twice">&lt;b&gt;&amp;</option>' in rebuilt


LINKED_DATA = """{"@context": "https://schema.org", "@type": "Article", "headline": "Take \\u0032 \\"tablets\\" <now>",
 "publisher": {"@type": "Organization", "description": "not ours"}, "keywords": ["headline", "a"], "@graph":
 [{"description": "What to do", "url": "x"}]}"""


def test_headline_and_description_of_linked_data_are_units() -> None:
    html = f"<script type='application/ld+json'>{LINKED_DATA}</script>"
    page = extract_units(html, slug="a")
    assert [(unit.kind, unit.text) for unit in page.units] == [
        ("json-ld-headline", 'Take 2 "tablets" <now>'),
        ("json-ld-description", "What to do"),
    ]
    assert LINKED_DATA in rebuild_page(page, {unit.key: unit.text for unit in page.units})
    rebuilt = rebuild_page(page, {unit.key: '</script><!--"\\' for unit in page.units})
    data = json.loads(rebuilt.split(">", 3)[3].split("</script>")[0])
    assert data["headline"] == data["@graph"][0]["description"] == '</script><!--"\\'
    assert data["publisher"]["description"] == "not ours"


@pytest.mark.parametrize("data", ["", "{", '{"headline": "a"', "[" * 100_000, '{"headline": 1}', '"headline"', "[]"])
def test_linked_data_that_are_none_have_no_units(data: str) -> None:
    assert texts(f"<script type=application/ld+json>{data}</script>") == []


def test_translate_no_is_kept_and_translate_yes_inside_it_is_not() -> None:
    html = "<div translate=no title=t>a <p>b</p><p translate=yes title=u>c</p><p>d <i translate>e</i></p></div>"
    assert texts(html) == ["u", "c", "<x>d</x> <i>e</i>"]


def test_a_block_that_a_selector_keeps_has_no_units_even_where_it_asks() -> None:
    assert texts("<ul class=k title=t><li translate=yes>a</ul><p>b", keep=("ul.k",)) == ["b"]
    assert texts("<ol data-part=references><li>a</ol><p>b", references=("[data-part=references]",)) == ["b"]


def test_text_in_another_language_is_kept() -> None:
    assert texts("<p lang=fr>a</p><p lang=en-GB>b</p><p>c <i lang=la>d</i></p>") == ["b", "c <x>d</x>"]
    assert texts("<p lang=fr>a</p><p lang=en>b</p>", source_locale="fr_CA") == ["a"]


def test_the_language_of_the_root_is_what_the_caller_says() -> None:
    assert texts("<html lang=fr><body lang=fr><p>a</p>") == ["a"]


def test_scripts_templates_formulas_and_typed_text_are_not_units() -> None:
    html = """<script>a</script><style>b</style><noscript>c</noscript><template>d</template>
    <math><mi>f</mi></math><textarea>g</textarea>"""
    assert texts(html) == []


def test_white_space_collapses_except_where_it_counts() -> None:
    html = "<p>\n a\n\t b&nbsp; c </p><pre>\n\n a\n  b </pre><p style='white-space: pre-line'>d\ne</p>"
    assert texts(html) == ["a b\u00a0 c", "a\n  b", "d\ne"]


def test_the_same_text_for_the_same_thing_is_one_entry_with_each_reference() -> None:
    (unit,) = find_units("<h2>Doses</h2><p>Doses</p><p>Doses</p>")
    assert unit.context == ""
    assert unit.references == ("a.html#doses/heading-2-1", "a.html#doses/paragraph-1", "a.html#doses/paragraph-2")


def test_equal_text_for_different_things_gets_a_context_from_its_content_alone() -> None:
    one, two = "<p>See <a href=1>here</a>", "<p>See <a href=2>here</a>"
    (alone,) = find_units(one)
    first, second = find_units(one + two)
    assert alone.context == ""
    assert first.context == alone.fingerprint[:8] != second.context
    assert {unit.key for unit in find_units(two + "<p>x y</p>" + one)} > {first.key, second.key}


def test_headings_are_the_path_above_a_unit() -> None:
    units = {unit.text: unit.headings for unit in find_units("<h1>A</h1><h3>B</h3><p>c</p><h2><b>D</b></h2><p>e</p>")}
    assert units == {"A": (), "B": ("A",), "c": ("A", "B"), "D": ("A",), "e": ("A", "D")}


def test_sections_are_ascii_short_and_numbered_where_they_recur() -> None:
    html = "".join(
        f"<h2>{title}</h2><p>t{n} x" for n, title in enumerate(["Côté", "Côté", "漢字", "漢", "w" * 60, "w" * 60])
    )
    sections = [unit.references[0].split("#")[1].split("/")[0] for unit in find_units(html) if unit.kind == "paragraph"]
    assert sections == ["cote", "cote-2", "section", "section-2", "w" * 40, "w" * 38 + "-2"]
    assert slugify("Top!") == "top"


def test_a_section_called_top_is_not_the_top() -> None:
    assert [u.references for u in find_units("<p>a</p><h2>Top</h2><p>b</p>")][2] == ("a.html#top-2/paragraph-1",)


def test_a_drawing_in_a_sentence_is_bound_by_its_markup() -> None:
    first, second = (find_units(f"<p>a <svg><path d={d} /></svg> b")[0] for d in "xy")
    assert first.text == second.text == "a <svg/> b"
    assert first.fingerprint != second.fingerprint


def test_a_selector_that_cannot_be_read_is_named() -> None:
    with pytest.raises(SegmentError, match=r"p\["):
        find_units("<p>a", keep=("p[",))


def test_the_skeleton_names_the_unit_of_each_slot_in_document_order() -> None:
    page = extract_units("<p>a</p><p title=t>b</p><p>a</p>", slug="a")
    assert [page.units[index].text for index in page.skeleton.slots] == ["a", "t", "b", "a"]


def test_a_lone_surrogate_is_replaced_and_does_not_crash() -> None:
    assert texts("<p>a \ud800 b \U0001f600</p>") == ["a \ufffd b \U0001f600"]
