"""Pages that attack: nothing active survives, and none of them stops a run."""

# ruff: noqa: E501
from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ArticleError
from pipeline.scrape.article import Found, Profile, find_article
from pipeline.scrape.parse import parse_page

URL = "https://origin.example/care/all.html"

ATTACKS = """
<script>alert(1)</script><SCRIPT SRC=//evil.example/x></SCRIPT><svg/onload=alert(1)><svg><script>alert(1)</script></svg>
<img src=x onerror=alert(1)><img src="javascript:alert(1)"><img src=`x` onerror='alert(1)'><p onclick="alert(1)">click</p>
<a href="javascript:alert(1)">a</a><a href="&#106;avascript:alert(1)">b</a><a href="java&#10;script:alert(1)">c</a>
<a href="file:///etc/passwd">d</a><a href="data:text/html,<script>alert(1)</script>">e</a><a xlink:href="javascript:1">f</a>
<iframe src="javascript:alert(1)"></iframe><object data="file:///etc/passwd"></object><embed src="x.swf">
<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">go</button></form>
<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></mglyph></form></math>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<template><script>alert(1)</script></template><style>@import 'javascript:alert(1)'; p{background:url(file:///etc/passwd)}</style>
<p style="background:url(javascript:alert(1))">styled</p><table background="javascript:alert(1)"><tr><td>cell</td></tr></table>
<xmp><img src=x onerror=alert(1)></xmp><listing><script>alert(1)</script></listing><video poster="javascript:alert(1)"></video>
<blockquote cite="javascript:alert(1)">quote</blockquote><link rel=stylesheet href="file:///etc/passwd"><meta http-equiv=refresh
content="0;url=javascript:alert(1)"><base href="javascript:alert(1)//"><isindex action=javascript:alert(1)>
<x-evil onfocus=alert(1) tabindex=1>custom</x-evil><p a"onclick=alert(1)>odd</p><img " onerror=alert(1)">
<!--[if IE]><script>alert(1)</script><![endif]--><![CDATA[<script>alert(1)</script>]]><?php echo 1 ?>
<select><option><style></option></select><img src=x onerror=alert(1)></style><plaintext><script>alert(1)</script>
"""

ALLOWED = ("http:", "https:", "mailto:", "tel:", "#")


def find(body: str, profile: Profile | None = None) -> Found:
    page = f"<!doctype html><html lang=en><head></head><body>{body}</body></html>"
    return find_article(page.encode(), charset="utf-8", base_url=URL, profile=profile or Profile(root="article"))


def assert_harmless(document: str) -> None:
    soup = BeautifulSoup(document, "html5lib")
    for tag in soup.find_all(True):
        assert tag.name not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "button",
            "svg",
            "math",
            "link",
            "base",
        }
        for name, value in tag.attrs.items():
            assert not name.lower().startswith("on"), (tag.name, name)
            assert name not in {"style", "srcset", "background", "poster", "action", "formaction", "data", "xlink:href"}
            if name in {"href", "src", "cite"}:
                assert str(value).startswith(ALLOWED), (tag.name, value)


def test_nothing_active_survives() -> None:
    found = find(f"<article><p>Take 20 mg.</p>{ATTACKS}</article>", Profile(root="article", shared={"help": "table"}))
    for document in (found.document, *found.shared.values()):
        assert_harmless(document)
    assert "Take 20 mg." in found.document
    assert "click" in found.document
    assert all(address.startswith("https://") for address in found.images)


def test_a_title_outside_the_article_brings_no_script_along() -> None:
    found = find(
        '<h1 id="t">Real <script>alert(1)</script><span hidden>hidden</span>title</h1><article>Text</article>',
        Profile(root="article", title="#t"),
    )
    assert found.title == "Real title"


_PIECES = """
<p> </p> <b> </b> <a_href='javascript:x'> </a> <table> <td> </table> <svg> </svg> <math> <mtext> <style> </style> <title>
</title> <img_src=x_onerror=y> <!-- --> <script> </script> <noscript> </noscript> <select> </select> <template> </template>
<xmp> </xmp> <textarea> </textarea> <form> </form> <ul_hidden> <li> </ul> text &lt;script&gt; <plaintext> " '>
<p_style=x_onx=y> <annotation-xml_encoding='text/html'> <foreignObject> <desc> <frameset> </body> <body_onload=x>
"""
PIECES = st.sampled_from([piece.replace("_", " ") for piece in _PIECES.split()])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_no_order_of_tags_lets_anything_active_through(pieces: list[str]) -> None:
    try:
        found = find(f"<article>Take 20 mg {''.join(pieces)}</article>")
    except ArticleError:
        return
    assert_harmless(found.document)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=20))
def test_finding_the_article_in_its_own_document_changes_nothing(pieces: list[str]) -> None:
    try:
        first = find(f"<article>Take 20 mg {''.join(pieces)}</article>")
    except ArticleError:
        return
    again = find_article(
        first.document.encode(), charset="utf-8", base_url=URL, profile=Profile(root="body > article:first-child")
    )
    assert again.text_length == first.text_length
    assert again.images == first.images


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<div>" * 3_000 + "text", "nested more than 300 deep"),
        ("<b>" * 100_000 + "text", "nested more than 300 deep"),
        ("<table><tr><td>" * 5_000, "nested more than 300 deep"),
    ],
    ids=["deep", "unclosed", "tables"],
)
def test_a_page_that_would_exhaust_us_is_an_article_error(page: str, words: str) -> None:
    start = time.monotonic()
    with pytest.raises(ArticleError, match=words):
        find_article(page.encode(), charset="utf-8", base_url=URL, profile=Profile(root="article"))
    assert time.monotonic() - start < 60


@pytest.mark.parametrize(
    "page",
    ["<i></i>" * 6_000, "<p>" + "".join(f"<font a={n}>" for n in range(250)) + "<p>x" * 1_000],
    ids=["many", "formatting"],
)
def test_a_small_page_cannot_become_a_huge_tree(page: str) -> None:
    with pytest.raises(ArticleError, match="too many elements"):
        parse_page(page, url=URL, most_elements=5_000)


def test_a_page_that_takes_too_long_to_parse_is_given_up() -> None:
    ticks = iter(range(0, 1_000_000, 30))
    with pytest.raises(ArticleError, match="more than 60 seconds to parse"):
        parse_page("<p>" + "text " * 100_000, url=URL, ticks=lambda: next(ticks))


def test_ordinary_depth_is_no_fault() -> None:
    found = find("<article>" + "<div>" * 200 + "Take 20 mg." + "</div>" * 200 + "</article>")
    assert found.text_length == len("Take 20 mg.")


def test_ten_megabytes_of_ordinary_text_are_read() -> None:
    paragraph = "<p>Take <b>20 mg</b> once a day" + ", and call us if you feel unwell" * 60 + ".</p>\n"
    found = find("<article>" + paragraph * (9_900_000 // len(paragraph)) + "</article>")
    assert found.text_length > 9_500_000


@pytest.mark.parametrize("text", ["", "just words", "index.html", "http://origin.example/"])
def test_what_has_no_tag_is_no_page(text: str) -> None:
    with pytest.raises(ArticleError, match="not a web page"):
        find_article(text.encode(), charset="utf-8", base_url=URL, profile=None)


@pytest.mark.parametrize(
    "start",
    ['<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', '<?xml version="1.0"?><rss>', "\ufeff<html>"],
)
def test_xml_declarations_and_marks_are_passed_over(start: str) -> None:
    page = f"{start}<body><article>Take 20 mg.</article></body></html>"
    found = find_article(page.encode(), charset="utf-8", base_url=URL, profile=Profile(root="article"))
    assert found.text_length == len("Take 20 mg.")
