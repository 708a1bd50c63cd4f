"""Numbers by value: 1,500 and 1.500 and ١٬٥٠٠ and 1500 are one number, 1.5 is another.

A number carries every reading that its form allows in its locale, for professionals write `0.31` and `0,31` in the
same Spanish text; the first reading is the locale's own (CLDR). English is read strictly: it is the source whose
value counts. Times, months and codes (CD20, COVID-19) are kinds of their own. Each knows what it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Span
from pipeline.text.contacts import blank_out, find_contacts
from pipeline.text.folding import fold_text
from pipeline.text.number_binding import bind_numbers
from pipeline.text.number_chains import find_digits, find_fractions
from pipeline.text.number_codes import find_codes
from pipeline.text.number_scan import Scan
from pipeline.text.number_spelled import find_spelled
from pipeline.text.number_times import find_dates, find_months, find_times
from pipeline.text.number_values import Number
from pipeline.text.number_words import number_words
from pipeline.text.remembered import remembered


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says how much, how often, when or by which way, with or without a number."""

    kind: str
    """unit, relation or cue."""
    name: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a text says in numbers and in the words that belong to them."""

    numbers: tuple[Number, ...]
    cues: tuple[Cue, ...]


@remembered
def read_quantities(text: str, locale: str) -> Quantities:
    """The numbers and cues of a text, read once for all who ask."""
    contacts = [found.span for found in find_contacts(text)]
    scan = Scan(text, fold_text(blank_out(text, contacts)), locale, number_words(locale))
    finders = (find_codes, find_dates, find_times, find_months, find_fractions, find_digits, find_spelled)
    numbers = sorted((number for find in finders for number in find(scan)), key=lambda number: number.span)
    return Quantities(tuple(bind_numbers(scan, numbers)), tuple(_collect_cues(scan)))


def find_numbers(text: str, locale: str) -> tuple[Number, ...]:
    """The numbers of a text in its order, without those in URLs, e-mail addresses and telephone numbers.

    >>> [(n.text, str(n.value)) for n in find_numbers("1.500 mg, 2,5 ml y ½", "es")]
    [('1.500', '1500'), ('2,5', '2.5'), ('½', '0.5')]
    """
    return read_quantities(text, locale).numbers


def find_cues(text: str, locale: str) -> tuple[Cue, ...]:
    """Units, inequalities and words of frequency, route and meals, in order.

    >>> [(cue.kind, cue.name) for cue in find_cues("at most 20 mg", "en")]
    [('relation', 'at_most'), ('unit', 'mg')]
    """
    return read_quantities(text, locale).cues


_CUES = {"unit": "unit", "relation": "relation", "relation_after": "relation", "cue": "cue"}


def _collect_cues(scan: Scan) -> list[Cue]:
    found = []
    for kind, shown in _CUES.items():
        for phrase in scan.phrases[kind]:
            span = scan.span(phrase.start, phrase.end)
            found.append(Cue(shown, phrase.name, scan.original[slice(*span)], span))
    return sorted(found, key=lambda cue: cue.span)
