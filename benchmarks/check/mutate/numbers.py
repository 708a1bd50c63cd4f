"""Numbers changed, moved, lost, added and exchanged, in digits of any script."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from benchmarks.check.mutate.family import Family, Mutant, Setting, source_only, swap, target_only, tidy
from benchmarks.check.pairs import Pair

_NUMBER = re.compile(r"\d+(?:[.,٫٬،]\d+)*")
_IN_CODE = re.compile(r"[^\W\d_]-?$")
"""COVID-19, H1N1: part of a name. After a letter of a script that parts no words it is a number all the same."""


def is_code(text: str, match: re.Match[str]) -> bool:
    """Whether a number is part of a name such as COVID-19, an address or an entity (`&#39;`)."""
    before = _IN_CODE.search(text[: match.start()])
    after = text[match.end() : match.end() + 2]
    joined = bool(before and before[0][0].isascii()) or text[: match.start()].endswith(
        ("#", "/", "_", "@", ".", "-", ":")
    )
    return joined or bool(re.match(r"[-_@/]?[A-Za-z]", after)) or bool(re.match(r"[-–/:]\d", after))


def bare_numbers(text: str) -> list[re.Match[str]]:
    """Numbers that stand for a quantity."""
    return [match for match in _NUMBER.finditer(text) if not is_code(text, match)]


def ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _zero_of(digit: str) -> int:
    return ord(digit) - unicodedata.decimal(digit)


def _change_digit(text: str, setting: Setting) -> tuple[str, str] | None:
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return None
    number = setting.dice.choice(numbers)
    places = [index for index in range(*number.span()) if text[index].isdecimal()]
    place = setting.dice.choice(places)
    old = unicodedata.decimal(text[place])
    new = setting.dice.choice([value for value in range(1, 10) if value != old])
    changed = swap(text, place, place + 1, chr(_zero_of(text[place]) + new))
    return changed, f"{number[0]} → {changed[number.start() : number.end()]}"


def _scale(text: str, setting: Setting, *, up: bool) -> tuple[str, str] | None:
    """Ten times as much or a tenth, by a digit or by the point; only where no reading of both is equal."""
    numbers = bare_numbers(text)
    setting.dice.shuffle(numbers)
    for number in numbers:
        digits = number[0]
        zero = chr(_zero_of(digits[-1]))
        whole = digits.isdecimal()
        if up and whole and digits.strip(zero):
            new = digits + zero
        elif not up and whole and len(digits) > 1 and digits.endswith(zero) and digits.strip(zero):
            new = digits[:-1]
        elif not up and whole and 1 < len(digits) <= 3 and not digits.startswith(zero):
            new = f"{digits[:-1]}{_point(text, setting)}{digits[-1]}"
        else:
            continue
        return swap(text, *number.span(), new), f"{digits} → {new}"
    return None


def _point(text: str, setting: Setting) -> str:
    decimal_comma = {"es", "fr", "pt", "ru", "id", "de", "it", "pl", "vi"}
    if any("۰" <= char <= "۹" or "٠" <= char <= "٩" for char in text):
        return "٫"
    return "," if setting.words.language in decimal_comma and not text.isascii() else "."


def _break_separator(text: str, setting: Setting) -> tuple[str, str] | None:
    """A decimal point lost or moved, a group taken for a fraction."""
    numbers = [n for n in bare_numbers(text) if re.fullmatch(r"\d+[.,٫٬،]\d+", n[0])]
    if not numbers:
        return None
    number = setting.dice.choice(numbers)
    whole, sign, rest = re.fullmatch(r"(\d+)([.,٫٬،])(\d+)", number[0]).groups()  # type: ignore[union-attr]
    if len(rest) == 3 and not ascii_digits(rest[1:]).strip("0"):
        new = f"{whole[:1]}{sign}{whole[1:]}{rest}"  # 10.7 is 10.700, if that is a fraction
    elif len(rest) == 3:
        new = f"{whole}{sign}{rest[0]}"
    elif ascii_digits(whole).strip("0"):
        new = whole + rest
    else:
        new = f"{rest[:1]}{sign}{rest[1:]}" if len(rest) > 1 else rest
    return swap(text, *number.span(), new), f"{number[0]} → {new}"


def _drop(text: str, setting: Setting, *, again: bool = False) -> tuple[str, str] | None:
    """A number is gone that stands nowhere else in the text, or with `again` one that does."""
    there = re.findall(r"\d+", text)
    numbers = [n for n in bare_numbers(text) if (there.count(re.split(r"\D", n[0])[0]) > 1) == again]
    numbers = [n for n in numbers if ascii_digits(n[0]) != "00"]  # the minutes of a full hour
    if not numbers:
        return None
    number = setting.dice.choice(numbers)
    return tidy(swap(text, *number.span(), "")), f"{number[0]} dropped"


def _add(text: str, setting: Setting) -> tuple[str, str] | None:
    """A number that stands nowhere in the pair, before a word."""
    present = set(re.findall(r"\d+", ascii_digits(text)))
    new = next(str(n) for n in setting.dice.sample(range(13, 98), 85) if str(n) not in present)
    if setting.words.spaceless and not text.isascii():
        places = [m.start() for m in re.finditer(r"(?<=[^\W\da-zA-Z])(?=[^\W\da-zA-Z])", text)]
        insert = new
    else:
        places = [m.end() for m in re.finditer(r"[^\W\d_] (?=[^\W\d_])", text)]
        insert = f"{new} "
    if not places:
        return None
    place = setting.dice.choice(places)
    return text[:place] + insert + text[place:], f"{new} added"


_FUNCTION_WORDS = (
    "and or to of in on at by for the a an is are was were with from as per through who which that but have had has "
    "than after before since"
)
_FUNCTION = frozenset(_FUNCTION_WORDS.split())


def _exchange(pair: Pair, setting: Setting) -> Mutant | None:
    """Two numbers change places in the translation; in the source each stands before a noun of its own."""
    nouns: dict[str, str] = {}
    for number in bare_numbers(pair.source):
        following = re.match(r"[\s-]?(°?[^\W\d_]+|%|°)", pair.source[number.end() :])
        if following and following[1].lower() not in _FUNCTION:
            value = number[0]
            nouns[value] = "" if value in nouns else following[1].lower().rstrip("s")
    there = [(ascii_digits(match[0]), match) for match in bare_numbers(pair.target)]
    values = [value for value, _ in there]
    usable = [(v, m) for v, m in there if nouns.get(v) and values.count(v) == 1 and pair.source.count(v) == 1]
    choices = [
        (one, other)
        for index, one in enumerate(usable)
        for other in usable[index + 1 :]
        if nouns[one[0]] != nouns[other[0]]
    ]
    if not choices:
        return None
    (_, first), (_, second) = setting.dice.choice(choices)
    swapped = swap(pair.target, *second.span(), first[0])
    swapped = swap(swapped, *first.span(), second[0])
    return Mutant(pair.source, swapped, f"{first[0]} ↔ {second[0]}")


_UP, _DOWN = partial(_scale, up=True), partial(_scale, up=False)

FAMILIES = (
    Family("number-digit", target_only(_change_digit), floor=99.5),
    Family("number-digit-source", source_only(_change_digit), floor=99.5),
    Family("number-x10", target_only(_UP), floor=99.5),
    Family("number-x10-source", source_only(_UP), floor=99.5),
    Family("number-tenth", target_only(_DOWN), floor=99.5),
    Family("number-tenth-source", source_only(_DOWN), floor=99.5),
    Family("number-separator", target_only(_break_separator), floor=99.5),
    Family("number-separator-source", source_only(_break_separator), floor=99.5),
    Family("number-dropped", target_only(_drop), floor=99.5),
    Family("number-dropped-source", source_only(_drop), floor=99.5),
    Family("number-dropped-again", target_only(partial(_drop, again=True))),
    Family("number-added", target_only(_add), floor=99.5),
    Family("number-added-source", source_only(_add), floor=99.5),
    Family("number-exchanged", _exchange, floor=95.0),
)
