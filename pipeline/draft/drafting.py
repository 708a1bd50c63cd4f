"""Drafts for units that have no text: the memory first, then an engine. What cannot be drafted says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.draft.marks import mask_text, unmask_text
from pipeline.draft.memory import NOWHERE, Memory, Surroundings
from pipeline.draft.replies import Engine, Reply
from pipeline.errors import DraftError
from pipeline.model import Draft, EntryKey, Unit

BATCH = 25

_FIELD = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A unit that stays without a draft, and why."""

    key: EntryKey
    reason: str
    engine: str = ""
    """Label of the engine that was asked; empty if none was."""


def draft_units(
    units: Sequence[Unit],
    *,
    memory: Memory | None = None,
    around: Callable[[Unit], Surroundings] = lambda _unit: NOWHERE,
    engine: Engine | None = None,
    skip: Collection[EntryKey] = frozenset(),
    batch: int = BATCH,
) -> tuple[tuple[Draft, ...], tuple[Refusal, ...]]:
    """Drafts and refusals, in the order of the units; `skip` are those that a person wrote or that have a draft.

    Without an engine a unit that the memory does not know is neither drafted nor refused. A failed unit does not stop
    the others; an engine that is down refuses all that are left, with the reason.
    """
    drafts: dict[EntryKey, Draft] = {}
    refusals: dict[EntryKey, Refusal] = {}
    left: dict[EntryKey, Unit] = {}
    for unit in units:
        if unit.key in skip or unit.key in drafts:
            continue
        if memory is not None and (draft := _from_memory(unit, memory, around(unit))) is not None:
            drafts[unit.key] = draft
        else:
            left[unit.key] = unit
    if engine is not None:
        for unit, outcome in _ask(engine, list(left.values()), batch):
            if isinstance(outcome, Draft):
                drafts[unit.key] = outcome
            else:
                refusals[unit.key] = outcome
    keys = list(dict.fromkeys(unit.key for unit in units))
    return (
        tuple(drafts[key] for key in keys if key in drafts),
        tuple(refusals[key] for key in keys if key in refusals),
    )


def _from_memory(unit: Unit, memory: Memory, around: Surroundings) -> Draft | None:
    for match in memory.look_up(unit, limit=1, around=around):
        return Draft(unit.key, match.target, "memory", "memory", match.score, match.pair.source)
    return None


def _ask(engine: Engine, units: Sequence[Unit], batch: int) -> Iterator[tuple[Unit, Draft | Refusal]]:
    asked: list[tuple[Unit, str]] = []
    for unit in units:
        masked = mask_text(unit, engine.marks)
        if masked is None:
            yield unit, Refusal(unit.key, "its text has what an engine's placeholder marks look like", engine.label)
        elif not any(char.isalpha() for char in engine.marks.pattern.sub("", masked)):
            yield unit, Refusal(unit.key, "it has no words for an engine; write it by hand", engine.label)
        else:
            asked.append((unit, masked))
    down = ""
    for start in range(0, len(asked), max(1, batch)):
        some = asked[start : start + max(1, batch)]
        replies = [Reply(None, down)] * len(some) if down else _replies(engine, [text for _, text in some])
        for (unit, _), reply in zip(some, replies, strict=True):
            yield unit, _judge(unit, reply, engine)
            if reply.down:
                down = reply.reason


def _replies(engine: Engine, texts: Sequence[str]) -> list[Reply]:
    try:
        replies = engine.translate(texts)
    except DraftError as error:
        return [Reply(None, str(error), down=True)] * len(texts)
    if len(replies) != len(texts):
        return [Reply(None, "the engine answered another number of texts than it was asked")] * len(texts)
    return replies


def _judge(unit: Unit, reply: Reply, engine: Engine) -> Draft | Refusal:
    if reply.text is None:
        return Refusal(unit.key, reply.reason or "the engine gave no answer", engine.label)
    target, reason = unmask_text(reply.text, unit, engine.marks)
    if target is None:
        return Refusal(unit.key, reason, engine.label)
    if unit.kind == "interface" and sorted(_FIELD.findall(target)) != sorted(_FIELD.findall(unit.text)):
        return Refusal(unit.key, "the engine changed a field such as {size}", engine.label)
    return Draft(unit.key, target, "engine", engine.label)
