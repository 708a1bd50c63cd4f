"""Finding the article in pages that no profile describes."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from pipeline.errors import ArticleError
from pipeline.scrape.article import Found, find_article

PROSE = (
    "<h1>Care at home</h1><p>Take 20 mg once a day with food, at the same hour, and never twice.</p>"
    "<p>Call your nurse at once if you have a fever, a rash, or trouble breathing.</p>"
    "<ul><li>Drink enough water every day</li><li>Rest as much as you need to</li></ul>"
)
MENU = (
    "<ul>"
    + "".join(f'<li><a href="/{number}">A page about something else {number}</a></li>' for number in range(40))
    + "</ul>"
)
COOKIES = '<div class="cookies"><p>We use cookies.</p></div>'


def find(body: str) -> Found:
    page = f"<!doctype html><html><body>{body}</body></html>"
    return find_article(page.encode(), charset="utf-8", base_url="https://origin.example/", profile=None)


def words_of(found: Found) -> str:
    return " ".join(BeautifulSoup(found.document, "html5lib").get_text(" ").split())


PAGES = {
    "main": f"<header>Top</header><nav>{MENU}</nav><main>{PROSE}</main><footer>Foot</footer>",
    "role": f"<div>{MENU}</div><div role=main>{PROSE}</div>{COOKIES}",
    "article in main": f"<main><article>{PROSE}</article><section><h2>More</h2>{MENU}</section></main>",
    "article": f"<div>{MENU}</div><article>{PROSE}</article><article><p>Teaser.</p></article>",
    "divs": f"<div id=page><div id=menu>{MENU}</div><div id=content><div>{PROSE}</div></div>{COOKIES}</div>",
    "layout table": f"<table><tr><td>{MENU}</td><td>{PROSE}</td></tr></table>",
    "form around all": f"<form id=aspnet><div>{MENU}</div><div>{PROSE}</div></form>",
    "a main that is empty": f"<main></main><div>{MENU}</div><div>{PROSE}</div>",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_all_of_the_prose_is_found(page: str) -> None:
    words = words_of(find(page))
    for sentence in ("never twice.", "trouble breathing.", "Drink enough water", "Rest as much"):
        assert sentence in words


@pytest.mark.parametrize("name", ["main", "role", "article in main", "article", "divs"])
def test_the_page_s_furniture_is_not(name: str) -> None:
    words = words_of(find(PAGES[name]))
    for text in ("A page about something else", "Top", "Foot", "cookies", "Teaser"):
        assert text not in words


def test_a_header_with_the_title_stays_and_other_furniture_in_the_article_goes() -> None:
    found = find(
        f"<main><header><h1>Title</h1></header><header>Crumbs</header><nav>Contents</nav>{PROSE}"
        "<form><input></form><footer>Shared on</footer></main>"
    )
    words = words_of(found)
    assert found.title == "Title"
    assert "Crumbs" not in words
    assert "Contents" not in words
    assert "Shared on" not in words


def test_a_warning_box_stays_and_an_aside_of_links_goes_and_is_told() -> None:
    found = find(
        f"<main>{PROSE}<aside><h2>Get help</h2><p>Call 911 if you cannot breathe.</p></aside>"
        f"<aside>Read also: {MENU}</aside></main>"
    )
    assert "Call 911" in words_of(found)
    assert len(found.problems) == 1
    assert "“Read also: A page about" in found.problems[0]


@pytest.mark.parametrize("body", ["", "<p>Short.</p>", f"<nav>{MENU}</nav>", '<div id="app"></div><script>x</script>'])
def test_a_page_without_prose_has_no_article(body: str) -> None:
    with pytest.raises(ArticleError, match="no article was found") as caught:
        find(body)
    assert caught.value.where == "https://origin.example/"


def test_text_that_is_hidden_does_not_make_an_article() -> None:
    with pytest.raises(ArticleError):
        find(f'<main hidden>{PROSE}</main><div style="display:none">{PROSE}</div>')
