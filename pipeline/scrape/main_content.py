"""Where the article stands in a page that no profile describes.

First the page's own word: `main`, `[role=main]`, `article`. Else by its text: prose is text outside links and outside
furniture (nav, header, footer, aside, form); from the body down, the element is taken that still holds nearly all
of the page's prose. A heuristic: a profile is better, and a person sees the result before it is translated.
"""

from __future__ import annotations

from collections import Counter

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from pipeline.scrape.cleanup import is_hidden

NEARLY_ALL = 0.85
"""The share of the page's prose that the chosen element must hold: what is outside is lost, so it is high."""

ENOUGH = 0.3
"""The share that an element which calls itself `main` must hold to be believed."""

FEWEST = 80
"""Characters of prose below which there is no article."""

_FURNITURE = frozenset({"nav", "header", "footer", "aside", "form"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "head", "title", "button", "select", "svg"})
_CONTAINERS = frozenset({"body", "div", "section", "main", "article", "center", "form", "td", "span", "font"})


def find_main(soup: BeautifulSoup) -> Tag | None:
    """The element with the article; None where the page has no prose to speak of."""
    body = soup.body
    if body is None:
        return None
    prose = _weigh_prose(body)
    total = prose[id(body)]
    if total < FEWEST:
        return None
    for selector in ("main, [role=main]", "article"):
        named = [tag for tag in body.select(selector) if not is_hidden(tag)]
        best = max(named, key=lambda tag: prose[id(tag)], default=None)
        if best is not None and prose[id(best)] >= ENOUGH * total:
            return _descend_to_article(best, prose)
    return _descend(body, prose, NEARLY_ALL * total)


def drop_furniture(root: Tag) -> list[str]:
    """Take navigation, forms and the like out of the article; gives a sentence for each aside that goes.

    A header that holds the title stays. So does an aside of prose inside the article: on a page about health it is
    the warning box, and losing that unseen is worse than keeping a box that an editor omits.
    """
    problems: list[str] = []
    for tag in list(root.find_all(True)):
        if tag.decomposed or not _is_furniture(tag) or tag.find(["h1", "article", "main"]) is not None:
            continue
        if tag.name == "aside" and _is_prose(tag):
            continue
        text = " ".join(tag.get_text(" ").split())
        if tag.name == "aside" and text:
            problems.append(f"left out of the article: an <aside> “{text[:60]}”")
        tag.decompose()
    return problems


def _weigh_prose(body: Tag) -> Counter[int]:
    """Characters of prose within each element, by the element's id()."""
    weight: Counter[int] = Counter()
    skipped: dict[int, bool] = {}

    def is_skipped(tag: Tag) -> bool:
        known = skipped.get(id(tag))
        if known is None:
            above = tag is not body and tag.parent is not None and is_skipped(tag.parent)
            own = tag is not body and (tag.name in _UNSEEN or tag.name == "a" or is_hidden(tag) or _is_furniture(tag))
            known = skipped[id(tag)] = above or own
        return known

    for text in body.find_all(string=True):
        length = 0 if isinstance(text, PreformattedString) else len("".join(text.split()))
        tag = text.parent
        if not isinstance(text, NavigableString) or not length or tag is None or is_skipped(tag):
            continue
        while tag is not None:
            weight[id(tag)] += length
            tag = tag.parent if tag is not body else None
    return weight


def _is_furniture(tag: Tag) -> bool:
    if tag.name == "form":
        return tag.find(["h1", "article", "main"]) is None
    role = str(tag.get("role") or "").strip().lower()
    return tag.name in _FURNITURE or role in _FURNITURE_ROLES


def _is_prose(aside: Tag) -> bool:
    if aside.find(["form", "input", "iframe"]) is not None:
        return False
    length = len("".join(aside.get_text().split()))
    linked = sum(len("".join(link.get_text().split())) for link in aside.find_all("a"))
    return length > 0 and linked < 0.5 * length


def _descend_to_article(main: Tag, prose: Counter[int]) -> Tag:
    """`main` may hold teasers beside the article: narrow to the one article in it, if it has nearly all."""
    articles = [tag for tag in main.find_all("article") if prose[id(tag)] >= NEARLY_ALL * prose[id(main)]]
    return articles[0] if articles else main


def _descend(start: Tag, prose: Counter[int], least: float) -> Tag:
    node = start
    while True:
        inner = [
            child
            for child in node.find_all(True, recursive=False)
            if child.name in _CONTAINERS and prose[id(child)] >= least
        ]
        if len(inner) != 1 or node.find("h1", recursive=False) is not None:
            return node
        node = inner[0]
