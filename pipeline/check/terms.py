"""Terms against the termbase: an approved form stands, also inflected; no forbidden one does; a kept one is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity
from pipeline.text.patterns import Match, Patterns, Word, find_words
from pipeline.text.termbase import Term, Termbase

_SHORTEST_STEM = 4
_LONGEST_ENDING = 3
_SPACELESS = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})
_UNSPLIT = frozenset({"ko", "so", "sw", "tl", "tr", "fi", "hu", "ar", "he"})
"""Languages that write particles, articles or prefixes onto a word: a term is looked for inside words too."""


@register("terms", order=35, kinds=("term", "term-forbidden", "do-not-translate"))
def find_term_faults(subject: Subject) -> Iterator[Problem]:
    """Terms of the source without an approved form in the translation, and forbidden forms in it."""
    if not subject.termbase.terms:
        return
    text = subject.target_text
    words = find_words(text)
    said = _index(subject.termbase).find(subject.source_text, find_words(subject.source_text))
    for term, matches in _by_term(subject.termbase, said):
        yield from _compare(subject, term, matches, text, words)


def _compare(
    subject: Subject, term: Term, said: Sequence[Match], text: str, words: Sequence[Word]
) -> Iterator[Problem]:
    spans = tuple(match.span for match in said)
    source = subject.source_text[spans[0].start : spans[0].end]
    approved = [form for form in term.approved if has_form(form, text, words, subject.locale, exact=term.kept)]
    if term.approved and not approved:
        wanted = " or ".join(f"“{form}”" for form in term.approved[:3])
        yield Problem(
            Severity.CRITICAL if term.kept else Severity.MAJOR,
            f"“{source}” is {wanted} by the termbase; the translation has {'no such word' if term.kept else 'neither'}."
            if len(term.approved) > 1
            else f"“{source}” is {wanted} by the termbase; the translation does not have it.",
            "Use the approved term, or waive this with the reason why another word is right here.",
            spans,
            kind="do-not-translate" if term.kept else "term",
        )
    for form in term.forbidden:
        if has_form(form, text, words, subject.locale) and not any(form.lower() in good.lower() for good in approved):
            yield Problem(
                Severity.MAJOR,
                f"“{form}” is not to be used for “{source}”.",
                f"Write “{term.approved[0]}”." if term.approved else "Use another word.",
                spans,
                kind="term-forbidden",
            )


def terms_of(text: str, termbase: Termbase) -> tuple[tuple[str, Term], ...]:
    """The terms of the termbase that stand in a source, each once, as the source writes it."""
    if not termbase.terms:
        return ()
    said = _by_term(termbase, _index(termbase).find(text, find_words(text)))
    return tuple((text[found[0].span.start : found[0].span.end], term) for term, found in said)


def has_form(form: str, text: str, words: Sequence[Word], locale: str, *, exact: bool = False) -> bool:
    """Whether a term stands in a text, its words inflected at their ends where not `exact`."""
    language = locale.split("_")[0]
    if language in _SPACELESS or exact:
        return form.lower() in text.lower()
    parts = [word.text for word in find_words(form)]
    if not parts:
        return form in text
    inside = language in _UNSPLIT
    for start in range(len(words) - len(parts) + 1):
        if all(_fits(words[start + i].text, part, inside) for i, part in enumerate(parts)):
            return True
    return False


def _fits(word: str, part: str, inside: bool) -> bool:
    """A word is a form of another if both share a stem and end differently by a few letters."""
    if word == part:
        return True
    stem = part[: max(_SHORTEST_STEM, len(part) - _LONGEST_ENDING)]
    if len(part) < _SHORTEST_STEM:
        return inside and part in word
    if inside and stem in word:
        return True
    return word.startswith(stem) and len(word) <= len(part) + _LONGEST_ENDING


@lru_cache(maxsize=32)
def _index(termbase: Termbase) -> Patterns:
    """The source terms ready to search, each also in the English plural; the longest term at a place wins."""
    labels = {}
    for number, term in enumerate(termbase.terms):
        labels[str(number)] = [f"{form}{end}" for form in term.source for end in ("", "s", "es")]
    return Patterns(labels)


def _by_term(termbase: Termbase, said: Sequence[Match]) -> Iterator[tuple[Term, list[Match]]]:
    found: dict[int, list[Match]] = {}
    for match in said:
        found.setdefault(int(match.label), []).append(match)
    for number, matches in found.items():
        yield termbase.terms[number], matches
