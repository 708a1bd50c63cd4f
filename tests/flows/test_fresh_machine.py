"""What a fresh machine meets: `scripts/setup` where something is missing, and `make demo` twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that the script reads, and programs that make it believe in another machine."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("pyproject.toml", "uv.lock", "Makefile"):
        shutil.copy(ROOT / name, folder)
    return folder


def set_up(clone: Path, *parts: str, path: str, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run the script with these programs, by their shell code, before others; it must leave the clone as it was."""
    fakes = clone.parent / "bin"
    fakes.mkdir()
    for name, code in programs.items():
        program = fakes / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{code}\n")
        program.chmod(0o755)
    before = sorted(clone.rglob("*"))
    done = subprocess.run(
        [clone / "scripts" / "setup", *parts],
        env={"PATH": f"{fakes}:{path}", "HOME": str(clone.parent)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    assert sorted(clone.rglob("*")) == before
    return done


def test_without_root_it_prints_the_one_line_to_run_first_and_leaves_nothing(clone) -> None:
    done = set_up(clone, "product", "test", path="/usr/bin:/bin", id="echo 1000", dpkg_query="exit 1", apt_get="exit 9")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Run this first, then the same command again: sudo sh -c 'apt-get update && apt-get install")
    assert {"libpango-1.0-0", "fonts-noto-cjk", "chromium", "postgresql"} <= set(line.replace("'", " ").split())


def test_packages_that_cannot_be_installed_are_said_with_the_reason(clone) -> None:
    done = set_up(
        clone,
        "product",
        path="/usr/bin:/bin",
        id="echo 0",
        dpkg_query="exit 1",
        apt_get="echo 'E: no such mirror' >&2; exit 100",
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == "E: no such mirror"
    assert "could not be installed" in done.stderr


def test_an_environment_that_cannot_be_installed_leaves_nothing_half_done(clone) -> None:
    installed = 'for name in "$@"; do printf "installed:%s " "$name"; done'
    done = set_up(
        clone,
        "product",
        path="/usr/bin:/bin",
        dpkg_query=installed,
        apt_get="exit 9",
        uv="mkdir .venv; echo 'error: no network' >&2; exit 1",
    )
    assert done.returncode == 3
    assert done.stderr.startswith("error: no network\nThe environment could not be installed")


def test_without_apt_it_names_what_to_install(clone, tmp_path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    for name in ("bash", "dirname", "env", "id", "rm", "mktemp"):
        (plain / name).symlink_to(str(shutil.which(name)))
    (plain / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (plain / "python3").chmod(0o755)
    done = set_up(clone, "product", "test", path=str(plain))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Install with your system's packages first")
    assert "PostgreSQL" in line


@pytest.mark.parametrize("parts", [(), ("everything",)])
def test_wrong_use_is_said(clone, parts) -> None:
    done = set_up(clone, *parts, path="/usr/bin:/bin")
    assert (done.returncode, done.stderr) == (2, "usage: scripts/setup product [test]\n")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_demonstration_publishes_and_a_second_one_changes_no_byte(tmp_path, plain_environment) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "dragoman.toml", tmp_path)
    environment = {**plain_environment, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    # What a shell may have set must not lead a demonstration into somebody's own ledger or server.
    environment |= {
        "DRAGOMAN_LEDGER": "postgresql+pg8000://nobody@127.0.0.1:1/real",
        "PREFECT_API_URL": "http://[::1]:1",
    }

    def run_demo() -> str:
        done = subprocess.run(
            [sys.executable, "-m", "examples.demo"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    first = run_demo()
    assert "Held (2): 2 editions wait for people" in first
    assert "output/immunotherapy-all/es/immunotherapy-all.es.pdf" in first
    assert "it will change no byte" in first
    (header,) = [line for line in first.splitlines() if line.startswith("article ")]
    (spanish,) = [line for line in first.splitlines() if line.startswith("immunotherapy-all  es")]
    assert spanish.index("published") == header.index("edition")
    assert "No byte changed in source_html/, locales/, output/." in run_demo()
