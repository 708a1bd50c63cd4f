"""A foreign page as a BeautifulSoup tree, parsed as the HTML standard says (html5lib), within limits.

html5lib is exact and slow, and some inputs make it quadratic (a megabyte of dashes in a comment, a hundred thousand
entities, unclosed tags in thousands): a hostile page may cost us its own fetch, never the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import html5lib
from bs4 import BeautifulSoup
from bs4.builder._html5lib import HTML5TreeBuilder, TreeBuilderForHtml5lib

from pipeline.errors import ArticleError

MOST_ELEMENTS = 400_000
"""A 10 MB page full of links has 300,000 and takes 20 s and 600 MB."""

DEEPEST = 300
"""Elements within elements. Browsers stop at 512; real pages stay below 60; later stages may walk a tree recursively,
and Python's stack ends at 1,000."""

PARSE_SECONDS = 60.0
"""Of processor time."""


class _TooMuch(Exception):
    pass


class _Reader:
    """Gives the text in pieces, as html5lib reads them, until the time is over."""

    def __init__(self, text: str, ticks: Callable[[], float]) -> None:
        self._text = text
        self._at = 0
        self._ticks = ticks
        self._end = ticks() + PARSE_SECONDS

    def read(self, size: int = -1) -> str:
        if self._ticks() > self._end:
            raise _TooMuch(f"it takes more than {PARSE_SECONDS:g} seconds to parse")
        start = self._at
        self._at = len(self._text) if size < 0 else start + size
        return self._text[start : self._at]


class _CountingTree(TreeBuilderForHtml5lib):
    left: int

    def elementClass(self, name: str, namespace: str) -> Any:
        self.left -= 1
        if self.left < 0:
            raise _TooMuch("it has too many elements")
        if len(self.openElements) > DEEPEST:
            raise _TooMuch(f"its elements are nested more than {DEEPEST} deep")
        return super().elementClass(name, namespace)


class _Builder(HTML5TreeBuilder):
    """BeautifulSoup's builder, with our reader in and our counting tree out."""

    def __init__(self, ticks: Callable[[], float], most_elements: int) -> None:
        super().__init__()
        self._clock = ticks
        self._most_elements = most_elements

    def prepare_markup(self, markup: Any, *_: Any, **__: Any) -> Any:
        yield (markup, None, None, False)

    def feed(self, markup: Any) -> None:
        make_tree: Any = self.create_treebuilder  # html5lib calls it like a class
        parser = html5lib.HTMLParser(tree=make_tree)
        self.underlying_builder.parser = parser
        parser.parse(_Reader(markup, self._clock))
        self.underlying_builder.parser = None

    def create_treebuilder(self, namespaceHTMLElements: bool) -> TreeBuilderForHtml5lib:
        tree = _CountingTree(namespaceHTMLElements, self.soup, self.store_line_numbers)
        tree.left = self._most_elements
        self.underlying_builder = tree
        return tree


def parse_page(
    text: str, *, url: str, ticks: Callable[[], float] = time.thread_time, most_elements: int = MOST_ELEMENTS
) -> BeautifulSoup:
    """The page's tree; ArticleError where it has too many elements, is too deep or takes too long."""
    if "<" not in text:
        raise ArticleError("not a web page: there is no tag in it", where=url, hint="Give the address of a page.")
    try:
        return BeautifulSoup(text, builder=_Builder(ticks, most_elements))
    except (_TooMuch, RecursionError) as exc:
        raise ArticleError(
            f"the page cannot be taken apart: {exc}", where=url, hint="No article is like that; tell the site's owner."
        ) from exc
