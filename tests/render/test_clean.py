"""Law 2: of a source page only what is on the written lists is published."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from pipeline.render.clean import ATTRIBUTES, CLOSED_VALUES, ELEMENTS, URL_SCHEMES, clean_html

ATTACKS = {
    "script": "<p>a<script>alert(1)</script></p>",
    "handler": '<p onclick="alert(1)" onmouseover=alert(1)>a</p>',
    "javascript link": '<a href="javascript:alert(1)">a</a>',
    "javascript with an entity": '<a href=" java&#x0A;script:alert(1)">a</a>',
    "data link": '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    "file link": '<a href="file:///etc/passwd">a</a>',
    "file picture": '<img src="file:///etc/passwd" alt="a">',
    "picture with a handler": "<p>a<img src=x onerror=alert(1)></p>",
    "svg": "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'>a</a></svg>",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "iframe": '<iframe src="https://evil.example" srcdoc="<script>alert(1)</script>">a</iframe>',
    "object": '<object data="x"><embed src="x"></object>',
    "form": '<form action="javascript:alert(1)"><input value=1><button formaction="javascript:1">b</button>a</form>',
    "style": '<style>@import "x"</style><p style="background:url(javascript:1)" class="k">a</p>',
    "meta": '<meta http-equiv="refresh" content="0;url=javascript:1"><base href="//evil"><link rel=stylesheet href=x>',
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">a</p></noscript>',
    "template": "<template><script>alert(1)</script></template>",
    "comment": "<!--><script>alert(1)</script>--><p>a</p>",
    "unclosed": '<p>a<img src="x" alt="<script>alert(1)</script>"',
    "ping": '<a href="https://a.example" ping="https://evil.example" target="_blank">a</a>',
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_outside_the_lists_gets_through(name: str) -> None:
    soup = BeautifulSoup(clean_html(ATTACKS[name]), "html5lib")
    for tag in soup.body.find_all(True):
        assert tag.name in ELEMENTS
        allowed = (
            ATTRIBUTES["*"] | ATTRIBUTES.get(tag.name, frozenset()) | set(CLOSED_VALUES) | {"rel", "open", "scope"}
        )
        assert set(tag.attrs) <= allowed
        for attribute in ("href", "src"):
            scheme, colon, _ = str(tag.get(attribute, "")).partition(":")
            assert not colon or scheme in URL_SCHEMES


def test_what_a_reader_needs_is_kept() -> None:
    html = (
        '<table><tbody><tr><th scope="row" colspan="2" headers="h">a</th></tr></tbody></table>'
        '<ol start="3" reversed=""><li value="3"><time datetime="2025-08-13">b</time></li></ol>'
        '<p lang="en" dir="ltr" id="x" data-unit="u1" data-part="references">c <bdo dir="rtl">d</bdo><sup>2</sup></p>'
    )
    cleaned = clean_html(html)
    for kept in ('scope="row"', 'colspan="2"', 'headers="a-h"', 'start="3"', "reversed", 'value="3"', "datetime=",
                 'lang="en"', 'dir="ltr"', 'data-unit="u1"', 'data-part="references"', "<sup>2</sup>"):  # fmt: skip
        assert kept in cleaned


def test_an_id_of_the_source_cannot_be_taken_for_one_of_ours_and_its_links_follow() -> None:
    cleaned = clean_html(
        '<h2 id="content">a</h2><a href="#content">b</a><a href="https://o.example/p#content">c</a>'
        '<a href="https://o.example/q#content">d</a>',
        page_url="https://o.example/p",
    )
    assert 'id="a-content"' in cleaned
    assert cleaned.count('href="#a-content"') == 2
    assert 'href="https://o.example/q#content"' in cleaned


def test_a_relative_link_leads_to_where_it_led_from_the_source() -> None:
    html = '<a href="../b?c=1">a</a><a href="//d.example/e">b</a>'
    cleaned = clean_html(html, page_url="https://o.example/x/p")
    assert 'href="https://o.example/b?c=1"' in cleaned
    assert 'href="https://d.example/e"' in cleaned


def test_a_picture_shows_our_file_or_its_words_and_nothing_from_outside() -> None:
    html = (
        '<img src="https://o.example/a.png" alt="A"><img src="https://o.example/b.png" alt="B" data-unit="u2">'
        '<img src="c.png">'
    )
    cleaned = clean_html(html, assets={"https://o.example/a.png": "../files/1.png"})
    assert '<img alt="A" src="../files/1.png"/>' in cleaned
    assert '<span data-part="image-note" data-unit="u2">B</span>' in cleaned
    assert cleaned.count("<img") == 1


def test_text_that_looks_like_markup_stays_text() -> None:
    assert clean_html("<p>less &lt;b&gt; than 5 &amp; more</p>") == "<p>less &lt;b&gt; than 5 &amp; more</p>"
