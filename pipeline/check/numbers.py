"""Numbers by value: none lost, changed or invented; equal values written otherwise are no finding.

A number that is wrong, lost or invented is critical, in digits or in words. What is less certain is major (a number
that the translation says once more, a word that may be a number, a small one that only one side has, a sign): it says
what to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.matching import Key, Matched, keys_of
from pipeline.check.quantities import compare_quantities
from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity
from pipeline.text.tokens import Number

_HINT = "Correct the number, or waive this with the reason why it is right."
_MOST = 40
"""Findings of a text: one that has more is wrong as a whole."""
_SMALL = 12
"""The largest number that other words may carry: a couple, a dozen."""
_MONTHS_IN_FIGURES = frozenset({"zh", "ja", "ko", "vi"})
_LOOK = "Compare the two; correct the translation if it is wrong."


@register(
    "numbers",
    order=30,
    kinds=("numbers", "numbers-repeated", "numbers-in-words", "percent", "sign", "time"),
)
def find_number_faults(subject: Subject) -> Iterator[Problem]:
    """Numbers lost, changed or invented, and percent and minus signs that do not go with their number."""
    compared = compare_quantities(subject)
    source, target, matched = compared.source.numbers, compared.target.numbers, compared.matched
    yield from _find_wrong_digits(subject, matched, source, target)
    yield from _find_wrong_words(subject, matched, source)
    yield from _find_wrong_signs(subject, matched)


def _find_wrong_digits(
    subject: Subject, matched: Matched, source: Sequence[Number], target: Sequence[Number]
) -> Iterator[Problem]:
    lost = [n for n in matched.source if n.strength == "firm"][:_MOST]
    lost = [n for n in lost if not _is_said_otherwise(subject, n)]
    invented = [n for n in matched.target if n.strength == "firm"][:_MOST]
    said = [{key for number in numbers for key in keys_of(number)} for numbers in (source, target)]
    for number in tuple(lost):
        other = _likeliest(number, invented)
        if other is None:
            continue
        lost.remove(number)
        invented.remove(other)
        yield Problem(
            Severity.CRITICAL,
            f"The source says {_quote(number, subject.source)}, the translation {_quote(other, subject.target)}.",
            _HINT,
            (number.span,),
            (other.span,),
            "numbers",
        )
    for number in lost:
        again = not keys_of(number).isdisjoint(said[1])
        quote = _quote(number, subject.source)
        yield Problem(
            Severity.CRITICAL,
            f"The source says {quote} more often than the translation."
            if again
            else f"The source says {quote}, the translation does not.",
            _HINT,
            (number.span,),
            kind="numbers-repeated" if again else "numbers",
        )
    coded = {key for number in source if number.kind == "code" for part in number.parts for key in keys_of(part)}
    for number in invented:
        again = not keys_of(number).isdisjoint(said[0] | coded)
        quote = _quote(number, subject.target)
        yield Problem(
            Severity.MAJOR if again and _is_of_name(number, coded) else Severity.CRITICAL,
            f"The translation says {quote} more often than the source."
            if again
            else f"The translation says {quote}, the source does not.",
            _LOOK if again else _HINT,
            target_spans=(number.span,),
            kind="numbers-repeated" if again else "numbers",
        )


def _is_of_name(number: Number, coded: set[Key]) -> bool:
    """A name that is said once more, or its number: type 2 beside SARS-CoV-2."""
    return number.kind == "code" or not keys_of(number).isdisjoint(coded)


def _likeliest(number: Number, others: Sequence[Number]) -> Number | None:
    """The number that probably stands for this one: a code for a code, else the first of its kind, else the first."""
    letters = re.sub(r"\d", "", number.code)
    for other in others:
        if other.kind == number.kind and re.sub(r"\d", "", other.code) == letters:
            return other
    return next(iter(others), None)


def _find_wrong_words(subject: Subject, matched: Matched, source: Sequence[Number]) -> Iterator[Problem]:
    """Two tablets against tres tabletas, April against mayo. One is no number here: "one of them"."""
    if not (subject.source_language.numbers.knows_words and subject.language.numbers.knows_words):
        return
    unwritten, in_figures = subject.language.numbers.unwritten, subject.language.code in _MONTHS_IN_FIGURES
    for kind in ("number", "month"):
        lost = [
            n for n in matched.source if n.strength == "word" and n.kind == kind and (n.value > 1 or kind == "month")
        ]
        invented = [
            n for n in matched.target if n.strength == "word" and n.kind == kind and (n.value > 1 or kind == "month")
        ]
        for one, other in zip(lost, invented, strict=False):
            yield Problem(
                Severity.CRITICAL,
                f"The source says {_quote(one, subject.source)}, the translation {_quote(other, subject.target)}.",
                _HINT,
                (one.span,),
                (other.span,),
                "numbers-in-words",
            )
        for one in lost[len(invented) :]:
            sure = one.value not in unwritten
            yield Problem(
                _weigh_word(one, matched.target_hints, figures=in_figures) if sure else Severity.MINOR,
                f"The source says {_quote(one, subject.source)}, the translation does not.",
                _HINT if sure else _LOOK,
                (one.span,),
                kind="numbers-in-words",
            )
        said = {key for number in source for key in keys_of(number)}
        for other in invented[len(lost) :]:
            again = not keys_of(other).isdisjoint(said)
            yield Problem(
                Severity.MAJOR if again else _weigh_word(other, matched.source_hints),
                f"The translation says {_quote(other, subject.target)}, the source does not.",
                _HINT,
                target_spans=(other.span,),
                kind="numbers-in-words",
            )


def _weigh_word(number: Number, hints: Sequence[Number], *, figures: bool = False) -> Severity:
    """Of a number word or month that one side alone has, beside what may be one on the other.

    What it counts may carry a small one (two viruses, these viruses), and a date in figures or "last month" a month,
    but not where `figures` are the only way to write one. Of a dose and of a large number there is no other way.
    """
    if number.kind == "month":
        sure = figures or any(hint.kind == "month" for hint in hints)
    else:
        sure = bool(number.unit) or number.value > _SMALL
    return Severity.CRITICAL if sure else Severity.MAJOR


def _find_wrong_signs(subject: Subject, matched: Matched) -> Iterator[Problem]:
    for one, other in matched.pairs:
        if one.kind == other.kind == "time" and one.value != other.value:
            yield Problem(
                Severity.MAJOR,
                f"The source says {one.text}, the translation {other.text}: one does not say which half of the day.",
                _LOOK,
                (one.span,),
                (other.span,),
                "time",
            )
        if one.strength != "firm" or one.kind != "number" or other.kind != "number":
            continue
        spans = (one.span,), (other.span,)
        texts = f"“{one.text}”", f"“{other.text}”"
        knows_percent = subject.language.numbers.knows_words
        if one.percent != other.percent and knows_percent:
            with_sign = "source" if one.percent else "translation"
            yield Problem(
                Severity.CRITICAL,
                f"Only the {with_sign} says per cent: {texts[0]} against {texts[1]}.",
                _LOOK,
                *spans,
                "percent",
            )
        if one.negative != other.negative:
            with_sign = "source" if one.negative else "translation"
            yield Problem(
                Severity.MAJOR, f"Only the {with_sign} has a minus sign before {one.text}.", _LOOK, *spans, "sign"
            )


_DANGLING = re.compile(r"[^\W\d_][-‐‑](?!\w)")


def _is_said_otherwise(subject: Subject, number: Number) -> bool:
    """COVID-19 by the language's own name, 24/7 as "day and night": the language's table of names."""
    source, target = subject.source_text.lower(), subject.target_text.lower()
    if number.kind == "code" and (
        _count_bare(number, target) > _count_bare(number, source)
        or len(_DANGLING.findall(target)) > len(_DANGLING.findall(source))
    ):
        return False  # "COVID-" or "كوفيد-" has lost its number, whatever else the text says
    for name, others in subject.language.names.items():
        start = source.rfind(name.lower(), max(0, number.span.end - len(name)), number.span.start + len(name))
        if 0 <= start <= number.span.start and any(other in target for other in others):
            return True
    return False


def _count_bare(number: Number, text: str) -> int:
    """How often a code's letters stand in the text without a number after them."""
    stem = re.split(r"-?\d", number.text.lower(), maxsplit=1)[0]
    return len(re.findall(rf"(?<![a-z]){re.escape(stem)}(?!-?\d|[a-z])", text)) if stem else 0


_NEXT_WORD = re.compile(r"[ \u00a0-]?(?:%|[^\W\d_]{1,12})")


def _quote(number: Number, text: str) -> str:
    """The number with the word after it: 28 days."""
    following = _NEXT_WORD.match(text, number.span.end)
    return number.text + (following[0] if following and number.kind == "number" else "")
