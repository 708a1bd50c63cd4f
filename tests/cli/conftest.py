"""The real command on real workspaces, whose pages come over HTTP from the sample site on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog import read_catalog

ROOT = Path(__file__).resolve().parents[2]
HOST = "www.lindenvale.example"
SLUG = "immunotherapy-all"
DECISIONS = ROOT / "examples" / "decisions"


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


class Commands:
    """Runs commands; every one of them must end without a traceback."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        server = Path(__file__).parent / "command_server.py"
        self._server = subprocess.Popen(
            [sys.executable, str(server)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self._server.stdin
        assert self._server.stdout
        self._calls, self._answers = self._server.stdin, self._server.stdout

    def close(self) -> None:
        self._calls.close()
        self._server.wait(30)
        self._answers.close()

    def run(self, folder: Path, *arguments: str, input: str = "", **environment: str) -> Ran:
        call = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": {**self.environment, **environment},
            "input": input,
        }
        self._calls.write(json.dumps(call) + "\n")
        self._calls.flush()
        answer = json.loads(self._answers.readline())
        ran = Ran(answer["code"], answer["out"], answer["err"])
        assert "Traceback" not in ran.out + ran.err
        assert "fault in Dragoman itself" not in ran.err, ran.err
        return ran


@dataclass(frozen=True)
class Place:
    """A workspace, and the command in it."""

    root: Path
    commands: Commands

    def run(self, *arguments: str, input: str = "", **environment: str) -> Ran:
        return self.commands.run(self.root, *arguments, input=input, **environment)

    def good(self, *arguments: str, input: str = "") -> Ran:
        ran = self.run(*arguments, input=input)
        assert ran.code == 0, ran
        return ran

    def files(self, *folders: str) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for folder in folders
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file()
        }

    def queue(self, locale: str = "es", slug: str = SLUG) -> list[dict[str, Any]]:
        rows = self.good("review", "list", slug, "--locale", locale, "--all", "--json").json
        assert isinstance(rows, list)
        return rows

    def unit(self, source: str, *, locale: str = "es", slug: str = SLUG) -> str:
        """The id of the unit whose source begins so."""
        return next(row["unit"] for row in self.queue(locale, slug) if row["source"].startswith(source))


Copy = Callable[[Place], Place]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A clean environment in which the sample's host name leads to the sample's server on loopback."""
    sys.path.insert(0, str(ROOT))
    try:
        from examples.origin.serve import serve
    finally:
        sys.path.remove(str(ROOT))
    with serve() as origin:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not re.match("DRAGOMAN|COLUMNS|LINES|PYTHONUNBUFFERED", key)
        }
        home = tmp_path_factory.mktemp("home")
        yield {
            **kept,
            "HOME": str(home),
            "PREFECT_HOME": str(home / "prefect"),
            "DRAGOMAN_FETCH__RESOLVE": json.dumps({HOST: f"127.0.0.1:{origin.port}"}),
            "PYTHONPATH": str(ROOT),
        }


@pytest.fixture(scope="session")
def commands(environment: dict[str, str]) -> Iterator[Commands]:
    started = Commands(environment)
    yield started
    started.close()


@pytest.fixture(scope="session")
def prepared(commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """init → add → prepare → people, by the commands. Tests copy it."""
    root = tmp_path_factory.mktemp("prepared")
    place = Place(root, commands)
    place.good("init", "--name", "Harbor Health", "--locale", "es", "--locale", "ar", "--four-eyes", "require")
    sample = tomllib.loads((ROOT / "dragoman.toml").read_text("utf-8"))["profiles"]["origin"]
    profile = "\n".join(f"{key} = {json.dumps(value)}" for key, value in sample.items() if key != "shared")
    shared = '[profiles.origin.shared]\nhelpline = ".help"\n\n[[shared]]\nid = "h3v6t1r8c2n7"\nslug = "helpline"\n'
    settings = root / "dragoman.toml"
    text = settings.read_text("utf-8").replace('contact = ""', 'contact = ""\ndelay = 0.0')
    settings.write_text(f"{text}\n[profiles.origin]\n{profile}\n\n{shared}", "utf-8")
    url = f"http://{HOST}/{SLUG}.html"
    rights = ("--licence", "CC-BY-4.0", "--attribution", "Lindenvale Cancer Alliance")
    place.good("add", url, "--slug", SLUG, "--profile", "origin", *rights)
    place.good("prepare")
    place.good("people", "add", "Olga Operator")
    for name, role in (("Tom Translator", "translator"), ("Rita Reviewer", "reviewer")):
        place.good("people", "add", name, "--as", "Olga")
        place.good("people", "grant", name, role, "--locale", "es", "--basis", "Diploma", "--as", "Olga Operator")
    return place


@pytest.fixture(scope="session")
def published(prepared: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The Spanish edition, imported from the sample's decisions by one person, approved by another, published."""
    place = copy_place(prepared, tmp_path_factory.mktemp("published") / "workspace")
    for slug in ("site", "helpline", SLUG):
        file = DECISIONS / f"{slug}.es.po"
        assert read_catalog(file.read_bytes(), name=file.name).entries
        place.run("import", str(file), "--as", "Tom", "--overwrite")
        waiting = [row["unit"] for row in place.queue(slug=slug) if row["state"] == "translated"]
        place.good("review", "approve", slug, *waiting, "--locale", "es", "--as", "Rita")
    place.good("publish")
    return place


def copy_place(place: Place, root: Path) -> Place:
    shutil.copytree(place.root, root, symlinks=True)
    return Place(root, place.commands)


@pytest.fixture
def ready(prepared: Place, tmp_path: Path) -> Place:
    """A prepared workspace of one's own."""
    return copy_place(prepared, tmp_path / "workspace")


@pytest.fixture
def live(published: Place, tmp_path: Path) -> Place:
    """A published workspace of one's own."""
    return copy_place(published, tmp_path / "workspace")


@pytest.fixture
def make_place(commands: Commands) -> Callable[[Path], Place]:
    """The command in any folder."""
    return lambda root: Place(root, commands)
