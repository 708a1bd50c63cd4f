"""Enters the demonstration's people and decisions through the same functions as anybody's.

Steps that the ledger already holds are passed over, so that a second run decides nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline import roster, workbench
from pipeline.bench import open_bench
from pipeline.catalog import read_catalog
from pipeline.model import EntryKey, Role, UnitState
from pipeline.review.acts import Actor
from pipeline.workspace import Workspace

_DONE = frozenset({UnitState.APPROVED, UnitState.OMITTED})


def replay_decisions(workspace: Workspace, folder: Path) -> Iterator[str]:
    """People first, then each step of plan.toml; yields one line a step."""
    people = tomllib.loads((folder / "people.toml").read_text("utf-8"))["people"]
    plan = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
    operator = next(table for table in people if table["id"] == plan["granted_by"])
    names = {table["id"]: table["name"] for table in people}
    added = add_people(workspace, people, operator)
    yield f"{len(people)} demonstration people ({added} new)"
    for step in plan["steps"]:
        entered = roster.find_actor(workspace, names[step["entered_by"]], channel="demo")
        reviewer = step.get("approved_by")
        approved = roster.find_actor(workspace, names[reviewer], channel="demo") if reviewer else None
        yield replay_step(workspace, folder / step["file"], step["slug"], step["locale"], entered, approved)


def add_people(workspace: Workspace, people: list[dict[str, Any]], operator: dict[str, Any]) -> int:
    """Add who is missing; the operator is the workspace's first person and grants the rest."""
    known = {person.name for person in roster.list_persons(workspace)}
    new = [table for table in (operator, *people) if table["name"] not in known]
    new = list({table["id"]: table for table in new}.values())
    for table in new:
        first = table is operator
        actor = None if first else roster.find_actor(workspace, operator["name"], channel="demo")
        person = roster.add_person(workspace, table["name"], email="", actor=actor, demo=True, channel="demo")
        for qualification in table.get("qualifications", ()):
            roster.grant_role(
                workspace,
                person.id,
                Role(qualification["role"]),
                locale=qualification["target"],
                source=qualification["source"],
                basis=qualification["basis"],
                valid_from=qualification["from"],
                actor=roster.find_actor(workspace, operator["name"], channel="demo"),
            )
    return len(new)


def replay_step(
    workspace: Workspace, path: Path, slug: str, locale: str, entered: Actor, approved: Actor | None
) -> str:
    """One file's texts, entered by one person and, where the plan says so, approved by another."""
    catalog = read_catalog(path.read_bytes(), name=path.name)
    texts = {entry.key: entry.target for entry in catalog.entries if entry.target and not entry.obsolete}
    bench = open_bench(workspace, slug, locale)
    wanted = {item.status.unit.key: item for item in bench.items}
    unknown = [key for key in texts if key not in wanted]
    saves: dict[EntryKey, str] = {
        key: text
        for key, text in texts.items()
        if key in wanted
        and not (wanted[key].status.target == text and entered.person in wanted[key].status.contributors)
    }
    entries = workbench.save_texts(workspace, slug, locale, saves, actor=entered)
    approvals = 0
    if approved:
        bench = open_bench(workspace, slug, locale)
        waiting = [
            item.id
            for item in bench.items
            if item.status.unit.key in texts and item.status.state not in _DONE and not item.blocking
        ]
        approvals = workbench.approve_units(workspace, slug, locale, waiting, actor=approved)
    left = len(open_bench(workspace, slug, locale).left)
    strange = f", {len(unknown)} texts of no unit" if unknown else ""
    return f"{slug} ({locale}): {entries} entered, {approvals} approved, {left} left{strange}"
