"""The law: plain content read from its markup gives the unit that its nodes give."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Unit
from pipeline.segment import Page, extract_units, rebuild_page
from pipeline.segment.extract import extract_tree
from pipeline.segment.plain import compose_plain, is_plain
from pipeline.segment.tree import Node, parse_document, walk_elements

PAGES = Path(__file__).parents[3] / "shared" / "corpus" / "pages"
HASHES = {"/a.pdf": "0f" * 32, "": "1f" * 32}

WORDS = [
    *("Take", " 20\u00a0mg ", "a  day", "\n", " ", "\t x", "", "42", "–", "¿Qué?"),
    *("&amp;", "&nbsp;", "&lt;a1&gt;", "&gt; 38"),
]
TAGS = ["a", "b", "em", "span", "sup", "time", "br", "img", "x-y", "wbr", "svg"]
ATTRIBUTES = [
    *("", " href=/a.pdf", " href=''", ' class="x  y"', " title=tip", " translate=no", " data-x='&quot;&lt;'"),
    *(" lang=fr", " id=i"),
]

words = st.sampled_from(WORDS)


def write_element(tag: str, attributes: str, content: list[str]) -> str:
    start = f"<{tag}{attributes}>"
    return start if tag in ("br", "img", "wbr") else f"{start}{''.join(content)}</{tag}>"


def elements(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(write_element, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES), st.lists(content, max_size=3))


contents = st.lists(st.recursive(words, elements, max_leaves=6), max_size=6).map("".join)


def extract_by_node(html: str) -> Page:
    return extract_tree(parse_document(html), slug="a", asset_hashes=HASHES)[0]


def translate(unit: Unit) -> str:
    protected = any(placeholder.form == "protected" for placeholder in unit.placeholders)
    return unit.text if protected else unit.text.replace("Take", "Tome")


def check(html: str) -> None:
    quick, slow = extract_units(html, slug="a", asset_hashes=HASHES), extract_by_node(html)
    assert quick.units == slow.units
    assert quick.skeleton.slots == slow.skeleton.slots
    for change in (False, True):
        targets = {unit.key: translate(unit) if change else unit.text for unit in slow.units}
        assert rebuild_page(quick, targets) == rebuild_page(slow, targets)
    left_out = dict.fromkeys((unit.key for unit in slow.units), None)
    assert rebuild_page(quick, left_out) == rebuild_page(slow, left_out)


@given(content=contents, tag=st.sampled_from(["p", "h2", "li", "td", "title"]))
@settings(deadline=None, max_examples=400)
def test_the_markup_and_the_nodes_give_the_same(content: str, tag: str) -> None:
    table = "<table>" if tag == "td" else ""
    check(f"<h1>One</h1>{table}<{tag}>{content}</{tag}><h3>two <b>words</b><br>more</h3><p>three")


@pytest.mark.parametrize(
    "content",
    [
        "Take <a href=/a.pdf>this</a> and <a href=x>that</a>.",
        "<b>All</b>",
        "<a href=/x>All of it</a>",
        "Note<sup>1</sup>",
        "Note<sup>1</sup> ",
        "Note<i> </i>",
        "x<br>",
        "x<br>y<br>z",
        "a<i><b>b</b></i>",
        "a<b></b>c",
        "&lt;a&gt; <a href=y>z</a>",
        "1,500",
        "28",
        "  a \n b  ",
        "a\u00a0",
        "<a href=1>a<a href=2>b",
        "a <b>b <p>c",
    ],
)
def test_edges_wrappers_and_odd_texts(content: str) -> None:
    check(f"<p>{content}</p>")


@pytest.mark.skipif(not PAGES.is_dir(), reason="the corpus of real pages is not beside the project")
def test_real_pages() -> None:
    for path in sorted(PAGES.rglob("*.html")):
        check(path.read_text(encoding="utf-8", errors="replace"))


def test_most_texts_of_an_article_are_plain() -> None:
    html = "<h1>Pain</h1><p>Take <b>20 mg</b> a day, see <a href=x>this page</a>.</p><ul><li>One<li>Two</ul>"
    nodes = [node for node in walk_elements(parse_document(html)) if node.name in ("h1", "p", "li")]
    assert all(node.plain and compose_plain(node.plain, asset_hashes={}) for node in nodes)


MEANS_MORE = (
    '<b title="x">a</b>',
    '<b translate="no">a</b>',
    '<b lang="fr">a</b>',
    '<img src="a">',
    "a<!--b-->",
    "a &lt; b",
    "<p>a</p>",
    '<span style="white-space:pre">a</span>',
    '<span its-term="yes">a</span>',
    "a<b></b>",
    "<x-y>a</x-y>",
)


@pytest.mark.parametrize("markup", MEANS_MORE)
def test_what_may_mean_more_is_not_plain(markup: str) -> None:
    assert not is_plain(markup)


def test_a_long_text_that_is_not_plain_is_found_out_at_once() -> None:
    """Linear: an expression that tries each way to cut the text would never end here."""
    assert not is_plain("x " * 200_000 + "<p>")
    assert not is_plain("<b>x</b>" * 200 + "<p>")
    assert not is_plain("<a" + ' class="x"' * 20_000 + "<")


def test_children_are_there_when_somebody_asks() -> None:
    def find(node: Node, name: str) -> Node:
        return next(each for each in walk_elements(node) if each.name == name)

    root = parse_document("<p class=a>x <b>y</b>")
    paragraph = find(root, "p")
    assert paragraph.plain == "x <b>y</b>"
    assert [child.name for child in paragraph.children] == ["#text", "b"]
    assert find(root, "b").parent is paragraph
    assert paragraph.children is paragraph.children


def test_nested_blocks_cost_no_more_than_their_markup() -> None:
    """Plainness is looked for in at most twice the page, however deep its lists are."""
    check("<ul><li>a " * 400 + "<p>text</p>" * 20_000)
