"""When the disk, the file or the server fails: a readable refusal, and nothing half-recorded."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipeline.errors import LedgerError, StaleError
from pipeline.model import Decision, DecisionKind
from pipeline.review import acts
from pipeline.review.backup import backup_ledger
from pipeline.review.ledger import Ledger
from pipeline.review.schema import SQLITE_PRAGMAS, check_pragmas, open_engine
from pipeline.review.verify import verify_ledger


def _decision(target: str = "Hola.") -> Decision:
    return Decision(DecisionKind.EDITED, "p_a", "2026-03-01T12:00:00.000000Z", "test", article="a1", target=target)


_FILL = """
import resource, signal, sys
from pathlib import Path
from pipeline.errors import LedgerError
from pipeline.model import Decision, DecisionKind
from pipeline.review.ledger import Ledger

path = Path(sys.argv[1])
ledger = Ledger.open(path, head_file=path.with_name("head.json"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60_000, size + 60_000))
decision = Decision(DecisionKind.EDITED, "p_a", "2026-03-01T12:00:00.000000Z", "test", target="x" * 7000)
try:
    while True:
        print(ledger.append([decision])[0].seq, flush=True)
except LedgerError as error:
    print(error)
"""


def test_a_full_disk_refuses_in_words_and_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    done = subprocess.run([sys.executable, "-c", _FILL, str(path)], capture_output=True, text=True, timeout=120)
    *acknowledged, said = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert acknowledged
    assert "Nothing was recorded." in said
    with closing(Ledger.open(path, head_file=tmp_path / "head.json")) as ledger:
        assert ledger.head().count == int(acknowledged[-1])
        assert verify_ledger(ledger) == ()
        ledger.append([_decision()])
        assert ledger.read_head_file() == ledger.head()


def test_a_database_that_may_only_be_read_is_read_and_refuses_in_words(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite3"
    Ledger.open(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TRIGGER sealed BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'sealed'); END")
    with closing(Ledger.open(path)) as ledger:
        with pytest.raises(LedgerError, match="sealed"):
            ledger.append([_decision()])
        assert ledger.read() == []


def test_a_batch_whose_last_row_the_database_refuses_records_nothing(ledger: Ledger, tamper: Any) -> None:
    ledger.append([_decision()])
    if ledger.dialect == "sqlite":
        tamper(
            "CREATE TRIGGER third BEFORE INSERT ON ledger WHEN new.seq = 3 "
            "BEGIN SELECT RAISE(ABORT, 'not the third'); END"
        )
    else:
        tamper("ALTER TABLE ledger ADD CONSTRAINT not_the_third CHECK (seq <> 3)")
    with pytest.raises(LedgerError, match="Nothing was recorded"):
        ledger.append([_decision(), _decision()], notes={"n1": "why"})
    assert (ledger.head().count, ledger.read_notes()) == (1, {})
    assert ledger.read_head_file() == ledger.head()


@pytest.mark.parametrize("name", ["a-file/l.sqlite3", "a-file/deeper/l.sqlite3"])
def test_a_ledger_that_cannot_be_made_is_a_readable_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(LedgerError, match="cannot be made"):
        Ledger.open(tmp_path / name)


@pytest.mark.parametrize(
    "place",
    ["postgresql+nosuch://u@h/d", "postgresql+psycopg://u@h/d", "postgresqlx", "postgresql://[::1/d", "sqlite://"],
)
def test_an_address_that_is_none_is_named(place: str) -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(place)
    assert caught.value.where == "DRAGOMAN_LEDGER"
    assert caught.value.hint


@pytest.mark.parametrize(("pragma", "wrong"), [("journal_mode", "MEMORY"), ("synchronous", "OFF"), ("foreign_keys", 0)])
def test_a_connection_whose_pragma_reads_back_wrong_is_refused(tmp_path: Path, pragma: str, wrong: object) -> None:
    assert pragma in SQLITE_PRAGMAS
    with closing(sqlite3.connect(tmp_path / "l.sqlite3")) as raw:
        for name, value in SQLITE_PRAGMAS.items():
            raw.execute(f"PRAGMA {name} = {value}")
        check_pragmas(raw.cursor())
        raw.execute(f"PRAGMA {pragma} = {wrong}")
        with pytest.raises(LedgerError, match=pragma):
            check_pragmas(raw.cursor())


def test_every_new_connection_is_asked_not_only_the_first(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "l.sqlite3")
    for _ in range(3):
        with engine.connect() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_PRAGMAS}
        assert found == SQLITE_PRAGMAS
    engine.dispose()


def test_a_locked_database_that_cannot_be_copied_is_a_readable_fault(tmp_path: Path) -> None:
    with closing(Ledger.open(tmp_path / "l.sqlite3")) as ledger:
        ledger.append([_decision()])
        (tmp_path / "a-file").write_text("")
        with pytest.raises((LedgerError, OSError)):
            backup_ledger(ledger, tmp_path / "a-file" / "today")


# --- several at once -------------------------------------------------------------------------------------------


def test_of_many_threads_that_save_at_once_one_wins_and_each_other_keeps_both_texts(office: Any, units: Any) -> None:
    barrier, outcomes = threading.Barrier(6), []

    def work(number: int) -> None:
        barrier.wait()
        try:
            acts.save_target(office.place, units[0], f"texto {number}", version=0, actor=office.actor("Tom"))
            outcomes.append(("won", f"texto {number}", ""))
        except StaleError as error:
            outcomes.append(("stale", error.yours, error.theirs))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [mine for said, mine, _ in outcomes if said == "won"]
    assert sorted(mine for _, mine, _ in outcomes) == [f"texto {number}" for number in range(6)]
    assert {theirs for said, _, theirs in outcomes if said == "stale"} == {winner}
    assert office.status().target == winner


_OPEN = """
import sys
from pathlib import Path
from pipeline.model import Decision, DecisionKind
from pipeline.review.ledger import Ledger

place = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
ledger = Ledger.open(place if "://" in place else Path(place), head_file=Path(sys.argv[2]))
decision = Decision(DecisionKind.EDITED, "p_a", "2026-03-01T12:00:00.000000Z", "test", target="x")
print(*[ledger.append([decision])[0].seq for _ in range(5)])
"""


def test_two_processes_that_open_a_new_ledger_at_once_both_make_it_and_append_in_turn(
    place: Any, head_file: Path
) -> None:
    command = [sys.executable, "-c", _OPEN, str(place), str(head_file)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert sorted(int(seq) for out, _ in said for seq in out.split()) == list(range(1, 16))
    with closing(Ledger.open(place, head_file=head_file)) as ledger:
        assert verify_ledger(ledger) == ()
        assert ledger.read_head_file() == ledger.head()


# --- PostgreSQL ------------------------------------------------------------------------------------------------

only_postgresql = pytest.mark.parametrize(
    "place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@only_postgresql
def test_an_append_waits_for_the_advisory_lock_and_for_no_reader(ledger: Ledger, place: str) -> None:
    engine = create_engine(place, poolclass=NullPool)
    done = threading.Event()

    def work() -> None:
        ledger.append([_decision()])
        done.set()

    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(7237462)"))
        thread = threading.Thread(target=work)
        thread.start()
        assert not done.wait(0.7), "somebody else appends in this transaction"
        assert ledger.read() == [], "a reader waits for nobody"
        connection.rollback()
    thread.join(30)
    assert done.is_set()
    assert ledger.head().count == 1
    engine.dispose()


@only_postgresql
def test_a_connection_that_breaks_is_a_readable_fault_and_the_next_append_has_a_new_one(
    ledger: Ledger, place: str
) -> None:
    ledger.append([_decision()])
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    kill += " AND datname = current_database()"
    engine = create_engine(place, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def cut(_reader: object) -> None:
        with engine.connect() as connection:
            connection.execute(text(kill))

    with pytest.raises(LedgerError) as caught:
        ledger.append([_decision()], guard=cut)
    assert caught.value.hint
    assert ledger.head().count == 1
    cut(None)
    ledger.append([_decision()])
    assert ledger.head().count == 2
    engine.dispose()


@pytest.mark.parametrize(
    "address", ["postgresql+pg8000://u@127.0.0.1:9/d", "postgresql://u@/d?unix_sock=/nonexistent/.s.PGSQL.5432"]
)
def test_a_server_that_is_not_there_is_named_with_what_to_do(address: str) -> None:
    with pytest.raises(LedgerError, match="server is up"):
        Ledger.open(address)


@only_postgresql
def test_a_database_that_is_not_there_is_named(place: str) -> None:
    # The server closes so fast that pg8000 does not always read what it said.
    with pytest.raises(LedgerError, match=r"does not exist|network error|connection") as caught:
        Ledger.open(place.replace("/postgres?", "/nowhere?"))
    assert "has the database" in caught.value.hint


@only_postgresql
def test_more_threads_than_the_pool_has_connections_all_get_their_turn(ledger: Ledger) -> None:
    def work() -> None:
        # The guard reads through a connection of its own, as a sweep's does.
        ledger.append([_decision()], guard=lambda _reader: ledger.head() and None)

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert ledger.head().count == 20


@pytest.mark.parametrize("fault", [ConnectionResetError(104, "Connection reset by peer"), BrokenPipeError()])
def test_an_error_of_the_socket_itself_is_a_readable_fault(ledger: Ledger, fault: Exception) -> None:
    def breaks(_reader: object) -> None:
        raise fault

    with pytest.raises(LedgerError, match="connection"):
        ledger.append([_decision()], guard=breaks)
    assert ledger.head().count == 0
