"""Snapshots on disk: kept by hash, found again, never altered unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ScrapeError
from pipeline.model import Asset, Snapshot, sha256
from pipeline.scrape.snapshots import list_snapshots, read_asset, read_page, read_snapshot, write_snapshot

PAGE = b"<p>20 \xb5g"
NEXT = b"<p>25 \xb5g"
PNG = b"\x89PNG\r\n\x1a\n...."
IMAGE = Asset("https://e.example/a.png", sha256(PNG), "image/png", f"objects/{sha256(PNG)}.png")


def make_snapshot(page: bytes, day: int, *assets: Asset) -> Snapshot:
    return Snapshot(
        url="https://e.example/page",
        final_url="https://e.example/page/",
        sha256=sha256(page),
        charset="windows-1252",
        fetched_at=f"2026-03-{day:02}T12:00:00.000000Z",
        headers=(("content-type", "text/html"), ("etag", '"é"')),
        assets=assets,
    )


FIRST = make_snapshot(PAGE, 1, IMAGE)
SECOND = make_snapshot(NEXT, 2)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_snapshot_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    assert write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    assert read_snapshot(tmp_path, "care") == FIRST
    assert read_page(tmp_path, "care") == PAGE
    assert read_asset(tmp_path, IMAGE) == PNG


def test_the_files_are_where_people_and_git_look_for_them(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    written = files(tmp_path)
    assert set(written) == {
        "care.html",
        "care.json",
        f"objects/{sha256(PAGE)}.html",
        f"objects/{sha256(PNG)}.png",
        f"objects/{FIRST.id}.json",
    }
    assert written["care.json"] == written[f"objects/{FIRST.id}.json"]
    text = written["care.json"].decode()
    assert text.endswith("}\n")
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert '"etag": "\\"é\\""' in text


def test_writing_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    before = files(tmp_path)
    later = replace(FIRST, fetched_at="2026-04-01T00:00:00.000000Z")
    assert not write_snapshot(tmp_path, "care", PAGE, later, {sha256(PNG): PNG})
    assert files(tmp_path) == before


def test_earlier_snapshots_are_kept_and_listed_in_order(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    write_snapshot(tmp_path, "care", NEXT, SECOND, {})
    other = replace(SECOND, url="https://e.example/other")
    write_snapshot(tmp_path, "other", PAGE, replace(other, sha256=sha256(PAGE)), {})
    assert list_snapshots(tmp_path, "care") == (FIRST, SECOND)
    assert read_snapshot(tmp_path, "care") == SECOND
    assert read_snapshot(tmp_path, "care", snapshot_id=FIRST.id) == FIRST
    assert read_page(tmp_path, "care", snapshot_id=FIRST.id) == PAGE


def test_a_page_that_comes_back_keeps_the_time_when_it_was_first_seen(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    write_snapshot(tmp_path, "care", NEXT, SECOND, {})
    write_snapshot(tmp_path, "care", PAGE, replace(FIRST, fetched_at="2026-03-03T00:00:00.000000Z"), {sha256(PNG): PNG})
    assert read_snapshot(tmp_path, "care") == FIRST


def test_what_was_never_fetched_is_none_and_its_page_an_error(tmp_path: Path) -> None:
    assert read_snapshot(tmp_path, "care") is None
    assert read_snapshot(tmp_path, "care", snapshot_id="0" * 64) is None
    assert list_snapshots(tmp_path, "care") == ()
    with pytest.raises(ScrapeError, match=r"care\.json: there is no snapshot Run `dragoman prepare care`"):
        read_page(tmp_path, "care")


def test_a_write_killed_before_its_end_leaves_the_snapshot_before(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    (tmp_path / "care.html").write_bytes(NEXT)  # written just before care.json, which is still the old one
    assert read_page(tmp_path, "care") == PAGE


def test_a_page_whose_object_is_lost_is_read_from_beside(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    (tmp_path / "objects" / f"{sha256(PAGE)}.html").unlink()
    assert read_page(tmp_path, "care") == PAGE


def test_altered_bytes_are_found_and_the_file_named(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    for path in (
        *tmp_path.glob("*.html"),
        *(tmp_path / "objects").glob("*.html"),
        *(tmp_path / "objects").glob("*.png"),
    ):
        path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(ScrapeError, match=f"objects/{sha256(PAGE)}.html"):
        read_page(tmp_path, "care")
    with pytest.raises(ScrapeError, match=f"objects/{sha256(PNG)}.png"):
        read_asset(tmp_path, IMAGE)


@pytest.mark.parametrize(
    "change",
    [
        lambda table: {**table, "sha256": "0" * 64},
        lambda table: {**table, "assets": []},
        lambda table: {**table, "id": ""},
        lambda table: {**table, "format": "dragoman.snapshot/9"},
        lambda table: {**table, "headers": []},
        lambda table: {**table, "assets": [{"url": 1}]},
        lambda table: {key: value for key, value in table.items() if key != "charset"},
        lambda table: [table],
    ],
)
def test_a_snapshot_changed_by_hand_is_found_and_the_file_named(tmp_path: Path, change: object) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    path = tmp_path / "care.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))  # type: ignore[operator]
    with pytest.raises(ScrapeError, match=r"care\.json"):
        read_snapshot(tmp_path, "care")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_snapshot_that_is_no_json_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "care.json").write_bytes(data)
    with pytest.raises(ScrapeError, match=r"care\.json: it is not valid JSON"):
        read_snapshot(tmp_path, "care")


def test_a_snapshot_under_another_s_name_is_found(tmp_path: Path) -> None:
    write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG})
    write_snapshot(tmp_path, "care", NEXT, SECOND, {})
    objects = tmp_path / "objects"
    (objects / f"{FIRST.id}.json").write_bytes((objects / f"{SECOND.id}.json").read_bytes())
    with pytest.raises(ScrapeError, match="not the snapshot that its name says"):
        read_snapshot(tmp_path, "care", snapshot_id=FIRST.id)


def test_a_file_that_is_a_folder_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "care.json").mkdir()
    with pytest.raises(ScrapeError, match="cannot be read"):
        read_snapshot(tmp_path, "care")


@pytest.mark.parametrize(
    "file", ["../../etc/passwd", "/etc/passwd", "objects/../care.json", f"objects/{'0' * 64}.png", "objects/x.svg"]
)
def test_an_asset_cannot_name_a_file_elsewhere(tmp_path: Path, file: str) -> None:
    with pytest.raises(ScrapeError):
        read_asset(tmp_path, replace(IMAGE, file=file))


@pytest.mark.parametrize(("slug", "snapshot_id"), [("../care", ""), ("", ""), ("care", "../../x"), ("care", "0" * 63)])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, slug: str, snapshot_id: str) -> None:
    with pytest.raises(ScrapeError, match="names no snapshot"):
        read_snapshot(tmp_path, slug, snapshot_id=snapshot_id)


def test_bytes_that_are_not_the_snapshot_s_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the one that the snapshot names"):
        write_snapshot(tmp_path, "care", NEXT, FIRST, {sha256(PNG): PNG})
    with pytest.raises(ValueError, match="not the image that the snapshot names"):
        write_snapshot(tmp_path, "care", PAGE, FIRST, {sha256(PNG): PNG + b"!"})
    assert files(tmp_path) == {}
