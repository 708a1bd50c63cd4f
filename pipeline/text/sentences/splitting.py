"""A unit's text → the spans of its sentences. Knows tags and offsets, no language."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

from pipeline.model import Span
from pipeline.text.placeholders import PROTECTED_NAME, TAG
from pipeline.text.remembered import remembered
from pipeline.text.sentences.boundaries import find_boundaries
from pipeline.text.sentences.endings import RAISED_SIGN
from pipeline.text.sentences.knowledge import load_language

_PROTECTED = re.compile(rf"{PROTECTED_NAME}\d*")
_RAISED = re.compile(r"<(sup\d*)>((?:</?(?!sup)[a-z]\w{0,8}>|[^<>]){1,40})</\1>")
_SIGN_OR_TAG = re.compile(r"<[^<>]*>|[^<>]")


@remembered
def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    """The spans of a text's sentences. They join to the text: white space after a sentence belongs to it.

    `language` is a locale or tag (`es`, `zh_Hans`, `en-US`); an unknown one is split by the common rules. A tag of
    a placeholder is never cut, closing tags and superscript references stay with the sentence that they end, and no
    boundary falls into a protected span, a URL, an e-mail address, a number, or a quotation or bracket of up to 300
    characters. Where it is not certain that a sentence ends, it goes on. An empty text has no sentences. Time is
    linear in the length of the text.

    >>> text = "Take 20 mg p.o. with food. See <a>fig. 2</a>."
    >>> [text[start:end] for start, end in split_sentences(text, "en")]
    ['Take 20 mg p.o. with food. ', 'See <a>fig. 2</a>.']
    """
    if not text:
        return ()
    bare, places = _remove_tags(text)
    protected = _find_protected(text)
    starts = [span.start for span in protected]
    edges = [0]
    for boundary in find_boundaries(bare, load_language(re.split("[-_]", language.lower(), maxsplit=1)[0])):
        edge = _find_edge(text, places[boundary - 1] + 1)
        within = bisect_left(starts, edge) - 1
        if edges[-1] < edge < len(text) and not (within >= 0 and edge < protected[within].end):
            edges.append(edge)
    return tuple(Span(start, end) for start, end in zip(edges, [*edges[1:], len(text)], strict=True))


def _remove_tags(text: str) -> tuple[str, list[int]]:
    """The text without tags, and where in the text each of its letters stood. A line break becomes a new line."""
    raised = _RAISED.sub(_raise_signs, text)
    letters: list[str] = []
    places: list[int] = []
    position = 0
    for match in TAG.finditer(raised):
        letters.append(raised[position : match.start()])
        places.extend(range(position, match.start()))
        if match[0].startswith("<br"):
            letters.append("\n")
            places.append(match.end() - 1)
        position = match.end()
    letters.append(raised[position:])
    places.extend(range(position, len(text)))
    return "".join(letters), places


def _raise_signs(superscript: re.Match[str]) -> str:
    """Each sign of it as `RAISED_SIGN`, with the links in it: `<sup><a>4</a>,5</sup>`."""
    name, inside = superscript.groups()
    return f"<{name}>{_SIGN_OR_TAG.sub(lambda part: part[0] if part[0][0] == '<' else RAISED_SIGN, inside)}</{name}>"


def _find_edge(text: str, place: int) -> int:
    """Past the closing tags, and the white space after them, that stand where a sentence ends."""
    while match := TAG.match(text, place):
        if not match[1]:
            break
        place = match.end()
        while place < len(text) and text[place].isspace():
            place += 1
    return place


def _find_protected(text: str) -> list[Span]:
    """Each protected span, from its opening tag to the next closing one of that name."""
    closing: defaultdict[str, list[int]] = defaultdict(list)
    tags = [match for match in TAG.finditer(text) if _PROTECTED.fullmatch(match[2]) and not match[3]]
    for match in tags:
        if match[1]:
            closing[match[2]].append(match.end())
    spans: list[Span] = []
    for match in tags:
        if match[1] or (spans and match.start() < spans[-1].end):
            continue
        ends = closing[match[2]]
        place = bisect_right(ends, match.end())
        if place < len(ends):
            spans.append(Span(match.start(), ends[place]))
    return spans
