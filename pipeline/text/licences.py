"""Licences: what they are called, where their terms stand, and what they ask of a translation. Knows no stage."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CC = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(1\.0|2\.0|2\.1|2\.5|3\.0|4\.0)(?:-([A-Z]{2,3}))?")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as a reader and a publisher need to know it."""

    name: str
    url: str = ""
    attribution: bool = True
    """A reader must be told whose work it is."""
    note: str = ""
    """What the publisher must keep to."""


_DEED = "https://creativecommons.org"
_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version"
_OTHERS = {
    "CC0-1.0": Licence("CC0 1.0", f"{_DEED}/publicdomain/zero/1.0/", attribution=False),
    "CC0": Licence("CC0 1.0", f"{_DEED}/publicdomain/zero/1.0/", attribution=False),
    "CC-PDM-1.0": Licence("Public Domain Mark 1.0", f"{_DEED}/publicdomain/mark/1.0/", attribution=False),
    "PUBLIC-DOMAIN": Licence("Public domain", attribution=False),
    "OWN": Licence("Our own text", attribution=False),
    "PERMISSION": Licence("By permission", attribution=False),
    "OGL-UK-1.0": Licence("Open Government Licence v1.0", f"{_OGL}/1/"),
    "OGL-UK-2.0": Licence("Open Government Licence v2.0", f"{_OGL}/2/"),
    "OGL-UK-3.0": Licence("Open Government Licence v3.0", f"{_OGL}/3/"),
    "OGL-CANADA-2.0": Licence(
        "Open Government Licence – Canada 2.0", "https://open.canada.ca/en/open-government-licence-canada"
    ),
    "ETALAB-2.0": Licence("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    "GFDL-1.2-OR-LATER": Licence("GNU FDL 1.2 or later", "https://www.gnu.org/licenses/fdl-1.3.html"),
    "GFDL-1.3-OR-LATER": Licence("GNU FDL 1.3 or later", "https://www.gnu.org/licenses/fdl-1.3.html"),
}


def describe_licence(licence: str) -> tuple[str, str]:
    """Name and address of a licence, as the attribution line shows them; the identifier itself where we know none.

    >>> describe_licence("CC-BY-4.0")
    ('CC BY 4.0', 'https://creativecommons.org/licenses/by/4.0/')
    """
    if match := _CC.fullmatch(licence.strip().upper()):
        kind, number, place = match[1], match[2], match[3]
        url = f"{_DEED}/licenses/{kind.lower()}/{number}/{place.lower() + '/' if place else ''}"
        return f"CC {kind} {number}{' ' + place if place else ''}", url
    known = _OTHERS.get(licence.strip().upper())
    return (known.name, known.url) if known else (licence, "")


def forbids_derivatives(licence: str) -> bool:
    """Any licence of Creative Commons with ND, in whatever version or port it is written."""
    return re.fullmatch(r"CC[- ].*\bND\b.*", licence.strip().upper()) is not None


def find_licence(licence: str) -> Licence | None:
    """A licence that is known to allow a translation; None for one that forbids it or that we do not know.

    Case does not matter.
    """
    identifier = licence.strip().upper()
    if (match := _CC.fullmatch(identifier)) and "ND" not in match[1]:
        notes = []
        if "NC" in match[1]:
            notes.append("The use must be non-commercial.")
        if "SA" in match[1]:
            notes.append("The translation is published under the same licence.")
        return Licence(*describe_licence(licence), note=" ".join(notes))
    return _OTHERS.get(identifier)


def is_adaptable_licence(identifier: str) -> bool:
    """A public licence, whose terms ask that an adaptation be called one."""
    return identifier not in ("", "own", "permission", "public-domain")
