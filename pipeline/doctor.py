"""What a machine and a workspace need, looked at one by one: for `dragoman doctor`.

Each look is a real one: libraries are imported, the database is opened and verified. Nothing is sent over the network.
"""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pipeline.draft import available_engines
from pipeline.errors import DragomanError
from pipeline.guard import find_ledger_faults
from pipeline.prepare import find_engine
from pipeline.render.fonts import find_missing_fonts, typeface_of
from pipeline.settings import FILE_NAME
from pipeline.text.languages import english_name
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    """What is there, or what is wrong."""
    hint: str = ""
    """What to do where it is missing."""
    needed: bool = True
    """False for what one can do without."""

    @property
    def state(self) -> str:
        """ok, missing, or optional: not there and not needed."""
        return "ok" if self.ok else "missing" if self.needed else "optional"

    def as_json(self) -> dict[str, object]:
        """For a program."""
        return {**asdict(self), "state": self.state}


def examine(root: Path, report: Callable[[str], None] = lambda _name: None) -> Iterator[Look]:
    """Every look, the machine first; without a workspace in `root` the rest is left out and said."""
    report("libraries")
    yield _look_at_library("PDF: WeasyPrint and Pango", "weasyprint", _PANGO)
    yield _look_at_library("PDF: read back by PDFium", "pypdfium2", "Install the environment anew: `make setup`.")
    report("Prefect")
    yield _look_at_prefect()
    try:
        workspace = Workspace.open(root)
    except DragomanError as error:
        yield Look("Workspace", False, error.message, error.hint)
        yield from _look_at_fonts(("en",))
        return
    with workspace:
        articles = len(workspace.settings.articles)
        yield Look("Workspace", True, f"{FILE_NAME}: {articles} article{'s' * (articles != 1)}")
        locales = workspace.settings.locales
        if not locales:
            yield Look("Locales", False, "none is set", f'Set `locales = ["es", …]` in {FILE_NAME}.')
        yield from _look_at_fonts((workspace.settings.source_locale, *locales))
        report("ledger")
        yield _look_at_ledger(workspace)
        yield from _look_at_engines(workspace)


_PANGO = "Install Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."


_IMPORT_PREFECT = (
    "import os; os.environ.update(DO_NOT_TRACK='1', PREFECT_SERVER_ANALYTICS_ENABLED='false'); "
    "import prefect; print(prefect.__version__)"
)
"""In a process of its own, so that its telemetry notice and its logging do not reach us."""


def _look_at_library(name: str, module: str, hint: str) -> Look:
    try:
        importlib.import_module(module)
        return Look(name, True, version(module))
    except Exception as exc:  # ImportError, OSError where a shared library is missing, whatever else it breaks with
        return Look(name, False, f"{type(exc).__name__}: {' '.join(str(exc).split())}"[:200], hint)


def _look_at_prefect() -> Look:
    hint = "Install the environment anew for schedules; the commands work without it."
    try:
        done = subprocess.run([sys.executable, "-c", _IMPORT_PREFECT], capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as exc:
        return Look("Prefect", False, str(exc)[:200], hint, needed=False)
    if done.returncode:
        fault = (done.stderr.strip().splitlines() or ["it cannot be imported"])[-1]
        return Look("Prefect", False, fault[:200], hint, needed=False)
    return Look("Prefect", True, done.stdout.strip().splitlines()[-1], needed=False)


def _look_at_fonts(locales: tuple[str, ...]) -> Iterator[Look]:
    for locale in locales:
        name = f"Fonts: {english_name(locale)} ({locale})"
        try:
            missing = find_missing_fonts(locale)
        except DragomanError as error:
            yield Look(name, False, error.message, error.hint)
            continue
        packages = sorted(set(re.findall(r"Debian: ([\w-]+)", " ".join(missing))))
        hint = f"Debian: apt-get install {' '.join(packages)}" if packages else ""
        yield Look(name, not missing, ", ".join(missing) or typeface_of(locale).family, hint)


def _look_at_ledger(workspace: Workspace) -> Look:
    """Opening reads back the pragmas, or PostgreSQL's settings, on each connection; then every hash is recomputed."""
    try:
        ledger = workspace.ledger
        faults = find_ledger_faults(workspace)
        head = ledger.head()
    except DragomanError as error:
        return Look("Ledger", False, error.message, error.hint)
    if faults:
        return Look("Ledger", False, f"{faults[0].where}: {faults[0].message}", faults[0].hint)
    durable = "journal TRUNCATE, synchronous FULL" if ledger.dialect == "sqlite" else "synchronous commit, fsync"
    name = "SQLite" if ledger.dialect == "sqlite" else "PostgreSQL"
    return Look("Ledger", True, f"{name}, {durable}; {head.count:,} decisions, unbroken")


def _look_at_engines(workspace: Workspace) -> Iterator[Look]:
    wanted = workspace.settings.engine.name
    if not wanted:
        ready = [engine.name for engine in available_engines() if engine.ready]
        yield Look(
            "Engine for drafts",
            True,
            f"none is set (available: {', '.join(ready) or 'none'}); the memory of approved pairs works without",
            needed=False,
        )
        return
    for locale in workspace.settings.locales:
        engine, fault = find_engine(workspace, locale)
        name = f"Engine {wanted}: {english_name(locale)} ({locale})"
        found = engine.label if engine else fault
        yield Look(name, engine is not None, found, "Translators then start from an empty field.", needed=False)
