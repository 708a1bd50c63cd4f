"""Whether a source's licence lets us publish a translation of it.

A translation is an adaptation (CC BY-NC-ND 4.0, section 1(a): "… in which the Licensed Material is translated"), so
a licence that forbids derivatives forbids ours. What is unknown is not allowed. Not legal advice.
"""

from __future__ import annotations

from datetime import date

from pipeline.model import Rights
from pipeline.text.licences import describe_licence, find_licence, forbids_derivatives

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
    licence = find_licence(value)
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
    licence = find_licence(rights.licence.strip())
    return licence.note if licence else ""
