"""Telephone numbers, e-mail addresses, links, emergency numbers, placeholders: put on both sides, broken on one."""

from __future__ import annotations

import re

from benchmarks.check.mutate.family import Family, Make, Mutant, Setting
from benchmarks.check.pairs import Pair
from pipeline.model import Placeholder

_TELEPHONES = ("1-800-232-4636", "(415) 555-0134", "+1 800-555-0199", "1-833-422-4255")
_EMAILS = ("help@example.org", "hotline@health.example.gov", "care.team@clinic.example.com")
_URLS = ("https://www.example.org/flu", "www.example.gov/vaccines/safety.html", "https://example.org/a?id=42")
_EMERGENCY = ("911", "112", "988")


def _with_both(pair: Pair, text: str) -> tuple[str, str]:
    return f"{pair.source} ({text})", f"{pair.target} ({text})"


def _changed(examples: tuple[str, ...], characters: str) -> Make:
    """One character of a contact is another."""

    def make(pair: Pair, setting: Setting) -> Mutant | None:
        text = setting.dice.choice(examples)
        source, target = _with_both(pair, text)
        places = [m.start() for m in re.finditer(f"[{characters}]", text)][-6:]
        place = setting.dice.choice(places)
        pool = "0123456789" if text[place].isdigit() else "abdefnprtu"
        new = setting.dice.choice([char for char in pool if char != text[place]])
        broken = text[:place] + new + text[place + 1 :]
        return Mutant(source, f"{pair.target} ({broken})", f"{text} → {broken}", base=(source, target))

    return make


def _lost(examples: tuple[str, ...]) -> Make:
    def make(pair: Pair, setting: Setting) -> Mutant | None:
        text = setting.dice.choice(examples)
        source, target = _with_both(pair, text)
        return Mutant(source, pair.target, f"{text} dropped", base=(source, target))

    return make


def _emergency(pair: Pair, setting: Setting) -> Mutant | None:
    number = setting.dice.choice(_EMERGENCY)
    other = setting.dice.choice([n for n in (*_EMERGENCY, "999", "000") if n != number])
    source, target = f"{pair.source} Call {number}.", f"{pair.target} {number}."
    return Mutant(source, f"{pair.target} {other}.", f"{number} → {other}", base=(source, target))


_LINK = Placeholder("a", "pair", "a", target="https://example.org/")
_BREAK = Placeholder("br", "void", "br")
_DOSE = Placeholder("x", "protected", "span", text="20 mg")


def _placeholder(pair: Pair, setting: Setting) -> Mutant | None:
    """A tag of a link lost, left open, doubled, renamed; a line break lost; protected text altered."""
    one, other = pair.source.find(" "), pair.target.find(" ")
    if one < 1 or other < 1 or "<" in pair.source + pair.target:
        return None
    source = f"<a>{pair.source[:one]}</a>{pair.source[one:]}<br/><x>20 mg</x>"
    target = f"<a>{pair.target[:other]}</a>{pair.target[other:]}<br/><x>20 mg</x>"
    changes = [("<a>", ""), ("</a>", ""), ("</a>", "</a><a></a>"), ("<a>", "<a2>"), ("<br/>", ""), ("20 mg", "25 mg")]
    old, new = setting.dice.choice(changes)
    holders = (_LINK, _BREAK, _DOSE)
    return Mutant(source, target.replace(old, new, 1), f"{old} → {new or '∅'}", (source, target), holders)


FAMILIES = (
    Family("telephone-changed", _changed(_TELEPHONES, "0-9"), floor=100.0),
    Family("telephone-lost", _lost(_TELEPHONES), floor=100.0),
    Family("email-changed", _changed(_EMAILS, "a-z"), floor=100.0),
    Family("email-lost", _lost(_EMAILS), floor=100.0),
    Family("link-changed", _changed(_URLS, "a-z0-9"), floor=100.0),
    Family("link-lost", _lost(_URLS), floor=100.0),
    Family("emergency-number", _emergency, floor=100.0),
    Family("placeholder", _placeholder, floor=100.0),
)
