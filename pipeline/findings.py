"""Findings of a whole article, each text checked once: what was found is kept with all that it depends on.

The file in the workspace's state is derived. Without it, or where it is damaged or cannot be written, the checks run;
the gate and a decision never read it, they check again.
"""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pipeline.checking import check_text, rules_version
from pipeline.model import Finding, Severity, Span, Unit, hash_of, sha256
from pipeline.workspace import Workspace

LIBRARIES = ("babel", "ftfy", "py3langid", "rapidfuzz", "sentencex", "unicode-rbnf")
"""What the checks ask of others: a new release of one may find something else."""

_MOST = 500_000
"""Texts that are kept; a file with more is begun anew."""
_WAIT = 2.0
"""Seconds for another process that writes; then the checks run without."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rules (version TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS findings (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, found TEXT NOT NULL);
"""
_READ = "SELECT key, found FROM findings WHERE key IN (SELECT value FROM json_each(?))"
_WRITE = "INSERT INTO findings (key, found) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET found = excluded.found"
"""A text that is checked again keeps its number, so that the numbers tell how many texts there are."""


def find_findings(
    workspace: Workspace, texts: Sequence[tuple[Unit, str]], *, locale: str, article_id: str, again: bool = False
) -> list[tuple[Finding, ...]]:
    """Every finding for each translation, by the workspace's rules, in the order of the texts.

    With `again`, nothing that was kept is believed.
    """
    keys, store = _keys_of(workspace, texts, locale, article_id), _store_of(workspace)
    known = {} if again else store.read(keys)
    new: dict[str, tuple[Finding, ...]] = {}
    for key, (unit, target) in zip(keys, texts, strict=True):
        if key not in known and key not in new:
            new[key] = check_text(workspace, unit, target, locale=locale, article_id=article_id)
    if new:
        store.write(new)
    return [new[key] if key in new else known[key] for key in keys]


def read_kept(
    workspace: Workspace, texts: Sequence[tuple[Unit, str]], *, locale: str, article_id: str
) -> list[tuple[Finding, ...]]:
    """What was found when each translation was last checked, nothing where that was never; for a page of many."""
    keys = _keys_of(workspace, texts, locale, article_id)
    known = _store_of(workspace).read(keys)
    return [known.get(key, ()) for key in keys]


def _keys_of(workspace: Workspace, texts: Sequence[tuple[Unit, str]], locale: str, article_id: str) -> list[str]:
    """A hash of all that the findings of each text depend on, but for the checks themselves."""
    stamp = [workspace.settings.source_locale, locale, article_id, rules_version(workspace, locale)]
    return [hash_of("dragoman.kept-findings/2", stamp, repr(unit), target) for unit, target in texts]


def _store_of(workspace: Workspace) -> _Store:
    return _Store(workspace.state / "findings.sqlite3")


@lru_cache(maxsize=1)
def version_of_checks() -> str:
    """A hash of the checks' own files and of the releases that they rest on."""
    here = Path(__file__).parent
    files = [path for folder in ("check", "text") for path in (here / folder).rglob("*") if path.is_file()]
    code = [(path.relative_to(here).as_posix(), sha256(path.read_bytes())) for path in files if path.suffix != ".pyc"]
    releases = [platform.python_version(), *(version(name) for name in LIBRARIES)]
    return hash_of("dragoman.version-of-checks/1", sorted(map(list, code)), releases)


class _Store:
    """The file. Every fault of it is answered by doing without."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, keys: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
        found: dict[str, tuple[Finding, ...]] = {}
        if not self._path.exists():
            return found
        with suppress(sqlite3.Error, OSError, ValueError, TypeError), closing(self._open()) as database:
            if database.execute("SELECT version FROM rules").fetchone() != (version_of_checks(),):
                return found
            rows = database.execute(_READ, (json.dumps(sorted(set(keys))),))
            found.update((key, _read_findings(text)) for key, text in rows)
        return found

    def write(self, found: Mapping[str, tuple[Finding, ...]]) -> None:
        rows = [(key, _write_findings(findings)) for key, findings in found.items()]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            with closing(self._open()) as database, database:
                database.execute("BEGIN IMMEDIATE")
                current = database.execute("SELECT version FROM rules").fetchone()
                last = database.execute("SELECT max(id) FROM findings").fetchone()[0] or 0
                if current != (version_of_checks(),) or last > _MOST:
                    database.execute("DELETE FROM findings")
                    database.execute("DELETE FROM rules")
                    database.execute("INSERT INTO rules VALUES (?)", (version_of_checks(),))
                database.executemany(_WRITE, rows)
        except sqlite3.OperationalError:
            pass  # another process writes, the disk is full or read-only
        except sqlite3.DatabaseError:
            with suppress(OSError):
                self._path.unlink()
        except OSError:
            pass

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        database.executescript(_SCHEMA)
        return database


def _write_findings(findings: Sequence[Finding]) -> str:
    rows = [
        [f.check, f.severity, f.message, f.hint, f.id, _write_spans(f.source_spans), _write_spans(f.target_spans)]
        for f in findings
    ]
    return json.dumps(rows, ensure_ascii=False)


def _read_findings(text: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(check, Severity(severity), message, hint, id_, _read_spans(source), _read_spans(target))
        for check, severity, message, hint, id_, source, target in json.loads(text)
    )


def _write_spans(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _read_spans(rows: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in rows)
