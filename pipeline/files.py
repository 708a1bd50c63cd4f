"""Files that are either the old or the new one, whatever happens in between.

Law 3 and 4 of the design: written to a temporary file, fsynced, renamed, directory fsynced, and only when the
content changed. An fsync that fails is never retried: the caller gets the error and the old file stands
(Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

TEMPORARY_PREFIX = ".dragoman-tmp-"
"""Names that start so are left-overs of a killed run and may be deleted."""


class FileChangedError(OSError):
    """Somebody wrote the file after it was read; theirs stands and ours was not written."""


def write_atomically(path: Path, data: bytes) -> bool:
    """Replace the file's content; True if it changed, False (and nothing written) if it was the same.

    OSError where the disk is full or the folder is not writable; the old file is then intact.
    """
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
    _replace(path, data, lambda: None)
    return True


def replace_read_file(path: Path, data: bytes, *, read: bytes | None) -> bool:
    """`write_atomically` of a file that was read before (None: there was none), for writers who take no lock.

    FileChangedError where it is no longer what was read: an editor saved meanwhile. It is compared right before the
    rename, so what is left of the race are the microseconds between the two.
    """
    if read == data:
        return False

    def check() -> None:
        if _read_or_none(path) != read:
            raise FileChangedError(errno.ESTALE, "somebody saved it meanwhile", str(path))

    _replace(path, data, check)
    return True


def _read_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _replace(path: Path, data: bytes, check: Callable[[], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = _make_temporary(path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            os.chmod(temporary, 0o644)
            check()
            os.replace(temporary, path)  # before it is closed: with its lock it would lose its protection
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_directory(path.parent)


def sync_directory(folder: Path) -> None:
    """Make a rename in the folder last through a power loss."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Delete temporary files that a killed run left in the folder; one that somebody is writing has a lock on it."""
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        if leftover.is_file():
            with contextlib.suppress(OSError), leftover.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                leftover.unlink(missing_ok=True)


def _make_temporary(folder: Path) -> tuple[int, str]:
    """A new file with a lock, which the kernel frees when its writer ends, however it ends."""
    while True:
        handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=folder)
        with contextlib.suppress(OSError):  # a file system without locks: left-overs then stay
            fcntl.flock(handle, fcntl.LOCK_EX)
        if Path(name).exists():
            return handle, name
        os.close(handle)  # taken for a left-over before it had its lock
