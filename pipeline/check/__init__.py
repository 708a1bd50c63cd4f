"""Checks of a translation against its source: deterministic, explained, with an id that a waiver can name.

A family of checks is a module with functions that `registry.register` names; importing this package registers
them. Checks propose and a person decides: a critical finding blocks approval and publication until the text is
right or a reviewer waives it with a reason.
"""

from __future__ import annotations

from pipeline.check import (
    address,
    brackets,
    capitals,
    completeness,
    contacts,
    doubled_words,
    emergency,
    empty,
    encoding,
    frequency,
    inequalities,
    interface,
    names,
    negation,
    numbers,
    opposites,
    ordinals,
    placeholders,
    reading_level,
    repetition,
    script,
    signs,
    spacing,
    terms,
    units,
    untranslated,
    wrong_language,
)
from pipeline.check.article import Entry, check_article
from pipeline.check.registry import RULES_VERSION, check_target, names_of_checks
from pipeline.check.rules import NO_RULES, UNCHANGEABLE, Excused, Rules

__all__ = [
    "NO_RULES",
    "RULES_VERSION",
    "UNCHANGEABLE",
    "Entry",
    "Excused",
    "Rules",
    "address",
    "brackets",
    "capitals",
    "check_article",
    "check_target",
    "completeness",
    "contacts",
    "doubled_words",
    "emergency",
    "empty",
    "encoding",
    "frequency",
    "inequalities",
    "interface",
    "names",
    "names_of_checks",
    "negation",
    "numbers",
    "opposites",
    "ordinals",
    "placeholders",
    "reading_level",
    "repetition",
    "script",
    "signs",
    "spacing",
    "terms",
    "units",
    "untranslated",
    "wrong_language",
]
