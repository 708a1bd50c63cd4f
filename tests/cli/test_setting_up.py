"""`init`, `add` and `doctor`: what they write, keep and refuse."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
ADD = ("add", "https://example.org/warfarin.html", "--slug", "warfarin")


@pytest.fixture
def empty(tmp_path: Path, make_place: Callable[[Path], Any]) -> Any:
    """A workspace without an article."""
    place = make_place(tmp_path)
    assert place.run("init", "--name", "Harbor Health", "--locale", "es", "--four-eyes", "warn").code == 0
    return place


def read_settings(place: Any) -> dict[str, Any]:
    return tomllib.loads((place.root / "dragoman.toml").read_text("utf-8"))


def test_init_makes_a_workspace_that_the_other_commands_take(tmp_path: Path, make_place: Callable[[Path], Any]) -> None:
    outside = make_place(tmp_path)
    ran = outside.good("init", "new/health", "--name", 'The "Harbor"', "--locale", "es", "--locale", "zh-Hans")
    place = make_place(tmp_path / "new" / "health")
    assert "dragoman.toml" in ran.out
    assert {"name": 'The "Harbor"', "locales": ["es", "zh_Hans"], "four_eyes": "require"}.items() <= read_settings(
        place
    ).items()
    for name in ("source_html", "locales", "output"):
        assert (place.root / name / "README.md").read_text("utf-8").startswith("# ")
    assert ".dragoman/" in (place.root / ".gitignore").read_text("utf-8")
    status = place.good("status")
    assert "No articles yet" in status.out
    assert [row[:3] for row in status.rows[1:]] == [["site", "es", "–"], ["site", "zh_Hans", "–"]]


def test_init_refuses_a_workspace_and_changes_nothing(empty: Any) -> None:
    before = empty.files(".")
    ran = empty.run("init", "--name", "Another")
    assert (ran.code, empty.files(".")) == (2, before)
    assert "is a workspace already" in ran.err


def test_init_keeps_the_files_that_are_there(tmp_path: Path, make_place: Callable[[Path], Any]) -> None:
    (tmp_path / ".gitignore").write_text("secrets/\n")
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "README.md").write_text("ours\n")
    make_place(tmp_path).good("init", "--locale", "es")
    assert (tmp_path / "locales" / "README.md").read_text() == "ours\n"
    assert (tmp_path / ".gitignore").read_text().startswith("secrets/\n\n# ledger")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--locale", "xx_Yyyy"), "xx_Yyyy"),
        (("--locale", "en"), "is the language of the sources"),
        (("--four-eyes", "sometimes"), "sometimes"),
    ],
)
def test_init_refuses_what_cannot_be_and_writes_no_settings(
    tmp_path: Path, make_place: Callable[[Path], Any], arguments: tuple[str, ...], says: str
) -> None:
    ran = make_place(tmp_path).run("init", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert not (tmp_path / "dragoman.toml").exists()


def test_on_a_terminal_init_asks_and_a_lone_person_gets_warn(tmp_path: Path, environment: dict[str, str]) -> None:
    code, said = run_on_terminal(["init"], tmp_path, environment, typed=b"Harbor Health\nes, ar\nwarn\n")
    assert code == 0, said
    settings = tomllib.loads((tmp_path / "dragoman.toml").read_text("utf-8"))
    assert (settings["name"], settings["locales"], settings["four_eyes"]) == ("Harbor Health", ["es", "ar"], "warn")


def test_on_a_terminal_rows_have_headings_and_in_a_pipe_tabs(empty: Any, environment: dict[str, str]) -> None:
    code, said = run_on_terminal(["people", "list"], empty.root, environment)
    assert (code, "Nobody yet" in said) == (0, True)
    empty.good("people", "add", "Olga Operator")
    code, said = run_on_terminal(["people", "list"], empty.root, environment)
    assert code == 0
    heading, row = said.splitlines()[:2]
    assert heading.split() == ["person", "name", "role", "basis", "from", "state"], "empty columns are left out"
    assert "Olga Operator" in row
    (line,) = empty.good("people", "list").rows
    assert line[1:4] == ["Olga Operator", "operator", ""]


def run_on_terminal(
    arguments: list[str], folder: Path, environment: dict[str, str], *, typed: bytes = b""
) -> tuple[int, str]:
    """Exit code and what stood on the terminal."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env={**environment, "COLUMNS": "120", "NO_COLOR": "1", "TERM": "xterm"},
    ) as process:
        os.close(terminal)
        os.write(controller, typed)
        said = b""
        while chunk := _read(controller):
            said += chunk
        code = process.wait(60)
    os.close(controller)
    return code, re.sub(r"\x1b\[[0-9;?]*[a-z]", "", said.decode(), flags=re.IGNORECASE)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the terminal is gone: Linux says EIO
        return b""


def test_add_keeps_comments_and_layout_and_gives_each_article_an_id_of_its_own(empty: Any) -> None:
    path = empty.root / "dragoman.toml"
    text = path.read_text("utf-8") + "\n# mine, kept\n[profiles.main-site]   # odd   spacing\nroot = 'article'\n"
    path.write_text(text, "utf-8")
    assert "Its licence allows" in empty.good(*ADD, "--licence", "CC-BY-4.0", "--attribution", "A Trust").out
    empty.good("add", "https://example.org/b", "--slug", "b", "--licence", "own", "--profile", "main-site")
    assert path.read_text("utf-8").startswith(text)
    first, second = read_settings(empty)["articles"]
    assert first.pop("id") != second.pop("id")
    assert first == {
        "slug": "warfarin",
        "url": "https://example.org/warfarin.html",
        "licence": "CC-BY-4.0",
        "attribution": "A Trust",
    }
    assert second == {"slug": "b", "url": "https://example.org/b", "licence": "own", "profile": "main-site"}
    assert len(empty.good("status", "--json").json) == 3


def test_add_keeps_the_document_that_permits_it(empty: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    letter = tmp_path_factory.mktemp("letters") / "letter.pdf"
    letter.write_bytes(b"You may translate it.")
    permission = ("--licence", "permission", "--permission", str(letter))
    assert "Its licence allows" in empty.good(*ADD, *permission, "--until", "2999-12-31").out
    assert (empty.root / "source_html" / "permissions" / "letter.pdf").read_bytes() == b"You may translate it."
    letter.write_bytes(b"Another letter.")
    ran = empty.good("add", "https://example.org/b", "--slug", "b", *permission, "--until", "2020-01-31")
    assert "the permission ended on 2020-01-31" in ran.out
    assert [each["permission"] for each in read_settings(empty)["articles"]] == ["letter.pdf", "b-letter.pdf"]


def test_add_says_what_the_licence_forbids(empty: Any) -> None:
    ran = empty.good(*ADD, "--licence", "CC-BY-NC-ND-4.0")
    assert "forbids derivatives" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("https://example.org/b", "--slug", "Warfarin B"), "cannot be a slug"),
        (("https://example.org/b", "--slug", "../b"), "cannot be a slug"),
        (("https://example.org/b", "--slug", "b\n"), "cannot be a slug"),
        (("https://example.org/b", "--slug", "site"), "reserved"),
        (("https://example.org/b", "--slug", "warfarin"), "is taken for https://example.org/warfarin.html"),
        (("https://example.org/warfarin.html#top", "--slug", "b"), "already, as 'warfarin'"),
        (("ftp://example.org/b", "--slug", "b"), "is not a web address"),
        (("file:///etc/passwd", "--slug", "b"), "is not a web address"),
        (("https://", "--slug", "b"), "is not a web address"),
        (("https://me:secret@example.org/b", "--slug", "b"), "user name or password"),
        (("https://example.org/b", "--slug", "b", "--profile", "nope"), "the profile 'nope', which is not there"),
        (("https://example.org/b", "--slug", "b", "--until", "2027-01-01"), "go with --licence permission"),
        (("https://example.org/b", "--slug", "b", "--until", "soon", "--licence", "permission"), "soon"),
        (("https://example.org/b", "--slug", "b", "--licence", "permission", "--permission", "no"), "no such file"),
        (("https://example.org/b",), "--slug"),
    ],
)
def test_add_refuses_what_cannot_be_and_leaves_the_settings_as_they_are(
    empty: Any, arguments: tuple[str, ...], says: str
) -> None:
    empty.good(*ADD, "--licence", "own")
    before = (empty.root / "dragoman.toml").read_bytes()
    ran = empty.run("add", *arguments)
    assert (ran.code, (empty.root / "dragoman.toml").read_bytes()) == (2, before)
    assert says in ran.err


def test_doctor_finds_what_this_machine_has(empty: Any) -> None:
    looks = empty.good("doctor", "--json").json
    found = {look["name"]: look["state"] for look in looks}
    assert set(found.values()) == {"ok"}
    assert {"Prefect", "Ledger", "Fonts: Spanish (es)", "PDF: WeasyPrint and Pango"} <= set(found)


def test_doctor_names_what_is_missing_and_what_to_do(empty: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    nothing = tmp_path_factory.mktemp("nothing")
    outside = empty.run("-w", str(nothing), "doctor")
    assert outside.code == 1
    assert "missing\tWorkspace\tthere is no dragoman.toml in this folder\tRun `dragoman init`" in outside.out
    fonts = empty.run("doctor", "--json", PATH=str(nothing))
    states = {look["name"]: (look["state"], look["hint"]) for look in fonts.json}
    assert fonts.code == 1
    assert states["Fonts: Spanish (es)"] == ("missing", "Install Debian's package fontconfig.")
    engine = empty.run("doctor", "--json", DRAGOMAN_ENGINE__NAME="babelfish")
    assert engine.code == 0, "one can do without an engine"
    assert engine.json[-1]["state"] == "optional"
    assert "there is no engine named 'babelfish'" in engine.json[-1]["found"]
