"""Terms against a termbase, and medicines whose form the termbase gives."""

from __future__ import annotations

import pytest

from pipeline.check import check_target
from pipeline.errors import CatalogError
from pipeline.model import Severity, Unit
from pipeline.text.termbase import Term, Termbase, read_termbase

TERMS = Termbase(
    (
        Term("1", ("infusion",), ("infusión intravenosa", "infusión"), ("perfusión",)),
        Term("2", ("leukemia",), ("leucemia",)),
        Term("3", ("acute lymphocytic leukemia",), ("leucemia linfocítica aguda",)),
        Term("4", ("Lindenvale Cares",), ("Lindenvale Cares",)),
        Term("5", ("blinatumomab",), ("blinatumomab", "Бли")),
    )
)
RUSSIAN = Termbase((Term("1", ("infusion",), ("инфузия",)), Term("2", ("side effect",), ("побочный эффект",))))
CHINESE = Termbase((Term("1", ("infusion",), ("输注",), ("点滴",)),))

OLD = b"""<?xml version="1.0"?><martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1"><langSet xml:lang="en"><tig><term>infusion</term></tig></langSet>
<langSet xml:lang="es"><tig><term>goteo</term>
<termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
<tig><term>infusi\xc3\xb3n</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<tig><term>perfusi\xc3\xb3n</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>"""
NEW = b"""<?xml version="1.0"?><tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>infusion</term></termSec></langSec>
<langSec xml:lang="es"><termSec><term>goteo</term>
<basic:administrativeStatus>admittedTerm-admn-sts</basic:administrativeStatus>
</termSec><termSec><term>infusi\xc3\xb3n</term>
<basic:administrativeStatus>preferredTerm-admn-sts</basic:administrativeStatus>
</termSec><termSec><term>perfusi\xc3\xb3n</term>
<basic:administrativeStatus>deprecatedTerm-admn-sts</basic:administrativeStatus>
</termSec></langSec></conceptEntry></body></text></tbx>"""


def _found(source: str, target: str, locale: str = "es", termbase: Termbase = TERMS) -> list[tuple[str, Severity]]:
    findings = check_target(Unit(source), target, source_locale="en", locale=locale, article_id="a", termbase=termbase)
    return [(f.check, f.severity) for f in findings if f.check in ("term", "term-forbidden", "do-not-translate")]


@pytest.mark.parametrize(
    ("source", "target", "locale", "termbase"),
    [
        ("The infusion is slow.", "La infusión es lenta.", "es", TERMS),
        ("The infusions are slow.", "Las infusiones son lentas.", "es", TERMS),
        ("Acute lymphocytic leukemia is rare.", "La leucemia linfocítica aguda es rara.", "es", TERMS),
        ("Call Lindenvale Cares today.", "Llame hoy a Lindenvale Cares.", "es", TERMS),
        ("The infusion is slow.", "Во время инфузии", "ru", RUSSIAN),
        ("Side effects are rare.", "Побочные эффекты редки.", "ru", RUSSIAN),
        ("The infusion is slow.", "输注速度很慢。", "zh_Hans", CHINESE),
    ],
)
def test_an_approved_term_may_be_inflected(source: str, target: str, locale: str, termbase: Termbase) -> None:
    assert _found(source, target, locale, termbase) == []


@pytest.mark.parametrize(
    ("source", "target", "locale", "termbase", "found"),
    [
        ("The infusion is slow.", "La dosis es lenta.", "es", TERMS, ("term", Severity.MAJOR)),
        (
            "Call Lindenvale Cares today.",
            "Llame hoy a Cuidados Lindenvale.",
            "es",
            TERMS,
            ("do-not-translate", Severity.CRITICAL),
        ),
        ("The infusion is slow.", "速度很慢。", "zh_Hans", CHINESE, ("term", Severity.MAJOR)),
        ("Leukemia is rare.", "La enfermedad es rara.", "es", TERMS, ("term", Severity.MAJOR)),
    ],
)
def test_a_term_without_an_approved_form_is_found(
    source: str, target: str, locale: str, termbase: Termbase, found: tuple[str, Severity]
) -> None:
    assert _found(source, target, locale, termbase) == [found]


def test_a_forbidden_form_is_found_beside_an_approved_one() -> None:
    target = "La infusión, es decir, la perfusión, es lenta."
    assert _found("The infusion is slow.", target) == [("term-forbidden", Severity.MAJOR)]


def test_the_longest_term_stands_for_its_parts() -> None:
    found = _found("Acute lymphocytic leukemia is rare.", "La enfermedad es rara.")
    assert found == [("term", Severity.MAJOR)]


@pytest.mark.parametrize(("termbase", "found"), [(TERMS, 0), (Termbase(), 1)], ids=["with", "without"])
def test_a_form_that_the_termbase_gives_a_medicine_is_accepted(termbase: Termbase, found: int) -> None:
    unit = Unit("Blinatumomab is given slowly.")
    findings = check_target(
        unit, "Бли вводят медленно.", source_locale="en", locale="ru", article_id="a", termbase=termbase
    )
    assert [finding.check for finding in findings].count("drug-name") == found


@pytest.mark.parametrize("data", [OLD, NEW], ids=["2008", "2019"])
def test_both_spellings_of_tbx_are_read(data: bytes) -> None:
    (term,) = read_termbase(data, source="en", target="es_US").terms
    assert term == Term("c1", ("infusion",), ("infusión", "goteo"), ("perfusión",))


def test_a_term_of_another_locale_is_left_out() -> None:
    assert read_termbase(OLD, source="en", target="fr").terms == ()


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE martif [<!ENTITY a "b">]><martif>&a;</martif>',
        b'<!DOCTYPE martif SYSTEM "http://example.org/x.dtd"><martif/>',
        b"<martif>",
        b"<html/>",
        b"\xff\xfe",
        b"",
    ],
)
def test_a_file_that_is_no_plain_tbx_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(CatalogError) as caught:
        read_termbase(data, source="en", target="es", where="locales/es/terms.tbx")
    assert caught.value.where == "locales/es/terms.tbx"
    assert caught.value.hint
