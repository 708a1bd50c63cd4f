"""Equal values written otherwise: whatever a check says of these is a false alarm."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.check.mutate.family import Family, Mutant, Setting
from benchmarks.check.mutate.numbers import ascii_digits, bare_numbers
from benchmarks.check.pairs import Pair
from pipeline.model import Placeholder

_NATIVE = {"ar": 0x660, "fa": 0x6F0, "ur": 0x6F0, "hi": 0x966}
_COMMA = frozenset({"es", "fr", "pt", "ru", "id", "de", "it", "pl", "vi"})


def _other(pair: Pair, start: int, end: int, new: str) -> Mutant | None:
    old = pair.target[start:end]
    return Mutant(pair.source, pair.target[:start] + new + pair.target[end:], f"{old} → {new}") if old != new else None


def _as_word(pair: Pair, setting: Setting) -> Mutant | None:
    """5 → cinco, where it stands alone before a word."""
    for match in bare_numbers(pair.target):
        value = ascii_digits(match[0])
        following = pair.target[match.end() : match.end() + 2]
        before = pair.target[max(0, match.start() - 12) : match.start()]
        word = setting.words.numerals.get(int(value)) if value.isdecimal() else None
        if word and re.fullmatch(r" [^\W\d_]", following) and not re.search(r"[\d%$€£₹/:(–-]\W*\w{0,3} ?$", before):
            return _other(pair, *match.span(), word)
    return None


def _other_point(pair: Pair, setting: Setting) -> Mutant | None:
    """1.5 ↔ 1,5."""
    for match in bare_numbers(pair.target):
        if decimal := re.fullmatch(r"(\d{1,3})([.,])(\d{1,2})", match[0]):
            new = f"{decimal[1]}{',' if decimal[2] == '.' else '.'}{decimal[3]}"
            return _other(pair, *match.span(), new)
    return None


def _other_groups(pair: Pair, setting: Setting) -> Mutant | None:
    """1,580 → 1580 or 1 580 with the space that CLDR sets."""
    for match in bare_numbers(pair.target):
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", match[0]) and match[0] in pair.source:
            sign = setting.dice.choice(("", "\u202f", "\u00a0"))
            return _other(pair, *match.span(), re.sub("[.,]", sign, match[0]))
    return None


def _percent_word(pair: Pair, setting: Setting) -> Mutant | None:
    """90% ↔ 90 per cent."""
    if not setting.words.percent:
        return None
    match = re.search(r"(?<=\d)\s?[%٪％]", pair.target)
    return _other(pair, *match.span(), f" {setting.words.percent[0]}") if match else None


def _native_digits(pair: Pair, setting: Setting) -> Mutant | None:
    """The digits of the language's own script, or ASCII digits for them."""
    zero = _NATIVE.get(setting.words.language)
    numbers = bare_numbers(pair.target)
    if zero is None or not numbers:
        return None
    match = setting.dice.choice(numbers)
    plain = ascii_digits(match[0]).translate(str.maketrans("٫٬،", ".,,"))
    if plain != match[0]:
        return _other(pair, *match.span(), plain)
    own = "".join(chr(zero + int(char)) if char.isdigit() else {".": "٫", ",": "٬"}[char] for char in plain)
    if setting.words.language == "hi":
        own = own.translate(str.maketrans("٫٬", ".,"))
    return _other(pair, *match.span(), own)


def _full_width(pair: Pair, setting: Setting) -> Mutant | None:
    """２０ for 20, in Chinese and Japanese."""
    if setting.words.language not in ("zh", "ja"):
        return None
    whole = [m for m in bare_numbers(pair.target) if m[0].isdecimal() and m[0].isascii()]
    if not whole:
        return None
    match = setting.dice.choice(whole)
    return _other(pair, *match.span(), "".join(chr(0xFF10 + int(char)) for char in match[0]))


def _other_date(pair: Pair, setting: Setting) -> Mutant | None:
    """17 March 2020 ↔ March 17, 2020 in the source."""
    months = "|".join(setting.english.months)
    if match := re.search(rf"\b(\d{{1,2}}) ({months}) (\d{{4}})\b", pair.source):
        new = f"{match[2]} {match[1]}, {match[3]}"
    elif match := re.search(rf"\b({months}) (\d{{1,2}}), (\d{{4}})\b", pair.source):
        new = f"{match[2]} {match[1]} {match[3]}"
    else:
        return None
    return Mutant(pair.source[: match.start()] + new + pair.source[match.end() :], pair.target, f"{match[0]} → {new}")


def _other_multiple(pair: Pair, setting: Setting) -> Mutant | None:
    """1.58 billion ↔ 1,580 million in the source."""
    if not (match := re.search(r"\b(\d+(?:\.\d+)?) (million|billion)\b", pair.source)):
        return None
    value = float(match[1])
    if match[2] == "billion":
        new = f"{value * 1000:,.10g} million"
    elif value >= 1000:
        new = f"{value / 1000:.10g} billion"
    else:
        new = f"{round(value * 1_000_000):,}"
    return Mutant(pair.source[: match.start()] + new + pair.source[match.end() :], pair.target, f"{match[0]} → {new}")


def _unpaired_spaces(pair: Pair, setting: Setting) -> Mutant | None:
    """A no-break space, a soft hyphen, a thin space or typographic quotes: no finding above minor."""
    changes: list[Callable[[str], str]] = [
        lambda text: re.sub(r"(?<=\d) (?=\w)", "\u00a0", text, count=1),
        lambda text: text.replace(" ", "\u00a0", 1),
        lambda text: re.sub(r'"([^"]+)"', "“\\1”", text, count=1),
        lambda text: text.replace("'", "’", 1),
    ]
    changed = setting.dice.choice(changes)(pair.target)
    return Mutant(pair.source, changed, "spaces, quotes") if changed != pair.target else None


_BOLD = Placeholder("b", "pair", "b")


def _marked(pair: Pair, setting: Setting) -> Mutant | None:
    """A word in bold type on both sides."""
    one, other = pair.source.find(" "), pair.target.find(" ")
    if one < 1 or other < 1 or "<" in pair.source + pair.target:
        return None
    source = f"<b>{pair.source[:one]}</b>{pair.source[one:]}"
    target = f"<b>{pair.target[:other]}</b>{pair.target[other:]}"
    return Mutant(source, target, "bold", placeholders=(_BOLD,))


def _joined(pair: Pair, setting: Setting) -> Mutant | None:
    """Two pairs as one paragraph."""
    if not setting.following:
        return None
    after = setting.following[0]
    sign = "" if setting.words.spaceless else " "
    return Mutant(f"{pair.source} {after.source}", f"{pair.target}{sign}{after.target}", "two as one")


FAMILIES = (
    Family("equal-word", _as_word, "silent", floor=98.0),
    Family("equal-point", _other_point, "silent", floor=98.0),
    Family("equal-groups", _other_groups, "silent", floor=98.0),
    Family("equal-percent", _percent_word, "silent", floor=98.0),
    Family("equal-digits", _native_digits, "silent", floor=98.0),
    Family("equal-full-width", _full_width, "silent", floor=98.0),
    Family("equal-date", _other_date, "silent", floor=98.0),
    Family("equal-multiple", _other_multiple, "silent", floor=98.0),
    Family("equal-spaces", _unpaired_spaces, "silent", floor=98.0),
    Family("equal-marked", _marked, "silent", floor=98.0),
    Family("equal-joined", _joined, "silent", floor=98.0),
)
