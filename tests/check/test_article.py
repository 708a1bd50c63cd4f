"""What only an article as a whole shows."""

from __future__ import annotations

import pytest

from pipeline.check import Entry, Rules, check_article
from pipeline.model import Severity, Unit


def _found(*pairs: tuple[str, str], rules: Rules | None = None) -> list[tuple[str, str, Severity]]:
    entries = [Entry(Unit(source), target) for source, target in pairs]
    found = check_article(entries, source_locale="en", locale="es", article_id="a", rules=rules or Rules())
    return [(each.unit.text, f.check, f.severity) for each in entries for f in found.get(each.unit.key, ())]


@pytest.mark.parametrize(
    ("pairs", "name"),
    [
        ((("Side effects", "Efectos secundarios"), ("Side effects:", "Efectos adversos:")), "inconsistent"),
        (
            (("Take it with a meal.", "Tómelo con comida."), ("Never take it at night.", "Tómelo con comida.")),
            "same-translation",
        ),
        (
            (("The intensive care unit (ICU) is full.", "La unidad está llena."), ("Go to the ICU.", "Vaya a la ICU.")),
            "acronym",
        ),
    ],
)  # fmt: skip
def test_it_is_one_minor_finding_at_the_later_place(pairs: tuple[tuple[str, str], ...], name: str) -> None:
    assert _found(*pairs) == [(pairs[-1][0], name, Severity.MINOR)]
    assert _found(*pairs, rules=Rules({name: Severity.MAJOR}))[0][2] is Severity.MAJOR


@pytest.mark.parametrize(
    "pairs",
    [
        (("Side effects", "Efectos secundarios"), ("Side effects:", "Efectos secundarios:")),
        (("Fever", "Fiebre"), ("High temperature", "Fiebre")),
        (("The unit (ICU) is full.", "La unidad (ICU) está llena."), ("Go to the ICU.", "Vaya a la ICU.")),
        (("The unit (ICU) is full.", "La unidad (UCI) está llena."), ("Go to the ICU.", "Vaya a la UCI.")),
    ],
)
def test_it_is_silent_where_all_is_said_alike(pairs: tuple[tuple[str, str], ...]) -> None:
    assert _found(*pairs) == []
