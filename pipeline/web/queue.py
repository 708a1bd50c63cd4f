"""The queue: articles by locales, what waits for this person, and an article's units as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.bench import Bench, Item, count_news, open_bench
from pipeline.errors import DragomanError
from pipeline.model import Article, ArticleKind, UnitState, UnitStatus
from pipeline.projection import read_statuses
from pipeline.queueing import who_can
from pipeline.sources import Source, read_source
from pipeline.text.placeholders import plain_text
from pipeline.web.desk import Desk, Language, desk_of
from pipeline.web.tasks import Duty, duty_of, has_role
from pipeline.web.texts import shorten
from pipeline.web.visits import Visit, Visitor

router = APIRouter()

PEEK: Final = 5
"""Units of a task that the queue shows."""

ORDER: Final = (
    UnitState.APPROVED,
    UnitState.OMITTED,
    UnitState.TRANSLATED,
    UnitState.CHANGED,
    UnitState.REJECTED,
    UnitState.DRAFTED,
    UnitState.MISSING,
)

NOTES: Final = {
    "saved": "Saved.",
    "accepted": "Draft accepted as your text.",
    "same": "Nothing was changed, so nothing was saved.",
    "approved": "Approved.",
    "rejected": "Rejected, with your reason.",
    "omitted": "Proposed to be left out; another person has to approve that.",
    "kept": "The source's own text stands as the translation; another person has to approve that.",
    "revoked": "Approval revoked. The next publication takes down what rests on it.",
    "waived": "Finding waived.",
    "confirmed": "Confirmed: the earlier text stands approved for the source of today.",
    "split": "That place is an entry of its own now, in every language; the list of units shows it.",
    "end": "That was the last unit here that waits for you.",
}
"""What a page says after a decision; only these words, never an address's own."""

ALL: Final = "all"


def note_of(request: Request) -> str:
    """The message for `?done=…`, which may name several."""
    return " ".join(NOTES[key] for key in request.query_params.get("done", "").split(",") if key in NOTES)


def unit_href(slug: str, locale: str, unit: str, *, show: str = "", done: str = "") -> str:
    """A unit's address."""
    query = urlencode({name: value for name, value in (("show", show), ("done", done)) if value and value != ALL})
    return f"/a/{slug}/{locale}/u/{unit}{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of units."""

    name: str
    words: str
    fits: Callable[[Item], bool]
    empty: str = "No unit is in this state."


def filters(desk: Desk, visit: Visit, locale: str) -> tuple[Filter, ...]:
    """The choices for an article in a locale."""
    states = tuple(
        Filter(state, str(state).capitalize(), lambda item, state=state: item.status.state is state)  # type: ignore[misc]
        for state in reversed(ORDER)
    )
    return (
        Filter(ALL, "All", lambda item: True, "This article has no text to translate."),  # noqa: ARG005
        Filter(
            "mine",
            "For you",
            lambda item: bool(duty_of(desk, visit, locale, item.status)),
            "Nothing here waits for you.",
        ),
        Filter("left", "Left", lambda item: item.waits, "Everything here is settled."),
        *states,
        Filter(
            "findings", "With findings", lambda item: any(f.open for f in item.findings), "The checks found nothing."
        ),
    )


def choose(choices: Sequence[Filter], name: str) -> Filter:
    """The filter of that name, else all units."""
    return next((choice for choice in choices if choice.name == name), choices[0])


def bench_view(bench: Bench) -> Mapping[str, Any]:
    """An article as the templates name it."""
    return {
        "slug": bench.article.slug,
        "title": title_of(bench.source),
        "has_page": bench.source.page is not None,
    }


def title_of(source: Source) -> str:
    """An article's title in the source's language."""
    if source.article.kind is ArticleKind.INTERFACE:
        return "Words of page and PDF"
    if source.article.kind is ArticleKind.PAGE and source.found and source.found.title:
        return source.found.title
    return source.article.slug


@router.get("/")
def show_queue(request: Request, visit: Visitor) -> Response:
    """All articles by all locales, then what waits for whoever looks."""
    desk = desk_of(request)
    workspace = desk.workspace
    locales = [desk.language(locale) for locale in workspace.settings.locales]
    rows, tasks = [], []
    articles = workspace.articles if workspace.pages else ()
    for article in articles:
        row, found = _read_row(desk, visit, article, locales)
        rows.append(row)
        tasks.extend(found)
    context = {
        "here": "queue",
        "locales": locales,
        "rows": rows,
        "tasks": tasks,
        "has_role": has_role(desk, visit),
    }
    return desk.show("queue.html", visit=visit, context=context)


def _read_row(
    desk: Desk, visit: Visit, article: Article, locales: Sequence[Language]
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    row: dict[str, Any] = {
        "slug": article.slug,
        "title": article.slug,
        "subtitle": "",
        "problem": "",
        "cells": (),
    }
    try:
        source = read_source(desk.workspace, article)
    except DragomanError as error:
        return {**row, "problem": f"{error.message} {error.hint}".strip()}, []
    if source is None:
        return {**row, "problem": "Not fetched yet. An operator takes it in with: dragoman prepare " + article.slug}, []
    cells, tasks = [], []
    for locale in locales:
        statuses = read_statuses(desk.workspace, source, locale.name)
        cell = _make_cell(desk, visit, locale, statuses)
        cells.append({**cell, "news": count_news(desk.workspace, article, locale.name, statuses)})
        tasks.extend(_make_tasks(desk, visit, article, locale, statuses))
    subtitle = "shared block" if article.kind is ArticleKind.SHARED else article.slug
    return {**row, "title": title_of(source), "subtitle": subtitle, "cells": cells}, tasks


def _make_cell(desk: Desk, visit: Visit, locale: Language, statuses: Sequence[UnitStatus]) -> Mapping[str, Any]:
    counts = Counter(status.state for status in statuses)
    left = [status for status in statuses if not status.settled]
    pair = f" for {desk.source.name} → {locale.name}"  # the column says which language
    who = Counter(who_can(desk.workspace, locale.name, status, visit.people).replace(pair, "") for status in left)
    return {
        "locale": locale,
        "total": len(statuses),
        "left": len(left),
        "counts": [(state, counts[state]) for state in ORDER],
        "since": min((status.since for status in left if status.since), default=""),
        "who": " and ".join(name for name, _ in who.most_common()),
    }


def _make_tasks(
    desk: Desk, visit: Visit, article: Article, locale: Language, statuses: Sequence[UnitStatus]
) -> list[Mapping[str, Any]]:
    waiting: dict[Duty, list[UnitStatus]] = {}
    for status in statuses:
        if duty := duty_of(desk, visit, locale.name, status):
            waiting.setdefault(duty, []).append(status)
    return [_make_task(duty, article, locale, found) for duty, found in sorted(waiting.items())]


def _make_task(duty: Duty, article: Article, locale: Language, found: Sequence[UnitStatus]) -> Mapping[str, Any]:
    def href(status: UnitStatus) -> str:
        return unit_href(article.slug, locale.name, status.unit.key.id, show="mine")

    verb = {Duty.APPROVE: "to approve", Duty.TRANSLATE: "to translate"}[duty]
    return {
        "slug": article.slug,
        "locale": locale,
        "words": f"{len(found)} {'unit' if len(found) == 1 else 'units'} {verb}",
        "first": href(found[0]),
        "list": f"/a/{article.slug}/{locale.name}?show=mine",
        "peek": [
            {"href": href(status), "text": shorten(_plain(status)), "state": status.state} for status in found[:PEEK]
        ],
        "more": max(0, len(found) - PEEK),
    }


@router.get("/a/{slug}/{locale}")
def show_list(request: Request, visit: Visitor, slug: str, locale: str, show: str = ALL) -> Response:
    """An article's units in document order, all or some."""
    desk = desk_of(request)
    bench = open_bench(desk.workspace, slug, locale)
    choices = filters(desk, visit, bench.locale)
    choice = choose(choices, show)
    numbered = list(enumerate(bench.items, 1))
    numbers = [(each, sum(each.fits(item) for item in bench.items)) for each in choices]
    context = {
        "bench": bench_view(bench),
        "locale": desk.language(bench.locale),
        "note": note_of(request),
        "show": choice.name,
        "choices": [
            {"name": each.name, "words": each.words, "number": number}
            for each, number in numbers
            if number or each.name in (ALL, "mine", "left", choice.name)
        ],
        "units": [_list_row(bench, number, item, choice.name) for number, item in numbered if choice.fits(item)],
        "empty": choice.empty,
    }
    return desk.show("list.html", visit=visit, context=context)


def _list_row(bench: Bench, number: int, item: Item, show: str) -> Mapping[str, Any]:
    status = item.status
    open_findings = [finding for finding in item.findings if finding.open]
    severities = ("critical", "major", "minor")
    worst = min((finding.severity for finding in open_findings), key=severities.index, default="")
    number_words = f"{len(open_findings)} {'finding' if len(open_findings) == 1 else 'findings'}"
    return {
        "number": number,
        "href": unit_href(bench.article.slug, bench.locale, item.id, show=show),
        "source": shorten(_plain(status), 400),
        "target": shorten(plain_text(status.target, status.unit.placeholders), 400) if status.target else "",
        "none": "left out" if status.target is None else "no text yet",
        "state": status.state,
        "kind": kind_words(status.unit.kind),
        "findings": f"{number_words}, worst {worst}" if open_findings else "",
        "worst": worst,
    }


def kind_words(kind: str) -> str:
    """A unit's kind for a person: `heading-2` is a heading, `alt` an image's description."""
    return _KINDS.get(kind) or kind.replace("-", " ")


_KINDS: Final = {
    "alt": "image description",
    "title": "page title",
    "meta-description": "page description",
    "title-attribute": "tooltip",
    "aria-label": "label for screen readers",
    "cell": "table cell",
    "header-cell": "table heading",
}


def _plain(status: UnitStatus) -> str:
    return plain_text(status.unit.text, status.unit.placeholders)
