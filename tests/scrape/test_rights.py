"""Which licences let a translation be published."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.model import Rights
from pipeline.scrape.rights import find_rights_hold, find_rights_note
from pipeline.text.licences import describe_licence

DAY = date(2026, 3, 1)


def hold(licence: str, *, attribution: str = "The Alliance", file: bool = False, **more: object) -> str | None:
    return find_rights_hold(Rights(licence, attribution, **more), on=DAY, has_permission_file=file)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "licence",
    [
        *("CC0-1.0", "CC-BY-4.0", "cc-by-3.0", "CC-BY-2.5", "CC-BY-2.0", "CC-BY-1.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"),
        *("CC-BY-NC-SA-3.0-IGO", "CC-BY-3.0-US", "public-domain", "own", "OGL-UK-3.0", "CC-PDM-1.0", " CC-BY-4.0 "),
    ],
)
def test_a_licence_that_allows_a_translation_holds_nothing(licence: str) -> None:
    assert hold(licence) is None


@pytest.mark.parametrize(
    "licence", ["CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "cc-by-nc-nd-3.0-igo", "CC BY-ND 4.0", "CC-BY-ND"]
)
def test_a_licence_that_forbids_derivatives_holds(licence: str) -> None:
    assert "forbids derivatives" in (hold(licence) or "")


@pytest.mark.parametrize(
    "licence",
    ["all-rights-reserved", "proprietary", "CC-BY", "CC-BY-9.0", "MIT-ish", "CC-ND-1.0x", "NOASSERTION", "unknown"],
)
def test_an_unknown_licence_holds_and_is_named(licence: str) -> None:
    reason = hold(licence)
    assert reason is not None
    assert licence in reason


@pytest.mark.parametrize("licence", ["", "  "])
def test_a_licence_that_nobody_stated_holds(licence: str) -> None:
    assert "no licence is stated" in (hold(licence) or "")


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "CC-BY-NC-SA-4.0", "OGL-UK-3.0"])
def test_a_licence_that_asks_for_an_attribution_holds_without_one(licence: str) -> None:
    assert "asks for an attribution" in (hold(licence, attribution=" ") or "")


@pytest.mark.parametrize("licence", ["CC0-1.0", "public-domain", "own"])
def test_no_attribution_is_asked_where_none_is_due(licence: str) -> None:
    assert hold(licence, attribution="") is None


def test_a_permission_needs_its_document_and_ends() -> None:
    assert "no document is named" in (hold("permission") or "")
    assert "letter.pdf" in (hold("permission", permission="letter.pdf") or "")
    assert hold("permission", permission="letter.pdf", file=True) is None
    assert hold("permission", permission="letter.pdf", file=True, permission_until=DAY) is None
    ended = hold("Permission", permission="letter.pdf", file=True, permission_until=date(2026, 2, 28))
    assert "ended on 2026-02-28" in (ended or "")


def test_what_a_licence_asks_of_the_publisher_is_told() -> None:
    assert find_rights_note(Rights("CC-BY-NC-4.0")) == "The use must be non-commercial."
    assert "same licence" in find_rights_note(Rights("CC-BY-SA-4.0"))
    assert find_rights_note(Rights("CC-BY-4.0")) == ""


@pytest.mark.parametrize(
    ("licence", "name", "url"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-sa-3.0-igo", "CC BY-NC-SA 3.0 IGO", "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("public-domain", "Public domain", ""),
        ("house-terms", "house-terms", ""),
    ],
)
def test_a_licence_is_named_as_readers_know_it(licence: str, name: str, url: str) -> None:
    assert describe_licence(licence) == (name, url)
