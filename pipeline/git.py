"""Runs git on a repository whose content may be hostile: no hook, no pager, no network, no name that is an option.

A repository's own configuration belongs to whoever owns the machine; its content (names, links, attributes) to anyone
who may push. Only content is distrusted here.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SyncError

_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "commit.gpgSign": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",  # a folder of the content that looks like a repository is none
    "diff.external": "",
    "log.showSignature": "false",
}
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_EDITOR": "false",
    "LC_ALL": "C.UTF-8",
}
_TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Repository:
    """A git work tree that holds a workspace."""

    folder: Path
    """The workspace; paths are given and told from here."""
    environment: dict[str, str]
    """As the edge was called with; variables of git in it are left out but for a person's name and address."""

    def run(self, *arguments: str, data: bytes = b"") -> bytes:
        """What a git command prints. SyncError with git's own words where it fails."""
        settings = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        command = ["git", "--no-pager", *settings, *arguments]
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=self._clean(), input=data, capture_output=True, timeout=_TIMEOUT
            )
        except FileNotFoundError as exc:
            raise SyncError("git is not installed", hint="Install it, or work without `dragoman sync`.") from exc
        except subprocess.TimeoutExpired as exc:
            raise SyncError(f"git did not end within {_TIMEOUT} seconds", hint="Look at the repository.") from exc
        if done.returncode:
            words = done.stderr.decode(errors="replace").strip().splitlines()
            raise SyncError(
                f"git {arguments[0]}: {words[-1] if words else 'failed'}",
                where=str(self.folder),
                hint="Set the repository right with git itself, then run it again.",
            )
        return done.stdout

    def names(self, *arguments: str) -> tuple[str, ...]:
        """What a command prints as names that end in NUL."""
        return tuple(os.fsdecode(name) for name in self.run(*arguments).split(b"\0") if name)

    def _clean(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in self.environment.items()
            if not key.startswith("GIT_") or key.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_GLOBAL"))
        }
        return {**kept, **_ENVIRONMENT}


def encode_names(names: Sequence[str]) -> bytes:
    """Names as git reads them from its standard input, each with its NUL."""
    return b"".join(os.fsencode(name) + b"\0" for name in names)
