"""The register of checks: runs each over a translation, gives findings their ids, and survives a check that breaks.

A finding's id is the hash of (check, article, locale, entry, source fingerprint, target, ordinal among that check's
findings): free of wording, spans and version, so that a waiver survives a re-run and a new release, and dies with
a change of source or target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.check.rules import NO_RULES, Rules, apply_rules
from pipeline.check.subject import Problem, Subject
from pipeline.model import Finding, Severity, Unit, hash_of, sha256
from pipeline.text.languages import english_name
from pipeline.text.termbase import NO_TERMS, Termbase

RULES_VERSION = "4"
"""Raised whenever a check may say something else of the same text; an edition records it."""

MOST_CHARACTERS = 12_000
"""A unit that is longer is no paragraph; what looks at it word by word would keep the desk waiting."""

_EVERY_LENGTH = frozenset({"empty", "empty-element", "placeholders", "fields"})
OF_ARTICLES = ("inconsistent", "same-translation", "acronym")
"""Findings that `article.py` makes of an article as a whole."""

_WITHOUT_TABLES = _EVERY_LENGTH | {
    *("bidi", "brackets", "characters", "contacts", "encoding", "homoglyph", "language"),
    *("repetition", "script", "spacing", "too-long", *OF_ARTICLES),
}
"""Findings that rest on no language's tables, so that it does not matter whether somebody has reviewed them."""

Check = Callable[[Subject], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Registered:
    order: int
    name: str
    check: Check
    kinds: tuple[str, ...]
    """Names of the findings that it makes."""


_CHECKS: dict[str, Registered] = {}


def register(name: str, *, order: int, kinds: tuple[str, ...] = ()) -> Callable[[Check], Check]:
    """Register a check under a name, which waivers keep for ever; `order` is that of the findings on the desk."""

    def add(check: Check) -> Check:
        if name in _CHECKS:
            raise ValueError(f"a check named {name!r} is registered already")
        _CHECKS[name] = Registered(order, name, check, kinds or (name,))
        return check

    return add


def unregister(name: str) -> None:
    """Take a check out again: for one that a test or an extension added."""
    del _CHECKS[name]


def names_of_checks() -> tuple[str, ...]:
    """The names of all findings that can be made, in order."""
    return ("too-long", *OF_ARTICLES, *(kind for entry in _in_order() for kind in entry.kinds))


def check_target(
    unit: Unit,
    target: str,
    *,
    source_locale: str,
    locale: str,
    article_id: str,
    rules: Rules = NO_RULES,
    termbase: Termbase = NO_TERMS,
) -> tuple[Finding, ...]:
    """Every finding of every check for one translation. Of an empty text only that it is empty is said.

    A check that raises becomes a critical finding `failed-<check>` of its own: never silence. Nor is a text too long
    to be looked at passed over: that is a critical finding `too-long`. `rules` are the workspace's own, `termbase` is
    the locale's.
    """
    subject = Subject(unit, target, source_locale, locale, rules.terms, termbase, rules.register, rules.emergency)
    ordinals: Counter[str] = Counter()
    findings: list[Finding] = []
    for name, found in _find_problems(subject):
        findings.append(make_finding(subject, name, found, ordinals[name], article_id=article_id, rules=rules))
        ordinals[name] += 1
    return tuple(findings)


def make_finding(
    subject: Subject, name: str, found: Problem, ordinal: int, *, article_id: str, rules: Rules = NO_RULES
) -> Finding:
    """The finding of a problem, by the workspace's rules and with its id; `ordinal` among the unit's of that name."""
    unit, target_hash = subject.unit, sha256(subject.target.encode("utf-8", "surrogatepass"))
    texts = hash_of(
        "dragoman.finding-texts/1", article_id, subject.locale, list(unit.key), unit.fingerprint, target_hash
    )
    problem = _note_unreviewed(subject, name, apply_rules(rules, subject, name, found))
    identity = hash_of("dragoman.finding/1", name, texts, ordinal)
    spans = problem.source_spans, problem.target_spans
    return Finding(name, problem.severity, problem.message, problem.hint, identity, *spans)


def _find_problems(subject: Subject) -> Iterator[tuple[str, Problem]]:
    """Each problem with the name of its finding, in the order of the checks."""
    longest = max(len(subject.source), len(subject.target))
    if longest > MOST_CHARACTERS:
        yield "too-long", _too_long(longest)
    for entry in _in_order():
        if longest > MOST_CHARACTERS and entry.name not in _EVERY_LENGTH:
            continue
        problems = _run(entry, subject)
        yield from ((problem.kind or entry.name, problem) for problem in problems)
        if entry.name == "empty" and problems:
            return


def _too_long(length: int) -> Problem:
    return Problem(
        Severity.CRITICAL,
        f"This text has {length:,} characters; the checks look at no more than {MOST_CHARACTERS:,} and saw none.",
        "Compare it by eye and waive this with a note; better, have the source's paragraph divided.",
    )


def _note_unreviewed(subject: Subject, name: str, problem: Problem) -> Problem:
    """A finding that rests on tables which no native speaker has reviewed says so."""
    if subject.language.reviewed or name in _WITHOUT_TABLES or name.startswith("failed-"):
        return problem
    language = english_name(subject.language.code) if subject.language.known else "this language"
    return replace(problem, hint=f"{problem.hint} (The rules for {language} await review by a native speaker.)")


def _in_order() -> list[Registered]:
    return sorted(_CHECKS.values(), key=lambda entry: (entry.order, entry.name))


def _run(entry: Registered, subject: Subject) -> list[Problem]:
    try:
        problems = list(entry.check(subject))
        if unknown := {p.kind for p in problems if p.kind} - set(entry.kinds):
            raise ValueError(f"kinds that are not registered: {sorted(unknown)}")
    except Exception as exc:  # whatever broke, the reviewer must know that nobody looked
        return [
            Problem(
                Severity.CRITICAL,
                f"The check “{entry.name}” failed inside ({type(exc).__name__}) and has not seen this translation.",
                "Compare it by eye and waive this with a note; report the fault with this unit's source and text.",
                kind=f"failed-{entry.name}",
            )
        ]
    return problems
