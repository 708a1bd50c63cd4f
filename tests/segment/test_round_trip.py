"""The law: with the source's own text the rebuilt document's tree is the source's, and no target adds an element."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import SegmentError
from pipeline.segment import Page, SegmentOptions, extract_units, find_inexpressible, rebuild_page
from pipeline.segment.markup import format_nodes
from pipeline.segment.tree import parse_document
from pipeline.text.placeholders import find_faults, split_text

TreeOf = Callable[[str], Any]
PAGES = Path(__file__).parents[3] / "shared" / "corpus" / "pages"
OPTIONS = SegmentOptions(keep=(".keep",), references=("[data-part=references]",))
patient = settings(deadline=None)


def rebuild_own(page: Page) -> str:
    return rebuild_page(page, {unit.key: unit.text for unit in page.units})


def check_law(html: str, tree_of: TreeOf) -> Page:
    page = extract_units(html, slug="a", options=OPTIONS)
    rebuilt = rebuild_own(page)
    assert rebuilt == "".join(format_nodes([parse_document(html)]))
    assert tree_of(rebuilt) == tree_of(html)
    for unit in page.units:
        assert find_faults(unit.text, unit.placeholders, source=unit.text) == ()
        assert unit.text == unit.text.strip(" \t\n\f\r") != ""
    assert len({unit.key for unit in page.units}) == len(page.units)
    references = [reference for unit in page.units for reference in unit.references]
    assert len(set(references)) == len(references) == len(page.skeleton.slots)
    assert not any(" " in reference for reference in references)
    return page


CASES = {
    "empty": "",
    "only white space": " \n ",
    "not HTML": "{'a': 1} \x01 %PDF-1.7",
    "a NUL byte": "<p>a\0b</p><p title='x\0y'>&#0;c",
    "entities": "<p>&lt;b&gt; &amp;amp; &nbsp;&eacute;&notin;&#13;&#x1F600; &notanentity; &",
    "misnested": "<p><b>one <i>two</b> three</i> four",
    "misnested blocks": "<b>one <p>two</b> three</p>",
    "void": "<p>a<br>b<wbr>c<hr>d<img alt='an image'><input placeholder='your name'>",
    "optional end tags": "<ul><li>one<li>two<dl><dt>t<dd>d<table><tr><th>a<td>b<tr><td>c</table>",
    "unquoted attributes": "<p class=a title=tip><a href=/x?a=1&b=2>x</a>",
    "template": "<template><p>a<template><td>b</template></template><p>x<template>y</template>z",
    "comments": "<!--a--><p>x<!--b-->y<!-- --><!></p><!--c--d--><?pi x?>",
    "unclosed comment": "<p>a<!-- b",
    "table": "<table>stray<caption>c</caption><colgroup><col><tbody><tr><td>1<td>two</table>",
    "pre": "<pre>\n\na\n  b</pre><pre>x</pre><pre><b>\nx</b></pre><textarea>\n\nx</textarea>",
    "ruby": "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</ruby>",
    "linked data": "<script type=application/ld+json>{'headline': 1}</script><script type=application/ld+json>"
    '{"headline":"a &amp; \\u003c/b", "description" : " c\\nd "}</script>',
    "svg title": "<p>x <svg><title>a <b>c</b></title><desc>d &lt; e\n f</desc></svg><svg><title>g</title></svg>",
    "svg": "<p>x <svg viewBox='0 0 1 1'><title>t</title><foreignObject><p>y</p></foreignObject></svg> z<svg/>",
    "math": "<p>x <math><mi>a</mi><mo>&lt;</mo></math> y",
    "nested lists": "<ul><li>a<ul><li>b<ol><li>c</ol>d</ul>e</ul>",
    "script and style": "<script>a<b</script><style>a>b</style><p>x<script>if(a<b)</script>y<noscript><p>n</noscript>",
    "select": "<p>choose <select><option>a<optgroup label=l><option>b</select> now",
    "media": "<p>see <video src=v><track label=English><p>no</video><picture><source srcset=a><img alt=b></picture>",
    "frameset": "<frameset><frame></frameset>",
    "quirks": "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" 'x'><p>a<table>b",
    "anchor around blocks": "<a href=x><h2>One</h2><p>Two</p></a>",
    "text beside blocks": "<div>a<p>b</p>c <b>d</b><hr>e</div>",
    "custom elements": "<x-card>a <x-b>b</x-b></x-card><p>c <x-d></x-d> e<foo1>x</foo1>",
    "literal tags": "<p>&lt;a&gt; <a href=x>y</a> &lt;/a1&gt;<a href=z>y</a><x>&lt;x&gt;</x><s translate=no>&lt;/x&gt;",
    "translate": "<div translate=no>a <b translate=yes>b</b> c<p>d</p><p translate=yes>e <i translate=no>f</i></div>",
    "languages": "<p>a <i lang=la>b <b lang=en>c</b></i></p><div lang=fr>d<p lang=en-GB>e</p></div>",
    "head": "<title>a<b>c</title><meta name=description content='d'><meta property=og:title content=e><link title=f>",
    "white space in attributes": "<p title=' a\n  b '>c <img alt='\td'></p><meta name=description content=' e  f'>",
    "body attributes": "<html title=a><body title=b>c",
    "white space styles": "<p style='white-space: pre-wrap'>a\n  b</p><p>c\n <i style='white-space:pre'>\n d</i>",
    "a lone surrogate": "<p>a &#xD800; b",
    "a form in a table": "<table><form><tr><td>a</form></table>b",
}


@pytest.mark.parametrize("html", CASES.values(), ids=CASES.keys())
def test_the_sources_own_text_gives_the_sources_tree(html: str, tree_of: TreeOf) -> None:
    check_law(html, tree_of)


NESTED = ["<div>", "<span>", "<b>", "<ul><li>", "<h1><div>", "<font><p>", "<svg>", "<div translate=no>", "<a href=x>"]


@pytest.mark.parametrize("open_tag", NESTED)
def test_the_law_holds_as_deep_as_browsers_nest(open_tag: str, tree_of: TreeOf) -> None:
    check_law(f"<p>before</p>{open_tag * (500 // open_tag.count('<'))}deep <i>text</i> here", tree_of)


@pytest.mark.parametrize("open_tag", ["<div>", "<span>", "<svg>"])
def test_a_hundred_thousand_levels_neither_crash_nor_lose_text(open_tag: str) -> None:
    page = extract_units(f"<p>before</p>{open_tag * 100_000}deep text<p>after", slug="a")
    rebuilt = rebuild_own(page)
    assert rebuilt.count("before") == rebuilt.count("deep text") == rebuilt.count("after") == 1
    assert page.units[0].text == "before"


NAMES = """p div li ul a b i span sub strong em code q h2 h3 td tr table pre br img hr ruby rt dl dt dd x x-y time
section blockquote label button details summary figure figcaption svg math template noscript script select object"""
ATTRIBUTES = (
    "title='a tip'|title=' a\n  tip '|alt='\tp' src=q|translate=no|translate=yes|lang=es|lang=en|"
    "href=/x|alt=pic src=p.png|class=keep|class=a|style='white-space:pre'|aria-label=l|data-part=references||||"
)
names = st.sampled_from(re.findall(r"[\w-]+", NAMES))
attributes = st.sampled_from(ATTRIBUTES.split("|")).map(" {}".format)
literals = st.sampled_from(
    [
        "word",
        " ",
        "\n  ",
        "two words",
        "42",
        "1,500",
        "–",
        "&lt;a&gt;",
        "&lt;/x&gt;",
        "&nbsp;",
        "&amp;lt;",
        "<!--c-->",
        "a\n b",
    ]
)
trees = st.recursive(
    literals | st.text("ab<&> \n\t\u00a0漢", max_size=6).map(lambda t: t.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda name, attribute, children: f"<{name}{attribute}>{''.join(children)}</{name}>",
        names,
        attributes,
        st.lists(inner, max_size=5),
    ),
    max_leaves=25,
)
soups = st.lists(
    literals
    | st.builds(lambda n, a: f"<{n}{a}>", names, attributes)
    | st.builds(lambda n: f"</{n}>", names)
    | st.text(max_size=5),
    max_size=30,
).map("".join)


@given(trees | soups)
@settings(patient, max_examples=400)
def test_the_law_holds_for_any_tree(tree_of: TreeOf, html: str) -> None:
    assume(not find_inexpressible(html))
    check_law(html, tree_of)


hostile = st.lists(
    st.sampled_from(
        ["<script>", "<img src=x onerror=y>", "</p>", "<!--", "-->", "]]>", "&lt;", "<a>", "</x>", "\"'>", "</title>"]
    )
    | st.text(max_size=6).filter(lambda t: "\0" not in t),
    max_size=6,
).map("".join)


@given(trees, st.data())
@settings(patient, max_examples=300)
def test_no_target_adds_an_element(tree_of: TreeOf, html: str, data: st.DataObject) -> None:
    assume(not find_inexpressible(html))
    page = extract_units(f"<body>{html}<p>last words", slug="a", options=OPTIONS)
    targets = {unit.key: data.draw(hostile) + unit.text + data.draw(hostile) for unit in page.units}
    try:
        rebuilt = rebuild_page(page, targets)
    except SegmentError:
        assert any(find_faults(targets[u.key], u.placeholders, source=u.text) for u in page.units)
        return

    def elements(markup: str) -> list[tuple[Any, ...]]:
        rows = tree_of(markup)
        return [(row[0], row[1], [name for name, _ in row[3]]) for row in rows if row[1] != "#text"]

    assert elements(rebuilt) == elements(rebuild_own(page))


@pytest.mark.skipif(not PAGES.is_dir(), reason="no corpus at ../shared/corpus/pages")
@pytest.mark.parametrize("path", sorted(PAGES.glob("*/*.html")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_the_law_holds_for_real_pages(path: Path, tree_of: TreeOf) -> None:
    body = path.read_text(encoding="utf-8").split("---\n", 2)[-1]
    page = check_law(f"<!doctype html><html lang=en><title>t</title><body>{body}", tree_of)
    assert len(page.units) > 10


@pytest.mark.skipif(not PAGES.is_dir(), reason="no corpus at ../shared/corpus/pages")
@pytest.mark.parametrize("name", ["masks-and-ppe", "plasma", "telehealth"])
def test_the_eight_languages_of_a_real_page_have_the_same_blocks(name: str) -> None:
    files = [path.read_text(encoding="utf-8").split("---\n", 2)[-1] for path in (PAGES / name).glob("*.html")]
    assert len(files) == 8
    assert len({len(extract_units(html, slug="a").skeleton.slots) for html in files}) == 1


SHUFFLED = (
    "<p>one <a href=x>two <b>three</b></a> <a href=y>four</a> <br> <i translate=no>f <a href=z>g</a></i> "
    "<ruby>h<rt>i</rt></ruby> <a id=j></a> <img alt=k src=l> <button>m</button> n"
)


@given(st.data())
@settings(patient, max_examples=300)
def test_placeholders_in_any_order_give_the_sources_elements_or_are_refused(
    tree_of: TreeOf, data: st.DataObject
) -> None:
    page = extract_units(SHUFFLED, slug="a")
    targets = {unit.key: unit.text for unit in page.units}
    unit = page.units[0]
    pieces = [piece.text for piece in split_text(unit.text, unit.placeholders)]
    targets[unit.key] = "".join(data.draw(st.permutations(pieces)))
    try:
        rebuilt = rebuild_page(page, targets)
    except SegmentError:
        return
    names = [sorted(row[1:4] for row in tree_of(html) if row[1] != "#text") for html in (rebuilt, SHUFFLED)]
    assert names[0] == names[1]
