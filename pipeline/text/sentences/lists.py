"""List marks in running text: "1. Wash your hands. 2. Dry them.", "a) … b) …", "• … • …", and blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.text.sentences.endings import read_follower
from pipeline.text.sentences.knowledge import Language

_BULLETS = "•‣◦▪●⁃➤►✓✔"
_ENUMERATOR = (
    rf"(?P<bullet>[{_BULLETS}]\s?)?(?P<open>\(?)(?P<value>\d{{1,3}}|[a-zA-Z]|[ivx]{{1,4}})(?P<close>\.\)|\)|\.)"
)
_MARK = re.compile(rf"(?<!\S){_ENUMERATOR}(?=\s)")
_FIRST = re.compile(rf"\s*(?:{_ENUMERATOR}\s|(?P<only>[{_BULLETS}]))")
_ALONE = re.compile(rf"\s*(?:{_ENUMERATOR}|[{_BULLETS}])\s*")
_HARD = re.compile(rf"\n[^\S\n]*\n\s*|\n\s*(?=[{_BULLETS}]|\(?\d{{1,2}}[.)]\s)")
_LONGEST_MARK = 12
_LONGEST_WORD = 30
_WORD_BEFORE = re.compile(r"(\w+)\s*$")


def is_mark_alone(text: str, start: int, end: int) -> bool:
    """Whether there is nothing but a list mark between two places: it belongs to what follows.

    >>> is_mark_alone("1. Take it.", 0, 3), is_mark_alone("(b) Take it.", 0, 4), is_mark_alone("Take 1. It", 0, 8)
    (True, True, False)
    """
    return end - start <= _LONGEST_MARK and _ALONE.fullmatch(text, start, end) is not None


def find_items(text: str, language: Language) -> list[int]:
    """Where an item of a list begins, and what stands after a blank line; in order.

    Marks count where the text itself begins with the first, and each next one goes on from it, before a capital;
    not after a word that takes a number ("1. Chemotherapy is given on day 2. The next …").
    """
    cuts = {match.end() for match in _HARD.finditer(text)}
    first = _FIRST.match(text)
    if first:
        cuts.update(_find_bullets(text, first["only"] or first["bullet"] or ""))
        if first["value"]:
            cuts.update(_find_marks(text, first, language))
    begin = len(text) - len(text.lstrip())
    return sorted(cut for cut in cuts if begin < cut < len(text))


def _find_bullets(text: str, bullet: str) -> Iterator[int]:
    if bullet.strip():
        yield from (match.end() for match in re.finditer(rf"\s+(?={re.escape(bullet.strip())})", text))


def _find_marks(text: str, first: re.Match[str], language: Language) -> Iterator[int]:
    style = (first["open"], first["close"])
    expected = _next_value(first["value"])
    for match in _MARK.finditer(text, first.end()):
        if (match["open"], match["close"]) != style or match["value"] != expected:
            continue
        before = _WORD_BEFORE.search(text[max(0, match.start() - _LONGEST_WORD) : match.start()])
        takes_number = before is not None and before[1].lower() in language.number_heads
        if read_follower(text, match.end()).kind in ("capital", "caseless") and not takes_number:
            expected = _next_value(expected)
            yield match.start()


def _next_value(value: str) -> str:
    return str(int(value) + 1) if value.isdecimal() else chr(ord(value[-1]) + 1)
