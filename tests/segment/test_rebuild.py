"""Targets into the page: order, omission, marks, what is kept, and what is refused."""

from __future__ import annotations

import pytest
from justhtml import JustHTML

from pipeline.errors import SegmentError
from pipeline.model import EntryKey, Unit
from pipeline.segment import Page, extract_units, rebuild_page

ENGLISH = {"lang": "en", "dir": "ltr"}


def take_apart(body: str) -> Page:
    return extract_units(body, slug="a")


def body_of(html: str) -> str:
    return html.split("<body>", 1)[1].rsplit("</body>", 1)[0]


def translate(body: str, words: dict[str, str | None], **options: object) -> str:
    page = take_apart(body)
    targets = {unit.key: words.get(unit.text, unit.text) for unit in page.units}
    return body_of(rebuild_page(page, targets, **options))  # type: ignore[arg-type]


def mark(unit: Unit) -> dict[str, str]:
    return {"data-unit": unit.text[:1]}


def test_a_translation_takes_the_place_of_its_source() -> None:
    assert translate("<p> Stop <b>now</b> </p>", {"Stop <b>now</b>": "<b>Ya</b> pare"}) == "<p> <b>Ya</b> pare </p>"


def test_placeholders_may_move_and_leave_their_parents() -> None:
    source = "See <a><em>this</em> page</a> or <x>CD20</x>"
    body = "<p>See <a href=x><em>this</em> page</a> or <i translate=no>CD20</i></p>"
    target = "<x>CD20</x>: <em>esta</em> <a>página</a>"
    expected = '<p><i translate="no">CD20</i>: <em>esta</em> <a href="x">página</a></p>'
    assert translate(body, {source: target}) == expected


def test_a_translation_carries_no_markup_of_its_own() -> None:
    target = "<script>alert(1)</script> <b onclick=x>&amp; \"'"
    html = translate("<p title=tip>word</p>", {"word": target, "tip": '"><img src=x>'})
    assert html == (
        '<p title="&quot;&gt;&lt;img src=x&gt;">'
        "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=x&gt;&amp;amp; \"'</p>"
    )


def test_one_page_is_rebuilt_for_many_locales() -> None:
    page = take_apart("<p>one <b>two</b></p>")
    (unit,) = page.units
    before = rebuild_page(page, {unit.key: unit.text})
    assert "<p><b>dos</b> uno</p>" in rebuild_page(page, {unit.key: "<b>dos</b> uno"})
    assert "<p>一<b>二</b></p>" in rebuild_page(page, {unit.key: "一<b>二</b>"})
    assert rebuild_page(page, {unit.key: unit.text}) == before


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("Pare", "is missing"),
        ("<b>Pare</b> <b>ya</b>", "more than once"),
        ("<b>Pare", "never closed"),
        ("<b>Pare</b> <b3>ya</b3>", "not a placeholder"),
    ],
)
def test_a_faulty_target_is_refused_with_its_unit_and_fault(target: str, fault: str) -> None:
    with pytest.raises(SegmentError, match=fault) as caught:
        translate("<h2>Dose</h2><p>Stop <b>now</b></p>", {"Stop <b>now</b>": target})
    assert caught.value.where == "a.html#dose/paragraph-1"


def test_a_link_may_not_be_put_into_another_even_a_protected_one() -> None:
    body = "<p>x <a href=1>y</a> <i translate=no><a href=2>z</a></i> <a id=here></a> w"
    source = "x <a1>y</a1> <x>z</x> <a2/> w"
    assert take_apart(body).units[0].text == source
    for target in ("<a1>y <x>z</x></a1> <a2/>", "<a1>y <a2/></a1> <x>z</x>"):
        with pytest.raises(SegmentError, match="may not stand inside another <a>"):
            translate(body, {source: target})


def test_a_unit_without_a_translation_is_named() -> None:
    with pytest.raises(SegmentError, match="'word'") as caught:
        rebuild_page(take_apart("<p>word</p>"), {EntryKey("", "other"): "x"})
    assert caught.value.where == "a.html#top/paragraph-1"


def test_an_omitted_unit_leaves_its_block_out() -> None:
    words: dict[str, str | None] = {"two": None}
    assert translate("<p>one</p><p class=a><b>two</b></p><ul><li>two</li><li>six</li></ul>", words) == (
        "<p>one</p><ul><li>six</li></ul>"
    )
    assert translate("<div>two <p>one</p></div>", words) == "<div><p>one</p></div>"


def test_an_omitted_cell_stays_empty_so_that_the_row_holds() -> None:
    html = translate("<table><tbody><tr><td>two</td><td>six</td></tr></tbody></table>", {"two": None})
    assert "<tr><td></td><td>six</td></tr>" in html


def test_an_omitted_attribute_is_left_out_and_an_omitted_alt_is_empty() -> None:
    assert translate("<p title=tip>a b <img alt=pic></p>", {"tip": None, "pic": None}) == '<p>a b <img alt=""></p>'
    page = take_apart("<head><meta name=description content=gone><title>stay</title></head><body>")
    html = rebuild_page(page, {unit.key: None if unit.text == "gone" else "t" for unit in page.units})
    assert "<head><title>t</title></head>" in html


def test_marks_go_on_the_element_that_holds_the_unit() -> None:
    assert translate("<p><b>one</b></p>", {}, mark=mark) == '<p data-unit="o"><b>one</b></p>'


def test_text_beside_blocks_is_marked_by_a_span() -> None:
    assert translate("<li>one<ul><li>two</li></ul></li>", {}, mark=mark) == (
        '<li><span data-unit="o">one</span><ul><li data-unit="t">two</li></ul></li>'
    )


def test_an_element_that_holds_several_units_has_all_their_marks() -> None:
    assert translate("<p title=tip>one <img alt=pic> x</p>", {}, mark=mark) == (
        '<p title="tip" data-unit="t o">one <img alt="pic" data-unit="p"> x</p>'
    )


def test_what_is_kept_says_its_language_once_at_the_top() -> None:
    body = "<div translate=no><p>a</p></div><p>b <i translate=no>c <b>d</b></i></p><ol class=k><li>42</li></ol>"
    assert translate(body, {}, kept_attributes=ENGLISH) == (
        '<div lang="en" dir="ltr" translate="no"><p>a</p></div>'
        '<p>b <i lang="en" dir="ltr" translate="no">c <b>d</b></i></p><ol class="k"><li>42</li></ol>'
    )


def test_what_has_a_language_of_its_own_keeps_it() -> None:
    assert translate("<p lang=la>a</p>", {}, kept_attributes=ENGLISH) == '<p lang="la" dir="ltr">a</p>'


def test_kept_text_around_translated_text_gets_an_element_for_its_language() -> None:
    html = translate("<p translate=no>a <b translate=yes>b</b></p>", {}, kept_attributes=ENGLISH)
    assert html == '<p translate="no"><span lang="en" dir="ltr">a</span> <b translate="yes">b</b></p>'


def test_a_unit_of_nothing_but_kept_text_is_no_unit_and_is_marked_kept() -> None:
    html = translate("<p><code translate=no>CD20</code> 42</p>", {}, kept_attributes=ENGLISH)
    assert html == '<p><code lang="en" dir="ltr" translate="no">CD20</code> 42</p>'


def test_a_line_break_that_begins_a_preformatted_translation_is_not_lost() -> None:
    html = translate("<pre>a b</pre>", {"a b": "\n\nuno"})
    assert JustHTML(html, sanitize=False).query("pre")[0].children[0].data == "\n\nuno"


def test_occurrences_of_one_entry_keep_their_own_attributes() -> None:
    html = translate("<p>x <b class=a>y</b></p><p>x <b class=c>y</b></p>", {"x <b>y</b>": "<b>y</b> x"})
    assert html == '<p><b class="a">y</b> x</p><p><b class="c">y</b> x</p>'


def test_the_white_space_around_a_choice_stays() -> None:
    html = "<select><option>\n  Once a day </option></select>"
    assert "<option>\n  Una vez al día </option>" in translate(html, {"Once a day": "Una vez al día"})
