"""`serve` and `desk` as processes of their own: what they print, serve, refuse, and how they end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]


@contextmanager
def run(place: Any, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that serves, with the address that it printed."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=place.root,
        env=place.commands.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            address = ""
            for line in process.stdout:
                if found := re.search(r"http://\S+", line):
                    address = found[0]
                    break
            assert address, process.stderr.read() if process.stderr else ""
            yield process, address
        finally:
            process.kill()


def stop(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    return process.returncode, err


def test_serve_shows_the_published_site_and_ends_quietly(live: Any) -> None:
    with run(live, "serve", "--port", "0") as (process, address):
        page = httpx.get(f"{address}immunotherapy-all/es/")
        assert page.status_code == 200
        assert 'lang="es"' in page.text
        assert httpx.get(f"{address}dragoman.toml").status_code == 404
        assert stop(process) == (0, "")


def test_the_desk_logs_a_person_in_once_and_gives_another_link_where_it_runs(ready: Any) -> None:
    with run(ready, "desk", "--as", "Rita", "--port", "0") as (process, link):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/login/\S+", link)
        page = httpx.get(link)
        assert (page.status_code, "Rita Reviewer" in page.text) == (200, True)
        port = link.split(":")[2].split("/")[0]
        more = ready.good("desk", "--as", "Tom", "--port", port)
        assert "running already" in more.out
        assert "Tom Translator" in httpx.get(more.out.split()[-1]).text
        assert stop(process) == (0, "")


@pytest.mark.parametrize("command", [("serve",), ("desk", "--as", "Rita")])
def test_a_port_that_is_taken_is_said(ready: Any, command: tuple[str, ...]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ran = ready.run(*command, "--port", port)
    assert (ran.code, f"the port {port} is taken" in ran.err) == (2, True)


def test_the_desk_serves_beyond_loopback_only_behind_https(ready: Any) -> None:
    assert ready.run("desk", "--as", "Rita", "--host", "0.0.0.0").code == 2
    ran = ready.run("desk", "--as", "Rita", "--host", "0.0.0.0", "--public-url", "http://desk.example.org")
    assert (ran.code, "https" in ran.err) == (2, True)


def test_who_no_longer_works_here_gets_no_link(ready: Any) -> None:
    ready.good("people", "deactivate", "Tom", "--as", "Olga")
    ran = ready.run("desk", "--as", "Tom", "--port", "0")
    assert (ran.code, "no longer works here" in ran.err) == (2, True)
