"""What a workspace changes of the checks: severities, extra terms, exceptions with a reason.

A rule is visible: a lowered severity and an exception stand in the finding itself, and the digest of all rules goes
into an edition's manifest beside the version of the checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span, hash_of

UNCHANGEABLE = frozenset({"empty", "placeholders", "fields"})
"""Without these a text cannot be put into the page at all; no rule lowers them."""


@dataclass(frozen=True, slots=True)
class Excused:
    """An exception: findings of one check on one wording are minor, for a reason."""

    check: str
    text: str
    """What stands in the part of source or translation that the finding shows; upper and lower case are one."""
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """A workspace's rules for one locale."""

    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Name of a finding → the severity that it has here."""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source term → its accepted forms in this language, beside those that the checks know."""
    exceptions: tuple[Excused, ...] = ()
    register: str = ""
    """How the reader is to be addressed: `formal`, `informal`; empty: either."""
    emergency: tuple[str, str] = ("", "")
    """What becomes of emergency numbers (`keep`, `localize`, `both`), and the locale's own number."""

    @property
    def digest(self) -> str:
        """A hash of the rules, empty where there are none."""
        if self == NO_RULES:
            return ""
        excused = [[each.check, each.text, each.reason] for each in self.exceptions]
        return hash_of(
            "dragoman.check-rules/2",
            dict(self.severities),
            dict(self.terms),
            excused,
            self.register,
            list(self.emergency),
        )


NO_RULES = Rules()


def apply_rules(rules: Rules, subject: Subject, name: str, problem: Problem) -> Problem:
    """The problem as the workspace's rules have it."""
    if name in UNCHANGEABLE or name.startswith("failed-"):
        return problem
    for excused in rules.exceptions:
        if excused.check == name and _shows(subject, problem, excused.text):
            hint = f"Excepted in dragoman.toml: {excused.reason}"
            return replace(problem, severity=Severity.MINOR, hint=hint)
    severity = rules.severities.get(name, problem.severity)
    if severity is problem.severity:
        return problem
    hint = f"{problem.hint} (By dragoman.toml {severity}, by itself {problem.severity}.)"
    return replace(problem, severity=severity, hint=hint)


def _shows(subject: Subject, problem: Problem, text: str) -> bool:
    """Whether the finding's parts of source or translation hold the text; the whole texts where it shows none."""
    shown = _parts(subject.source, problem.source_spans) + _parts(subject.target, problem.target_spans)
    whole = [subject.source, subject.target]
    return any(text.casefold() in part.casefold() for part in (shown or whole))


def _parts(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]
