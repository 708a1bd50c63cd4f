"""What the checks said is kept, and never believed where it matters."""

from __future__ import annotations

import ast
import json
import sqlite3
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from pipeline import findings
from pipeline.errors import NotAllowedError
from pipeline.gate import pass_gate
from pipeline.model import Severity
from tests.pipeline.conftest import ROOT, SLUG

WALK = "Walk for 5 minutes"
WRONG = "Camine durante 50 minutos dos veces al día en la primera semana."


@pytest.fixture
def checked(live: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A workspace with a wrong number in Spanish; `checked.ran` counts the texts that the checks looked at."""
    live.save(WALK, WRONG)
    live.bench()
    live.ran = []
    check_text = findings.check_text

    def count(*given: Any, **named: Any) -> Any:
        live.ran.append(given[2])
        return check_text(*given, **named)

    monkeypatch.setattr(findings, "check_text", count)
    return live


def _file(place: Any) -> Path:
    return place.root / ".dragoman" / "findings.sqlite3"


def _tamper(place: Any, statement: str, *values: object) -> None:
    with sqlite3.connect(_file(place)) as database:
        assert database.execute(statement, values).rowcount
    database.close()


def test_a_text_is_checked_once(checked: Any) -> None:
    first, again = checked.item(WALK), checked.item(WALK)
    assert not checked.ran
    assert first.findings == again.findings and first.blocking[0].target_spans


def test_a_kept_finding_is_the_finding(checked: Any) -> None:
    kept = checked.item(WALK).findings
    _file(checked).unlink()
    assert checked.item(WALK).findings == kept
    assert isinstance(kept[0].severity, Severity) and checked.ran


def test_a_changed_text_is_checked(checked: Any) -> None:
    checked.save(WALK, "Camine durante 5 minutos dos veces al día la primera semana.")
    assert not checked.item(WALK).blocking


def test_changed_rules_are_asked(checked: Any) -> None:
    checked.change_settings("[fetch]", '[checks.severity]\nnumbers = "minor"\n\n[fetch]')
    assert not checked.item(WALK).blocking
    assert WRONG in checked.ran


def test_another_release_of_the_checks_begins_anew(checked: Any) -> None:
    _tamper(checked, "UPDATE rules SET version = ?", "of yesterday")
    assert checked.item(WALK).blocking
    assert WRONG in checked.ran
    checked.ran.clear()
    assert checked.item(WALK).blocking
    assert not checked.ran


@pytest.mark.parametrize("damage", ["no database", "half", "no such rows", "folder"])
def test_a_damaged_file_is_done_without(checked: Any, damage: str) -> None:
    path = _file(checked)
    if damage == "no database":
        path.write_bytes(b"This is not a database. " * 100)
    elif damage == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif damage == "no such rows":
        _tamper(checked, "UPDATE findings SET found = ?", json.dumps([["numbers", "worst", 1]]))
    else:
        path.unlink()
        path.mkdir()
    assert checked.item(WALK).blocking
    assert WRONG in checked.ran
    assert checked.item(WALK).blocking


def test_a_file_that_another_process_holds_is_done_without(checked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "_WAIT", 0.01)
    holder = sqlite3.connect(_file(checked), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert checked.item(WALK).blocking
    finally:
        holder.close()


def test_the_gate_and_a_decision_check_again(checked: Any) -> None:
    _tamper(checked, "UPDATE findings SET found = '[]'")
    assert not checked.item(WALK).blocking  # what the file says
    with pytest.raises(NotAllowedError):
        checked.approve(WALK)
    with checked.open() as workspace:
        _tamper(checked, "UPDATE findings SET found = '[]'")
        holds = pass_gate(workspace, workspace.article(SLUG), "es")
        assert isinstance(holds, tuple) and holds
        assert WRONG in checked.ran


def test_a_file_with_too_many_texts_is_begun_anew_and_checking_again_adds_none(
    checked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last() -> int:
        with sqlite3.connect(_file(checked)) as database:
            found: int = database.execute("SELECT max(id) FROM findings").fetchone()[0]
        database.close()
        return found

    before = last()
    with checked.open() as workspace:
        pass_gate(workspace, workspace.article(SLUG), "es")
        known = last()
        pass_gate(workspace, workspace.article(SLUG), "es")
    assert before <= known == last()
    monkeypatch.setattr(findings, "_MOST", 3)
    checked.save(WALK, "Camine durante 6 minutos.")
    assert last() < known


def test_all_that_the_checks_rest_on_is_named() -> None:
    """A new release of a library is another release of the checks."""
    names = set()
    for folder in ("check", "text"):
        for path in (ROOT / "pipeline" / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names.update(alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    names.add((node.module or "").partition(".")[0])
    ours = {"pipeline", "__future__", "defusedxml"}  # the last reads a termbase, whose digest is asked
    found = {packages_distributions()[name][0].lower() for name in names - ours - sys.stdlib_module_names}
    assert found == set(findings.LIBRARIES)
