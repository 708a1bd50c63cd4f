"""The register of checks: runs each over a translation, gives findings their ids, and survives a check that breaks.

A finding's id is the hash of (check, article, locale, entry, source fingerprint, target, ordinal among that check's
findings): free of wording, spans and version, so that a waiver survives a re-run and a new release, and dies with
a change of source or target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.check.subject import Problem, Subject
from pipeline.model import Finding, Severity, Unit, hash_of, sha256

RULES_VERSION = "1"
"""Raised whenever a check may say something else of the same text; an edition records it."""

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
    return tuple(kind for entry in _in_order() for kind in entry.kinds)


def check_target(unit: Unit, target: str, *, source_locale: str, locale: str, article_id: str) -> tuple[Finding, ...]:
    """Every finding of every check for one translation. Of an empty text only that it is empty is said.

    A check that raises becomes a critical finding `failed-<check>` of its own: never silence.
    """
    subject = Subject(unit, target, source_locale, locale)
    target_hash = sha256(target.encode("utf-8", "surrogatepass"))
    texts = hash_of("dragoman.finding-texts/1", article_id, locale, list(unit.key), unit.fingerprint, target_hash)
    ordinals: Counter[str] = Counter()
    findings: list[Finding] = []
    for entry in _in_order():
        for problem in _run(entry, subject):
            name = problem.kind or entry.name
            identity = hash_of("dragoman.finding/1", name, texts, ordinals[name])
            ordinals[name] += 1
            findings.append(
                Finding(
                    name,
                    problem.severity,
                    problem.message,
                    problem.hint,
                    identity,
                    problem.source_spans,
                    problem.target_spans,
                )
            )
        if entry.name == "empty" and any(finding.check == "empty" for finding in findings):
            break
    return tuple(findings)


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
