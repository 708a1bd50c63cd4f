"""How a name sounds, to compare it across spellings and scripts: *quinine*, *quinina*, хинин.

A key is rough on purpose: it says whether two spellings may be one name. It is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN = (
    ("ph", "f"), ("th", "t"), ("rh", "r"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("qu", "k"), ("kui", "ki"),
    ("q", "k"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("cz", "s"), ("c", "k"), ("x", "s"),
    ("ks", "s"), ("kz", "s"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("j", "i"), ("w", "v"), ("z", "s"),
    ("h", ""), ("ts", "s"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_ENDING = re.compile(r"(?:um|us|[aeiou])$")
_ALIKE = str.maketrans("pbvlg", "fffrk")
"""Sounds that scripts do not tell apart: Arabic has no p and no v, Korean and Japanese one letter for l and r."""
_VOWELS = re.compile(r"[aeiou]+")

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "s", "з": "s", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "k", "ц": "s", "ч": "s", "ш": "s", "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a",
    "і": "i",
}  # fmt: skip
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "t", "ج": "g", "چ": "s",
    "ح": "", "خ": "k", "د": "d", "ذ": "s", "ر": "r", "ز": "s", "ژ": "s", "س": "s", "ش": "s", "ص": "s",
    "ض": "d", "ط": "t", "ظ": "s", "ع": "a", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ک": "k", "گ": "g",
    "ل": "l", "م": "m", "ن": "n", "ه": "", "ة": "a", "ہ": "", "و": "u", "ي": "i", "ی": "i", "ى": "a", "ے": "e",
    "ئ": "i", "ؤ": "u", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ھ": "", "ں": "n",
}  # fmt: skip
_DEVANAGARI = {
    "क": "k", "ख": "k", "ग": "g", "घ": "g", "ङ": "n", "च": "s", "छ": "s", "ज": "i", "झ": "i", "ञ": "n",
    "ट": "t", "ठ": "t", "ड": "d", "ढ": "d", "ण": "n", "त": "t", "थ": "t", "द": "d", "ध": "d", "न": "n",
    "प": "p", "फ": "f", "ब": "b", "भ": "b", "म": "m", "य": "i", "र": "r", "ल": "l", "व": "v", "श": "s",
    "ष": "s", "स": "s", "ह": "", "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "े": "e", "ै": "e",
    "ो": "o", "ौ": "o", "ॉ": "o", "ॅ": "e", "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u",
    "ए": "e", "ऐ": "e", "ओ": "o", "औ": "o", "ऑ": "o", "ऍ": "e", "ं": "n", "ँ": "n", "ृ": "r",
}  # fmt: skip


@lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """The key of a word of Latin, Cyrillic, Arabic, Devanagari, Hangul or Kana letters; empty for other scripts.

    >>> sound_of("Hydroxychloroquine") == sound_of("hidroxicloroquina")
    True
    >>> sound_of("ритуксимаб") == sound_of("rituximab")
    True
    """
    return _ENDING.sub("", _DOUBLE.sub(r"\1", _spell(word)))


@lru_cache(maxsize=8192)
def bones_of(word: str) -> str:
    """The key without its vowels: for scripts that do not write them, or write others."""
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", _spell(word)).translate(_ALIKE).replace("ks", "s"))


def _spell(word: str) -> str:
    letters = []
    for char in unicodedata.normalize("NFD" if _is_latin(word) else "NFC", word.lower()):
        if "a" <= char <= "z":
            letters.append(char)
        elif char in _CYRILLIC:
            letters.append(_CYRILLIC[char])
        elif char in _ARABIC:
            letters.append(_ARABIC[char])
        elif char in _DEVANAGARI:
            letters.append(_DEVANAGARI[char])
        elif "가" <= char <= "힣":
            letters.append(_hangul(char))
        elif "ァ" <= char <= "ヴ":
            letters.append(_kana(char))
    text = "".join(letters)
    if _is_latin(word):
        for spelling, sound in _LATIN:
            text = text.replace(spelling, sound)
    return text.replace("ks", "s")


def _is_latin(word: str) -> bool:
    return bool(word) and unicodedata.name(word[0], "").startswith("LATIN")


_INITIALS = ("k", "k", "n", "d", "t", "r", "m", "f", "f", "s", "s", "", "i", "i", "s", "k", "t", "p", "")
_MIDDLES = (
    "a", "e", "ia", "ie", "o", "e", "io", "ie", "o", "oa", "oe", "oe", "io", "u", "uo", "ue", "ui", "iu", "u", "ui",
    "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "d", "r", "k", "m", "f", "s", "t", "p", "", "m", "f", "f", "s", "s", "n", "i",
    "s", "k", "t", "p", "",
)  # fmt: skip


def _hangul(char: str) -> str:
    code = ord(char) - 0xAC00
    return _INITIALS[code // 588] + _MIDDLES[code % 588 // 28] + _FINALS[code % 28]


_KANA_ROWS = (
    ("ァアィイゥウェエォオ", ""), ("カキクケコ", "k"), ("ガギグゲゴ", "g"), ("サシスセソ", "s"), ("ザジズゼゾ", "s"),
    ("タチツテト", "t"), ("ダヂヅデド", "d"), ("ナニヌネノ", "n"), ("ハヒフヘホ", "f"), ("バビブベボ", "b"),
    ("パピプペポ", "p"), ("マミムメモ", "m"), ("ラリルレロ", "r"),
)  # fmt: skip
_KANA = {
    "ン": "n",
    "ヤ": "ia",
    "ユ": "iu",
    "ヨ": "io",
    "ャ": "a",
    "ュ": "u",
    "ョ": "o",
    "ワ": "va",
    "ヲ": "o",
    "ヴ": "b",
}


def _kana(char: str) -> str:
    for row, consonant in _KANA_ROWS:
        if (place := row.find(char)) >= 0:
            return consonant + "aiueo"[place if consonant else place // 2]
    return _KANA.get(char, "")
