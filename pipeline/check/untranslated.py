"""Text that was not translated: the source itself, stretches of it left standing, or the wrong script.

Names, numbers, codes and protected text stay as they are in every language; they make no finding. Words of the
source language that are also words of the target language ("once" is eleven in Spanish) do not count as left over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError, core

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span
from pipeline.text.tokens import blank_out, find_contacts

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CODE = re.compile(r"(?=\w*[A-Z0-9])[A-Z0-9][\w\-]*[A-Z0-9][\w\-]*|[A-Z]", re.ASCII)
"""ICANS, CD20: at least two capitals or digits; or one capital, the T of CAR T."""

_STEMS = ("mab", "nib", "leucel", "cept", "parib", "ciclib")
"""Stems of international nonproprietary names (WHO) that are written alike in the languages of Latin script."""

_SHORTEST_RUN = 4
"""Words in a row that a translation shares with its source, function words among them, before it is looked at."""


@register("untranslated", order=40)
def find_untranslated(subject: Subject) -> Iterator[Problem]:
    """The whole text as in the source, or runs of the source's words in it that are no names."""
    source, target = _words(subject.source_free), _words(subject.target_free)
    function = subject.source_language.function_words - subject.language.function_words
    if " ".join(subject.source_plain.split()).casefold() == " ".join(subject.target_plain.split()).casefold():
        stems = _STEMS if scripts_of(subject.source_locale) & scripts_of(subject.locale) else ()
        translatable = [word for word, _ in source if not _CODE.fullmatch(word) and not word.lower().endswith(stems)]
        if translatable:
            sure = any(word.lower() in function for word in translatable) or len(translatable) >= _SHORTEST_RUN
            yield Problem(
                Severity.CRITICAL if sure else Severity.MAJOR,
                "The translation is the source text, unchanged.",
                "Translate it; if it reads the same in this language (a name), approve it as “same as source”.",
                (Span(0, len(subject.source)),),
                (Span(0, len(subject.target)),),
            )
        return
    runs = [run for run in _copied_runs(source, target) if sum(target[i][0].lower() in function for i in run) >= 2]
    covered = sum(len(run) for run in runs)
    for run in runs:
        span = Span(target[run[0]][1].start, target[run[-1]][1].end)
        mostly = covered * 2 >= len(target)
        yield Problem(
            Severity.CRITICAL if mostly else Severity.MAJOR,
            f"“{_shortened(subject.target[span.start : span.end])}” was left in the source's language.",
            "Translate it; a name or title that stays as it is may be left.",
            target_spans=(span,),
        )


@register("script", order=45)
def find_wrong_script(subject: Subject) -> Iterator[Problem]:
    """A translation whose letters are of another script than its language is written in."""
    wanted = scripts_of(subject.locale)
    if not wanted:
        return
    source = [word for word, _ in _words(subject.source_free) if not _CODE.fullmatch(word)]
    target = [(word, span) for word, span in _words(subject.target_free) if not _CODE.fullmatch(word)]
    same = " ".join(subject.source_plain.split()).casefold() == " ".join(subject.target_plain.split()).casefold()
    if not target or not source or (same and scripts_of(subject.source_locale) & wanted):
        return
    wrong = [(word, span) for word, span in target if not (_scripts(word) & wanted)]
    right = sum(len(word) for word, _ in target) - sum(len(word) for word, _ in wrong)
    if right == 0 and not same:
        sure = len(wrong) >= _SHORTEST_RUN or not (_scripts("".join(w for w, _ in wrong)) & {"LATIN"})
        yield _wrong_script(subject, wrong, Severity.CRITICAL if sure else Severity.MAJOR, "No letter")
    elif len(wrong) >= _SHORTEST_RUN and sum(len(word) for word, _ in wrong) > 2 * right:
        yield _wrong_script(subject, wrong, Severity.MAJOR, "Hardly a letter")


def _wrong_script(subject: Subject, wrong: list[tuple[str, Span]], severity: Severity, how: str) -> Problem:
    known = Locale.parse(subject.locale, sep="_")
    language = known.english_name or subject.locale
    return Problem(
        severity,
        f"{how} of the translation is of the script in which {language} is written.",
        "Translate it, or approve it as “same as source” if it is a name that stays.",
        target_spans=(Span(wrong[0][1].start, wrong[-1][1].end),),
    )


def _words(text: str) -> list[tuple[str, Span]]:
    text = blank_out(text, [found.span for found in find_contacts(text)])
    return [(match[0], Span(*match.span())) for match in _WORD.finditer(text)]


def _copied_runs(source: list[tuple[str, Span]], target: list[tuple[str, Span]]) -> list[list[int]]:
    """Runs of at least `_SHORTEST_RUN` words of the target that stand so in the source, as indexes into the target."""
    size = _SHORTEST_RUN
    words = [word.lower() for word, _ in source]
    grams = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
    mine = [word.lower() for word, _ in target]
    runs: list[list[int]] = []
    for start in range(len(mine) - size + 1):
        if tuple(mine[start : start + size]) not in grams:
            continue
        fresh = list(range(start, start + size))
        if runs and runs[-1][-1] >= start - 1:
            runs[-1].extend(index for index in fresh if index > runs[-1][-1])
        else:
            runs.append(fresh)
    return runs


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


_SCRIPTS = {
    "Latn": {"LATIN"}, "Arab": {"ARABIC"}, "Hans": {"CJK"}, "Hant": {"CJK"}, "Cyrl": {"CYRILLIC"},
    "Jpan": {"CJK", "HIRAGANA", "KATAKANA"}, "Kore": {"HANGUL", "CJK"}, "Deva": {"DEVANAGARI"}, "Beng": {"BENGALI"},
    "Hebr": {"HEBREW"}, "Grek": {"GREEK"}, "Thai": {"THAI"}, "Guru": {"GURMUKHI"}, "Gujr": {"GUJARATI"},
    "Taml": {"TAMIL"}, "Telu": {"TELUGU"}, "Knda": {"KANNADA"}, "Mlym": {"MALAYALAM"}, "Mymr": {"MYANMAR"},
    "Khmr": {"KHMER"}, "Laoo": {"LAO"}, "Ethi": {"ETHIOPIC"}, "Armn": {"ARMENIAN"}, "Geor": {"GEORGIAN"},
    "Sinh": {"SINHALA"}, "Orya": {"ORIYA"}, "Thaa": {"THAANA"}, "Tibt": {"TIBETAN"},
}  # fmt: skip


@lru_cache(maxsize=256)
def scripts_of(locale: str) -> frozenset[str]:
    """The scripts in which a locale is written, as Unicode names begin; empty if CLDR does not say."""
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        return frozenset()
    script = known.script
    if not script:
        likely = core.get_global("likely_subtags")
        full = likely.get(f"{known.language}_{known.territory}") or likely.get(known.language) or ""
        script = next((part for part in full.split("_") if len(part) == 4 and part.istitle()), "")
    return frozenset(_SCRIPTS.get(script, ()))


@lru_cache(maxsize=8192)
def _scripts(word: str) -> frozenset[str]:
    return frozenset(unicodedata.name(char, "?").split()[0].split("-")[0] for char in word if char.isalpha())
