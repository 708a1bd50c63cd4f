"""The store: what is appended is there, in order, chained, durable, and nothing else gets in."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import NullPool

from pipeline.errors import LedgerError
from pipeline.model import Decision, DecisionKind, EntryKey, Head, hash_of
from pipeline.review.ledger import Ledger
from pipeline.review.verify import verify_ledger

LONG = " ".join(f"Absatz {number} über Ω≠{number * 7919 % 104729}." for number in range(2000))


def _decision(target: str = "Hola.", **details: Any) -> Decision:
    return Decision(
        DecisionKind.EDITED,
        "p_a",
        "2026-03-01T12:00:00.000000Z",
        "test",
        "root",
        article="a1",
        locale="es",
        source="Hello.",
        fingerprint="f",
        target=target,
        details=details,
    )


def test_what_is_appended_is_read_back_equal_and_in_order(ledger: Ledger) -> None:
    first = ledger.append([_decision("a", score=1), _decision("b\u2028\x00\x1f👩🏽‍⚕️ \u0085é", list=[1, None, "x"])])
    second = ledger.append([_decision("c")])
    assert ledger.read() == [*first, *second]
    assert [row.seq for row in ledger.read()] == [1, 2, 3]
    assert ledger.read(after=2) == list(second)


def test_each_row_is_chained_to_the_one_before_by_the_hash_that_the_design_names(ledger: Ledger) -> None:
    ledger.append([_decision("a"), _decision("b")])
    rows = list(ledger.raw_rows())
    assert rows[0].prev == ""
    assert rows[1].prev == rows[0].hash
    assert [row.hash for row in rows] == [hash_of("dragoman.ledger/1", r.seq, r.prev, r.record) for r in rows]
    assert ledger.head() == Head(2, rows[1].hash)


def test_a_guard_that_raises_records_nothing(ledger: Ledger) -> None:
    def refuse(_reader: object) -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        ledger.append([_decision()], guard=refuse, notes={"n": "why"})
    assert ledger.head() == Head(0, "")
    assert ledger.read_notes() == {}


def test_a_guard_may_read_the_ledger_itself_while_it_is_locked(ledger: Ledger) -> None:
    ledger.append([_decision("a")])
    seen: list[int] = []
    ledger.append([_decision("b")], guard=lambda reader: seen.extend([reader.head().count, ledger.head().count]))
    assert seen == [1, 1]


def test_one_bad_decision_of_a_batch_records_none_of_it(ledger: Ledger) -> None:
    with pytest.raises((TypeError, ValueError)):
        ledger.append([_decision("good"), _decision("bad", thing=object())])
    assert ledger.read() == []


def test_reading_narrows_by_article_locale_and_kind(ledger: Ledger) -> None:
    other = Decision(DecisionKind.PUBLISHED, "policy", "2026-03-01T12:00:00.000000Z", "flow", article="a2", locale="ar")
    ledger.append([_decision(), other])
    assert [row.seq for row in ledger.read(article="a1")] == [1]
    assert [row.seq for row in ledger.read(locale="ar")] == [2]
    assert [row.seq for row in ledger.read(kinds=(DecisionKind.PUBLISHED,))] == [2]
    assert ledger.read(article="a1", locale="ar") == []


def test_a_ledger_opened_again_has_everything(ledger: Ledger, place: str | Path) -> None:
    ledger.append([_decision()])
    with closing(Ledger.open(place)) as again:
        assert again.read() == ledger.read()


def test_the_head_file_follows_the_ledger(ledger: Ledger, head_file: Path) -> None:
    ledger.append([_decision(), _decision()])
    head = ledger.head()
    assert json.loads(head_file.read_text()) == {"count": 2, "hash": head.hash}
    assert ledger.read_head_file() == head


def test_threads_that_append_at_once_leave_the_highest_head_in_the_file(ledger: Ledger, head_file: Path) -> None:
    def work() -> None:
        for _ in range(5):
            ledger.append([_decision()])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.head().count == 20
    assert ledger.read_head_file() == ledger.head()
    assert verify_ledger(ledger) == ()


def test_a_decision_that_is_recorded_is_acknowledged_although_the_head_file_cannot_be_written(
    ledger: Ledger, head_file: Path
) -> None:
    head_file.parent.write_text("a file where the folder should be")
    recorded = ledger.append([_decision()])
    assert ledger.read() == list(recorded)


def test_a_ledger_of_a_newer_schema_is_refused_and_untouched(ledger: Ledger, place: str | Path, tamper: Any) -> None:
    tamper("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(LedgerError, match="newer Dragoman"):
        Ledger.open(place)


def test_notes_and_persons_can_be_erased_and_the_chain_holds(ledger: Ledger) -> None:
    ledger.append([_decision(note="n1")], notes={"n1": "Ana said so"})
    ledger.write_person("p_a", "Ana García", "ana@example.org", demo=False)
    ledger.write_person("p_a", "", "", demo=False)
    ledger.erase_note("n1")
    assert ledger.read_notes() == {}
    assert verify_ledger(ledger) == ()


def test_a_projection_is_remembered_for_texts_of_any_length(ledger: Ledger) -> None:
    keys = {EntryKey("", LONG): (LONG, False), EntryKey("b3", "Hello"): ("Hola", True)}
    ledger.record_projection("a1", "es", keys, file_hash="f1")
    ledger.record_projection("a1", "es", {EntryKey("b3", "Hello"): ("Buenas", False)}, file_hash="f2")
    read = ledger.read_projection("a1", "es")
    assert {key: (row.target, row.fuzzy) for key, row in read.items()} == {
        EntryKey("", LONG): (LONG, False),
        EntryKey("b3", "Hello"): ("Buenas", False),
    }
    assert ledger.was_projected("a1", "es", "f1")
    assert not ledger.was_projected("a1", "ar", "f1")


def test_a_source_check_keeps_since_when_the_outcome_is_the_same(ledger: Ledger) -> None:
    for at, outcome in (("2026-03-01", "changed"), ("2026-03-02", "unchanged"), ("2026-03-03", "unchanged")):
        ledger.record_check("a1", at, outcome)
    found = ledger.read_check("a1")
    assert found is not None
    assert (found.at, found.outcome, found.since) == ("2026-03-03", "unchanged", "2026-03-02")
    assert ledger.read_check("a2") is None


# --- SQLite only -----------------------------------------------------------------------------------------------


def _open_file(tmp_path: Path, name: str = "l.sqlite3") -> Ledger:
    return Ledger.open(tmp_path / name, head_file=None)


def test_the_sqlite_file_is_private(tmp_path: Path) -> None:
    _open_file(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "l.sqlite3").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["a b.sqlite3", "50%25?x=1#y.sqlite3", "ünï.sqlite3"])
def test_the_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    with closing(_open_file(tmp_path, name)) as opened:
        opened.append([_decision()])
    assert (tmp_path / name).stat().st_size > 0


def test_every_connection_has_the_pragmas_that_make_a_commit_last(tmp_path: Path) -> None:
    with closing(_open_file(tmp_path)) as opened, opened._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert (found["journal_mode"], found["synchronous"], found["foreign_keys"]) == ("truncate", 2, 1)
    assert isinstance(found["busy_timeout"], int)
    assert found["busy_timeout"] >= 5000


def test_a_database_that_will_not_take_the_pragmas_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    _open_file(tmp_path).close()
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("BEGIN")
        holder.execute("SELECT * FROM meta").fetchall()
        with pytest.raises(LedgerError):
            Ledger.open(path)


@pytest.mark.parametrize("statement", ["UPDATE ledger SET record = 'x'", "DELETE FROM ledger"])
def test_a_fence_stops_an_accidental_update_or_delete(tmp_path: Path, statement: str) -> None:
    with closing(_open_file(tmp_path)) as opened:
        opened.append([_decision()])
    with (
        closing(sqlite3.connect(tmp_path / "l.sqlite3")) as raw,
        pytest.raises(sqlite3.DatabaseError, match="append-only"),
    ):
        raw.execute(statement)


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    with pytest.raises(LedgerError, match="database"):
        Ledger.open(path)


def test_a_full_disk_is_a_readable_fault_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    with closing(_open_file(tmp_path)) as opened:
        opened.append([_decision()])
        before = opened.read()

        def fill(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA max_page_count = 1")

        event.listen(opened._engine, "connect", fill)
        with pytest.raises(LedgerError, match="full"):
            opened.append([_decision("x" * 200_000)])
        assert opened.read() == before


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(LedgerError, match="neither SQLite's nor PostgreSQL's"):
        Ledger.open("mysql://root@localhost/ledger")


def test_a_password_in_the_address_never_reaches_a_message() -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.open("postgresql+pg8000://dragoman:geheim@127.0.0.1:9/ledger")
    assert "geheim" not in str(caught.value)


@pytest.mark.postgres
def test_a_postgresql_server_whose_commits_might_not_last_is_refused(request: pytest.FixtureRequest) -> None:
    url = f"postgresql+pg8000://postgres@/postgres?unix_sock={request.getfixturevalue('postgres_socket')}"
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        try:
            connection.execute(text("ALTER SYSTEM SET full_page_writes = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("SELECT pg_sleep(0.5)"))
            with pytest.raises(LedgerError, match="full_page_writes = off"):
                Ledger.open(url)
        finally:
            connection.execute(text("ALTER SYSTEM RESET full_page_writes"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("SELECT pg_sleep(0.5)"))
    engine.dispose()
    Ledger.open(url).close()
