"""Licences by the name and address that a reader knows them by."""

from __future__ import annotations

import re

_CC = re.compile(r"cc-(by(?:-nc)?(?:-sa)?)-([0-9.]+)(?:-([a-z]+))?", re.IGNORECASE)


def describe_licence(identifier: str) -> tuple[str, str]:
    """Name and address of a licence; the identifier itself and no address where we know none.

    >>> describe_licence("CC-BY-4.0")
    ('CC BY 4.0', 'https://creativecommons.org/licenses/by/4.0/')
    """
    if match := _CC.fullmatch(identifier):
        kind, version, place = match[1].lower(), match[2], (match[3] or "").lower()
        url = f"https://creativecommons.org/licenses/{kind}/{version}/{place + '/' if place else ''}"
        return f"CC {kind.upper()} {version}{' ' + place.upper() if place else ''}", url
    if identifier.upper() in ("CC0-1.0", "CC0"):
        return "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
    if identifier.startswith("OGL-UK-"):
        version = identifier.rsplit("-", 1)[-1].split(".")[0]
        return identifier, f"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/{version}/"
    return identifier, ""


def is_adaptable_licence(identifier: str) -> bool:
    """A public licence, whose terms ask that an adaptation be called one."""
    return identifier not in ("", "own", "permission", "public-domain")
