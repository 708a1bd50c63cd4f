"""The output folder: releases are built aside and swapped by one rename.

    output/
      README.md                  the folder's own, never touched
      .releases/<id>/            a whole site; the id is the hash of all its paths and contents
      .current -> .releases/<id> the live one; replacing this link is the swap
      index.html -> .current/index.html, <slug> -> .current/<slug>, site -> .current/site …

A reader who opens `output/index.html` from a file manager and a web server that serves `output/` see one release or
the next, never a mixture and never nothing. New files are fsynced before the swap; unchanged ones are hard links into
the live release. A run with the same content finds its release live already and writes nothing (Law 3). Files of a
release are never written to again: they share their bytes with other releases.

All functions but `read_live` are called under the publication lock.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.errors import PublishError
from pipeline.files import TEMPORARY_PREFIX, sync_directory
from pipeline.model import EditionFile, hash_of, sha256

RELEASES = ".releases"
CURRENT = ".current"
_BUILDING = f"{TEMPORARY_PREFIX}release-"
_SWAPPING = f"{TEMPORARY_PREFIX}link-"
_RESERVED = frozenset({"README.md"})


@dataclass(frozen=True, slots=True)
class KeepFromLive:
    """Take this file over from the live release, unchanged; PublishError if it has another hash by now."""

    sha256: str = ""
    """Empty: whatever it is."""


@dataclass(frozen=True, slots=True)
class Release:
    """A complete site below `.releases`, ready to be swapped in."""

    id: str
    files: Mapping[str, EditionFile]


def read_live(output: Path) -> Mapping[str, EditionFile]:
    """The live release's files by path; empty where nothing was ever published."""
    live = _live_folder(output)
    if live is None:
        return {}
    return {file.path: file for file in _read_files(live)}


def live_id(output: Path) -> str:
    """The id of the live release; empty where there is none."""
    live = _live_folder(output)
    return "" if live is None else live.name


def build_release(output: Path, files: Mapping[str, bytes | KeepFromLive]) -> Release:
    """Build a release aside; what is live is not touched.

    PublishError for a path that leads out of the site, a kept file that the live release lacks, or a disk that is
    full; then nothing is left behind and the live release stands.
    """
    remove_leftovers(output)
    live, kept = _live_folder(output), read_live(output)
    listing = {path: _describe(path, content, kept) for path, content in sorted(files.items())}
    content_id = hash_of("dragoman.release/1", [[file.path, file.sha256] for file in listing.values()])[:32]
    target = output / RELEASES / content_id
    repair = 0
    while target.is_dir():
        if {file.path: file for file in _read_files(target)} == listing:
            return Release(target.name, listing)
        repair += 1  # somebody altered a file in there: build it again beside it
        target = output / RELEASES / f"{content_id}-{repair}"
    release = Release(target.name, listing)
    building = output / RELEASES / f"{_BUILDING}{release.id}"
    try:
        for path, file in listing.items():
            content = files[path]
            same = kept.get(path)
            place = building / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if live is not None and same is not None and same.sha256 == file.sha256:
                os.link(live / path, place)
            elif isinstance(content, bytes):
                _write_synced(place, content)
        building.mkdir(parents=True, exist_ok=True)
        _sync_tree(building)
        building.rename(target)
        sync_directory(target.parent)
    except OSError as exc:
        with contextlib.suppress(OSError):
            shutil.rmtree(building)
        raise PublishError(
            f"the release could not be written: {exc.strerror or exc}; what was published before stands",
            where=str(output),
            hint="Make room on the disk or mend the folder's permissions, then publish again.",
        ) from exc
    return release


def swap(output: Path, release: Release) -> bool:
    """Make a release the live one by one rename; False (and nothing written) if it was live already."""
    changed = live_id(output) != release.id
    top = {PurePosixPath(path).parts[0] for path in release.files}
    try:
        for name in sorted(top):
            changed |= _place_link(output / name, f"{CURRENT}/{name}")
        if live_id(output) != release.id:
            sync_directory(output)
            _place_link(output / CURRENT, f"{RELEASES}/{release.id}")
            sync_directory(output)
        for entry in sorted(output.iterdir()):
            if entry.is_symlink() and entry.name not in top and str(entry.readlink()).startswith(f"{CURRENT}/"):
                entry.unlink()
                changed = True
        if changed:
            sync_directory(output)
    except OSError as exc:
        raise PublishError(
            f"the release could not be swapped in: {exc.strerror or exc}",
            where=str(output),
            hint="Mend the cause and publish again: the next run finishes the swap.",
        ) from exc
    return changed


def prune(output: Path, *, keep: int = 3) -> tuple[str, ...]:
    """Delete all but the newest `keep` releases and the live one; the ids that went. Call it after the swap."""
    live = live_id(output)
    folders = [folder for folder in _release_folders(output) if folder.name != live]
    folders.sort(key=lambda folder: (folder.stat().st_mtime_ns, folder.name), reverse=True)
    gone = folders[max(keep - 1, 0) :]
    for folder in gone:
        shutil.rmtree(folder)
    return tuple(folder.name for folder in gone)


def remove_leftovers(output: Path) -> None:
    """Delete what a killed run left: half-built releases and links on their way."""
    for folder in (output, output / RELEASES):
        for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover)
            else:
                leftover.unlink(missing_ok=True)


def _live_folder(output: Path) -> Path | None:
    try:
        target = output / (output / CURRENT).readlink()
    except OSError:
        return None
    return target if target.is_dir() else None


def _release_folders(output: Path) -> list[Path]:
    folder = output / RELEASES
    if not folder.is_dir():
        return []
    return [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(TEMPORARY_PREFIX)]


def _read_files(folder: Path) -> Iterator[EditionFile]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield EditionFile(path.relative_to(folder).as_posix(), sha256(data), len(data))


def _describe(path: str, content: bytes | KeepFromLive, live: Mapping[str, EditionFile]) -> EditionFile:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or parts[0] in _RESERVED or parts[0].startswith("."):
        raise PublishError(f"“{path}” is no path of the site")
    if isinstance(content, bytes):
        return EditionFile(path, sha256(content), len(content))
    if path not in live:
        raise PublishError("a file to keep is not in the live release", where=path, hint="Publish it anew.")
    if content.sha256 and content.sha256 != live[path].sha256:
        raise PublishError(
            "a file to keep is not what it was when it was published", where=path, hint="Publish it anew."
        )
    return live[path]


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(0o644)


def _sync_tree(folder: Path) -> None:
    for path in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
        sync_directory(path)
    sync_directory(folder)


def _place_link(link: Path, target: str) -> bool:
    """Make the link point there, by one rename; False if it did."""
    if link.is_symlink() and str(link.readlink()) == target:
        return False
    if link.exists() and not link.is_symlink():
        raise PublishError(
            "a file or folder of another origin is in the way", where=str(link), hint="Move it out of output/."
        )
    temporary = link.with_name(f"{_SWAPPING}{link.name.lstrip('.')}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    os.replace(temporary, link)
    return True
