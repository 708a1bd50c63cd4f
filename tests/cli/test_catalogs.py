"""`dragoman catalog verify`: the share of files that come back byte for byte, and what differs in the rest."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli.app import app

DATA = Path(__file__).parents[1] / "data" / "catalog"


def test_files_of_other_tools_come_back_byte_for_byte() -> None:
    done = CliRunner().invoke(app, ["catalog", "verify", str(DATA), "--json"])
    told = json.loads(done.output)
    assert (done.exit_code, told["different"]) == (0, [])
    assert told["files"] == told["same"] == len([*DATA.rglob("*.po"), *DATA.rglob("*.pot")]) > 2


def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "good.po").write_text('msgid "a"\nmsgstr "b"')
    (tmp_path / "bad.po").write_text('msgid "a"\nmsgstr "b\n')
    (tmp_path / "link.po").symlink_to("/etc/hostname")
    done = CliRunner().invoke(app, ["catalog", "verify", str(tmp_path)])
    assert done.exit_code == 1
    assert f"{(tmp_path / 'bad.po').as_posix()}:2: the string" in done.output
    assert "1 of 2 files come back byte for byte (50.00%)." in done.output
