"""Texts compared as a reader would, and the words for what differs."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from pipeline.render.pdf_text import LINE_JOIN

_MIRRORED = str.maketrans(")]}»›", "([{«‹")
_PRESENTATION = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]")
_LTR_TOKEN = re.compile(r"[^\W_]+(?:[.,:/٫٬][^\W_]+)*")


def fold_space(text: str) -> str:
    """White space as one space, none at the ends."""
    return " ".join(text.split())


def fold_text(text: str) -> str:
    """As `fold_space`, and without what leaves no ink: soft hyphens, bidi controls, joiners. Presentation forms become
    their letters. Nothing else is normalised: ² is not 2.
    """
    shown = "".join(
        character for character in text if unicodedata.category(character) != "Cf" or character == LINE_JOIN
    )
    plain = _PRESENTATION.sub(lambda match: unicodedata.normalize("NFKC", match[0]), shown)
    return fold_space(unicodedata.normalize("NFC", plain))


def is_same_text(expected: str, lines: str) -> bool:
    """True if lines with joins between them say the expected text; a join may stand for a space or for nothing."""
    wanted, got = fold_text(expected), fold_text(lines)
    got = re.sub(f" *{LINE_JOIN}[ {LINE_JOIN}]*", lambda match: " " if " " in match[0] else LINE_JOIN, got).strip(
        f" {LINE_JOIN}"
    )
    position = 0
    for character in got:
        if character == LINE_JOIN:
            position += wanted[position : position + 1] == " "
        elif wanted[position : position + 1] == character:
            position += 1
        else:
            return False
    return position == len(wanted)


NASTALIQ = frozenset({"ur", "ks"})
"""Languages set in Nastaliq, whose glyphs are parts of letters."""


def is_complex(character: str) -> bool:
    """A letter of the Indic scripts, Tibetan, Burmese or Khmer."""
    return "\u0900" <= character <= "\u109f" or "\u1780" <= character <= "\u17ff"


def is_rtl(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def is_drawn(text: str, drawn: str, *, language: str = "") -> bool:
    """True if glyphs, from left to right, draw the text of one line.

    Asked only of lines that say what they are (`Line.actual`): a line without must be the text as it is drawn.
    A line in a right-to-left text must draw the same characters in all, the
    same right-to-left words letter by letter, and the same numbers and other words figure by figure; the order of
    whole words along such a line is the layout's and is not compared. Scripts whose glyphs stand for syllables or for
    parts of letters (Devanagari, Khmer, Nastaliq …) must draw the same numbers and Latin words.
    """
    wanted, got = fold_text(text), fold_text(drawn)
    if any(map(is_complex, wanted)) or language.split("-")[0] in NASTALIQ:
        return _plain_tokens(wanted) == _plain_tokens(got)
    if wanted == got:
        return True
    return (
        Counter(wanted.translate(_MIRRORED).replace(" ", "")) == Counter(got.translate(_MIRRORED).replace(" ", ""))
        and _rtl_words(wanted) == _rtl_words(got[::-1])
        and _plain_tokens(wanted) == _plain_tokens(got)
    )


def _rtl_words(text: str) -> Counter[str]:
    """Words of right-to-left letters; the marks of a letter in a fixed order, as they are drawn in any."""
    words: list[str] = []
    letters = [character for character in text if not unicodedata.combining(character)]
    word = ""
    for character in [*letters, " "]:
        if is_rtl(character):
            word += character
        elif word:
            words.append(word)
            word = ""
    return Counter(words)


def _plain_tokens(text: str) -> Counter[str]:
    """Numbers and words of left-to-right letters, each whole."""
    spaced = "".join(
        " " if is_rtl(character) or is_complex(character) or unicodedata.combining(character) else character
        for character in text
    )
    return Counter(_LTR_TOKEN.findall(spaced))


def find_differences(expected: Sequence[str], found: Sequence[tuple[str, str]], elsewhere: Counter[str]) -> list[str]:
    """What differs between approved texts and (name, text) pairs read back, both in order and folded alike.

    `elsewhere` counts texts that stand in attributes and file facts, where an approved text may be instead.
    """
    faults: list[str] = []
    left = elsewhere.copy()
    matcher = difflib.SequenceMatcher(None, list(expected), [text for _, text in found], autojunk=False)
    for op, start, end, found_start, found_end in matcher.get_opcodes():
        if op == "equal":
            continue
        missing = []
        for text in expected[start:end]:
            if left[text] > 0:
                left[text] -= 1
            else:
                missing.append(text)
        extra = list(found[found_start:found_end])
        for text, (name, got) in zip(missing, extra, strict=False):
            faults.append(f"altered{_at(name)}: approved “{_short(text)}”, found “{_short(got)}”{_hint(text, got)}")
        faults += [f"missing: “{_short(text)}”" for text in missing[len(extra) :]]
        faults += [f"not approved{_at(name)}: “{_short(got)}”" for name, got in extra[len(missing) :]]
    return faults


def find_unaccounted(found: str, known: Sequence[str]) -> list[str]:
    """Stretches of text that no known text accounts for; white space does not count."""
    left = re.sub(r"\s+", "", fold_text(found.replace(LINE_JOIN, "")))
    pieces = {re.sub(r"\s+", "", fold_text(text)) for text in known}
    for piece in sorted(pieces - {""}, key=len, reverse=True):
        left = left.replace(piece, " ")
    return [stretch for stretch in left.split() if any(character.isalnum() for character in stretch)]


def _at(name: str) -> str:
    return f" in {name}" if name else ""


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117]}…"


def _hint(text: str, got: str) -> str:
    for wanted, real in zip(text.split(), got.split(), strict=False):
        if wanted != real:
            return f" (“{wanted}” became “{real}”)"
    return ""
