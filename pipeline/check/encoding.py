"""Characters that do not say what they show: wrongly decoded text, letters of another script, controls that reorder.

What the source has itself is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ftfy.badness import badness

from pipeline.check.registry import register
from pipeline.check.script import scripts_of
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span

_HINT = "Type this part again; copy it from a source that shows it rightly."

_BROKEN = re.compile(r"[\ufffd\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\U000e0000-\U000e007f]")
"""The replacement character, controls, private use, tags: none of them is text."""

_LOST = re.compile(r"(?<=[^\W\d_])\?{1,8}(?=[^\W\d_])|\?{3,}")
"""ni?os, ????: letters that an encoding did not have."""


@register("encoding", order=10)
def find_mojibake(subject: Subject) -> Iterator[Problem]:
    """Text that was read in the wrong encoding: mÃ©dico, ni?os, ����."""
    for match in _once(_BROKEN.finditer(subject.target), subject.source):
        code = f"U+{ord(match[0]):04X}"
        yield _broken(subject, Span(*match.span()), f"a character that is no text ({code})")
        return
    for match in _once(_LOST.finditer(subject.target_free), subject.source) if "?" in subject.target_free else ():
        yield _broken(subject, Span(*match.span()), "question marks in place of letters")
        return
    if subject.target.isascii():
        return
    bad = badness(subject.target)
    if not bad or bad <= badness(subject.source):
        return
    for match in re.finditer(r"\S*[^\x00-\x7f]\S*", subject.target):
        if match[0] not in subject.source and (badness(match[0]) or badness(subject.target[: match.end()])):
            yield _broken(subject, Span(*match.span()), f"“{match[0][:30]}”, which looks wrongly decoded")
            return


def _broken(subject: Subject, span: Span, what: str) -> Problem:
    around = subject.target[max(0, span.start - 8) : span.end + 8].strip()
    shown = "".join(char if char.isprintable() else "�" for char in around)
    return Problem(Severity.CRITICAL, f"The translation has {what}, at “{shown}”.", _HINT, target_spans=(span,))


def _once(matches: Iterator[re.Match[str]], source: str) -> Iterator[re.Match[str]]:
    return (match for match in matches if match[0] not in source)


_OVERRIDES = frozenset("\u202d\u202e")
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
            "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}  # fmt: skip
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@register("bidi", order=11)
def find_stray_bidi(subject: Subject) -> Iterator[Problem]:
    """Overrides, which show a text in another order than it has, and embeddings and isolates that nothing closes."""
    stack: list[re.Match[str]] = []
    stray: list[re.Match[str]] = []
    for match in _BIDI.finditer(subject.target):
        if match[0] in _OPENING:
            (stray if match[0] in _OVERRIDES else stack).append(match)
        elif stack and _OPENING[stack[-1][0]] == match[0]:
            stack.pop()
        elif not any(opened[0] in _OVERRIDES for opened in stray):
            stray.append(match)
    for match in [*stray, *stack][:1]:
        if subject.source.count(match[0]) >= subject.target.count(match[0]):
            continue
        yield Problem(
            Severity.CRITICAL,
            f"The translation has a hidden control character ({unicodedata.name(match[0]).lower()}, "
            f"U+{ord(match[0]):04X}) that changes the order in which it is shown.",
            "Delete it; the page sets the direction of each passage itself.",
            target_spans=(Span(*match.span()),),
        )


_LATIN_TWINS = frozenset("aceopxyijsdhlqwbvABCEHIJKMNOPSTXYZ")
_CYRILLIC_TWINS = frozenset("асеорхуіјѕԁһӏԛԝЬАВСЕНІЈКМОРЅТХУҮ")
_GREEK_TWINS = frozenset("οανρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]{2,}")


@register("homoglyph", order=12)
def find_homoglyphs(subject: Subject) -> Iterator[Problem]:
    """A word with a letter of another script that looks the same: search, speech and the checks do not see the word."""
    if subject.target.isascii():
        return
    for match in _LETTERS.finditer(subject.target):
        word = match[0]
        if word.isascii() or word in subject.source:
            continue
        latin = [char for char in word if char < "\u0250"]
        cyrillic = [char for char in word if char >= "\u0400"]
        greek = [char for char in word if "\u0370" <= char < "\u0400"]
        others = cyrillic or greek
        twins = _CYRILLIC_TWINS if cyrillic else _GREEK_TWINS
        mixed = latin and others and (set(others) <= twins or set(latin) <= _LATIN_TWINS)
        disguised = not latin and cyrillic and set(cyrillic) <= twins and _is_foreign(subject, "CYRILLIC")
        if not (mixed or disguised):
            continue
        wrong = others if len(others) <= len(latin) or disguised else latin
        yield Problem(
            Severity.CRITICAL,
            f"“{word}” has letters of two scripts that look alike: {_name(wrong[0])}."
            if mixed
            else f"“{word}” is written in Cyrillic letters that look like Latin ones.",
            "Type the word again in one script.",
            target_spans=(Span(*match.span()),),
        )


def _is_foreign(subject: Subject, script: str) -> bool:
    wanted = scripts_of(subject.locale)
    return bool(wanted) and script not in wanted


def _name(char: str) -> str:
    return f"{char} is {unicodedata.name(char, '?').lower()}"
