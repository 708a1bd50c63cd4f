"""What only an article as a whole shows: a source translated in two ways, two sources in one, an acronym not explained.

All are minor. Entries with the very same source are not compared: somebody has asked for them to read otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.check.registry import make_finding
from pipeline.check.rules import NO_RULES, Rules
from pipeline.check.subject import Problem, Subject, shorten
from pipeline.model import EntryKey, Finding, Severity, Span, Unit

_ACRONYM = re.compile(r"\((?P<name>[A-Z][A-Z0-9]{1,5})\)")
_WORDS = re.compile(r"\w+")
_LEAST_WORDS = 4
"""Shorter sources may well share a translation: fever and high temperature."""

Found = tuple[int, str, Problem]
"""The place of the entry, the finding's name, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit with its translation."""

    unit: Unit
    target: str


def check_article(
    entries: Sequence[Entry], *, source_locale: str, locale: str, article_id: str, rules: Rules = NO_RULES
) -> Mapping[EntryKey, tuple[Finding, ...]]:
    """The findings of each entry, by its key; entries without a translation are to be left out."""
    subjects = [Subject(each.unit, each.target, source_locale, locale) for each in entries]
    found: dict[EntryKey, list[Finding]] = defaultdict(list)
    ordinals: dict[tuple[int, str], int] = defaultdict(int)
    for place, name, problem in (*_find_two_ways(subjects), *_find_one_for_two(subjects), *_find_acronyms(subjects)):
        ordinal = ordinals[place, name]
        ordinals[place, name] += 1
        finding = make_finding(subjects[place], name, problem, ordinal, article_id=article_id, rules=rules)
        found[subjects[place].unit.key].append(finding)
    return {key: tuple(findings) for key, findings in found.items()}


def _fold(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _find_two_ways(subjects: Sequence[Subject]) -> Iterator[Found]:
    """Sources that differ in capitals and signs only, and translations that differ in more."""
    first: dict[str, Subject] = {}
    for place, subject in enumerate(subjects):
        key = _fold(subject.source_plain)
        other = first.setdefault(key, subject)
        if not key or other.source == subject.source or _fold(other.target_plain) == _fold(subject.target_plain):
            continue
        message = f"The same words of the source read “{shorten(other.target_plain, 80)}” elsewhere in this article."
        hint = "Say it alike, or leave it where the meaning differs."
        yield place, "inconsistent", Problem(Severity.MINOR, message, hint, target_spans=(_whole(subject),))


def _find_one_for_two(subjects: Sequence[Subject]) -> Iterator[Found]:
    """One translation for two sources that say something else."""
    first: dict[str, Subject] = {}
    for place, subject in enumerate(subjects):
        other = first.setdefault(_fold(subject.target_plain), subject)
        if min(len(subject.source_words), len(other.source_words)) < _LEAST_WORDS:
            continue
        if _fold(other.source_plain) == _fold(subject.source_plain):
            continue
        message = f"“{shorten(other.source_plain, 80)}” has this very translation, though it says something else."
        hint = "See which of the two is right and correct the other."
        yield place, "same-translation", Problem(Severity.MINOR, message, hint, target_spans=(_whole(subject),))


def _find_acronyms(subjects: Sequence[Subject]) -> Iterator[Found]:
    """Acronyms that the source explains, "full words (ABC)", and the translation uses and never does."""
    explained = dict.fromkeys(m["name"] for each in subjects for m in _ACRONYM.finditer(each.source_free))
    for name in explained:
        alone = re.compile(rf"(?<![A-Za-z0-9-]){name}(?![A-Za-z0-9-])")
        told = re.compile(rf"[(（]\s*{name}|{name}\s*[(（]")
        if any(told.search(each.target_free) for each in subjects):
            continue
        for place, subject in enumerate(subjects):
            if hit := alone.search(subject.target_free):
                message = f"The source explains “{name}”; the translation uses it and never says what it is."
                hint = f"Write the full words with “({name})” where it stands first."
                yield place, "acronym", Problem(Severity.MINOR, message, hint, target_spans=(Span(*hit.span()),))
                break


def _whole(subject: Subject) -> Span:
    return Span(0, len(subject.target))
