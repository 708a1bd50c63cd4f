"""What the text as a whole may lack or have too much: sentences, clauses, loops, the wrong language, bad bytes."""

from __future__ import annotations

import re
from itertools import pairwise

from benchmarks.check.mutate.family import Family, Mutant, Setting
from benchmarks.check.pairs import Pair
from benchmarks.check.vocabulary import SPACELESS

_SIBLINGS = {
    "es": ("pt_BR", "fr"), "pt_BR": ("es", "fr"), "fr": ("es", "pt_BR"), "ar": ("fa", "ur"), "fa": ("ar", "ur"),
    "ur": ("fa", "ar"), "tl": ("id", "sw"), "id": ("tl", "sw"), "sw": ("id", "tl"),
}  # fmt: skip
"""Languages that a hurried eye takes for each other."""


def paragraph(pair: Pair, setting: Setting, size: int) -> tuple[list[str], list[str]] | None:
    """Sources and translations of this and the next pairs of its document, each ended by a full stop."""
    pairs = [pair, *setting.following[: size - 1]]
    if len(pairs) < size or not all(_ends(p.source) and _ends(p.target) for p in pairs):
        return None
    return [p.source for p in pairs], [p.target for p in pairs]


def _ends(text: str) -> bool:
    return text.rstrip("\"'”’»)").endswith((".", "!", "?", "。", "！", "？", "।", "۔", "؟"))


def _join(parts: list[str], locale: str) -> str:
    return ("" if locale.split("_")[0] in SPACELESS else " ").join(parts)


def _omit_sentence(pair: Pair, setting: Setting) -> Mutant | None:
    """A sentence of two to four is not there."""
    parts = paragraph(pair, setting, setting.dice.choice((2, 3, 4)))
    if parts is None:
        return None
    sources, targets = parts
    place = setting.dice.randrange(len(targets))
    left = targets[:place] + targets[place + 1 :]
    source, target = " ".join(sources), _join(targets, pair.locale)
    return Mutant(source, _join(left, pair.locale), f"left out: {targets[place]}", base=(source, target))


def _omit_clause(pair: Pair, setting: Setting) -> Mutant | None:
    """What stands between two commas, or after the last, is not there."""
    commas = [m.start() for m in re.finditer(r"[,،，；;](?!\d)", pair.target)]
    edges = [*commas, len(pair.target.rstrip(".。।۔؟?! "))]
    pieces = [(a, b) for a, b in pairwise(edges) if b - a >= max(8, 0.15 * len(pair.target))]
    if not pieces:
        return None
    start, end = setting.dice.choice(pieces)
    return Mutant(pair.source, pair.target[:start] + pair.target[end:], f"left out: {pair.target[start:end]}")


def _add_sentence(pair: Pair, setting: Setting) -> Mutant | None:
    """A sentence from another document stands after or before the translation."""
    if not (_ends(pair.source) and _ends(pair.target)):
        return None
    other = setting.dice.choice(setting.others) if setting.others else None
    if other is None or not _ends(other.target):
        return None
    parts = [pair.target, other.target]
    setting.dice.shuffle(parts)
    return Mutant(pair.source, _join(parts, pair.locale), f"added: {other.target}")


def _loop(pair: Pair, setting: Setting) -> Mutant | None:
    """The end of the translation again and again, as a machine does it that does not stop."""
    text = pair.target.rstrip(".。।۔؟?! ")
    if setting.words.spaceless:
        piece, sign = text[-setting.dice.randint(3, 8) :], ""
    else:
        piece, sign = " ".join(text.split()[-setting.dice.randint(1, 5) :]), " "
    times = setting.dice.randint(3, 8)
    return Mutant(pair.source, text + (sign + piece) * times + ".", f"{times} times: {piece}")


def _repeat_sentence(pair: Pair, setting: Setting) -> Mutant | None:
    """The whole translation twice."""
    if len(pair.target) < 12:
        return None
    return Mutant(pair.source, _join([pair.target, pair.target], pair.locale), "said twice")


def _truncate(pair: Pair, setting: Setting) -> Mutant | None:
    """The translation ends in the middle: 30 to 70 per cent of it are there."""
    share = setting.dice.uniform(0.3, 0.7)
    if setting.words.spaceless:
        if len(pair.target) < 8:
            return None
        cut = pair.target[: int(len(pair.target) * share)]
    else:
        words = pair.target.split()
        if len(words) < 5:
            return None
        cut = " ".join(words[: max(1, int(len(words) * share))])
    return Mutant(pair.source, cut, f"{share:.0%} left")


def _leave_whole(pair: Pair, setting: Setting) -> Mutant | None:
    """The source itself."""
    return Mutant(pair.source, pair.source, "untranslated") if len(pair.source.split()) >= 2 else None


def _leave_sentence(pair: Pair, setting: Setting) -> Mutant | None:
    """One sentence of a paragraph as in the source."""
    parts = paragraph(pair, setting, setting.dice.choice((2, 3)))
    if parts is None:
        return None
    sources, targets = parts
    place = setting.dice.randrange(len(targets))
    mixed = [*targets[:place], sources[place], *targets[place + 1 :]]
    source = " ".join(sources)
    base = (source, _join(targets, pair.locale))
    return Mutant(source, _join(mixed, pair.locale), f"untranslated: {sources[place]}", base=base)


def _leave_words(pair: Pair, setting: Setting) -> Mutant | None:
    """Five to eight words of the source in the midst of the translation, in place of as many of its own."""
    source, target = pair.source.split(), pair.target.split()
    size = setting.dice.randint(5, 8)
    if len(source) < size + 2 or (len(target) < size + 2 and not setting.words.spaceless):
        return None
    start = setting.dice.randrange(len(source) - size)
    piece = " ".join(source[start : start + size])
    if sum(word.islower() for word in source[start : start + size]) < 4:
        return None
    if setting.words.spaceless:
        place = len(pair.target) // 3
        mixed = f"{pair.target[:place]} {piece} {pair.target[place + 2 * size :]}"
    else:
        place = setting.dice.randrange(len(target) - size)
        mixed = " ".join([*target[:place], piece, *target[place + size :]])
    return Mutant(pair.source, mixed, f"untranslated: {piece}")


def _leave_once(pair: Pair, setting: Setting) -> Mutant | None:
    """The English word "once" in a Spanish text, where it is eleven."""
    if setting.words.language != "es" or not re.search(r"\bonce\b", pair.source):
        return None
    words = pair.target.split()
    place = len(words) // 2
    return Mutant(pair.source, " ".join([*words[:place], "once", *words[place + 1 :]]), "once left in English")


def _other_language(pair: Pair, setting: Setting) -> Mutant | None:
    """The translation into a language of the same script; where there is none, into any other."""
    names = [name for name in _SIBLINGS.get(pair.locale, ()) if name in setting.elsewhere] or sorted(setting.elsewhere)
    if not names:
        return None
    name = setting.dice.choice(names)
    other = setting.elsewhere[name]
    if other == pair.target or other == pair.source or len(other.split()) < 4:
        return None
    return Mutant(pair.source, other, f"in {name}")


def _mojibake(pair: Pair, setting: Setting) -> Mutant | None:
    """UTF-8 read as another encoding, whole or in one word; or letters lost to U+FFFD or question marks."""
    outside = [m for m in re.finditer(r"[^\x00-\x7f]+", pair.target) if any(c.isalpha() for c in m[0])]
    if not outside:
        return None
    way = setting.dice.randrange(3)
    match = setting.dice.choice(outside)
    if way == 0:
        broken = pair.target.encode().decode("cp1252", "replace")
    elif way == 1:
        broken = pair.target[: match.start()] + match[0].encode().decode("latin-1") + pair.target[match.end() :]
    else:
        broken = pair.target[: match.start()] + "\ufffd" * len(match[0]) + pair.target[match.end() :]
    return Mutant(pair.source, broken, ("whole", "one word", "U+FFFD")[way])


_LOOK_ALIKES = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_BACK = str.maketrans("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX")


def _homoglyph(pair: Pair, setting: Setting) -> Mutant | None:
    """One letter of a word is of another script and looks the same."""
    letters = [m.start() for m in re.finditer(r"(?<=[a-z])[aceopxy](?=[a-z])", pair.target)]
    table = _LOOK_ALIKES
    if not letters:
        letters = [m.start() for m in re.finditer(r"(?<=[а-я])[асеорху](?=[а-я])", pair.target)]
        table = _BACK
    if not letters:
        return None
    place = setting.dice.choice(letters)
    new = pair.target[place].translate(table)
    return Mutant(pair.source, pair.target[:place] + new + pair.target[place + 1 :], f"U+{ord(new):04X} at {place}")


def _bidi(pair: Pair, setting: Setting) -> Mutant | None:
    """An override that shows the text in another order, or an isolate or embedding that nothing closes."""
    sign = setting.dice.choice(("\u202e", "\u202d", "\u202b", "\u2067", "\u202a"))
    place = setting.dice.randrange(len(pair.target))
    return Mutant(pair.source, pair.target[:place] + sign + pair.target[place:], f"U+{ord(sign):04X} at {place}")


FAMILIES = (
    Family("sentence-omitted", _omit_sentence, floor=99.0),
    Family("clause-omitted", _omit_clause, "major"),
    Family("sentence-added", _add_sentence, floor=90.0),
    Family("loop", _loop, floor=99.0),
    Family("said-twice", _repeat_sentence, floor=99.0),
    Family("truncated", _truncate, floor=99.0),
    Family("untranslated", _leave_whole, floor=98.0),
    Family("untranslated-sentence", _leave_sentence, floor=98.0),
    Family("untranslated-words", _leave_words, "major", floor=98.0),
    Family("untranslated-once", _leave_once, floor=98.0),
    Family("other-language", _other_language, floor=98.0),
    Family("mojibake", _mojibake, floor=98.0),
    Family("homoglyph", _homoglyph, floor=98.0),
    Family("bidi-control", _bidi, floor=98.0),
)
