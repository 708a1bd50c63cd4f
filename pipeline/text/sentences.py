"""The sentences (segments) of a unit, by sentencex, with offsets; medical abbreviations and placeholders protected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sentencex

from pipeline.model import Span
from pipeline.text.placeholders import PROTECTED_NAME, TAG

# Never the end of a sentence: something always follows.
_NEVER_LAST: Mapping[str, str] = {
    "en": r"approx|max|min|dept|est|incl|excl|ref|refs|figs?|tabs?|vols?|nos?|pp?|ch|sect?|cf|vs|e\.g|i\.e|viz|Drs?|"
    r"Profs?|St|Mrs?|Ms|Rx|spp|subsp|var|ca",
    "es": r"aprox|máx|mín|núm|n[.º°]|p[áa]gs?|fig|figs|vol|cap|ref|refs|ej|p\. ?ej|Dr|Dra|Dres|Sr|Sra|Sres|Prof|Profa|"
    r"Lic|Ud|Uds|tel|av|dpto|art|vs|cf",
    "fr": r"env|max|min|fig|réf|vol|p|pp|art|cf|Dr|Pr|Mme|Mlle|M|tél|p\. ?ex|c\.-à-d",
    "de": r"ca|max|min|Abb|Tab|Nr|Bd|S|vgl|z\. ?B|d\. ?h|Dr|Prof|Hr|Fr|Tel",
    "pt": r"aprox|máx|mín|n[.º°]|p[áa]g|fig|vol|ref|p\. ?ex|Dr|Dra|Sr|Sra|Prof|tel",
    "ru": r"г|гг|ок|рис|табл|т\. ?е|т\. ?д|см|им|др|проф|тел|напр|макс|мин",
    "ar": r"د|أ|م|ص|ت|ج|هـ|أ\.د",
}
# The end of one only if a capital follows: routes and times of a dose.
_SOMETIMES_LAST: Mapping[str, str] = {
    "en": r"p\. ?o|i\. ?v|i\. ?m|s\. ?c|s\. ?l|p\. ?r|a\. ?c|p\. ?c|h\. ?s|[bt]\. ?i\. ?d|q\. ?[dhsi]|q\. ?[io]\. ?d|"
    r"p\. ?r\. ?n|[ap]\. ?m|etc|al|mg|mL|kg|tsp|tbsp|oz|lb|hrs?|wks?|yrs?",
    "es": r"v\. ?o|i\. ?v|i\. ?m|s\. ?c|v\. ?r|[ap]\. ?m|etc|EE\. ?UU|aC|dC|seg|hrs?",
}
# sentencex takes these for abbreviations that go on; before a capital letter or an opening sign they end a sentence.
_LAST_BEFORE_CAPITAL = re.compile(
    r"(?:\d\s?(?:mg|mcg|µg|μg|g|kg|m[lL]|[lL]|cm|mm|h|min)|\b(?:[bt]\.i\.d|q\.[dh]|q\.[io]\.d|p\.r\.n))\.\s+"
)
_NO_BOUNDARY_INSIDE = re.compile(
    r"(?:https?://|www\.)\S+?(?=[.,;:!?)\]]*(?:\s|$))|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|\d[.,]\d"
)
_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s+")


def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    """The spans of a text's sentences. They join to the text: white space after a sentence belongs to it.

    `language` is a locale or tag (`es`, `zh_Hans`, `en-US`); an unknown one is split by the common rules. A tag of
    a placeholder is never cut, closing tags stay with the sentence that they end, and no boundary falls into a
    protected span, a URL, an e-mail address or a number. Doses and medical abbreviations are followed where
    sentencex does not know them ("p.o.", "aprox."). An empty text has no sentences.
    """
    primary = re.split("[-_]", language.lower(), maxsplit=1)[0]
    bare, places = _remove_tags(text)
    cuts = sorted(_find_cuts(bare, primary))
    protected = _find_protected(text)
    edges = [0]
    for cut in cuts:
        edge = _find_edge(text, places[cut - 1] + 1)
        if edges[-1] < edge < len(text) and not any(span.start < edge < span.end for span in protected):
            edges.append(edge)
    if not text:
        return ()
    return tuple(Span(start, end) for start, end in zip(edges, [*edges[1:], len(text)], strict=True))


def _remove_tags(text: str) -> tuple[str, list[int]]:
    """The text without tags, and where in the text each of its letters stood. A line break becomes a space."""
    letters: list[str] = []
    places: list[int] = []
    position = 0
    for match in TAG.finditer(text):
        letters.extend(text[position : match.start()])
        places.extend(range(position, match.start()))
        if match[0].startswith("<br"):
            letters.append(" ")
            places.append(match.end() - 1)
        position = match.end()
    letters.extend(text[position:])
    places.extend(range(position, len(text)))
    return "".join(letters), places


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
    spans = re.finditer(rf"<({PROTECTED_NAME}\d*)>.*?</\1>", text, re.DOTALL)
    return [Span(*match.span()) for match in spans]


def _find_cuts(text: str, language: str) -> Iterator[int]:
    """Offsets in tag-free text at which a new sentence begins."""
    boundaries: list[dict[str, Any]] = sentencex.get_sentence_boundaries(language, text) if text else []
    whole = [Span(*match.span()) for match in _NO_BOUNDARY_INSIDE.finditer(text)]
    start = 0
    for boundary in boundaries[:-1]:
        cut = int(boundary["end_index"])
        before, after = text[start:cut], text[cut:]
        if not before.strip() or not after.strip() or text[cut].isspace():
            continue
        if _ENUMERATOR.fullmatch(before) or _ends_in_abbreviation(before, after, language):
            continue
        if any(span.start < cut < span.end for span in whole):
            continue
        start = cut
        yield cut
    for match in _LAST_BEFORE_CAPITAL.finditer(text):
        after = text[match.end() : match.end() + 1]
        if after.isupper() or after in ("¿", "¡"):
            yield match.end()


def _ends_in_abbreviation(before: str, after: str, language: str) -> bool:
    ending = before.rstrip()
    if not ending.endswith("."):
        return False
    if (never := _NEVER_LAST.get(language)) and re.search(rf"(?:^|[\s(«“\"])(?:{never})\.$", ending[-12:], re.I):
        # "No." and "no." are also a whole answer.
        return not (language == "en" and re.search(r"(?:^|[\s.!?])no\.$", ending[-4:], re.I) and after[:1].isalpha())
    sometimes = _SOMETIMES_LAST.get(language)
    if sometimes and re.search(rf"(?:^|[\s(\d])(?:{sometimes})\.$", ending[-12:]):
        return not after[:1].isupper() and after[:1] not in "¿¡“\"'«(["
    return False
