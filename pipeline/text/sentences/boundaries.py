"""Where sentences begin in text without tags: each sign that may end one is judged in its place.

sentencex (Wikimedia) knows the abbreviations of some thirty languages. It is asked about one full stop at a time, in
a window of its own: over a whole text it takes quadratic time in some languages, and takes all between two distant
quotation marks for one sentence.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

import sentencex

from pipeline.text.sentences.endings import Follower, judge_full_stop, read_follower
from pipeline.text.sentences.knowledge import Language
from pipeline.text.sentences.lists import find_items, is_mark_alone
from pipeline.text.sentences.wholes import Wholes

_ALWAYS = "。｡．！？।॥۔؟։።፧፨။។៕᠃᠉܀܁܂"
"""Needs no space after it."""
_SPACED = ".!?…‼⁇⁈⁉‽"
_CLOSING = "»”’\"')\\]}」』）】》〉›"
_REFERENCE = r"\s?\[\d[\d,;–—\- ]{0,40}\]|\(\d[\d,;–—\- ]{0,40}\)|[⁺⁰¹²³⁴-⁹*†‡§][⁺⁰¹²³⁴-⁹⁻,–*†‡§]*"
_BARE_REFERENCE = r"(?<=[^\W\d_]{3}\.)\d{1,3}(?:[,–-]\d{1,3})*(?=\s)"
_OUR_SIGNS = str.maketrans(dict.fromkeys("\"'`«»‘’‚“”„‟‛‹›《》「」『』()[]{}<>（）【】", " "))
_WINDOW = 64


@lru_cache(maxsize=64)
def _compile_endings(language: Language) -> re.Pattern[str]:
    """A sign that may end a sentence, with what belongs to it: closing signs, references, white space."""
    signs = f"{_ALWAYS}{_SPACED}{re.escape(language.terminators)}"
    closing = _CLOSING + "".join(pair[1:] for pair in language.quotes)
    quote = r"(?:[ \u00a0\u202f]?[»›])?" if language.spaced_quotes else ""
    return re.compile(
        rf"(?P<sign>\.(?:[ \u00a0]\.){{2,}}|[{signs}]+)(?P<close>[{closing}]*{quote}[{closing}]*)"
        rf"(?P<reference>(?:{_REFERENCE})+|{_BARE_REFERENCE}|)(?P<gap>\s*)"
    )


def find_boundaries(text: str, language: Language) -> Iterator[int]:
    """Offsets at which a new sentence begins, in order."""
    items = deque(find_items(text, language))
    wholes: Wholes | None = None
    start = 0
    for match in _compile_endings(language).finditer(text):
        while items and items[0] <= match.start():
            start = items.popleft()
            yield start
        if match.end() == len(text):
            break
        wholes = wholes or Wholes(text, language.quotes)
        if is_mark_alone(text, start, match.end()) or wholes.contain(match.end("close")):
            continue
        cut = _find_cut(text, start, match, language)
        if cut is not None and not wholes.contain(cut) and not _is_taken_up(text, match, wholes):
            start = cut
            yield cut
    yield from items


def _find_cut(text: str, start: int, match: re.Match[str], language: Language) -> int | None:
    """Where the next sentence begins, if one ends in this sign."""
    sign, cut = match["sign"], match.end()
    if match.start() == 0 or text[match.start() - 1] in "[(":
        return None
    follower = read_follower(text, cut)
    if any(each in _ALWAYS or each in language.terminators for each in sign):
        return None if _goes_on(text[cut], match, language) else cut
    if not match["gap"] and not _is_run_together(text, match, follower):
        return None
    if sign == ".":
        return cut if _ends_in_full_stop(text, start, match, follower, language) else None
    if not follower.may_begin:
        return None
    if "…" in sign or ".." in sign or ". ." in sign:
        return _cut_ellipsis(text, match, follower)
    return cut


def _is_taken_up(text: str, match: re.Match[str], wholes: Wholes) -> bool:
    """Whether a quotation goes on in "… she said", where no capital tells: nothing introduced it, a word follows."""
    opening = wholes.find_opening(match.end("close"))
    if opening is None or text[opening] in "(（[【" or not text[match.end()].isalpha():
        return False
    follower = text[match.end()]
    introduced = text[max(0, opening - 2) : opening].rstrip()[-1:]
    return not follower.isupper() and introduced not in (":", ",", "：", "，", "、", "،")


def _goes_on(following: str, match: re.Match[str], language: Language) -> bool:
    """A comma after it, or, after a quotation, a word that takes it up: 「はい。」と言った."""
    return following in "，、；：,;:،؛)" or (match["close"] != "" and following in language.goes_on)


def _is_run_together(text: str, match: re.Match[str], follower: Follower) -> bool:
    """Whether a space was but forgotten: "with food.Do not drive", "真的吗?是的"."""
    if len(match[0]) > 1 or follower.kind not in ("capital", "caseless"):
        return False
    before = text[max(0, match.start() - 3) : match.start()]
    if follower.kind == "caseless":
        return before[-1:].isalpha() and not before[-1:].isascii() and (len(before) == 3 or match["sign"] != ".")
    is_word = (before.isalpha() and before.islower()) or before.isdecimal()
    return len(before) == 3 and is_word and follower.text[1:2].islower()


def _ends_in_full_stop(text: str, start: int, match: re.Match[str], follower: Follower, language: Language) -> bool:
    if not follower.may_begin:
        return False
    verdict = judge_full_stop(text[max(start, match.start() - _WINDOW) : match.start()], follower, language)
    return _ask_sentencex(text, start, match, language) if verdict is None else verdict


def _ask_sentencex(text: str, start: int, match: re.Match[str], language: Language) -> bool:
    low = max(start, match.start() - _WINDOW)
    before = f"{text[low : match.start()]}. ".translate(_OUR_SIGNS)
    window = before + text[match.end() : match.end() + _WINDOW].translate(_OUR_SIGNS).lstrip()
    found = sentencex.get_sentence_boundaries(language.code, window)
    return any(boundary["end_index"] == len(before) for boundary in found)


def _cut_ellipsis(text: str, match: re.Match[str], follower: Follower) -> int | None:
    """After three points that follow a word, or four; after the first of "word. . . .", which is a full stop."""
    if follower.kind != "capital":
        return None
    points = match["sign"].count(".") + 3 * match["sign"].count("…")
    stands_apart = text[match.start() - 1].isspace()
    if ". ." in match["sign"]:
        if points < 4:
            return None
        return match.end() if stands_apart else match.start() + 2
    return None if stands_apart and points < 4 else match.end()
