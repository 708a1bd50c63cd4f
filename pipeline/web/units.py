"""One page a unit: what a person sees of it, and what they decide about it.

Each decision is one call of the workbench. Whatever it refuses comes back on the same page with the typed text
still in the form; a success leads on by a redirect, so that a reload repeats nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pipeline.bench import Bench, Item, open_bench
from pipeline.confirming import find_confirmable
from pipeline.differences import explain_change
from pipeline.errors import DragomanError, LedgerError, NotAllowedError, ReviewError, StaleError
from pipeline.model import DecisionKind, Span, UnitState
from pipeline.projection import read_statuses
from pipeline.review.acts import UNWAIVABLE
from pipeline.splitting import list_occurrences
from pipeline.web.decide import Done, clean_text, decide
from pipeline.web.desk import Desk, desk_of
from pipeline.web.history import tell_history
from pipeline.web.preview import ANCHOR, Side
from pipeline.web.queue import ALL, bench_view, choose, filters, kind_words, note_of, unit_href
from pipeline.web.tasks import Duty, duty_of, explain_duty, may_review, may_write
from pipeline.web.texts import explain_placeholders, format_day, show_changes, show_text
from pipeline.web.visits import CheckedForm, Form, Visit, Visitor
from pipeline.workbench import Event, read_history

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not accepted, to be shown again as it was typed."""

    form: Form
    error: DragomanError
    status: int

    @classmethod
    def by(cls, error: DragomanError | OSError, form: Form) -> Refused:
        """With the HTTP status that fits: 409 stale, 403 not allowed, 422 not possible, 503 our own trouble."""
        if isinstance(error, OSError):
            error = DragomanError(
                f"the disk says: {error.strerror or error}",
                hint="An operator has to look at it. Keep this page open and try again.",
            )
        if isinstance(error, StaleError):
            return cls(form, error, 409)
        if isinstance(error, NotAllowedError):
            return cls(form, error, 403)
        ours = isinstance(error, LedgerError) or not isinstance(error, ReviewError)
        return cls(form, error, 503 if ours else 422)

    @property
    def stale(self) -> bool:
        return isinstance(self.error, StaleError)


@router.get("/a/{slug}/{locale}/u/{unit}")
def show_unit(
    request: Request, visit: Visitor, slug: str, locale: str, unit: str, show: str = ALL, side: Side = "target"
) -> Response:
    """A unit with everything that a decision about it needs."""
    desk = desk_of(request)
    bench = open_bench(desk.workspace, slug, locale)
    return _show(desk, visit, bench, bench.find(unit), show=show, side=side, note=note_of(request))


@router.post("/a/{slug}/{locale}/u/{unit}")
def decide_unit(request: Request, visit: Visitor, form: CheckedForm, slug: str, locale: str, unit: str) -> Response:
    """Take the decision that the form names, or show the form again with what was wrong."""
    desk = desk_of(request)
    bench = open_bench(desk.workspace, slug, locale)
    item = bench.find(unit)
    show = choose(filters(desk, visit, bench.locale), form.get("show", "")).name
    try:
        done = decide(desk.workspace, bench, item, form, actor=visit.actor)
    except (DragomanError, OSError) as error:
        bench = open_bench(desk.workspace, slug, locale)
        refused = Refused.by(error, form)
        return _show(desk, visit, bench, bench.find(item.id), show=show, side="target", refused=refused)
    return RedirectResponse(_where_next(desk, visit, bench, item, done, show), 303)


def _where_next(desk: Desk, visit: Visit, bench: Bench, item: Item, done: Done, show: str) -> str:
    slug, locale = bench.article.slug, bench.locale
    if not done.go_on:
        return unit_href(slug, locale, item.id, show=show, done=done.note)
    fresh = read_statuses(desk.workspace, bench.source, locale)
    here = bench.items.index(item)
    after = (*fresh[here + 1 :], *fresh[:here])
    waiting = next((status for status in after if duty_of(desk, visit, locale, status)), None)
    if waiting is None:
        return unit_href(slug, locale, item.id, show=show, done=f"{done.note},end")
    return unit_href(slug, locale, waiting.unit.key.id, show=show, done=done.note)


def _show(
    desk: Desk,
    visit: Visit,
    bench: Bench,
    item: Item,
    *,
    show: str,
    side: Side,
    note: str = "",
    refused: Refused | None = None,
) -> Response:
    choice = choose(filters(desk, visit, bench.locale), show)
    href = unit_href(bench.article.slug, bench.locale, item.id)
    page = f"/a/{bench.article.slug}/{bench.locale}/page?unit={item.id}&side={side}#{ANCHOR}"
    languages = {"target": desk.language(bench.locale), "source": desk.source}
    form: Form = refused.form if refused else {}
    context = {
        "bench": bench_view(bench),
        "locale": languages["target"],
        "show": choice.name,
        "note": note,
        "problem": _problem(refused),
        "theirs": _theirs(visit, item, refused),
        "typed_differs": bool(refused) and clean_text(form.get("target", "")) != (item.status.target or ""),
        "reason": form.get("reason", ""),
        "open_other": bool(form.get("reason")),
        "unit": _unit_view(
            desk, visit, bench, item, href=href, form=form, choice=choice, stale=bool(refused and refused.stale)
        ),
        "frame": page,
        "frame_language": languages[side].english,
        "sides": [
            {"words": languages[each].english, "here": each == side, "href": f"{href}?show={choice.name}&side={each}"}
            for each in ("target", "source")
        ],
    }
    return desk.show("unit.html", visit=visit, status=refused.status if refused else 200, context=context)


def _problem(refused: Refused | None) -> Mapping[str, str] | None:
    if refused is None:
        return None
    if refused.stale:
        return {
            "message": "Not saved: somebody decided here after you opened this page.",
            "hint": "Your text is in the form below, theirs stands above it. Nothing is lost: choose, or join the two, "
            "and save again.",
        }
    message = refused.error.message
    return {"message": message[:1].upper() + message[1:], "hint": refused.error.hint}


def _theirs(visit: Visit, item: Item, refused: Refused | None) -> Mapping[str, Any] | None:
    if refused is None or not refused.stale:
        return None
    status = item.status
    text = status.target or ""
    return {
        "by": f"{status.state}, by {visit.people.name_of(status.author)}" if status.author else str(status.state),
        "text": show_text(text, status.unit.placeholders) if text else "(no text)",
        "changes": show_changes(text, clean_text(refused.form.get("target", ""))),
    }


_SENTENCES = {
    "same": "Unchanged since it was translated",
    "edited": "Changed",
    "added": "New",
    "removed": "Gone",
}


def _unit_view(
    desk: Desk, visit: Visit, bench: Bench, item: Item, *, href: str, form: Form, choice: Any, stale: bool
) -> Mapping[str, Any]:
    status, unit = item.status, item.status.unit
    people = visit.people
    typed = form.get("target", status.target or "")
    number = bench.items.index(item) + 1
    previous, following = _neighbours(bench, item, choice)
    spans = [span for finding in item.findings if finding.open for span in finding.source_spans]
    duty = duty_of(desk, visit, bench.locale, status)
    events = read_history(desk.workspace, bench, item)
    change = explain_change(desk.workspace, bench.source, status)
    reviewer = may_review(desk, visit, bench.locale)

    def address(neighbour: Item | None) -> str:
        return unit_href(bench.article.slug, bench.locale, neighbour.id, show=choice.name) if neighbour else ""

    return {
        "number": number,
        "total": len(bench.items),
        "href": href,
        "previous": address(previous),
        "next": address(following),
        "kind_words": kind_words(unit.kind).capitalize(),
        "in_page": unit.kind not in ("title", "meta-description"),
        "headings": unit.headings,
        "notes": unit.notes,
        "state": status.state,
        "standing": _standing(visit, item),
        "reason": _why(item, events),
        "version": status.version,
        "source": show_text(unit.text, unit.placeholders, marks=spans),
        "changes": show_changes(status.previous_source, unit.text) if status.previous_source else "",
        "change_class": change.verdict.change_class.value if change else "",
        "change_reasons": "; ".join(change.verdict.reasons) if change else "",
        "sentences": [(_SENTENCES[pair.kind], show_changes(pair.old, pair.new)) for pair in change.sentences]
        if change and len(change.sentences) > 1
        else (),
        "previous_target": show_changes(status.previous_target, status.previous_target)
        if status.previous_target != status.target
        else "",
        "typed": typed,
        "rows": max(3, len(typed or unit.text) // 70 + typed.count("\n") + 2),
        "by": _by(visit, item),
        "saved": bool(status.target),
        "placeholders": [
            {"sample": sample, "insert": insert, "words": words} for sample, insert, words in explain_placeholders(unit)
        ],
        "findings": [
            {
                "id": finding.id,
                "check": finding.check,
                "severity": finding.severity,
                "parts": _quote_parts(unit.text, finding.source_spans)
                + _quote_parts(item.status.target or "", finding.target_spans),
                "message": finding.message,
                "hint": finding.hint,
                "waived": people.name_of(finding.waived_by) if finding.waived_by else "",
                "reason": form.get(f"why-{finding.id}", ""),
                "can_waive": reviewer and finding.open and finding.check not in UNWAIVABLE,
            }
            for finding in item.findings
        ],
        "approve_first": duty is Duty.APPROVE and not stale,
        "approved": status.approval > 0,
        "can_write": may_write(desk, visit, bench.locale),
        "can_review": reviewer,
        "confirmable": reviewer and _is_confirmable(desk, bench, item),
        "places": [anchor.reference for anchor in list_occurrences(bench, item.id)],
        "omitting": status.state is UnitState.OMITTED,
        "needs": explain_duty(desk, visit, bench.locale, status),
        "history": tell_history(events),
    }


def _is_confirmable(desk: Desk, bench: Bench, item: Item) -> bool:
    """Whether one act confirms the earlier text: the source changed in its looks only."""
    if item.status.state is not UnitState.CHANGED:
        return False
    return any(each.item.id == item.id for each in find_confirmable(desk.workspace, bench))


def _quote_parts(text: str, spans: Sequence[Span]) -> list[str]:
    """What a finding points at, in words; not the whole text."""
    return [text[span.start : span.end] for span in spans if 0 < span.end - span.start < min(len(text), 120)]


def _why(item: Item, events: Sequence[Event]) -> str:
    """Why it is held: what the state says, or the reason of the rejection that stands."""
    if item.status.state is UnitState.REJECTED and events and events[-1].kind == DecisionKind.REJECTED:
        return f"{events[-1].who} rejected it: {events[-1].reason}"
    return item.status.reason


def _by(visit: Visit, item: Item) -> str:
    """Whose text stands in the form, for its label."""
    status = item.status
    if status.state is UnitState.CHANGED:
        return "of the earlier source, not confirmed yet"
    return f"by {visit.people.name_of(status.author)}" if status.target and status.author else ""


def _standing(visit: Visit, item: Item) -> str:
    """Who brought it where it is, in one line."""
    status = item.status
    name = visit.people.name_of
    if status.approval and status.approved_by:
        return f"Approved by {name(status.approved_by)} on {format_day(status.approved_at)}."
    if status.state is UnitState.DRAFTED:
        return f"A draft{' from ' + status.origin if status.origin else ''}: nobody has accepted it yet."
    if status.state is UnitState.OMITTED:
        return "Proposed to be left out of this language; not approved yet."
    if status.contributors:
        return f"Text by {', '.join(name(person) for person in status.contributors)}."
    return ""


def _neighbours(bench: Bench, item: Item, choice: Any) -> tuple[Item | None, Item | None]:
    """The units before and after among those that the filter shows."""
    here = bench.items.index(item)
    before = [each for each in bench.items[:here] if choice.fits(each)]
    after = [each for each in bench.items[here + 1 :] if choice.fits(each)]
    return (before[-1] if before else None), (after[0] if after else None)
