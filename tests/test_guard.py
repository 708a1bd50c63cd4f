"""The ledger held against what was published: anchors, losses, approvals that fell under a live edition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipeline.errors import LedgerError
from pipeline.guard import accept_ledger_loss, find_ledger_faults, find_void_pair, read_anchors
from pipeline.manifest import FILE_NAME, Manifest, write_manifest
from pipeline.model import Head, Pair, Role, Unit, approval_binding
from pipeline.projection import policy_of
from pipeline.render.release import CURRENT
from pipeline.review import acts
from pipeline.review.people import Actor, add_person, grant_role, repudiate_person
from pipeline.workspace import Workspace

ARTICLE = "a1b2c3d4e5f6"
UNIT = Unit("Wash your hands.")
GOOD = "Lávese las manos."

SETTINGS = """
name = "Harbor Health"
source_locale = "en"
locales = ["es"]
four_eyes = "require"
"""


class TickingClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Desk:
    """A workspace with an operator, a translator and two reviewers, and one text approved by Ana."""

    workspace: Workspace
    ids: dict[str, str]

    def actor(self, name: str) -> Actor:
        return Actor(self.ids[name], "test", "root")

    @property
    def place(self) -> acts.Place:
        return acts.Place(self.workspace.ledger, policy_of(self.workspace), ARTICLE, "es")

    @property
    def version(self) -> int:
        return acts.read_status(self.place, UNIT).version

    def save(self, name: str, target: str = GOOD) -> None:
        acts.save_target(self.place, UNIT, target, version=self.version, actor=self.actor(name))

    def approve(self, name: str, reason: str = "") -> None:
        acts.approve(self.place, UNIT, version=self.version, findings=(), actor=self.actor(name), reason=reason)

    def reject(self, name: str) -> None:
        acts.reject(self.place, UNIT, version=self.version, actor=self.actor(name), reason="wrong")

    def publish(self) -> Manifest:
        status = acts.read_status(self.place, UNIT)
        binding = approval_binding(ARTICLE, "es", "", UNIT.fingerprint, status.target)
        pair = Pair(UNIT.key, UNIT.fingerprint, status.target, status.approval, binding)
        return Manifest(
            ARTICLE, "hands", "es", "es", "Manos", "s", self.workspace.ledger.head(), parts={ARTICLE: (pair,)}
        )

    def tamper(self, statement: str) -> None:
        engine = create_engine(f"sqlite:///{self.workspace.ledger.database}", poolclass=NullPool)
        with engine.begin() as connection:
            for name in ("ledger_no_update", "ledger_no_delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "dragoman.toml").write_text(SETTINGS)
    with Workspace.open(tmp_path, clock=TickingClock()) as workspace:
        made = Desk(workspace, {})
        for name, role in (("Olga", None), ("Tom", Role.TRANSLATOR), ("Ana", Role.REVIEWER), ("Ben", Role.REVIEWER)):
            operator = made.actor("Olga") if "Olga" in made.ids else None
            made.ids[name] = add_person(workspace.ledger, name, actor=operator).id
            if role:
                grant_role(
                    workspace.ledger, made.ids[name], role, actor=made.actor("Olga"), source="en", target="es",
                    basis="a diploma",
                )  # fmt: skip
        made.save("Tom")
        made.approve("Ana")
        yield made


def _repudiate(desk: Desk, name: str) -> None:
    repudiate_person(
        desk.workspace.ledger, name, since=date(2026, 3, 1), actor=desk.actor("Olga"), why="forged diploma"
    )


def test_a_whole_ledger_reaches_its_head_file_and_every_manifest(desk: Desk) -> None:
    assert find_ledger_faults(desk.workspace, [desk.publish()]) == ()
    assert [anchor.name for anchor in read_anchors(desk.workspace, [desk.publish()])] == [
        desk.workspace.relative(desk.workspace.head_file),
        "output/hands/es/manifest.json",
    ]


def test_a_damaged_head_file_is_one_fault_among_the_others(desk: Desk) -> None:
    manifest = desk.publish()
    desk.workspace.head_file.write_text("{")
    desk.tamper("UPDATE ledger SET locale = 'ar' WHERE seq = 5")
    faults = find_ledger_faults(desk.workspace, [manifest])
    assert [fault.where for fault in faults] == ["ledger row 5", desk.workspace.relative(desk.workspace.head_file)]
    assert all(fault.hint for fault in faults)
    with pytest.raises(LedgerError):
        accept_ledger_loss(desk.workspace, desk.actor("Olga"), "we lost it")


def test_an_operator_accepts_a_loss_with_a_reason_and_nobody_else_does(desk: Desk) -> None:
    ledger = desk.workspace.ledger
    before = ledger.head().count
    desk.tamper(f"DELETE FROM ledger WHERE seq > {before - 2}")
    with pytest.raises(LedgerError, match="reason"):
        accept_ledger_loss(desk.workspace, desk.actor("Olga"), " ")
    with pytest.raises(LedgerError, match="Olga"):
        accept_ledger_loss(desk.workspace, desk.actor("Ana"), "the disk broke")
    assert ledger.head().count == before - 2
    assert accept_ledger_loss(desk.workspace, desk.actor("Olga"), "the disk broke") == 2
    assert find_ledger_faults(desk.workspace) == ()
    assert ledger.read_head_file() == ledger.head()
    assert acts.read_status(desk.place, UNIT).approval == 0
    desk.save("Tom")
    with pytest.raises(LedgerError, match="nothing is lost"):
        accept_ledger_loss(desk.workspace, desk.actor("Olga"), "again")


def test_a_loss_that_only_a_manifest_knows_of_is_accepted_too(desk: Desk) -> None:
    count = desk.workspace.ledger.head().count
    path = desk.workspace.output / CURRENT / "hands" / "es" / FILE_NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(write_manifest(desk.publish()))
    desk.tamper(f"DELETE FROM ledger WHERE seq > {count - 1}")
    desk.workspace.head_file.unlink()
    faults = find_ledger_faults(desk.workspace)
    assert [(fault.kind, fault.where) for fault in faults] == [("shorter", "output/hands/es/manifest.json")]
    assert accept_ledger_loss(desk.workspace, desk.actor("Olga"), "the backup is of yesterday") == 1
    assert find_ledger_faults(desk.workspace) == ()
    desk.save("Ben")
    assert find_ledger_faults(desk.workspace) == ()


def test_an_alteration_is_never_accepted_as_a_loss(desk: Desk) -> None:
    head = desk.workspace.ledger.head()
    desk.tamper("UPDATE ledger SET record = replace(record, 'Lávese', 'Lavese')")
    desk.tamper(f"DELETE FROM ledger WHERE seq = {head.count}")
    with pytest.raises(LedgerError, match="no mere loss"):
        accept_ledger_loss(desk.workspace, desk.actor("Olga"), "the disk broke")
    assert desk.workspace.ledger.head().count == head.count - 1


def test_a_published_text_stands_while_its_approval_does(desk: Desk) -> None:
    manifest = desk.publish()
    assert find_void_pair(desk.workspace, manifest) == ""
    desk.save("Tom", "Lávate las manos.")
    assert find_void_pair(desk.workspace, manifest) == "", "what is shown was approved"


@pytest.mark.parametrize("who", ["Ana", "Tom"])
def test_a_repudiation_of_either_person_takes_it_down_until_somebody_approves_the_same_text_anew(
    desk: Desk, who: str
) -> None:
    manifest = desk.publish()
    _repudiate(desk, who)
    assert UNIT.key.id in find_void_pair(desk.workspace, manifest)
    if who == "Tom":
        desk.save("Ana")
    desk.approve("Ben")
    assert find_void_pair(desk.workspace, manifest) == ""


def test_a_rejection_takes_it_down_until_the_same_text_is_approved_over_it(desk: Desk) -> None:
    manifest = desk.publish()
    desk.reject("Ben")
    assert "Ben" in find_void_pair(desk.workspace, manifest)
    desk.approve("Ana", reason="Ben misread it")
    assert find_void_pair(desk.workspace, manifest) == ""


def test_a_proposal_to_drop_a_text_is_not_the_second_person_of_that_text(desk: Desk) -> None:
    """The reading of the ledger under a live edition is the one that the gate uses."""
    acts.omit(desk.place, UNIT, version=desk.version, actor=desk.actor("Tom"), reason="no such service")
    desk.save("Ben")
    desk.approve("Ana")
    manifest = desk.publish()
    assert find_void_pair(desk.workspace, manifest) == ""
    _repudiate(desk, "Ben")
    assert find_void_pair(desk.workspace, manifest)


@pytest.mark.parametrize(
    "change", [{"approval": 1}, {"approval": 999}, {"binding": "0" * 64}, {"target": "Otra cosa.", "binding": "0" * 64}]
)
def test_a_manifest_that_names_another_approval_holds_nothing(desk: Desk, change: dict[str, object]) -> None:
    manifest = desk.publish()
    pair = replace(manifest.parts[ARTICLE][0], **change)  # type: ignore[arg-type]
    assert "not in the ledger" in find_void_pair(desk.workspace, replace(manifest, parts={ARTICLE: (pair,)}))


def test_a_head_file_of_another_ledger_stops_publication(desk: Desk) -> None:
    desk.workspace.head_file.write_text(json.dumps({"count": 3, "hash": "0" * 64}))
    assert [fault.kind for fault in find_ledger_faults(desk.workspace)] == ["other"]
    assert find_ledger_faults(desk.workspace, [replace(desk.publish(), head=Head(4, "1" * 64))])[-1].kind == "other"
