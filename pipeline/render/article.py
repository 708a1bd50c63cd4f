"""The rebuilt article, taken apart and dressed for page and PDF.

What comes in is a document of approved text in the source's own markup; what goes out is a clean fragment with our
few additions around its blocks: a scrolling region for wide tables, a box around the source's own review, a line
above references in another language, isolates in right-to-left text. No text of the article is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from pipeline.render.clean import clean_html, parse_fragment, write_fragment
from pipeline.render.formats import language_name
from pipeline.render.isolate import isolate_runs
from pipeline.render.view import EditionView

WIDE_TABLE = 3
"""Columns from which a table may be wider than a telephone and gets a region that one can scroll with the keys."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A rebuilt document in its parts."""

    title: str
    description: str
    body: str
    """Not cleaned yet."""


@dataclass(frozen=True, slots=True)
class Dressed:
    """What the templates place: all of it safe HTML."""

    title: str
    description: str
    body: Markup
    has_heading: bool
    """The article brings its own h1."""
    shared: tuple[Markup, ...] = ()


def take_apart(document: str) -> Parts:
    """Title, meta description and body of a rebuilt document."""
    soup = BeautifulSoup(document, "html5lib")
    title = soup.title.get_text() if soup.title else ""
    meta = soup.find("meta", attrs={"name": "description"})
    description = str(meta.get("content", "")) if isinstance(meta, Tag) else ""
    body = soup.body.decode_contents(formatter="minimal") if soup.body else ""
    return Parts(" ".join(title.split()), " ".join(description.split()), body)


def dress_article(view: EditionView, *, assets: Mapping[str, str]) -> Dressed:
    """The view's article and shared blocks, cleaned and dressed; `assets` maps image URLs to what `src` shall say."""
    parts = take_apart(view.document)
    soup = parse_fragment(clean_html(parts.body, assets=assets, page_url=view.credits.source_url))
    _box_source_review(soup, view)
    _introduce_references(soup, view)
    _open_wide_tables(soup, view)
    if view.direction == "rtl":
        isolate_runs(soup)
    shared = []
    for number, block in enumerate(view.shared, 1):
        cleaned = clean_html(take_apart(block.document).body, assets=assets, id_prefix=f"b{number}-")
        block_soup = parse_fragment(cleaned)
        if view.direction == "rtl":
            isolate_runs(block_soup)
        shared.append(_safe(write_fragment(block_soup)))
    return Dressed(
        parts.title, parts.description, _safe(write_fragment(soup)), soup.find("h1") is not None, tuple(shared)
    )


def _safe(cleaned: str) -> Markup:
    return Markup(cleaned)  # noqa: S704 - comes out of clean_html and our own tree


def _append_word(parent: Tag, html: Markup) -> None:
    for piece in list(parse_fragment(str(html)).body or ()):
        parent.append(piece.extract())


def _box_source_review(soup: BeautifulSoup, view: EditionView) -> None:
    """Neighbouring elements of the source's review go into one labelled box, apart from our own statement."""
    for number, first in enumerate(soup.select('[data-part="source-review"]')):
        if first.find_parent(class_="source-review"):
            continue
        box = soup.new_tag("section", attrs={"class": "source-review", "aria-labelledby": f"source-review-{number}"})
        first.insert_before(box)
        heading = soup.new_tag("h2", attrs={"id": f"source-review-{number}"})
        _append_word(heading, view.words("source_review_heading"))
        note = soup.new_tag("p", attrs={"class": "note"})
        _append_word(note, view.words("source_review", language=language_name(view.credits.source_tag, view.locale)))
        box.extend([heading, note])
        following: Tag | None = first
        while following is not None and following.get("data-part") == "source-review":
            after = following.find_next_sibling()
            box.append(following.extract())
            following = after


def _introduce_references(soup: BeautifulSoup, view: EditionView) -> None:
    """References stay in the source's language: say so above the list, and mark the language where nothing does."""
    for part in soup.select('[data-part="references"]'):
        if not part.get("lang") and not part.select_one("[data-unit], [lang]"):
            part["lang"], part["dir"] = view.credits.source_tag, "ltr"
        if view.credits.source_tag == view.tag or part.get_text(strip=True) == "":
            continue
        note = soup.new_tag("p", attrs={"class": "note", "lang": view.tag, "dir": view.direction})
        _append_word(note, view.words("references", language=language_name(view.credits.source_tag, view.locale)))
        first_list = part if part.name in ("ol", "ul") else part.find(["ol", "ul", "p"])
        (first_list or part).insert_before(note)


def _open_wide_tables(soup: BeautifulSoup, view: EditionView) -> None:
    for number, table in enumerate(soup.find_all("table"), 1):
        box = soup.new_tag("div", attrs={"class": "table"})
        columns = max((len(row.find_all(["td", "th"], recursive=False)) for row in table.find_all("tr")), default=0)
        if columns >= WIDE_TABLE:
            box["role"], box["tabindex"] = "region", "0"
            caption = table.find("caption")
            if isinstance(caption, Tag):
                caption["id"] = caption.get("id") or f"table-{number}"
                box["aria-labelledby"] = str(caption["id"])
            else:
                box["aria-label"] = view.words.plain("table")
        table.wrap(box)
