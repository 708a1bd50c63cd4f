"""A disk that is full: what is published stands whole, what was acknowledged is kept, the next run completes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PublishError
from pipeline.guard import find_ledger_faults
from pipeline.publish import publish_editions, withdraw_editions

SLUG = "walking"

Shrink = Callable[[Path, int], Callable[[], None]]


@pytest.fixture
def shrink() -> Iterator[Shrink]:
    """Put a folder on a file system of its own with so many bytes free; gives what makes room again."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted: list[Path] = []

    def mount(folder: Path, free: int) -> Callable[[], None]:
        aside = folder.with_name(f"{folder.name}-aside")
        folder.rename(aside)
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            folder.rmdir()
            aside.rename(folder)
            pytest.skip("mounting is not allowed here")
        mounted.append(folder)
        shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
        filler = folder / ".filler"
        room = os.statvfs(folder)
        filler.write_bytes(b"\0" * (room.f_bavail * room.f_frsize - free))
        return filler.unlink

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def live_files(place: Any) -> dict[str, bytes]:
    return {str(path.relative_to(place.site)): path.read_bytes() for path in place.site.rglob("*") if path.is_file()}


@pytest.mark.parametrize("free", [0, 8192, 40_000])
def test_a_disk_that_fills_up_while_publishing_leaves_the_old_output_whole(
    live: Any, shrink: Shrink, free: int
) -> None:
    live.save_and_approve("First week", "La primera semana")
    make_room = shrink(live.root / "output", free)
    before = live_files(live)
    with live.open() as workspace, pytest.raises(PublishError, match=r"stands") as caught:
        publish_editions(workspace)
    assert "No space left" in str(caught.value)
    assert live_files(live) == before
    assert not list((live.root / "output" / ".releases").glob(".dragoman-tmp*"))
    make_room()
    live.publish()
    assert "La primera semana" in live.live_page()
    assert not live.publish().wrote


def test_a_full_disk_stops_no_withdrawal_from_being_recorded_and_the_next_run_takes_it_down(
    live: Any, shrink: Shrink
) -> None:
    make_room = shrink(live.root / "output", 0)
    with live.open() as workspace, pytest.raises(PublishError):
        withdraw_editions(workspace, SLUG, ["es"], actor=live.actor(workspace, "Olga"), why="Wrong.")
    make_room()
    live.publish()
    assert not live.manifests()[SLUG, "es"].live
    assert not live.live_pdf().exists()


def test_a_revocation_met_by_a_full_disk_is_recorded_once_and_taken_down_by_the_next_run(
    live: Any, shrink: Shrink
) -> None:
    live.revoke("Walk for 5 minutes")
    make_room = shrink(live.root / "output", 0)
    for _ in range(2):
        with live.open() as workspace, pytest.raises(PublishError):
            publish_editions(workspace)
    make_room()
    live.publish()
    assert not live.manifests()[SLUG, "es"].live
    with live.open() as workspace:
        rows = workspace.ledger.read(article="w1a2l3k4i5n6", locale="es")
    assert [row.decision.kind.value for row in rows].count("withdrawn") == 1


def test_a_save_is_acknowledged_although_the_catalog_cannot_be_written(live: Any, shrink: Shrink) -> None:
    make_room = shrink(live.root / "locales", 0)
    before = live.catalog().read_bytes()
    item = live.save_and_approve("First week", "La primera semana, con mucha calma y siempre con otra persona al lado")
    assert item.status.state == "approved"
    assert live.catalog().read_bytes() == before
    assert not list(live.catalog().parent.glob(".dragoman-tmp*"))
    _, locales = live.prepare()
    assert "No space left" in locales[SLUG, "es"].error
    make_room()
    _, locales = live.prepare()
    assert not locales[SLUG, "es"].error
    assert "con mucha calma" in live.catalog().read_text("utf-8")
    assert locales[SLUG, "es"].taken_in == 0


def test_publication_goes_on_although_a_catalog_cannot_be_written_and_says_so(live: Any, shrink: Shrink) -> None:
    make_room = shrink(live.root / "locales", 0)
    live.save_and_approve("First week", "La primera semana, con mucha calma y siempre con otra persona al lado")
    result = live.publish()
    assert any("No space left" in error for error in result.errors)
    assert "con mucha calma" in live.live_page()
    make_room()
    assert not live.publish().errors


def test_a_full_disk_at_a_fetch_keeps_the_last_snapshot(live: Any, shrink: Shrink) -> None:
    make_room = shrink(live.root / "source_html", 0)
    live.change_page("twice a day", "three times a day")
    articles, _ = live.prepare()
    assert "No space left" in articles[SLUG].error
    assert set(live.states().values()) == {"approved"}
    make_room()
    articles, _ = live.prepare()
    assert articles[SLUG].fetched == "changed"


def test_a_full_disk_under_the_ledger_acknowledges_nothing_and_harms_nothing(live: Any, shrink: Shrink) -> None:
    head = live.head()
    make_room = shrink(live.root / ".dragoman", 0)
    with pytest.raises(Exception, match=r"Nothing was recorded|No space|full"):
        live.save("First week", "La primera semana")
    make_room()
    with live.open() as workspace:
        assert not find_ledger_faults(workspace)
    assert live.head() == head
    live.save("First week", "La primera semana")
    assert live.item("First week").status.target == "La primera semana"
