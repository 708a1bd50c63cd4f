"""Finding the article in a page, with a profile."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from pipeline.errors import ArticleError
from pipeline.scrape.article import Found, Profile, find_article, has_shrunk

URL = "https://origin.example/care/all.html"


def find(
    body: str, *, head: str = "", profile: Profile | None = None, url: str = URL, html: str = 'lang="en-US"'
) -> Found:
    page = f"<!doctype html><html {html}><head>{head}</head><body>{body}</body></html>"
    return find_article(page.encode(), charset="utf-8", base_url=url, profile=profile)


ARTICLE = Profile(root="article", name="origin")


def body_of(document: str) -> str:
    soup = BeautifulSoup(document, "html5lib")
    assert soup.body is not None
    return soup.body.decode_contents(formatter="minimal").strip()


def test_the_document_is_the_article_with_language_title_and_description() -> None:
    found = find(
        "<nav>Menu</nav><article><h1>All  about\nit</h1><p>Text.</p></article><footer>Foot</footer>",
        head='<title>All | Site</title><meta name="Description" content=" What  it is ">',
        profile=ARTICLE,
    )
    assert found == Found(
        document='<!doctype html>\n<html lang="en-US"><head><title>All about it</title>'
        '<meta name="description" content="What it is"></head><body>\n'
        "<article><h1>All  about\nit</h1><p>Text.</p></article>\n</body></html>\n",
        title="All about it",
        description="What it is",
        language="en-US",
        images=(),
        shared={},
        text_length=len("All about itText."),
    )


def test_title_and_description_are_escaped() -> None:
    found = find(
        "<article><h1>1 &lt; 2 &amp; <b>3</b></h1></article>",
        head='<meta name="description" content="a&quot;><script>alert(1)</script>">',
        profile=ARTICLE,
    )
    soup = BeautifulSoup(found.document, "html5lib")
    assert soup.title is not None
    assert soup.title.string == found.title == "1 < 2 & 3"
    meta = soup.find("meta")
    assert meta is not None
    assert meta["content"] == 'a"><script>alert(1)</script>'
    assert soup.find("script") is None


def test_parts_of_the_profile_are_marked_and_dropped() -> None:
    profile = Profile(
        root="article",
        drop=(".share", ".ad"),
        title=".headline",
        dates=(".revised",),
        references=(".refs ol",),
        source_review=(".by",),
    )
    found = find(
        '<article><p class="headline">Care<br>at home</p><h1>Other</h1>'
        '<div class="share">Share<p class="revised">no</p></div>'
        '<p data-part="references" data-unit="x">Text.</p><div class="refs"><h2>Refs</h2><ol><li>One</li></ol></div>'
        '<section class="by">By us <p class="revised">2025</p></section></article><div class="ad">Ad</div>',
        profile=profile,
    )
    assert found.title == "Care at home"
    assert body_of(found.document) == (
        '<article><p class="headline">Care<br/>at home</p><h1>Other</h1><p>Text.</p><div class="refs"><h2>Refs</h2>'
        '<ol data-part="references"><li>One</li></ol></div><section class="by" data-part="source-review">By us '
        '<p class="revised" data-part="dates">2025</p></section></article>'
    )


def test_shared_blocks_are_taken_out_into_documents_of_their_own() -> None:
    profile = Profile(
        root="article", drop=(".ad",), shared={"helpline": ".help", "credits": "#credits", "news": ".news"}
    )
    found = find(
        '<article><p>Text.</p><div class="help">Call <a href="tel:1">1</a><i class="ad">ad</i></div></article>'
        '<div id="credits"><img src="/logo.png" alt="Logo"></div><div class="help">Call again</div>',
        profile=profile,
    )
    assert body_of(found.document) == "<article><p>Text.</p></article>"
    assert {slug: body_of(document) for slug, document in found.shared.items()} == {
        "helpline": '<div class="help">Call <a href="tel:1">1</a></div>',
        "credits": '<div id="credits"><img alt="Logo" src="https://origin.example/logo.png"/></div>',
    }
    assert found.shared["helpline"].startswith('<!doctype html>\n<html lang="en-US"><head></head><body>')
    assert found.images == ("https://origin.example/logo.png",)
    assert found.text_length == len("Text.")


def test_a_shared_selector_that_holds_the_article_is_an_error() -> None:
    with pytest.raises(ArticleError, match=r"profile origin, shared\.help: 'div' finds what holds the article itself"):
        find(
            "<div><article>Text.</article></div>",
            profile=Profile(root="article", shared={"help": "div"}, name="origin"),
        )


def test_a_drop_selector_cannot_take_the_article_itself() -> None:
    found = find(
        '<div class="x"><article class="x">Text.<b class="x">no</b></article></div>',
        profile=Profile("article", (".x",)),
    )
    assert body_of(found.document) == '<article class="x">Text.</article>'


@pytest.mark.parametrize(
    ("root", "words"),
    [
        ("article.story", r"profile origin, root: 'article\.story' finds nothing"),
        ("p", "profile origin, root: 'p' finds 2 elements"),
        ("article[", r"profile origin, root: 'article\[' is no CSS selector"),
        ("p:frobnicate", "is no CSS selector"),
    ],
)
def test_a_root_that_does_not_fit_names_profile_selector_and_url(root: str, words: str) -> None:
    with pytest.raises(ArticleError, match=words) as caught:
        find("<article><p>One.</p><p>Two.</p></article>", profile=Profile(root=root, name="origin"))
    assert caught.value.where == URL
    assert "[profiles.origin]" in caught.value.hint


def test_of_nested_roots_the_outer_one_is_the_article() -> None:
    found = find("<article><p>One.</p><article>Inner.</article></article>", profile=ARTICLE)
    assert body_of(found.document) == "<article><p>One.</p><article>Inner.</article></article>"


def test_an_article_without_text_is_an_error_that_names_scripts() -> None:
    with pytest.raises(ArticleError, match="there is no text in it") as caught:
        find(
            '<article><div id="app"></div><script>render("Text")</script><p hidden>Text</p></article>', profile=ARTICLE
        )
    assert "script" in caught.value.hint


def test_hidden_text_never_comes_into_the_article() -> None:
    found = find(
        "<article><p>Seen.</p><p hidden>1</p><p hidden='until-found'>2</p><p aria-hidden=true>3</p>"
        "<p aria-hidden=' TRUE'>3</p>"
        "<p style='color:red; DISPLAY : None !important'>4</p><p style='display:/**/none'>5</p>"
        "<p style='visibility:hidden'>6</p>"
        "<template>7</template><noscript>8</noscript><!-- 9 --><script>10</script><style>11</style><dialog>12</dialog>"
        "<p aria-hidden=false style='margin-top:1em'>Seen too.</p>"
        "<p style='--display:none'>Seen as well.</p></article>",
        profile=ARTICLE,
    )
    assert body_of(found.document) == (
        '<article><p>Seen.</p><p aria-hidden="false">Seen too.</p><p>Seen as well.</p></article>'
    )


def test_forms_and_frames_are_dropped_and_what_a_reader_may_miss_is_told() -> None:
    found = find(
        "<article><p>Text.</p><form><label>E-mail <input name=e></label><button>Go</button></form>"
        "<button>Print</button>"
        '<iframe src="https://v.example/1" title="How to inject"></iframe><video><source src="v.mp4">Video</video>'
        "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math><svg><text>Drawn</text></svg></article>",
        profile=ARTICLE,
    )
    assert body_of(found.document) == "<article><p>Text.</p></article>"
    assert found.problems == (
        "left out of the article: a <iframe> “How to inject”",
        "left out of the article: a <video> “Video”",
        "left out of the article: a <math> “1 2”",
    )


def test_a_form_around_the_whole_article_does_not_take_it_along() -> None:
    found = find(
        '<div id=r><form action="/x"><h1>Title</h1><p>Text.</p><input></form></div>', profile=Profile(root="#r")
    )
    assert body_of(found.document) == '<div id="r"><h1>Title</h1><p>Text.</p></div>'


ADDRESSES = [
    ("other.html#x", "https://origin.example/care/other.html#x"),
    ("/top", "https://origin.example/top"),
    ("//cdn.example/x", "https://cdn.example/x"),
    ("?page=2", "https://origin.example/care/all.html?page=2"),
    ("#dose", "#dose"),
    ("all.html#dose", "#dose"),
    ("https://origin.example/care/all.html#dose", "#dose"),
    ("mailto:help@origin.example", "mailto:help@origin.example"),
    ("tel:+18005550100", "tel:+18005550100"),
    (" HTTPS://a.example/ ", "https://a.example/"),
    ("javascript:alert(1)", None),
    ("JaVaScRiPt:alert(1)", None),
    ("java\tscript:alert(1)", None),
    ("java\nscript:alert(1)", None),
    ("\x01javascript:alert(1)", None),
    ("data:text/html,<script>alert(1)</script>", None),
    ("vbscript:x", None),
    ("file:///etc/passwd", None),
    ("ftp://a.example/", None),
    ("blob:https://a.example/1", None),
    ("http:///etc/passwd", None),
    ("https:javascript", "https://origin.example/care/javascript"),
    ("http://[::1", None),
    ("", "https://origin.example/care/all.html"),
]


@pytest.mark.parametrize(("href", "expected"), ADDRESSES)
def test_links_become_absolute_and_only_listed_schemes_stay(href: str, expected: str | None) -> None:
    escaped = href.replace("&", "&amp;").replace('"', "&quot;")
    found = find(f'<article>Text <a href="{escaped}">link</a></article>', profile=ARTICLE)
    link = BeautifulSoup(found.document, "html5lib").find("a")
    assert link is not None
    assert link.get("href") == expected


def test_the_page_s_base_is_honoured_unless_it_leads_off_the_web() -> None:
    body = "<article>Text <a href=x>x</a></article>"
    assert (
        'href="https://base.example/d/x"'
        in find(body, head='<base href="https://base.example/d/">', profile=ARTICLE).document
    )
    assert (
        'href="https://origin.example/care/x"' in find(body, head='<base href="javascript:">', profile=ARTICLE).document
    )


IMAGES = [
    ('<img src="a.png" srcset="b.png 2x" sizes="1px">', "care/a.png"),
    ('<img data-src="a.png">', "care/a.png"),
    ('<img src="data:image/gif;base64,R0lGOD" data-src="a.png">', "care/a.png"),
    ('<img src="/img/placeholder.gif" data-original="a.png">', "care/a.png"),
    ('<img src="real.png" data-src="a.png">', "care/real.png"),
    ('<img srcset="a.png 1x, b.png 2x">', "care/a.png"),
    ('<picture><source srcset="a.webp 1x"><img src="a.png"></picture>', "care/a.png"),
    ('<picture><source srcset="a.webp 1x"><img></picture>', "care/a.webp"),
    ('<img src="data:image/png;base64,x">', None),
    ('<img src="file:///etc/passwd">', None),
    ('<img src="javascript:alert(1)">', None),
    ('<img src="pixel.png" width="1" height="1">', None),
    ('<img alt="nothing">', None),
]


@pytest.mark.parametrize(("markup", "expected"), IMAGES)
def test_an_image_has_the_one_address_that_a_reader_sees(markup: str, expected: str | None) -> None:
    found = find(f"<article>Text {markup}</article>", profile=ARTICLE)
    assert found.images == ((f"https://origin.example/{expected}",) if expected else ())
    assert [image.attrs for image in BeautifulSoup(found.document, "html5lib").find_all("img")] == [
        {"src": address} for address in found.images
    ]


@pytest.mark.parametrize(
    ("html", "body", "language"),
    [
        ('lang="en_US"', "<article>x</article>", "en-US"),
        ('lang="en"', '<div lang="es"><article>x</article></div>', "es"),
        ('lang="en"', '<article lang="fr">x</article>', "fr"),
        ('lang="&quot;><script>"', "<article>x</article>", ""),
        ("", "<meta http-equiv=Content-Language content=de><article>x</article>", "de"),
        ("", "<article>x</article>", ""),
    ],
)
def test_the_language_is_what_the_page_says_nearest_to_the_article(html: str, body: str, language: str) -> None:
    assert find(body, html=html, profile=ARTICLE).language == language


def test_a_right_to_left_page_stays_one() -> None:
    found = find("<article>نص</article>", html='lang="ar" dir="rtl"', profile=ARTICLE)
    assert '<html lang="ar" dir="rtl">' in found.document


def test_a_main_element_comes_in_as_an_article() -> None:
    found = find("<main id=m><p>Text.</p></main>", profile=Profile(root="main"))
    assert body_of(found.document) == '<article id="m"><p>Text.</p></article>'


def test_ids_and_classes_stay_and_foreign_data_goes() -> None:
    found = find(
        '<article><p id="a" class="b c" data-x="1" title="t" lang="la" dir="ltr">Text</p></article>', profile=ARTICLE
    )
    assert body_of(found.document) == '<article><p class="b c" dir="ltr" id="a" lang="la" title="t">Text</p></article>'


def test_the_article_s_length_does_not_depend_on_white_space() -> None:
    one = find("<article><p>Take   20 mg\n daily.</p></article>", profile=ARTICLE)
    other = find("<article>\n  <p>Take 20 mg daily.</p>\n</article>", profile=ARTICLE)
    assert one.text_length == other.text_length == len("Take 20 mg daily.")


@pytest.mark.parametrize(
    ("old", "new", "shrunk"), [(100, 49, True), (100, 50, False), (100, 200, False), (0, 0, False)]
)
def test_an_article_below_the_limit_has_shrunk(old: int, new: int, shrunk: bool) -> None:
    assert has_shrunk(old, new, limit=0.5) is shrunk
