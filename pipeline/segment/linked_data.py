"""The words in a page's linked data (JSON-LD) that search engines show: headline and description, where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

MEDIA_TYPE = "application/ld+json"

_KINDS = {"headline": "json-ld-headline", "description": "json-ld-description"}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]')


class DataText(NamedTuple):
    """A string of the data, and where its literal stands, quotes included."""

    kind: str
    text: str
    start: int
    end: int


def find_data_texts(source: str) -> Iterator[DataText]:
    """The headline and description of the page itself: of the top object, or those in a list or in `@graph`.

    Not those of what it only mentions (its publisher, its image). Nothing where the data are not JSON.
    """
    try:
        json.loads(source)
    except (ValueError, RecursionError):
        return
    path: list[str] = []  # what each open object or list is: its key, or empty in a list
    key = last = ""
    for match in _TOKEN.finditer(source):
        sign = match[0]
        if sign == ":":
            key = json.loads(last)
        elif sign in "[{":
            path.append(key)
            key = ""
        elif sign in "]}":
            path.pop()
            key = ""
        elif sign == ",":
            key = ""
        elif key in _KINDS and set(path) <= {"", "@graph"}:
            yield DataText(_KINDS[key], json.loads(sign), match.start(), match.end())
        last = sign


def quote_text(text: str) -> str:
    """A literal that ends no script, whatever the text says."""
    return json.dumps(text, ensure_ascii=False).replace("<", "\\u003c")
