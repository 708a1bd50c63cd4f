"""The commands that show a change and answer it: diff, review show, confirm, split, prepare's own take-down."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app

SLUG = "walking"
Run = Callable[..., str]


@pytest.fixture
def run(live: Any) -> Run:
    def call(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["--workspace", str(live.root), *arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return result.stdout

    return call


def test_prepare_takes_a_critically_changed_edition_down_at_once_and_says_so(live: Any, run: Run) -> None:
    assert "no other snapshot" in run("diff", SLUG)
    live.change_page("Walk for 5 minutes", "Walk for 50 minutes")
    out = run("prepare")
    assert "walking (es) is withdrawn" in out
    assert not live.live_pdf().exists()
    assert "withdrawn" not in run("prepare"), "it is answered"
    row = next(row for row in json.loads(run("status", "--json")) if (row["slug"], row["locale"]) == (SLUG, "es"))
    assert (row["policy"], row["source_change"], row["edition"]) == ("withdraw", "critical", "withdrawn")


def test_diff_shows_each_change_and_writes_a_page(live: Any, run: Run, tmp_path: Path) -> None:
    live.change_page("Walk for 5 minutes twice a day in the first week.", "Walk for 6 minutes twice a day. Rest well.")
    live.prepare()
    line = run("diff", SLUG).splitlines()[0].split("\t")
    assert line[:2] == ["critical", "edited"]
    assert "[-5-]{+6+}" in line[-1]
    page = tmp_path / "changes.html"
    assert json.loads(run("diff", SLUG, "--json", "--html", str(page)))["class"] == "critical"
    assert "<ins>6</ins>" in page.read_text("utf-8")
    assert "critical: edited" in page.read_text("utf-8")
    assert "no other snapshot" in run("diff", SLUG, "--since", "2001-01-01")
    run("diff", SLUG, "--since", "soon", code=2)


def test_show_says_which_sentences_stand_and_which_are_new(live: Any, run: Run) -> None:
    live.change_page("in the first week.</p>", "in the first week. Rest well after it.</p>")
    live.prepare()
    unit = live.item("Walk for").id
    out = run("review", "show", SLUG, unit, "--locale", "es")
    assert "same      Walk for 5 minutes" in out
    assert "added     Rest well after it." in out
    told = json.loads(run("review", "show", SLUG, unit, "--locale", "es", "--json"))["source_change"]
    assert [pair["kind"] for pair in told["sentences"]] == ["same", "added"]
    assert told["class"] == "ordinary"


def test_confirm_and_split_by_command(live: Any, run: Run) -> None:
    live.change_page("<strong>without help</strong>", "<em>without help</em>")
    live.change_page("<table>", "<p>Week</p><table>")
    live.prepare()
    unit = live.item("Most people").id
    there = (SLUG, "--locale", "es", "--as", "Rita")
    assert unit in run("review", "confirm", *there, "--dry-run")
    assert live.item("Most people").status.state == "changed"
    assert f"{unit}\tapproved" in run("review", "confirm", *there)
    assert "No unit waits" in run("review", "confirm", *there)
    week = live.item("Week").id
    listed = run("review", "split", SLUG, week, "--locale", "es", "--as", "Tom").splitlines()
    assert [line.split("\t")[0] for line in listed] == ["1", "2"]
    out = run("review", "split", SLUG, week, "--locale", "es", "--as", "Tom", "--occurrence", "2")
    assert "\tchanged\t" in out
    assert week not in out
    assert "\tapproved\t" in run("review", "confirm", *there)


def test_withdraw_and_restore_without_a_locale_are_one_act_for_all_languages(live: Any, run: Run) -> None:
    run("withdraw", SLUG, "--as", "Rita", "--why", "The source is being corrected")
    run("restore", SLUG, "--as", "Olga", "--why", "It was corrected")
    with live.open() as workspace:
        rows = [row.decision for row in workspace.ledger.read(article="w1a2l3k4i5n6")][-4:]
    assert [(row.kind.value, row.locale) for row in rows] == [
        ("withdrawn", "es"),
        ("withdrawn", "ar"),
        ("restored", "es"),
        ("restored", "ar"),
    ]
    assert rows[0].details == rows[1].details
    assert rows[0].details["languages"] == ["es", "ar"]
