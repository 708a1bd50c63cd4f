"""The queue: what waits for a person, since when, and for whom. Joins states, findings and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pipeline.bench import Item, open_bench
from pipeline.errors import DragomanError
from pipeline.model import Role, UnitState, UnitStatus, timestamp
from pipeline.review.people import People
from pipeline.text.placeholders import plain_text
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that waits for a person."""

    unit: str
    slug: str
    locale: str
    state: str
    since: str
    who: str
    findings: int
    """Critical findings that nobody waived."""
    source: str
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """For a program."""
        return asdict(self)


def list_queue(
    workspace: Workspace,
    slugs: Sequence[str],
    locales: Sequence[str],
    *,
    states: Sequence[UnitState] = (),
    settled: bool = False,
) -> tuple[Waiting, ...]:
    """The units of these articles in these locales that wait, in document order; all of them with `settled`."""
    people = People.load(workspace.ledger)
    rows = []
    for locale in locales:
        for slug in slugs:
            try:
                bench = open_bench(workspace, slug, locale)
            except DragomanError:
                continue  # never fetched: `status` says so
            for item in bench.items:
                status = item.status
                if (not item.waits and not settled) or (states and status.state not in states):
                    continue
                rows.append(
                    Waiting(
                        item.id,
                        slug,
                        locale,
                        status.state.value,
                        status.since,
                        who_can(workspace, locale, status, people) if item.waits else "",
                        len(item.blocking),
                        plain_text(status.unit.text, status.unit.placeholders),
                        _reason(item),
                    )
                )
    return tuple(rows)


def _reason(item: Item) -> str:
    """Why it waits, where its state does not say so."""
    if item.status.settled and item.waits:
        first = (*item.blocking, *item.news)[0]
        return f"the checks say something new of the approved text: {first.message}"
    return item.status.reason


def who_can(workspace: Workspace, locale: str, status: UnitStatus, people: People | None = None) -> str:
    """Who can bring a unit on: "a reviewer for en → es other than Ana"."""
    known = people or People.load(workspace.ledger)
    source = workspace.settings.source_locale
    decided = bool(status.contributors) or status.target is None
    needs_review = status.settled or (status.state is UnitState.TRANSLATED and decided)
    role = Role.REVIEWER if needs_review else Role.TRANSLATOR
    alone = status.contributors[0] if len(status.contributors) == 1 else ""
    but = alone if role is Role.REVIEWER and workspace.settings.four_eyes == "require" else ""
    able = known.who_may(role, timestamp(workspace.clock()), source=source, target=locale, but=but)
    other = f" other than {known.name_of(but)}" if but and role is Role.REVIEWER else ""
    if not able:
        return f"a {role} for {source} → {locale}{other} (nobody holds that role)"
    return f"a {role} for {source} → {locale}{other}"
