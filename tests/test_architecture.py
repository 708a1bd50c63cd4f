"""The import directions of DESIGN.md and ARCHITECTURE.md: edges → joins → stages → ground, never back or sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGES = {"scrape", "segment", "catalog", "draft", "check", "review", "render"}
GROUND = {"model", "errors", "files", "text"}
EDGES = {"cli", "web"}
FRAMEWORKS = {
    "prefect": {"flows"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "typer": {"cli"},
    "rich": {"cli"},
}


def _modules() -> list[Path]:
    return sorted(path for folder in ("pipeline", "flows") for path in (ROOT / folder).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its direction"
            yield node.module or ""
            if node.module in ("pipeline", "flows"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _room(module: str) -> str:
    """`scrape` of `pipeline.scrape.fetch`; `flows` of `flows.prepare`; `` of what is not ours."""
    parts = module.split(".")
    if parts[0] == "flows":
        return "flows"
    return parts[1] if parts[0] == "pipeline" and len(parts) > 1 else ""


def _room_of(path: Path) -> str:
    relative = path.relative_to(ROOT).with_suffix("")
    return _room(".".join(relative.parts))


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_import_points_down(path: Path) -> None:
    room = _room_of(path)
    for target in filter(None, (_room(name) for name in _imports(path))):
        if room in STAGES:
            assert target in GROUND | {room}, f"the stage {room} imports {target}"
        elif room == "text":
            assert target in {"model", "errors", "text"}, f"text imports {target}"
        elif room in {"model", "errors", "files"}:
            assert target in {"model", "errors"} - {room}, f"{room} imports {target}"
        elif room not in EDGES and room != "flows":
            assert target not in EDGES | {"flows"}, f"the join {room} imports the edge {target}"
        elif room == "flows":
            assert target not in EDGES, f"flows import {target}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_an_edge_imports_its_framework(path: Path) -> None:
    room = _room_of(path)
    for name in _imports(path):
        allowed = FRAMEWORKS.get(name.split(".")[0])
        assert allowed is None or room in allowed, f"{room} imports {name}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_settings_and_edges_read_the_environment(path: Path) -> None:
    room = _room_of(path)
    if room in EDGES | {"flows", "settings"}:
        return
    names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert not names & {"environ", "getenv"}, f"{room} reads the environment"


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    long = {path.name: count for path in _modules() if (count := len(path.read_text("utf-8").splitlines())) > 500}
    assert not long
