"""Languages by their own names, tags and directions, from CLDR through Babel.

Names come from CLDR's language list (`Español`, `简体中文`), not from `Locale.display_name`, which says
"Filipino" for `tl` and 中文 (简体) for `zh_Hans`.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

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
