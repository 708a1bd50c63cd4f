"""Languages by their own names, tags and directions, from CLDR through Babel.

Names come from CLDR's language list (`Español`, `简体中文`), not from `Locale.display_name`, which says
"Filipino" for `tl` and 中文 (简体) for `zh_Hans`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from pipeline.model import LocaleFilter, Unit

_OWN_NAMES = {"tl": "Tagalog"}
"""Where CLDR's own name is of another language: Babel takes `tl` for Filipino."""


def locale_tag(locale: str) -> str:
    """The BCP 47 tag of a gettext locale name.

    >>> locale_tag("zh_Hans")
    'zh-Hans'
    """
    return locale.replace("_", "-").replace("@", "-x-")


@lru_cache(maxsize=256)
def own_name(locale: str) -> str:
    """A language's name in itself, capitalised as at the start of a line.

    >>> own_name("es"), own_name("zh_Hans"), own_name("ar"), own_name("tl")
    ('Español', '简体中文', 'العربية', 'Tagalog')
    """
    known = Locale.parse(locale, sep="_")
    name = _OWN_NAMES.get(locale) or known.languages.get(locale) or known.languages.get(known.language) or locale
    if locale != known.language and locale not in known.languages and known.territory:
        name = f"{name} ({known.territories.get(known.territory, known.territory)})"
    return name[:1].upper() + name[1:]


def is_same_locale(told: str, locale: str) -> bool:
    """Whether a file that says `told` can be the locale's: the same language and script, whatever the country.

    >>> is_same_locale("es-MX", "es"), is_same_locale("zh_CN", "zh_Hans"), is_same_locale("pt", "es")
    (True, True, False)
    """
    if told.replace("-", "_") == locale:
        return True
    try:
        found, wanted = Locale.parse(told.replace("-", "_"), sep="_"), Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        return False
    return found.language == wanted.language and (not found.script or found.script == wanted.script)


def direction(locale: str) -> str:
    """`rtl` or `ltr`.

    >>> direction("ar"), direction("es")
    ('rtl', 'ltr')
    """
    return Locale.parse(locale, sep="_").text_direction


@lru_cache(maxsize=256)
def english_name(locale: str) -> str:
    """A language's English name, for messages and comments.

    >>> english_name("zh_Hans"), english_name("es")
    ('Simplified Chinese', 'Spanish')
    """
    english = Locale("en").languages
    known = Locale.parse(locale, sep="_")
    return english.get(locale) or english.get(known.language) or locale


def is_for_locale(unit: Unit, locale: str) -> bool:
    """Whether a unit is asked for and published in a locale (ITS 2.0, Locale Filter)."""
    return not unit.filters or any(_lets_through(each, locale_tag(locale)) for each in unit.filters)


def _lets_through(each: LocaleFilter, tag: str) -> bool:
    return any(is_in_range(tag, language_range) for language_range in each.ranges) != each.exclude


def is_in_range(tag: str, language_range: str) -> bool:
    """Whether a language tag is in an extended language range (RFC 4647, 3.3.2).

    >>> [is_in_range(tag, "*-ca") for tag in ("fr-CA", "fr-Latn-CA", "fr", "fr-x-CA")]
    [True, True, False, False]
    """
    wanted, parts = language_range.lower().split("-"), tag.lower().split("-")
    if wanted[0] not in ("*", parts[0]):
        return False
    rest = iter(parts[1:])
    return all(part == "*" or _find_subtag(part, rest) for part in wanted[1:])


def _find_subtag(wanted: str, rest: Iterator[str]) -> bool:
    """Whether the subtag comes among the rest, before a singleton, which begins an extension."""
    for part in rest:
        if part == wanted:
            return True
        if len(part) == 1:
            return False
    return False
