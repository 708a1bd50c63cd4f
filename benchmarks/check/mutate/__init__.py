"""The families of mutants, in the order of the report."""

from __future__ import annotations

from benchmarks.check.mutate import contacts, equal, names, numbers, polarity, style, units, whole
from benchmarks.check.mutate.family import Family

FAMILIES: tuple[Family, ...] = (
    *numbers.FAMILIES,
    *units.FAMILIES,
    *polarity.FAMILIES,
    *names.FAMILIES,
    *contacts.FAMILIES,
    *whole.FAMILIES,
    *style.FAMILIES,
    *equal.FAMILIES,
)
