"""Joins the checks and the workspace's settings: the rules of a locale, and one call that checks a text by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.check import (
    RULES_VERSION,
    UNCHANGEABLE,
    Entry,
    Excused,
    Rules,
    check_article,
    check_target,
    names_of_checks,
)
from pipeline.errors import SettingsError
from pipeline.model import EntryKey, Finding, Unit
from pipeline.settings import FILE_NAME, LanguageSettings, RulesSettings, Settings
from pipeline.terms import read_terms
from pipeline.workspace import Workspace


def rules_of(settings: Settings, locale: str) -> Rules:
    """The workspace's rules for a locale; SettingsError names a check that there is not, or that no rule may lower."""
    for_all, for_one = settings.checks, settings.checks.locales.get(locale, RulesSettings())
    language = settings.languages.get(locale, LanguageSettings())
    known = set(names_of_checks())
    severities = {**for_all.severity, **for_one.severity}
    exceptions = (*for_all.exceptions, *for_one.exceptions)
    for name in (*severities, *(each.check for each in exceptions)):
        if name not in known:
            raise SettingsError(
                f"there is no check {name!r}", where=f"{FILE_NAME}: checks", hint="docs/checks.md names them all."
            )
        if name in UNCHANGEABLE:
            raise SettingsError(
                f"the check {name!r} cannot be changed: its text could not be put into the page",
                where=f"{FILE_NAME}: checks",
                hint="Correct the translations instead.",
            )
    return Rules(
        severities,
        {**for_all.terms, **for_one.terms},
        tuple(Excused(each.check, each.text, each.reason) for each in exceptions),
        language.address,
        (language.emergency, language.emergency_number),
    )


def rules_version(workspace: Workspace, locale: str) -> str:
    """What an edition records of its rules: the version of the checks, and digests of the workspace's own.

    `3+<settings>+t<termbase>`; either is left out where there is none.
    """
    digest, terms = rules_of(workspace.settings, locale).digest, read_terms(workspace, locale).digest
    return RULES_VERSION + (f"+{digest[:12]}" if digest else "") + (f"+t{terms[:12]}" if terms else "")


def check_text(workspace: Workspace, unit: Unit, target: str, *, locale: str, article_id: str) -> tuple[Finding, ...]:
    """Every finding for one translation, by the workspace's rules."""
    return check_target(
        unit,
        target,
        source_locale=workspace.settings.source_locale,
        locale=locale,
        article_id=article_id,
        rules=rules_of(workspace.settings, locale),
        termbase=read_terms(workspace, locale),
    )


def check_whole_article(
    workspace: Workspace, texts: Iterable[tuple[Unit, str]], *, locale: str, article_id: str
) -> Mapping[EntryKey, tuple[Finding, ...]]:
    """What only the article as a whole shows, by entry; `texts` are its units with their translations."""
    return check_article(
        [Entry(unit, target) for unit, target in texts],
        source_locale=workspace.settings.source_locale,
        locale=locale,
        article_id=article_id,
        rules=rules_of(workspace.settings, locale),
    )
