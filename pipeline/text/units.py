"""Units of measure: their names in a language by CLDR, the symbols that stand in every language, and their families.

Two units of one family measure the same thing: a translation that has the other one is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.units import UnknownUnitError, format_unit

from pipeline.text.phrases import Entry

_CLDR = {
    "duration-second": "second", "duration-minute": "minute", "duration-hour": "hour", "duration-day": "day",
    "duration-week": "week", "duration-month": "month", "duration-year": "year", "mass-microgram": "mcg",
    "mass-milligram": "mg", "mass-gram": "g", "mass-kilogram": "kg", "mass-pound": "lb", "mass-ounce": "oz",
    "volume-milliliter": "ml", "volume-liter": "l", "volume-deciliter": "dl", "volume-teaspoon": "teaspoon",
    "volume-tablespoon": "tablespoon", "volume-drop": "drop", "length-millimeter": "mm", "length-centimeter": "cm",
    "length-meter": "m", "length-kilometer": "km", "length-micrometer": "um", "length-nanometer": "nm",
    "length-inch": "inch", "length-foot": "foot", "length-mile": "mile", "temperature-celsius": "celsius",
    "temperature-fahrenheit": "fahrenheit", "energy-kilocalorie": "kcal", "area-square-centimeter": "cm2",
    "area-square-meter": "m2", "area-square-kilometer": "km2", "area-square-foot": "ft2",
}  # fmt: skip

_SYMBOLS = {
    "mcg": ("mcg", "μg", "ug"), "mg": ("mg",), "g": ("g", "gm"), "kg": ("kg",), "lb": ("lb", "lbs"),
    "oz": ("oz",), "ml": ("ml", "cc"), "l": ("l",), "dl": ("dl",), "ul": ("μl",), "iu": ("iu",),
    "mm": ("mm",), "cm": ("cm",), "m": ("m",), "km": ("km",), "um": ("μm",), "nm": ("nm",),
    "celsius": ("°c", "℃"), "fahrenheit": ("°f", "℉"), "degree": ("°",), "kcal": ("kcal",),
    "mmol": ("mmol",), "meq": ("meq",), "mmhg": ("mmhg", "mm hg"), "gy": ("gy",), "hour": ("h", "hr", "hrs"),
    "mg/kg": ("mg/kg",), "mcg/kg": ("mcg/kg", "μg/kg"), "mg/ml": ("mg/ml",), "mcg/ml": ("mcg/ml", "μg/ml"),
    "mg/dl": ("mg/dl",), "mg/l": ("mg/l",), "ml/kg": ("ml/kg",), "ng/ml": ("ng/ml",), "g/l": ("g/l",),
    "g/dl": ("g/dl",), "cm2": ("cm²",), "m2": ("m²",), "km2": ("km²",),
    "mmol/l": ("mmol/l",), "ml/min": ("ml/min",), "ml/h": ("ml/h", "ml/hr"),
    "km/h": ("km/h", "km/hr", "kph"), "m/s": ("m/s", "m/sec"), "m/h": ("m/h",), "cm/h": ("cm/h",), "mm/h": ("mm/h",),
    "cm/s": ("cm/s",), "mm/s": ("mm/s",),
}  # fmt: skip
"""Symbols of the SI and of medicine. In lower case: mL and ml are one."""

FAMILIES = {
    "time": ("second", "minute", "hour", "day", "week", "month", "year"),
    "mass": ("ng", "mcg", "mg", "g", "kg", "lb", "oz"),
    "volume": ("ul", "ml", "dl", "l", "teaspoon", "tablespoon", "drop", "cup"),
    "length": ("nm", "um", "mm", "cm", "m", "km", "inch", "foot", "mile"),
    "area": ("cm2", "m2", "km2", "ft2"),
    "temperature": ("celsius", "fahrenheit"),
    "form": ("tablet", "capsule", "drop", "puff", "injection", "patch", "spoonful", "vial", "dose"),
    "activity": ("iu", "meq", "mmol"),
}
"""Units of one family are alternatives; a unit of another family is another thing altogether."""

_SAME = (
    {"degree", "celsius"},
    {"degree", "fahrenheit"},
    {"calendar", "year"},
    {"dose", "times"},
    {"dose", "injection"},
    *({speed, speed.partition("/")[0]} for speed in ("km/h", "m/s", "m/h", "cm/h", "mm/h", "cm/s", "mm/s")),
)
"""What a translator may write for another: "100.4 degrees" and 38 °C have their scale in the words around them;
of "650 km por hora" the length alone is read."""


def unit_entries(locale: str) -> Iterator[Entry]:
    """The names of units in a language, in all the forms that CLDR has, and the symbols."""
    for name, symbols in _SYMBOLS.items():
        yield from (Entry("unit", name, symbol) for symbol in symbols)
    yield from _cldr_entries(locale)


_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
_COUNTS = (0, 1, 2, 3, 5, 11, 100)
"""One for each plural form of any language: zero, one, two, few, many, other."""


@lru_cache(maxsize=64)
def _cldr_entries(locale: str) -> tuple[Entry, ...]:
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        return ()
    found: dict[Entry, None] = {}
    for unit, name in _CLDR.items():
        for length in _LENGTHS:
            for count in _COUNTS:
                try:
                    text = format_unit(count, unit, length, locale=known)
                except UnknownUnitError:
                    continue
                phrase = re.sub(r"\d+", "", text).strip().rstrip(".")
                letters = sum(char.isalpha() for char in phrase)
                if letters > 2 or (letters and phrase[0] >= "⺀"):  # symbols are above; English "in", Hindi से are words
                    found.setdefault(Entry("unit", name, phrase))
    return tuple(found)


def are_alike(one: str, other: str) -> bool:
    """Whether two units may say the same, by their names alone."""
    return one == other or any({one, other} <= same for same in _SAME)


@lru_cache(maxsize=512)
def family_of(unit: str) -> str:
    """The family of a unit; empty where it has none."""
    return next((family for family, units in FAMILIES.items() if unit in units), "")
