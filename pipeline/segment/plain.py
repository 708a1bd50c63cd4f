"""Plain contents, read from their markup in one pass: words and the commonest inline elements, as most texts are.

A short cut and nothing else. `inline` and `compose` read anything; what is read here they read to the very same unit
(`tests/segment/test_plain.py` holds both against each other), at several times the cost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.model import Placeholder
from pipeline.segment.plain_text import collapse, cut_edges, is_blank, needs_translation

_PLAIN = re.compile(
    r"""(?: [^<]++
    | </?(?:a|abbr|b|bdi|cite|code|dfn|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)>
    | <br>
    | <(?:a|abbr|b|bdi|cite|code|dfn|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)
      (?:[ ](?:class|datetime|dir|href|hreflang|id|rel|target|data-[a-z-]+)="[^"<>]*")+>
    )*""",
    re.VERBOSE,
)
"""In the parser's normal form. No attribute here is a unit or says what is translated, and no element is a block."""

_TAG = re.compile(r"<(/?)([a-z]+)([^>]*)>")
_EMPTY = re.compile(r"<[a-z][^>]*></")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_MOST_TAGS = 500


class Composed(NamedTuple):
    """A unit's text and placeholders, and the white space around it, which belongs to the skeleton."""

    text: str
    placeholders: tuple[Placeholder, ...]
    lead: str
    trail: str
    white_space: tuple[str, ...]
    """The literal pieces before white space was collapsed; empty where that changed nothing."""


def is_plain(markup: str) -> bool:
    """Whether an element's content, in the parser's normal form, may be read here."""
    if "<" in markup and (_EMPTY.search(markup) or markup.count("<") > _MOST_TAGS):
        return False
    return _PLAIN.fullmatch(markup) is not None and "&lt;" not in markup


def read_words(markup: str) -> str:
    """What a reader reads of plain content, a line break as a space."""
    return _unescape(_TAG.sub("", markup.replace("<br>", " ")))


def compose_plain(markup: str, *, asset_hashes: Mapping[str, str]) -> Composed | None:
    """The unit of plain content.

    None where something at its edge may belong to the skeleton, and where there is nothing to translate.
    """
    pieces = _TAG.split(markup)  # text, slash, element, attributes, text …
    texts = [_unescape(text) for text in pieces[::4]] if "&" in markup else pieces[::4]
    if not needs_translation("".join(texts)) or _has_edge(pieces):
        return None
    lead, trail = cut_edges(texts[0])[0], cut_edges(texts[-1])[2]
    texts[0] = texts[0][len(lead) :]
    texts[-1] = texts[-1][: len(texts[-1]) - len(trail)]
    shown = texts if collapse(markup) is markup else [collapse(text) for text in texts]
    white_space = tuple(filter(None, texts)) if shown != texts else ()
    if len(pieces) == 1:
        return Composed(shown[0], (), lead, trail, white_space)
    pieces[::4] = shown
    text, placeholders = _name_elements(pieces, asset_hashes)
    return Composed(text, placeholders, lead, trail, white_space)


def _has_edge(pieces: list[str]) -> bool:
    """Whether the content begins or ends otherwise than with words, or words in one element."""
    first, last = pieces[0], pieces[-1]
    if is_blank(first) or (last and is_blank(last)):
        return True
    return not last and (pieces[-4] != "/" or is_blank(pieces[-5]))


def _name_elements(pieces: list[str], asset_hashes: Mapping[str, str]) -> tuple[str, tuple[Placeholder, ...]]:
    """The text with the names of placeholders for tags, and the placeholders."""
    elements = [element for slash, element in zip(pieces[1::4], pieces[2::4], strict=True) if not slash]
    counts = Counter(elements) if len({*elements}) < len(elements) else {}
    numbers: dict[str, int] = {}
    opened: list[str] = []
    placeholders: list[Placeholder] = []
    parts = [pieces[0]]
    for slash, element, attributes, text in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        if slash:
            parts.append(f"</{opened.pop()}>{text}")
            continue
        name = element
        if counts and counts[element] > 1:
            number = numbers[element] = numbers.get(element, 0) + 1
            name = f"{element}{number}"
        placeholder = _make_placeholder(name, element, attributes)
        if (url := placeholder.target) and url in asset_hashes:
            placeholder = replace(placeholder, target=f"{url} sha256:{asset_hashes[url]}")
        placeholders.append(placeholder)
        if element == "br":
            parts.append(f"<{name}/>{text}")
        else:
            opened.append(name)
            parts.append(f"<{name}>{text}")
    return "".join(parts), tuple(placeholders)


@lru_cache(maxsize=1000)
def _make_placeholder(name: str, element: str, markup: str) -> Placeholder:
    attributes = tuple((key, _unescape(value).replace("&quot;", '"')) for key, value in _ATTRIBUTE.findall(markup))
    form: Literal["pair", "void"] = "void" if element == "br" else "pair"
    return Placeholder(name, form, element, dict(attributes).get("href", ""), "", attributes)


def _unescape(text: str) -> str:
    """Without `&lt;`, which no plain content has."""
    return text.replace("&nbsp;", "\u00a0").replace("&gt;", ">").replace("&amp;", "&")
