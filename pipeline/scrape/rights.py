"""Whether a source's licence lets us publish a translation of it, and how the licence is named to a reader.

A translation is an adaptation (CC BY-NC-ND 4.0, section 1(a): "… in which the Licensed Material is translated"), so
a licence that forbids derivatives forbids ours. What is unknown is not allowed. Not legal advice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.model import Rights

_CC = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(1\.0|2\.0|2\.1|2\.5|3\.0|4\.0)(?:-([A-Z]{2,3}))?")


@dataclass(frozen=True, slots=True)
class _Licence:
    name: str
    url: str = ""
    attribution: bool = True
    """A reader must be told whose work it is."""
    note: str = ""
    """What the publisher must keep to."""


_DEED = "https://creativecommons.org"
_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version"
_OTHERS = {
    "CC0-1.0": _Licence("CC0 1.0", f"{_DEED}/publicdomain/zero/1.0/", attribution=False),
    "CC0": _Licence("CC0 1.0", f"{_DEED}/publicdomain/zero/1.0/", attribution=False),
    "CC-PDM-1.0": _Licence("Public Domain Mark 1.0", f"{_DEED}/publicdomain/mark/1.0/", attribution=False),
    "PUBLIC-DOMAIN": _Licence("Public domain", attribution=False),
    "OWN": _Licence("Our own text", attribution=False),
    "PERMISSION": _Licence("By permission", attribution=False),
    "OGL-UK-1.0": _Licence("Open Government Licence v1.0", f"{_OGL}/1/"),
    "OGL-UK-2.0": _Licence("Open Government Licence v2.0", f"{_OGL}/2/"),
    "OGL-UK-3.0": _Licence("Open Government Licence v3.0", f"{_OGL}/3/"),
    "OGL-CANADA-2.0": _Licence(
        "Open Government Licence – Canada 2.0", "https://open.canada.ca/en/open-government-licence-canada"
    ),
    "ETALAB-2.0": _Licence("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    "GFDL-1.2-OR-LATER": _Licence("GNU FDL 1.2 or later", "https://www.gnu.org/licenses/fdl-1.3.html"),
    "GFDL-1.3-OR-LATER": _Licence("GNU FDL 1.3 or later", "https://www.gnu.org/licenses/fdl-1.3.html"),
}

KNOWN = "CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0, CC-BY-NC-4.0, CC-BY-NC-SA-4.0, OGL-UK-3.0, public-domain, own, permission"
"""What a message offers; the table knows more versions."""


def find_rights_hold(rights: Rights, *, on: date, has_permission_file: bool) -> str | None:
    """Why nothing of this source may be published on that day, as a sentence; None where it may."""
    value = rights.licence.strip()
    if not value:
        return f"no licence is stated; set `licence` for the article to one of: {KNOWN}"
    if forbids_derivatives(value):
        return (
            f"{describe_licence(value)[0]} forbids derivatives, and a translation is one; ask the owner for permission"
        )
    licence = _find(value)
    if licence is None:
        return f"the licence {value!r} is none that is known to allow a translation; known are: {KNOWN}"
    if value.casefold() == "permission":
        if not rights.permission:
            return "the licence is `permission`, but no document is named; set `permission` to the file that gives it"
        if not has_permission_file:
            return f"the permission {rights.permission!r} is not there; put the document back, or correct its name"
        if rights.permission_until is not None and on > rights.permission_until:
            return f"the permission ended on {rights.permission_until.isoformat()}; ask the owner to renew it"
    if licence.attribution and not rights.attribution.strip():
        return f"{licence.name} asks for an attribution; set `attribution` to what a reader should be told"
    return None


def find_rights_note(rights: Rights) -> str:
    """What the publisher must keep to under this licence; empty where there is nothing beyond the attribution."""
    licence = _find(rights.licence.strip())
    return licence.note if licence else ""


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


def _find(licence: str) -> _Licence | None:
    identifier = licence.upper()
    if (match := _CC.fullmatch(identifier)) and "ND" not in match[1]:
        notes = []
        if "NC" in match[1]:
            notes.append("The use must be non-commercial.")
        if "SA" in match[1]:
            notes.append("The translation is published under the same licence.")
        return _Licence(*describe_licence(licence), note=" ".join(notes))
    return _OTHERS.get(identifier)
