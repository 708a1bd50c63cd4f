"""The ledger: the append-only, hash-chained store of decisions, through SQLAlchemy on SQLite or PostgreSQL.

A decision is acknowledged when `append` returns: committed and, on SQLite, synced to the disk. Order is the
sequence, not the clock. The head is also kept in a file outside the database: a chain shows tampering only against
such an anchor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Select, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pipeline.errors import LedgerError, ReviewError
from pipeline.files import write_atomically
from pipeline.model import (
    Clock,
    Decision,
    DecisionKind,
    EntryKey,
    Head,
    Recorded,
    system_clock,
)
from pipeline.review import schema
from pipeline.review.locks import hold_lock
from pipeline.review.records import accepted_losses, index_columns, make_row, read_decision

EMPTY = Head(0, "")

_PATIENCE = 60
"""Seconds that a writer waits for its turn."""

_APPEND_LOCK = 7237462
"""The advisory lock that appends on PostgreSQL hold for their transaction."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name and address, in the table that can be erased."""

    id: str
    name: str
    email: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction records: all of it or nothing."""

    decisions: Sequence[Decision] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    """The comments that the decisions name by id."""
    names: Sequence[Name] = ()


@dataclass(frozen=True, slots=True)
class Projected:
    """What was last written into a catalog for an entry."""

    target: str
    fuzzy: bool


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """When a source was last looked at, and since when with that outcome."""

    at: str
    outcome: str
    since: str


class Ledger:
    """An open ledger. Threads and processes may share its database, each with a Ledger of its own."""

    def __init__(self, place: str | Path, *, head_file: Path | None, clock: Clock) -> None:
        with _readable_faults():
            self._engine = schema.open_engine(place)
        self._head_file = head_file
        self._turn = Lock()
        self.clock = clock
        try:
            with _readable_faults():
                schema.make_tables(self._engine)
        except BaseException:
            self._engine.dispose()
            raise

    @classmethod
    def open(cls, place: str | Path, *, head_file: Path | None = None, clock: Clock = system_clock) -> Ledger:
        """The ledger at an SQLAlchemy URL or in an SQLite file, made if it is new; LedgerError where it cannot be."""
        return cls(place, head_file=head_file, clock=clock)

    def close(self) -> None:
        """Give back connections."""
        self._engine.dispose()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def database(self) -> str:
        """The database's name: for SQLite, its file."""
        return self._engine.url.database or ""

    def append(
        self,
        decisions: Sequence[Decision],
        *,
        guard: Callable[[Reader], None] | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> tuple[Recorded, ...]:
        """Record decisions in one transaction and return them numbered, once they are safe.

        `guard` runs inside the transaction, when nobody else can append, and refuses by raising: nothing is then
        recorded. `notes` are the comments that the decisions name by id.
        """

        def make(reader: Reader) -> Batch:
            if guard:
                guard(reader)
            return Batch(decisions, notes or {})

        return self.record(make)

    def record(self, make: Callable[[Reader], Batch]) -> tuple[Recorded, ...]:
        """Record what `make` decides from what stands, in one transaction in which nobody else can append.

        `make` refuses by raising: nothing is then recorded. LedgerError where the ledger is not the one of the head
        file, or the database fails.
        """
        with _readable_faults(), self._writing() as connection:
            reader = Reader(connection)
            head, known = reader.head(), self.read_head_file()
            fault = _find_head_fault(reader, head, known)
            try:
                batch = make(reader)
            except ReviewError:
                if fault:
                    raise fault from None  # what was lost may be why it was refused
                raise
            if fault and batch.decisions and not _accepts_loss(batch.decisions, head, known):
                raise fault
            rows = []
            for decision in batch.decisions:
                rows.append(make_row(head, decision))
                head = Head(rows[-1]["seq"], rows[-1]["hash"])
            if rows:
                connection.execute(insert(schema.ledger), rows)
            if batch.notes:
                notes = [{"id": note_id, "text": words} for note_id, words in batch.notes.items()]
                connection.execute(insert(schema.note), notes)
            if batch.names:
                names = [{"id": n.id, "name": n.name, "email": n.email, "demo": n.demo} for n in batch.names]
                connection.execute(self._upserting(schema.person, keys=("id",)), names)
        if rows:
            self._keep_head(head, over=known)
        return tuple(
            Recorded(row["seq"], row["hash"], decision) for row, decision in zip(rows, batch.decisions, strict=True)
        )

    def read(
        self,
        *,
        article: str | None = None,
        locale: str | None = None,
        kinds: Sequence[DecisionKind] = (),
        entries: Sequence[str] = (),
        after: int = 0,
    ) -> list[Recorded]:
        """Decisions in order, narrowed by article id, locale, kind and the ids of entries."""
        with _readable_faults(), self._engine.connect() as connection:
            return Reader(connection).read(article=article, locale=locale, kinds=kinds, entries=entries, after=after)

    def head(self) -> Head:
        """Where the ledger ends."""
        with _readable_faults(), self._engine.connect() as connection:
            return Reader(connection).head()

    def read_head_file(self) -> Head | None:
        """The head as kept outside the database; None where none was kept yet. LedgerError where it is damaged."""
        if self._head_file is None or not self._head_file.exists():
            return None
        try:
            table = json.loads(self._head_file.read_bytes())
            return Head(int(table["count"]), str(table["hash"]))
        except (ValueError, KeyError, TypeError) as exc:
            raise LedgerError(
                "the ledger's head file is damaged",
                where=self._head_file.name,
                hint="Restore it from a backup: it shows whether decisions were lost. If there is none, move it away; "
                "`dragoman ledger verify` then compares with the published manifests alone.",
            ) from exc

    def reset_head_file(self) -> None:
        """Make the file say what the ledger says; only after a loss was accepted."""
        if self._head_file:
            with FileLock(self._head_file.with_suffix(".lock"), timeout=_PATIENCE):
                write_atomically(self._head_file, _head_bytes(self.head()))

    def raw_rows(self) -> Iterator[Any]:
        """Every row as stored, for verification and export."""
        with _readable_faults(), self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=1000).execute(
                select(schema.ledger).order_by(schema.ledger.c.seq)
            )

    def rebuild_columns(self) -> int:
        """Write the look-up columns anew from the records, which alone are true; gives how many rows were wrong."""
        mended = 0
        with _readable_faults(), self._writing() as connection:
            for row in connection.execute(select(schema.ledger).order_by(schema.ledger.c.seq)).all():
                wanted = index_columns(read_decision(row.record))
                if any(row._mapping[name] != value for name, value in wanted.items()):
                    connection.execute(update(schema.ledger).where(schema.ledger.c.seq == row.seq).values(wanted))
                    mended += 1
        return mended

    # --- names and comments ---------------------------------------------------------------------------

    def write_person(self, person_id: str, name: str, email: str, *, demo: bool) -> None:
        """Add a person's name and address, or change them."""
        values = {"id": person_id, "name": name, "email": email, "demo": demo}
        self._upsert(schema.person, values, keys=("id",))

    def read_persons(self) -> list[Any]:
        """Rows of id, name, email, demo, in the order of ids."""
        return self._all(select(schema.person).order_by(schema.person.c.id))

    def read_notes(self) -> dict[str, str]:
        """Note id → text; an erased note is not there."""
        return {row.id: row.text for row in self._all(select(schema.note))}

    def read_note(self, note_id: str) -> str:
        """One comment; empty where there is none or it was erased."""
        rows = self._all(select(schema.note).where(schema.note.c.id == note_id)) if note_id else []
        return str(rows[0].text) if rows else ""

    def erase_note(self, note_id: str) -> None:
        """Forget a comment; the decision that names it stays."""
        with _readable_faults(), self._writing() as connection:
            connection.execute(delete(schema.note).where(schema.note.c.id == note_id))

    # --- bookkeeping, no truth ------------------------------------------------------------------------

    def read_projection(self, article: str, locale: str) -> dict[EntryKey, Projected]:
        """What was last projected into a catalog, by entry."""
        table = schema.projection
        rows = self._all(select(table).where(table.c.article == article, table.c.locale == locale))
        return {EntryKey(row.context, row.source): Projected(row.target, row.fuzzy) for row in rows}

    def was_projected(self, article: str, locale: str, file_hash: str) -> bool:
        """Whether a whole catalog file with this hash was ever a projection of ours."""
        table = schema.projected_file
        found = self._all(
            select(table.c.sha256).where(
                table.c.article == article, table.c.locale == locale, table.c.sha256 == file_hash
            )
        )
        return bool(found)

    def record_projection(
        self, article: str, locale: str, entries: Mapping[EntryKey, tuple[str, bool]], *, file_hash: str
    ) -> None:
        """Remember what is about to be written into a catalog; entries that it lacks keep what was last written."""
        before = self.read_projection(article, locale)
        changed = [
            {
                "article": article,
                "locale": locale,
                "entry": key.id,
                "context": key.context,
                "source": key.source,
                "target": target,
                "fuzzy": fuzzy,
            }
            for key, (target, fuzzy) in entries.items()
            if before.get(key) != Projected(target, fuzzy)
        ]
        with _readable_faults(), self._writing() as connection:
            if changed:
                connection.execute(self._upserting(schema.projection, keys=("article", "locale", "entry")), changed)
            file_row = {"article": article, "locale": locale, "sha256": file_hash}
            connection.execute(self._upserting(schema.projected_file, keys=("article", "locale", "sha256")), [file_row])

    def record_check(self, article: str, at: str, outcome: str) -> None:
        """Remember when a source was looked at and what came of it."""
        before = self.read_check(article)
        since = before.since if before and before.outcome == outcome else at
        self._upsert(
            schema.source_check,
            {"article": article, "at": at, "outcome": outcome, "since": since},
            keys=("article",),
        )

    def read_check(self, article: str) -> SourceCheck | None:
        """When a source was last looked at; None where never."""
        table = schema.source_check
        rows = self._all(select(table).where(table.c.article == article))
        return SourceCheck(rows[0].at, rows[0].outcome, rows[0].since) if rows else None

    def hold(self, name: str, *, wait: float) -> AbstractContextManager[None]:
        """Hold a lock of this name for all machines that share the database (`locks.hold_lock`); PostgreSQL only."""
        return hold_lock(self._engine.url, name, wait=wait)

    # --- inside ---------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction in which nobody else writes: BEGIN IMMEDIATE, or the advisory lock.

        Threads of a process take turns before they take a connection: those that wait would hold all that the pool
        has, and the one whose turn it is reads through another.
        """
        if not self._turn.acquire(timeout=_PATIENCE):
            raise LedgerError(
                f"others of this process have been writing for {_PATIENCE} seconds",
                hint="Nothing was recorded. Try again.",
            )
        whole = False
        try:
            with self._engine.execution_options(dragoman_begin="IMMEDIATE").begin() as connection:
                if self.dialect == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_APPEND_LOCK})"))
                yield connection
                whole = True
        except (DBAPIError, ConnectionError) as exc:
            if whole and (isinstance(exc, ConnectionError) or exc.connection_invalidated):
                raise LedgerError(
                    "the connection to the ledger's database broke at the very end: whether it was recorded is unknown",
                    hint="See what stands now before you decide again.",
                ) from exc
            raise
        finally:
            self._turn.release()

    def _keep_head(self, head: Head, *, over: Head | None) -> None:
        """Raise the head file. Whatever comes of it, the decision is recorded; the next one raises the file."""
        with suppress(OSError, LedgerError):
            self._write_head(head, over)

    def _write_head(self, head: Head, over: Head | None) -> None:
        """`over` is the head that the transaction saw and found to be behind it, or an accepted loss."""
        if self._head_file is None:
            return
        self._head_file.parent.mkdir(parents=True, exist_ok=True)
        # Under a lock: of two that append at once, the slower one must not write the lower head over the higher.
        with FileLock(self._head_file.with_suffix(".lock"), timeout=_PATIENCE):
            known = self.read_head_file()
            if known is None or known.count < head.count or known == over:
                write_atomically(self._head_file, _head_bytes(head))

    def _all(self, query: Select[Any]) -> list[Any]:
        with _readable_faults(), self._engine.connect() as connection:
            return list(connection.execute(query))

    def _upsert(self, table: Any, values: Mapping[str, Any], *, keys: Sequence[str]) -> None:
        with _readable_faults(), self._writing() as connection:
            connection.execute(self._upserting(table, keys=keys), [dict(values)])

    def _upserting(self, table: Any, *, keys: Sequence[str]) -> Any:
        make = postgresql_insert if self.dialect == "postgresql" else sqlite_insert
        statement = make(table)
        others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
        if others:
            return statement.on_conflict_do_update(index_elements=list(keys), set_=others)
        return statement.on_conflict_do_nothing(index_elements=list(keys))


class Reader:
    """Reads the ledger inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> Head:
        """Where the ledger ends."""
        query = select(schema.ledger.c.seq, schema.ledger.c.hash).order_by(schema.ledger.c.seq.desc()).limit(1)
        row = self._connection.execute(query).first()
        return Head(row.seq, row.hash) if row else EMPTY

    def hash_at(self, seq: int) -> str:
        """The hash of one decision; empty where there is none."""
        row = self._connection.execute(select(schema.ledger.c.hash).where(schema.ledger.c.seq == seq)).first()
        return str(row.hash) if row else ""

    def read_persons(self) -> list[Any]:
        """As `Ledger.read_persons`."""
        return list(self._connection.execute(select(schema.person).order_by(schema.person.c.id)))

    def read(
        self,
        *,
        article: str | None = None,
        locale: str | None = None,
        kinds: Sequence[DecisionKind] = (),
        entries: Sequence[str] = (),
        after: int = 0,
    ) -> list[Recorded]:
        """As `Ledger.read`."""
        table = schema.ledger
        query = select(table.c.seq, table.c.hash, table.c.record).where(table.c.seq > after).order_by(table.c.seq)
        if article is not None:
            query = query.where(table.c.article == article)
        if locale is not None:
            query = query.where(table.c.locale == locale)
        if kinds:
            query = query.where(table.c.kind.in_([kind.value for kind in kinds]))
        if entries:
            query = query.where(table.c.entry.in_(entries))
        return [
            Recorded(seq, digest, read_decision(record, seq=seq))
            for seq, digest, record in self._connection.execute(query)
        ]


def _find_head_fault(reader: Reader, head: Head, known: Head | None) -> LedgerError | None:
    """Why nothing may be added: the ledger lost decisions, or is not the one that the head file is of.

    Two histories that go on from such a point could never be told apart again, and the head would be written over.
    """
    if known is None or known.count == 0 or reader.hash_at(known.count) == known.hash:
        return None
    if (known.count, known.hash) in accepted_losses(reader.read(kinds=(DecisionKind.LOSS_ACCEPTED,))):
        return None  # accepted, but killed before the head file said so
    if known.count > head.count:
        return LedgerError(
            f"the ledger ends at decision {head.count}, but {known.count} were recorded: the last "
            f"{known.count - head.count} are missing",
            hint="Nothing was recorded. `dragoman ledger verify` says what to do.",
        )
    return LedgerError(
        f"decision {known.count} is not the one that was recorded: the ledger was rewritten or is another's",
        hint="Nothing was recorded. `dragoman ledger verify` says what to do.",
    )


def _accepts_loss(decisions: Sequence[Decision], head: Head, known: Head | None) -> bool:
    """Whether these decisions do no more than accept the loss of what the head file names."""
    rows = [Recorded(head.count + 1, "", decision) for decision in decisions]
    return (
        known is not None
        and all(decision.kind is DecisionKind.LOSS_ACCEPTED for decision in decisions)
        and (known.count, known.hash) in accepted_losses(rows)
    )


def _head_bytes(head: Head) -> bytes:
    return (json.dumps({"count": head.count, "hash": head.hash}) + "\n").encode()


@contextmanager
def _readable_faults() -> Iterator[None]:
    """The database's errors as ours."""
    try:
        yield
    except DBAPIError as exc:
        raise LedgerError(
            f"the ledger's database says: {_told(exc.orig)}",
            hint="Nothing was recorded. See that its disk has room, that the server is up and has the database.",
        ) from exc
    except ConnectionError as exc:  # pg8000 lets some of the socket's own errors through
        raise LedgerError(
            f"the connection to the ledger's database broke: {exc.strerror or exc}",
            hint="Nothing was recorded. See that the server is up and has the database, and try again.",
        ) from exc
    except SQLAlchemyError as exc:
        raise LedgerError(
            f"the ledger's database cannot be used: {str(exc).splitlines()[0]}",
            hint="Nothing was recorded. Try again; if it stays so, look at DRAGOMAN_LEDGER.",
        ) from exc


def _told(fault: BaseException | None) -> str:
    """What a driver says, without the fields that pg8000 puts around it."""
    if fault and fault.args and isinstance(fault.args[0], dict):
        return str(fault.args[0].get("M", fault))
    return str(fault)
