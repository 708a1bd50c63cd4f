"""Pseudo-localisation of a unit's text: what a translation may do to a page, shown before there is one.

The letters are accented, the text is longer and stands in brackets: what is plain on a pseudo page was never a unit,
what lacks its closing bracket is cut off, what breaks has no room for German. `ar_XB` turns each word around besides,
as Android's pseudo-locale of that name does, so that the page can be read from right to left without Arabic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle, zip_longest
from typing import Literal

from pipeline.errors import UsageError
from pipeline.model import Placeholder
from pipeline.text.contacts import find_contacts
from pipeline.text.placeholders import split_text

PseudoLocale = Literal["en_XA", "ar_XB"]

PSEUDO_LOCALES: dict[PseudoLocale, Literal["ltr", "rtl"]] = {"en_XA": "ltr", "ar_XB": "rtl"}
"""Names and directions; CLDR reserves the regions XA and XB for them."""

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "åƀçďéƒĝĥîĵķļɱñöṕɋŕšţûṽŵẋýžÅƁÇĎÉƑĜĤÎĴĶĻṀÑÖṔɊŔŠŢÛṼŴẊÝŽ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_VOWELS = frozenset("aeiouyAEIOUY")

_GROWTH = ((20, 0.4), (70, 0.35), (None, 0.3))
"""Up to how many characters a text grows by what share: a short one grows more (W3C, "Text size in translation")."""

_FILLER = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_TURNED = "\u200f\u202e{}\u202c\u200f"
"""Right-to-left mark and override around a word, and back."""

_WORD_WITHOUT_DIGITS = re.compile(r"(?<!\S)[^\s\d]*[^\W\d_][^\s\d]*(?!\S)")


def find_pseudo_locale(name: str) -> PseudoLocale:
    """The pseudo-locale of a name or tag (`en_XA`, `ar-xb`). UsageError for any other."""
    for locale in PSEUDO_LOCALES:
        if name.replace("-", "_").lower() == locale.lower():
            return locale
    raise UsageError(
        f"{name!r} is not a pseudo-locale", hint="Take en_XA (longer, accented) or ar_XB (from right to left besides)."
    )


def pseudolocalize_text(text: str, placeholders: Sequence[Placeholder], locale: PseudoLocale) -> str:
    """A unit's text as a pseudo-translation; placeholders, protected text, digits, addresses and telephones stay.

    Vowels are doubled, spread over the text, until it is 40 % longer (up to 20 characters), 35 % (up to 70) or 30 %;
    what vowels cannot give, words before the closing bracket do. The same text gives the same pseudo-text.

    >>> pseudolocalize_text("Take 20 mg daily.", (), "en_XA")
    '[Ţååķéé 20 ɱĝ ďååîîļýý.]'
    """
    pieces = split_text(text, placeholders)
    spoken = [number for number, piece in enumerate(pieces) if piece.kind == "text" and not piece.text.isspace()]
    if not spoken:
        return text
    cut = {number: tuple(_split_kept(pieces[number].text)) for number in spoken}
    grown = _grow([part for parts in cut.values() for part, kept in parts if not kept])
    written = [piece.text for piece in pieces]
    for number, parts in cut.items():
        written[number] = "".join(part if kept else _write(next(grown), locale) for part, kept in parts)
    return _bracket(written, spoken[0], spoken[-1], _write(next(grown), locale))


def _grow(parts: Sequence[str]) -> Iterator[str]:
    """The parts of a text with vowels doubled at equal distances, and last what vowels could not give."""
    length = sum(len(part) for part in parts)
    vowels = sum(sign in _VOWELS for part in parts for sign in part)
    extra = round(length * next(share for limit, share in _GROWTH if limit is None or length <= limit))
    doubling = _spread(min(extra, vowels), vowels)
    yield from (_double_vowels(part, doubling) for part in parts)
    yield _make_filler(extra - min(extra, vowels))


def _bracket(written: list[str], first: int, last: int, filler: str) -> str:
    """Inside the placeholders at the edges, so that `<a>Home</a>` is a link with brackets in it."""
    start = written[first].lstrip()
    written[first] = written[first].removesuffix(start) + f"[{start}"
    end = written[last].rstrip()
    written[last] = f"{end}{filler}]" + written[last].removeprefix(end)
    return "".join(written)


def _split_kept(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of a text, and whether each stays as it is: an address or a telephone number."""
    done = 0
    for contact in find_contacts(text):
        yield text[done : contact.span.start], False
        yield contact.text, True
        done = contact.span.end
    yield text[done:], False


def _spread(chosen: int, number: int) -> Iterator[bool]:
    """`chosen` times True among `number`, at equal distances."""
    return iter([(index + 1) * chosen // number > index * chosen // number for index in range(number)])


def _double_vowels(text: str, doubling: Iterator[bool]) -> str:
    """`Oak` → `Ooaak`, `OAK` → `OOAAK`."""
    parts: list[str] = []
    for sign, following in zip_longest(text, text[1:], fillvalue=""):
        doubled = sign in _VOWELS and next(doubling)
        parts.append(sign + (sign.lower() if following.islower() else sign) if doubled else sign)
    return "".join(parts)


def _make_filler(length: int) -> str:
    """Counted words, each with the space before it, of about so many characters."""
    filler = ""
    words = cycle(_FILLER)
    while len(filler) + 2 < length:
        filler += f" {next(words)}"
    return filler


def _write(text: str, locale: PseudoLocale) -> str:
    accented = text.translate(_ACCENTS)
    if PSEUDO_LOCALES[locale] == "ltr":
        return accented
    return _WORD_WITHOUT_DIGITS.sub(lambda word: _TURNED.format(word[0]), accented)
