"""Files that are either the old or the new one, whatever happens in between.

Law 3 and 4 of the design: written to a temporary file, fsynced, renamed, directory fsynced, and only when the
content changed. An fsync that fails is never retried: the caller gets the error and the old file stands
(Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

TEMPORARY_PREFIX = ".dragoman-tmp-"
"""Names that start so are left-overs of a killed run and may be deleted."""


def write_atomically(path: Path, data: bytes) -> bool:
    """Replace the file's content; True if it changed, False (and nothing written) if it was the same.

    OSError where the disk is full or the folder is not writable; the old file is then intact.
    """
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_directory(path.parent)
    return True


def sync_directory(folder: Path) -> None:
    """Make a rename in the folder last through a power loss."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Delete temporary files that a killed run left in the folder; call it under the folder's lock."""
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        if leftover.is_file():
            leftover.unlink(missing_ok=True)
