"""A ledger on SQLite and on a real PostgreSQL, people, a clock that ticks, and a way to tamper with the database."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipeline.model import (
    Decision,
    DecisionKind,
    Draft,
    Finding,
    Placeholder,
    Role,
    Severity,
    Unit,
    UnitStatus,
    approval_binding,
    timestamp,
)
from pipeline.review import acts
from pipeline.review.ledger import Ledger
from pipeline.review.people import Actor, People, add_person, grant_role
from pipeline.review.states import Policy

ARTICLE = "a1b2c3d4e5f6"

TEXT = Unit(
    "Call your doctor if you take <x1>20 mg</x1> or more.", (Placeholder("x1", "protected", "span", text="20 mg"),)
)
OTHER = Unit("Wash your hands.", kind="heading-2")
LINK = Unit("Call <a>the helpline</a>.", (Placeholder("a", "pair", "a", target="tel:+18005550100"),))


class TickingClock:
    """A clock that a test sets; each reading is a second later than the last."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


def _find_postgres() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_server(*command: str | Path) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*user, *map(str, command)], capture_output=True, text=True, cwd="/", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The Unix socket of a private cluster that lives as long as the session."""
    binaries = _find_postgres()
    if binaries is None:
        pytest.skip("PostgreSQL (Debian package postgresql) is not installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and runuser is missing")
    folder = Path(tempfile.mkdtemp(prefix="dragoman-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _as_server(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=60"
    _as_server(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield str(folder / ".s.PGSQL.5432")
    finally:
        _as_server(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a new ledger stands: an SQLite file, or an empty PostgreSQL database."""
    if request.param == "sqlite":
        return tmp_path / "ledger.sqlite3"
    url = f"postgresql+pg8000://postgres@/postgres?unix_sock={request.getfixturevalue('postgres_socket')}"
    _execute(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return url


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def tamper(place: str | Path) -> Callable[..., None]:
    """Runs SQL on the database as somebody would who has its password: past the fence of triggers."""

    def run(*statements: str) -> None:
        if isinstance(place, Path):
            names = ("ledger_no_update", "ledger_no_delete")
            fences = [f"DROP TRIGGER IF EXISTS {name}" for name in names]
            _execute(f"sqlite:///{place}", *fences, *statements)
        else:
            _execute(place, *statements)

    return run


@pytest.fixture
def head_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "head.json"


@pytest.fixture
def ledger(place: str | Path, head_file: Path, clock: TickingClock) -> Iterator[Ledger]:
    with closing(Ledger.open(place, head_file=head_file, clock=clock)) as opened:
        yield opened


@dataclass
class Office:
    """A workspace's people at one article in Spanish, and short names for what they do."""

    ledger: Ledger
    clock: TickingClock
    policy: Policy = field(default_factory=lambda: Policy("en", "require"))
    locale: str = "es"
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> acts.Place:
        return acts.Place(self.ledger, self.policy, ARTICLE, self.locale)

    def actor(self, name: str) -> Actor:
        return Actor(self.ids.get(name, name), "test", "root")

    def hire(self, name: str, *roles: Role, demo: bool = False) -> str:
        operator = self.actor("Olga") if "Olga" in self.ids else None
        self.ids[name] = add_person(self.ledger, name, demo=demo, actor=operator).id
        for role in roles:
            self.qualify(name, role)
        return self.ids[name]

    def qualify(
        self, name: str, role: Role, *, target: str = "es", since: date | None = None, until: date | None = None
    ) -> None:
        grant_role(
            self.ledger,
            self.ids[name],
            role,
            actor=self.actor("Olga"),
            source="en",
            target=target,
            basis="a diploma",
            valid_from=since,
            valid_until=until,
        )

    def status(self, unit: Unit = TEXT) -> UnitStatus:
        return acts.read_status(self.place, unit)

    def save(self, name: str, target: str, unit: Unit = TEXT) -> None:
        acts.save_target(self.place, unit, target, version=self.status(unit).version, actor=self.actor(name))

    def approve(self, name: str, unit: Unit = TEXT, *, findings: tuple[Finding, ...] = (), reason: str = "") -> None:
        version = self.status(unit).version
        acts.approve(self.place, unit, version=version, findings=findings, actor=self.actor(name), reason=reason)

    def reject(self, name: str, unit: Unit = TEXT) -> None:
        version = self.status(unit).version
        acts.reject(self.place, unit, version=version, actor=self.actor(name), reason="a dose is wrong")

    def revoke(self, name: str, unit: Unit = TEXT) -> None:
        version = self.status(unit).version
        acts.revoke(self.place, unit, version=version, actor=self.actor(name), reason="a doctor complained")

    def omit(self, name: str, unit: Unit = TEXT) -> None:
        version = self.status(unit).version
        acts.omit(self.place, unit, version=version, actor=self.actor(name), reason="no such service here")

    def keep(self, name: str, unit: Unit = TEXT) -> None:
        acts.mark_same_as_source(self.place, unit, version=self.status(unit).version, actor=self.actor(name))

    def draft(self, target: str, unit: Unit = TEXT, *, origin: str = "engine", previous_source: str = "") -> None:
        proposal = Draft(unit.key, target, origin, "apertium eng-spa 0.8.1", previous_source=previous_source)  # type: ignore[arg-type]
        acts.record_drafts(self.place, [(unit, proposal)])

    def bring(self, target: str, unit: Unit = TEXT, *, name: str = "", fuzzy: bool = False) -> None:
        acts.import_edits(
            self.place, [acts.ImportedEdit(unit, target, fuzzy)], actor=self.actor(name) if name else None
        )

    def forge(self, kind: DecisionKind, actor: str, target: str | None, unit: Unit = TEXT, **details: object) -> None:
        """Record a decision that no act would, as somebody with the database's password and our code could."""
        binding = approval_binding(ARTICLE, self.locale, unit.context, unit.fingerprint, target)
        decision = Decision(
            kind,
            self.ids.get(actor, actor),
            timestamp(self.clock()),
            "test",
            article=ARTICLE,
            locale=self.locale,
            context=unit.context,
            source=unit.text,
            fingerprint=unit.fingerprint,
            target=target,
            binding=binding if kind is DecisionKind.APPROVED else "",
            details=details,
        )
        self.ledger.append([decision])

    @property
    def people(self) -> People:
        return People.load(self.ledger)


@pytest.fixture
def office(ledger: Ledger, clock: TickingClock) -> Office:
    """Olga, the operator; Ana and Ben, reviewers, and Tom, a translator, for en → es; Uwe with no role."""
    made = Office(ledger, clock)
    made.hire("Olga")
    made.hire("Ana", Role.REVIEWER)
    made.hire("Ben", Role.REVIEWER)
    made.hire("Tom", Role.TRANSLATOR)
    made.hire("Uwe")
    return made


@pytest.fixture
def critical() -> Finding:
    """A dose that the translation changed."""
    return Finding("numbers", Severity.CRITICAL, "The source says 20, the translation 28", "Write 20.", id="f" * 64)


@pytest.fixture
def units() -> tuple[Unit, Unit, Unit]:
    """A paragraph with a protected dose, a heading, a telephone link."""
    return TEXT, OTHER, LINK
