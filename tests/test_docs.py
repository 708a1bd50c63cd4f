"""The docs are under test: each command, option and setting is named, examples parse, links lead somewhere."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic import BaseModel

from pipeline.cli.app import app
from pipeline.settings import Settings, make_settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").glob("*.md")])
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
GROUP: Any = typer.main.get_command(app)


def _commands(group: Any = GROUP, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for inner in _models(field.annotation):
            yield from _keys(inner)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models(part)]


def _examples() -> Iterator[Any]:
    """Every line of a code block that begins with `dragoman`, and every `dragoman …` in running text."""
    for path in DOCS:
        text = path.read_text("utf-8")
        blocks = re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL)
        lines = [part for block in blocks for line in block.splitlines() for part in line.split(" && ")]
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        lines += re.findall(r"`(dragoman [^`]*)`", prose)
        for line in dict.fromkeys(line.strip() for line in lines):
            if line.startswith("dragoman ") and not line.startswith("dragoman COMMAND"):
                yield pytest.param(line, id=f"{path.name}: {line[:60]}")


def _parse(line: str) -> None:
    """Walk the groups; in a code block or with arguments, parse them as the command would."""
    words = shlex.split(line, comments=True)[1:]
    command, name = GROUP, "dragoman"
    context = GROUP.make_context("dragoman", [], resilient_parsing=True)
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no `{name} {words[0]}`"
        name, command = f"{name} {words[0]}", command.commands[words.pop(0)]
    known = {option for each in command.params for option in each.opts} | {"--help", "-h"}
    for word in words:
        assert not word.startswith("--") or word.split("=")[0] in known, f"`{name}` has no {word}"
    if not words or hasattr(command, "commands") or not _is_whole(words):
        return
    command.make_context(name, words, parent=context, resilient_parsing=False)


def _is_whole(words: list[str]) -> bool:
    """An example, no pattern: a pattern has capitals for what is to be put in, `…` or brackets."""
    return not any(re.fullmatch(r"[\[<]?[A-Z]{3,}[\]>…]*|.*…|\[.*", word) for word in words) and len(words) > 1


@pytest.mark.parametrize("path", [" ".join(path) for path, _ in _commands()])
def test_every_command_has_its_heading_in_the_docs(path: str) -> None:
    assert re.search(rf"^### `dragoman {path}[ `]", COMMANDS, re.MULTILINE)


def test_the_docs_have_no_heading_for_a_command_that_is_not_there() -> None:
    headings = re.findall(r"^### `dragoman ([a-z -]+?)(?: [A-Z\[].*)?`$", COMMANDS, re.MULTILINE)
    assert sorted(headings) == sorted(" ".join(path) for path, _ in _commands())


@pytest.mark.parametrize(("path", "command"), [(" ".join(path), command) for path, command in _commands()])
def test_every_option_is_named_in_the_docs_and_says_what_it_is(path: str, command: Any) -> None:
    for parameter in command.params:
        assert getattr(parameter, "help", None) or parameter.name == "help", f"{path}: {parameter.name} has no help"
        long = [option for option in parameter.opts if option.startswith("--")]
        assert not long or long[0] in COMMANDS, f"{path}: {long[0]}"


@pytest.mark.parametrize("key", sorted(set(_keys(Settings))))
def test_every_setting_is_named_in_the_docs(key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", SETTINGS, re.MULTILINE) or f"[{key}]" in SETTINGS or f"[{key}." in SETTINGS


def test_the_docs_name_no_setting_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", SETTINGS, re.MULTILINE)) <= set(_keys(Settings))


def test_the_settings_of_the_docs_are_settings() -> None:
    text = "\n".join(re.findall(r"```toml\n(.*?)```", SETTINGS, re.DOTALL))
    settings = make_settings(tomllib.loads(text))
    assert settings.profiles["main-site"].shared == {"helpline": ".help"}


@pytest.mark.parametrize("line", list(_examples()))
def test_every_example_parses(line: str) -> None:
    _parse(line)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)", path.read_text("utf-8")):
        other = (path.parent / target).resolve() if target else path
        assert other.exists() or other.parent.name == "pictures", f"{path.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", other.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{path.name}: {target}#{anchor}"


def test_the_docs_never_promise_what_no_program_can() -> None:
    for path in DOCS:
        assert not re.search(r"\b(fully |HIPAA[- ])?compliant\b", path.read_text("utf-8"), re.IGNORECASE), path.name
