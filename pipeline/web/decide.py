"""A form of the unit page, as calls of the workbench. Knows buttons, no rule of review."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipeline import confirming, splitting, workbench
from pipeline.bench import Bench, Item
from pipeline.errors import NotAllowedError, ReviewError, StaleError
from pipeline.model import UnitState, UnitStatus
from pipeline.review.people import Actor
from pipeline.web.visits import Form
from pipeline.workspace import Workspace

MAX_TEXT: Final = 50_000
"""Characters of a translation; a unit is a paragraph."""

MAX_REASON: Final = 1000

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no page, PDF or PO file can hold."""


class UnsavedTextError(ReviewError):
    """The button would have thrown away what was typed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and whether to go on to the next unit."""

    note: str
    """A key of `queue.NOTES`."""
    go_on: bool = False


def clean_text(text: str) -> str:
    """A text area's content as the workbench saves it: the browser's line ends and outer space are not the person's."""
    return text.replace("\r\n", "\n").strip(" \t\n")


def decide(workspace: Workspace, bench: Bench, item: Item, form: Form, *, actor: Actor) -> Done:
    """Do what the pressed button says; DragomanError where it may not be done, and then nothing typed was lost.

    `bench` and `item` are as they stand now, the form says which version its sender saw.
    """
    button, _, finding = form.get("act", "").partition(":")
    act, go_on = button.removesuffix("-next"), button.endswith("-next")
    text, version = clean_text(form.get("target", "")), _read_version(form)
    _check_text(text)
    changed = text != (item.status.target or "")
    place = (workspace, bench.article.slug, bench.locale, item.id)
    reason = _read_reason(form, f"why-{finding}" if act == "waive" else "reason")

    if act == "save":
        return Done(_save(place, item.status, text, version=version, actor=actor), go_on)
    if act == "approve":
        if changed:
            saved = workbench.save_text(*place, text, version=version, actor=actor)
            try:
                workbench.approve_unit(*place, version=saved.status.version, actor=actor, reason=reason)
            except StaleError:
                raise
            except ReviewError as error:
                raise NotAllowedError(
                    f"Your text is saved. It is not approved: {error.message}", hint=error.hint
                ) from error
        else:
            workbench.approve_unit(*place, version=version, actor=actor, reason=reason)
        return Done("approved", go_on)
    if act not in ("reject", "omit", "keep", "revoke", "waive", "confirm", "split"):
        raise ReviewError("That button is not known here.", hint="Reload the page.")
    if version != item.status.version:
        raise StaleError(
            "somebody decided here since you opened this page", yours=text, theirs=item.status.target or ""
        )
    if changed:
        raise UnsavedTextError(
            "You changed the text but pressed a button that does not save it.",
            hint="Save it first, or put the saved text back (reload the page), then press the button again.",
        )
    if act == "reject":
        workbench.reject_unit(*place, version=version, actor=actor, reason=reason)
        return Done("rejected", go_on=True)
    if act == "omit":
        workbench.omit_unit(*place, version=version, actor=actor, reason=reason)
        return Done("omitted")
    if act == "keep":
        workbench.keep_source(*place, version=version, actor=actor)
        return Done("kept")
    if act == "revoke":
        workbench.revoke_unit(*place, version=version, actor=actor, reason=reason)
        return Done("revoked")
    if act == "confirm":
        return _confirm(place, actor)
    if act == "split":
        occurrence = int(finding) if re.fullmatch(r"[0-9]{1,6}", finding) else 0
        splitting.split_unit(*place, occurrence, actor=actor)
        return Done("split")
    workbench.waive_finding(*place, finding, actor=actor, reason=reason)
    return Done("waived")


def _confirm(place: tuple[Workspace, str, str, str], actor: Actor) -> Done:
    """Confirm the unit's earlier text, as `review confirm` does."""
    workspace, slug, locale, unit = place
    if not confirming.confirm_cosmetic(workspace, slug, locale, actor=actor, units=(unit,)):
        raise ReviewError("This change is more than one of looks.", hint="Look at the text, correct or save it.")
    return Done("confirmed")


def _save(place: tuple[Workspace, str, str, str], status: UnitStatus, text: str, *, version: int, actor: Actor) -> str:
    """Save, accept or do nothing, and say which: to go on past a colleague's text is no decision on it."""
    if text != (status.target or "") or version != status.version:
        workbench.save_text(*place, text, version=version, actor=actor)
        return "saved"
    if not text:
        raise ReviewError("There is no text to save.", hint="Write the translation, or propose to leave the unit out.")
    if status.state is UnitState.DRAFTED:
        workbench.accept_draft(*place, version=version, actor=actor)
        return "accepted"
    if status.state in (UnitState.CHANGED, UnitState.REJECTED) or not status.contributors:
        workbench.save_text(*place, text, version=version, actor=actor)
        return "saved"
    return "same"


def _read_version(form: Form) -> int:
    version = form.get("version", "")
    if not re.fullmatch(r"[0-9]{1,18}", version):
        raise ReviewError("The form does not say which version it saw.", hint="Reload the page.")
    return int(version)


def _read_reason(form: Form, name: str) -> str:
    reason = " ".join(form.get(name, "").split())
    if len(reason) > MAX_REASON:
        raise ReviewError(f"The reason is longer than {MAX_REASON} characters.", hint="Shorten it.")
    return _CONTROLS.sub("", reason)


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ReviewError(
            f"The text has {len(text):,} characters; {MAX_TEXT:,} is the most that a unit may have.", hint="Shorten it."
        )
    if found := _CONTROLS.search(text):
        raise ReviewError(
            f"The text has a control character (U+{ord(found[0]):04X}) that no page can show.",
            hint="It often comes with text pasted from elsewhere; delete it and save again.",
        )
