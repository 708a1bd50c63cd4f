"""A ledger that was altered, shortened or is an older one: found, named, publication stops, what is live stands."""

from __future__ import annotations

import shutil
import sqlite3
from typing import Any

import pytest

from pipeline.errors import LedgerError
from pipeline.guard import accept_ledger_loss, find_ledger_faults
from pipeline.model import UNKNOWN
from pipeline.publish import publish_editions, withdraw_editions

SLUG = "walking"


def execute(place: Any, *statements: str) -> None:
    """What somebody with the database file and no respect does."""
    with sqlite3.connect(place.root / ".dragoman" / "ledger.sqlite3") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount
    connection.close()


def assert_stops(place: Any, match: str) -> None:
    """Publication stops with a LedgerError that says so; no byte of output changes."""
    before = place.tree("output")
    with place.open() as workspace:
        assert find_ledger_faults(workspace)
        with pytest.raises(LedgerError, match=match) as caught:
            publish_editions(workspace)
    assert "Nothing was published" in str(caught.value)
    assert "ledger verify" in str(caught.value)
    assert place.tree("output") == before


def test_an_altered_row_is_found_and_publication_stops(live: Any) -> None:
    execute(live, "UPDATE ledger SET record = replace(record, '5 minutos', '50 minutos')")
    assert_stops(live, "altered")


def test_an_altered_column_is_found_and_publication_stops(live: Any) -> None:
    execute(live, "UPDATE ledger SET kind = 'approved' WHERE kind = 'edited' AND seq > 20")
    assert_stops(live, "altered")


def test_the_last_rows_deleted_are_missed_and_publication_stops(live: Any) -> None:
    execute(live, "DELETE FROM ledger WHERE seq > (SELECT max(seq) - 3 FROM ledger)")
    assert_stops(live, "the last 3 are missing")


def test_a_row_deleted_in_the_middle_is_missed_and_publication_stops(live: Any) -> None:
    execute(live, "DELETE FROM ledger WHERE seq = 12")
    assert_stops(live, "rows 12 to 12 are missing")


def test_a_row_deleted_with_the_head_file_is_missed_against_the_published_manifests(live: Any) -> None:
    (live.root / ".dragoman" / "head.json").unlink()
    execute(live, "DELETE FROM ledger WHERE seq > (SELECT max(seq) - 3 FROM ledger)")
    assert_stops(live, "missing")


def test_yesterdays_ledger_beside_todays_locales_stops_publication_and_loses_no_text(live: Any) -> None:
    ledger = live.root / ".dragoman" / "ledger.sqlite3"
    shutil.copy(ledger, live.root / "older.sqlite3")
    live.save_and_approve("First week", "La primera semana")
    live.publish()
    shutil.copy(live.root / "older.sqlite3", ledger)
    assert_stops(live, "are missing")
    catalog = live.catalog().read_bytes()
    _, locales = live.prepare()
    assert "missing" in locales[SLUG, "es"].error
    assert live.catalog().read_bytes() == catalog
    assert "La primera semana" in live.live_page()


def test_an_accepted_loss_lets_work_go_on_and_what_was_lost_needs_approval_again(live: Any) -> None:
    ledger = live.root / ".dragoman" / "ledger.sqlite3"
    shutil.copy(ledger, live.root / "older.sqlite3")
    live.save_and_approve("First week", "La primera semana")
    live.publish()
    shutil.copy(live.root / "older.sqlite3", ledger)
    with live.open() as workspace:
        lost = accept_ledger_loss(
            workspace, live.actor(workspace, "Olga"), "The disk died; the backup is of yesterday."
        )
        assert lost == 3
        assert not find_ledger_faults(workspace)
    live.publish()
    assert not live.manifests()[SLUG, "es"].live, "it rests on an approval that is lost"
    item = live.item("First week")
    assert (item.status.target, item.status.author) == ("La primera semana", UNKNOWN)
    live.save_and_approve("First week", "La primera semana")
    live.publish()
    assert "La primera semana" in live.live_page()


def test_only_an_operator_accepts_a_loss(live: Any) -> None:
    execute(live, "DELETE FROM ledger WHERE seq > (SELECT max(seq) - 3 FROM ledger)")
    with live.open() as workspace, pytest.raises(LedgerError):
        accept_ledger_loss(workspace, live.actor(workspace, "Tom"), "Never mind.")
    assert_stops(live, "missing")


def test_an_alteration_cannot_be_accepted_as_a_loss(live: Any) -> None:
    execute(live, "UPDATE ledger SET record = replace(record, '5 minutos', '50 minutos')")
    with live.open() as workspace, pytest.raises(LedgerError, match="no mere loss"):
        accept_ledger_loss(workspace, live.actor(workspace, "Olga"), "Never mind.")


def test_nothing_can_be_decided_on_a_shortened_ledger(live: Any) -> None:
    execute(live, "DELETE FROM ledger WHERE seq > (SELECT max(seq) - 3 FROM ledger)")
    with pytest.raises(LedgerError, match="missing"):
        live.save("First week", "La primera semana")
    with live.open() as workspace, pytest.raises(LedgerError, match="missing"):
        withdraw_editions(workspace, SLUG, ["es"], actor=live.actor(workspace, "Olga"), why="Wrong.")


def test_a_foreign_ledger_publishes_nothing(live: Any) -> None:
    """Another workspace's decisions, however good by themselves, are not the ones that were published."""
    folder = live.root / ".dragoman"
    before = live.tree("output")
    (folder / "ledger.sqlite3").unlink()
    (folder / "head.json").unlink()
    with live.open() as workspace:
        assert workspace.ledger.head().count == 0
        with pytest.raises(LedgerError):
            publish_editions(workspace)
    assert live.tree("output") == before
