"""Sizes, dates and counts as a reader of the locale writes them, from CLDR by Babel.

For the furniture of page and PDF only: numbers inside approved text are never touched by a program.
"""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal
from babel.units import format_unit


def format_size(size: int, locale: str) -> str:
    """A file's size, in whole kilobytes, or megabytes with one decimal.

    >>> format_size(142_300, "en"), format_size(1_400_000, "es")
    ('143\\xa0kB', '1,4\\xa0MB')
    """
    known = Locale.parse(locale, sep="_")
    unit, value = ("digital-megabyte", round(size / 1e6, 1)) if size >= 1e6 else ("digital-kilobyte", -(-size // 1000))
    return format_unit(value, unit, length="short", locale=known).replace(" ", "\u00a0")


def format_date(day: date, locale: str) -> str:
    """A date in full.

    >>> format_date(date(2025, 8, 13), "es"), format_date(date(2025, 8, 13), "zh_Hans")
    ('13 de agosto de 2025', '2025年8月13日')
    """
    return babel_date(day, format="long", locale=Locale.parse(locale, sep="_"))


def format_count(count: int, locale: str) -> str:
    """A whole number with the locale's grouping."""
    return format_decimal(count, locale=Locale.parse(locale, sep="_"))


def language_name(tag: str, locale: str) -> str:
    """A language's name in the reader's language; its tag where CLDR has none.

    >>> language_name("en", "es"), language_name("en", "zh_Hans")
    ('inglés', '英语')
    """
    names = Locale.parse(locale, sep="_").languages
    return str(names.get(tag.replace("-", "_")) or names.get(tag.split("-")[0]) or tag)
