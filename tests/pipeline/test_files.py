"""Files that a killed writer leaves behind, and those that somebody is writing at the moment."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from pipeline.files import TEMPORARY_PREFIX, _make_temporary, remove_leftovers, write_atomically


def test_what_a_killed_writer_left_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    dead = tmp_path / f"{TEMPORARY_PREFIX}dead"
    dead.write_bytes(b"half")
    handle, name = _make_temporary(tmp_path)
    with os.fdopen(handle, "wb"):
        remove_leftovers(tmp_path)
        assert not dead.exists()
        assert Path(name).exists()
    remove_leftovers(tmp_path)
    assert not list(tmp_path.iterdir())


def test_cleaning_up_never_takes_a_file_from_its_writer(tmp_path: Path) -> None:
    done = threading.Event()

    def clean() -> None:
        while not done.is_set():
            remove_leftovers(tmp_path)

    cleaner = threading.Thread(target=clean)
    cleaner.start()
    try:
        for number in range(300):
            assert write_atomically(tmp_path / "file", str(number).encode())
            assert (tmp_path / "file").read_bytes() == str(number).encode()
    finally:
        done.set()
        cleaner.join()


def test_a_folder_that_is_not_there_has_no_leftovers(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nothing")


@pytest.mark.parametrize("old", [b"old", None])
def test_the_same_content_is_not_written_again(tmp_path: Path, old: bytes | None) -> None:
    path = tmp_path / "folder" / "file"
    if old is not None:
        path.parent.mkdir()
        path.write_bytes(old)
    assert write_atomically(path, b"new")
    before = path.stat().st_mtime_ns
    assert not write_atomically(path, b"new")
    assert path.stat().st_mtime_ns == before
