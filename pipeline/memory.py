"""A locale's memory: approved pairs of the ledger, and imported ones, in a file that is built when it is not current.

Joins review, catalog, draft and the sources. The file in `.dragoman/memory/` is derived; truth are the ledger and the
imported files, `locales/<locale>/memory/*.tmx`, which are offered and never approvals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.catalog import read_tmx, write_tmx
from pipeline.draft import ApprovedPair, Memory, Place, Surroundings, build_file
from pipeline.errors import DraftError, DragomanError, UsageError
from pipeline.files import remove_leftovers, write_atomically
from pipeline.model import MACHINE, Decision, DecisionKind, EntryKey, Unit, sha256
from pipeline.review.people import People
from pipeline.sources import Source, read_source
from pipeline.workspace import Workspace

_VERSION = 2
"""Raised when the file would be another one for the same inputs."""
_APPROVE_OR_VOID = (DecisionKind.APPROVED, DecisionKind.REVOKED, DecisionKind.REJECTED)
_OF_PEOPLE = (DecisionKind.DEACTIVATED, DecisionKind.REPUDIATED)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.tmx")

_Key = tuple[str, EntryKey, str, str]


@dataclass(frozen=True, slots=True)
class MemoryStatus:
    """A locale's memory as it stands."""

    locale: str
    state: str
    """current, stale, missing, damaged."""
    approved: int = 0
    """Units approved here."""
    segments: int = 0
    imported: int = 0
    size: int = 0
    """Bytes of the file."""
    sha256: str = ""
    """Of the file: the same for the same ledger and imported files."""


def read_memory(workspace: Workspace, locale: str) -> Memory:
    """The memory of a locale, built first where its file is missing, stale or damaged."""
    try:
        memory = Memory.open(memory_path(workspace, locale))
        if _is_current(workspace, locale, memory):
            return memory
    except (FileNotFoundError, DraftError):
        pass
    rebuild_memory(workspace, locale)
    return Memory.open(memory_path(workspace, locale))


def rebuild_memory(workspace: Workspace, locale: str) -> bool:
    """Build the memory's file from the ledger and the imported files; whether it became another one."""
    path = memory_path(workspace, locale)
    with workspace.lock(f"memory-{locale}"):
        remove_leftovers(path.parent)
        stamp = _make_stamp(workspace, locale)
        pairs = [*read_approved(workspace, locale), *read_imported(workspace, locale)]
        data = build_file(pairs, source_locale=workspace.settings.source_locale, stamp=stamp)
        return write_atomically(path, data)


def memory_path(workspace: Workspace, locale: str) -> Path:
    """Where the derived file is."""
    return workspace.state / "memory" / f"{locale}.memory"


def read_status(workspace: Workspace, locale: str) -> MemoryStatus:
    """What is in the file, and whether it is what the ledger says. Nothing is built."""
    path = memory_path(workspace, locale)
    try:
        memory = Memory.open(path)
        kinds = [(pair.part, bool(pair.origin)) for pair in memory]
    except FileNotFoundError:
        return MemoryStatus(locale, "missing")
    except DraftError:
        return MemoryStatus(locale, "damaged", size=path.stat().st_size)
    return MemoryStatus(
        locale,
        "current" if _is_current(workspace, locale, memory) else "stale",
        approved=kinds.count(("unit", False)),
        segments=sum(part == "segment" for part, _ in kinds),
        imported=kinds.count(("unit", True)),
        size=path.stat().st_size,
        sha256=sha256(path.read_bytes()),
    )


# --- where pairs come from -------------------------------------------------------------------------------


def read_approved(workspace: Workspace, locale: str) -> tuple[ApprovedPair, ...]:
    """The approved pairs of a locale, from the ledger: the same ledger gives the same.

    A text that was revoked or rejected after its approval, or approved by somebody repudiated, is not among them.
    """
    people = People.load(workspace.ledger)
    pairs: dict[_Key, ApprovedPair] = {}
    drafts: dict[_Key, bool] = {}
    for row in workspace.ledger.read(locale=locale, kinds=(*_APPROVE_OR_VOID, DecisionKind.DRAFTED)):
        decision = row.decision
        if not decision.target:
            continue
        key = (decision.article, decision.key, decision.fingerprint, decision.target)
        if decision.kind is DecisionKind.DRAFTED:
            drafts[key] = decision.actor == MACHINE and decision.details.get("origin") == "engine"
            continue
        person = people.get(decision.actor)
        if person is None or person.is_void(decision.at, row.seq):
            continue
        if decision.kind is DecisionKind.APPROVED:
            pairs[key] = _make_pair(decision, machine=drafts.get(key, False))
        else:
            pairs.pop(key, None)
    return tuple(pairs.values())


def _make_pair(decision: Decision, *, machine: bool) -> ApprovedPair:
    return ApprovedPair(
        decision.source,
        decision.target or "",
        decision.article,
        decision.locale,
        decision.at,
        decision.actor,
        context=decision.context,
        machine=machine,
    )


def read_imported(workspace: Workspace, locale: str) -> Iterator[ApprovedPair]:
    """The pairs of the imported files, by name, each marked with the file's."""
    for path in imported_files(workspace, locale):
        for source, target in _read_tmx(workspace, path, path.read_bytes(), locale):
            yield ApprovedPair(source, target, locale=locale, origin=path.name)


def imported_files(workspace: Workspace, locale: str) -> tuple[Path, ...]:
    """The files that were imported for a locale."""
    return tuple(sorted((workspace.locales / locale / "memory").glob("*.tmx")))


def _read_tmx(workspace: Workspace, path: Path, data: bytes, locale: str) -> tuple[tuple[str, str], ...]:
    source_locale = workspace.settings.source_locale
    return read_tmx(data, source_locale=source_locale, locale=locale, name=workspace.relative(path))


def import_tmx(workspace: Workspace, file: Path, locale: str) -> int:
    """Keep a TMX file's pairs for this locale under its name, and build the memory; gives how many there are.

    A file of the same name is replaced. Nothing is approved. UsageError where it has no pair of the two languages.
    """
    if not _NAME.fullmatch(file.name):
        raise UsageError(
            "its name must be of Latin letters, digits, . _ - and end in .tmx", where=file.name, hint="Rename it."
        )
    pairs = _read_tmx(workspace, file, file.read_bytes(), locale)
    tags = workspace.tag(workspace.settings.source_locale), workspace.tag(locale)
    if not pairs:
        raise UsageError(f"it has no pair of {tags[0]} and {tags[1]}", where=file.name, hint="Name another --locale.")
    write_atomically(workspace.locales / locale / "memory" / file.name, write_tmx(pairs, *tags))
    rebuild_memory(workspace, locale)
    return len(pairs)


def export_tmx(workspace: Workspace, locale: str) -> bytes:
    """All units approved here, as TMX, in the order of their sources; nothing that was imported."""
    pairs = sorted((pair.source, pair.target) for pair in read_approved(workspace, locale))
    return write_tmx(pairs, workspace.tag(workspace.settings.source_locale), workspace.tag(locale))


# --- whether the file is current -------------------------------------------------------------------------


def _make_stamp(workspace: Workspace, locale: str) -> dict[str, Any]:
    """What the file is derived from: the last decisions that count, and the imported files."""
    return {
        "version": _VERSION,
        "source_locale": workspace.settings.source_locale,
        "decision": _find_last(workspace, _APPROVE_OR_VOID, locale),
        "people": _find_last(workspace, _OF_PEOPLE, None),
        "imported": {path.name: sha256(path.read_bytes()) for path in imported_files(workspace, locale)},
    }


def _find_last(workspace: Workspace, kinds: tuple[DecisionKind, ...], locale: str | None, after: int = 0) -> list[Any]:
    rows = workspace.ledger.read(kinds=kinds, locale=locale, after=after)
    return [rows[-1].seq, rows[-1].hash] if rows else [0, ""]


def _is_current(workspace: Workspace, locale: str, memory: Memory) -> bool:
    """Whether the last decision that counts is the one that the file knows, and the imported files are its own."""
    stamp = memory.stamp
    for name, kinds, place in (("decision", _APPROVE_OR_VOID, locale), ("people", _OF_PEOPLE, None)):
        seq, known = stamp.get(name, [0, ""])
        if _find_last(workspace, kinds, place, after=max(0, seq - 1)) != [seq, known]:
            return False
    files = {path.name: sha256(path.read_bytes()) for path in imported_files(workspace, locale)}
    told = (stamp.get("version"), stamp.get("source_locale"), stamp.get("imported"))
    return told == (_VERSION, workspace.settings.source_locale, files)


# --- where units stand -----------------------------------------------------------------------------------


class Surveyor:
    """Knows where units and pairs stand today; reads each article once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._articles = {article.id: article for article in workspace.articles}
        self._places: dict[str, dict[EntryKey, Place]] = {}

    def survey(self, source: Source, unit: Unit) -> Surroundings:
        """The surroundings of a unit of an article."""
        return Surroundings(
            self._places_of(source.article.id, source).get(unit.key, Place()),
            self.find_place,
            {article.id: article.profile for article in self._articles.values()},
            self._workspace.clock().date().isoformat(),
        )

    def find_place(self, pair: ApprovedPair) -> Place | None:
        """Where a pair stands in its article's source of today; None where it left it."""
        return self._places_of(pair.article).get(EntryKey(pair.context, pair.source))

    def _places_of(self, article: str, source: Source | None = None) -> dict[EntryKey, Place]:
        if article not in self._places:
            self._places[article] = _find_places(source or self._read(article))
        return self._places[article]

    def _read(self, article: str) -> Source | None:
        try:
            return read_source(self._workspace, self._articles[article]) if article in self._articles else None
        except DragomanError:
            return None  # an article that cannot be read has no places; whoever prepares it says so


def _find_places(source: Source | None) -> dict[EntryKey, Place]:
    if source is None:
        return {}
    texts = ["", *(unit.text for unit in source.units), ""]
    return {
        unit.key: Place(source.article.id, texts[at], texts[at + 2], unit.headings, source.article.profile)
        for at, unit in enumerate(source.units)
    }
