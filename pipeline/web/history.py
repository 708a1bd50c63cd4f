"""A unit's history for people: who did what, when, why, and how the text changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from pipeline.model import DecisionKind
from pipeline.web.texts import show_changes
from pipeline.workbench import Event

_WORDS: Final[Mapping[str, str]] = {
    DecisionKind.DRAFTED: "proposed a draft",
    DecisionKind.EDITED: "saved a text",
    DecisionKind.ACCEPTED: "accepted the text",
    DecisionKind.APPROVED: "approved it",
    DecisionKind.REJECTED: "rejected it",
    DecisionKind.REVOKED: "revoked the approval",
    DecisionKind.WAIVED: "waived a finding",
    DecisionKind.OMITTED: "proposed to leave it out",
    DecisionKind.SAME_AS_SOURCE: "kept the source's text",
    DecisionKind.IMPORTED: "changed it outside the desk",
}

_DETAIL: Final[Mapping[str, str]] = {DecisionKind.WAIVED: "message", DecisionKind.DRAFTED: "engine"}
"""What else tells of a kind of decision."""

_WITH_TEXT: Final = frozenset(
    {
        DecisionKind.DRAFTED,
        DecisionKind.EDITED,
        DecisionKind.ACCEPTED,
        DecisionKind.SAME_AS_SOURCE,
        DecisionKind.IMPORTED,
    }
)


def tell_history(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The decisions on a unit, newest first, each text compared with the one before."""
    told, before = [], ""
    for event in events:
        text: Markup | str = ""
        if event.kind in _WITH_TEXT and event.text and event.text != before:
            text = show_changes(before or event.text, event.text)
            before = event.text
        details = event.details or {}
        detail = str(details.get(_DETAIL.get(event.kind, ""), ""))
        who, what = event.who, _WORDS.get(event.kind, event.kind)
        if details.get("origin") == "previous":
            who, what, detail = "Dragoman", "kept the translation of the earlier source at hand", ""
        told.append(
            {
                "who": who,
                "what": what,
                "detail": detail,
                "at": event.at,
                "reason": event.reason,
                "text": text,
            }
        )
    return told[::-1]
