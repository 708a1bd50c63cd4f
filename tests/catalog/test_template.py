"""What a template says of an article."""

from __future__ import annotations

import pytest

from pipeline.catalog import make_template
from pipeline.catalog.header import make_plural_forms, parse_header, set_field
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry, Placeholder, Unit

LINK = Placeholder("a", "pair", "a", "https://example.org/b-cell", attributes=(("href", "https://example.org/b-cell"),))
DOSE = Placeholder("x1", "protected", "span", text="20 mg", markup='<span translate="no">20 mg</span>')


def test_a_template_holds_each_unit_with_what_a_translator_should_know() -> None:
    unit = Unit(
        "Read about <a>B cells</a>; take <x1>20 mg</x1>.",
        (LINK, DOSE),
        context="k3",
        kind="list-item",
        headings=("Rituximab", "Side\n effects"),
        references=("all.html#rituximab/list-item-2",),
        notes=("Keep it\nshort.",),
    )
    template = make_template([unit], slug="all", created="2025-08-13T14:00:59.5+02:00", publisher="Riverside\nTrust")
    assert template == Catalog(
        header=(
            ("Project-Id-Version", "Riverside Trust all"),
            ("Report-Msgid-Bugs-To", ""),
            ("POT-Creation-Date", "2025-08-13 12:00+0000"),
            ("PO-Revision-Date", "2025-08-13 12:00+0000"),
            ("Last-Translator", "Riverside Trust"),
            ("Language-Team", "Riverside Trust"),
            ("Language", ""),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("X-Generator", "Dragoman"),
        ),
        entries=(
            Entry(
                "k3",
                "Read about <a>B cells</a>; take <x1>20 mg</x1>.",
                references=("all.html#rituximab/list-item-2",),
                notes=(
                    "Rituximab › Side effects",
                    "list-item",
                    "Keep it short.",
                    "<a>…</a>: link to https://example.org/b-cell",
                    "<x1>20 mg</x1>: must stand unchanged",
                ),
            ),
        ),
    )


def test_a_unit_that_comes_twice_is_one_entry_with_both_references() -> None:
    units = [Unit("Side effects", references=("all.html#a/h-1",)), Unit("Side effects", references=("all.html#b/h-1",))]
    template = make_template(units, slug="all", created="2025-08-13 12:00+0000", publisher="P")
    assert [(e.source, e.references) for e in template.entries] == [
        ("Side effects", ("all.html#a/h-1", "all.html#b/h-1"))
    ]


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(CatalogError, match="yesterday"):
        make_template([], slug="all", created="yesterday", publisher="P")


@pytest.mark.parametrize(
    ("locale", "forms"),
    [
        ("es", "nplurals=2; plural=(n != 1);"),
        ("zh_Hans", "nplurals=1; plural=0;"),
        ("pt_BR", "nplurals=2; plural=(n > 1);"),
        ("lag", "nplurals=3;"),
    ],
)
def test_plural_forms_are_ones_that_gettext_can_compute(locale: str, forms: str) -> None:
    assert make_plural_forms(locale).startswith(forms)
    assert " e " not in make_plural_forms(locale)


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(CatalogError, match="'xx_Nope'"):
        make_plural_forms("xx_Nope")


def test_a_changed_header_field_leaves_the_others_as_they_were() -> None:
    fields = parse_header("Project-Id-Version: x\nlanguage:en\nodd\nX-Poedit: 1\n")
    assert set_field(fields, "Language", "es") == (
        ("Project-Id-Version", "x"),
        ("Language", "es"),
        ("", "odd"),
        ("X-Poedit", "1"),
    )
    assert set_field(fields, "POT-Creation-Date", "now")[1] == ("POT-Creation-Date", "now")
    assert set_field(fields, "X-New", "1")[-1] == ("X-New", "1")
