"""Snapshots on disk: `<slug>.html` and `<slug>.json` for people and git, everything by content hash in `objects/`.

    source_html/
      <slug>.html, <slug>.json         the current snapshot
      objects/<sha256>.html            each page ever kept
      objects/<sha256>.<ext>           each image
      objects/<snapshot id>.json       each snapshot

Objects are written first and `<slug>.json` last: a killed run leaves the snapshot before, whole. Nothing is deleted
here; what a live edition names must stay. Files are read back by their hash, so an altered one is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pipeline.errors import ScrapeError
from pipeline.files import write_atomically
from pipeline.model import Asset, Snapshot, sha256

OBJECTS = "objects"
_FORMAT = "dragoman.snapshot/1"
_HASH = r"[0-9a-f]{64}"
_ASSET_FILE = re.compile(rf"{OBJECTS}/{_HASH}\.(?:png|jpg|gif|webp|avif)")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def read_snapshot(folder: Path, slug: str, *, snapshot_id: str = "") -> Snapshot | None:
    """The current snapshot of an article, or an earlier one by its id; None where there is none.

    ScrapeError names a file that cannot be read or does not say what its name promises.
    """
    path = _snapshot_path(folder, slug, snapshot_id)
    if (table := _read_json(path)) is None:
        return None
    snapshot = _parse_snapshot(table, path)
    if snapshot_id and snapshot.id != snapshot_id:
        raise _altered(path, "it is not the snapshot that its name says")
    return snapshot


def read_page(folder: Path, slug: str, *, snapshot_id: str = "") -> bytes:
    """The page's bytes as fetched, checked against the snapshot's hash; ScrapeError where they are lost or altered."""
    snapshot = read_snapshot(folder, slug, snapshot_id=snapshot_id)
    if snapshot is None:
        raise ScrapeError(
            "there is no snapshot",
            where=_shown(_snapshot_path(folder, slug, snapshot_id)),
            hint=f"Run `dragoman prepare {slug}`.",
        )
    path = folder / OBJECTS / f"{snapshot.sha256}.html"
    # <slug>.html is what people look at; a killed write may have left it newer than the snapshot.
    for candidate in (path, folder / f"{slug}.html"):
        data = _read_bytes(candidate)
        if data is not None and sha256(data) == snapshot.sha256:
            return data
    raise _altered(path, "the page's bytes are not there, or are not those that were fetched")


def read_asset(folder: Path, asset: Asset) -> bytes:
    """An image's bytes, checked against its hash; ScrapeError where they are lost or altered."""
    if not _ASSET_FILE.fullmatch(asset.file) or asset.sha256 not in asset.file:
        raise ScrapeError(f"{asset.file!r} is no file of a snapshot", where=asset.url, hint=_RESTORE)
    path = folder / asset.file
    data = _read_bytes(path)
    if data is None or sha256(data) != asset.sha256:
        raise _altered(path, "the image's bytes are not there, or are not those that were fetched")
    return data


def write_snapshot(folder: Path, slug: str, page: bytes, snapshot: Snapshot, assets: Mapping[str, bytes]) -> bool:
    """Keep a snapshot and make it the article's current one; True if a byte on disk changed.

    `assets` are the images' bytes by hash. A page that comes back as it once was keeps the time when it was first
    seen. OSError where the disk is full: the snapshot before then stands.
    """
    if sha256(page) != snapshot.sha256:
        raise ValueError("the page is not the one that the snapshot names")
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is no slug")
    objects = folder / OBJECTS
    earlier = read_snapshot(folder, slug, snapshot_id=snapshot.id)
    if earlier is not None and earlier.url == snapshot.url:
        snapshot = replace(snapshot, fetched_at=min(earlier.fetched_at, snapshot.fetched_at))
    table = _make_json(snapshot)
    files = [(objects / f"{snapshot.sha256}.html", page)]
    for asset in snapshot.assets:
        if not _ASSET_FILE.fullmatch(asset.file) or sha256(assets[asset.sha256]) != asset.sha256:
            raise ValueError(f"{asset.url} is not the image that the snapshot names")
        files.append((folder / asset.file, assets[asset.sha256]))
    files.append((objects / f"{snapshot.id}.json", table))
    files.append((folder / f"{slug}.html", page))
    files.append((folder / f"{slug}.json", table))
    changed = [write_atomically(path, data) for path, data in files]
    return any(changed)


def list_snapshots(folder: Path, slug: str) -> tuple[Snapshot, ...]:
    """All kept snapshots of the article's URL, in the order in which they were first seen; files that are not ours
    are passed over."""
    current = read_snapshot(folder, slug)
    if current is None:
        return ()
    found = {current.id: current}
    for path in (folder / OBJECTS).glob("*.json"):
        table = _read_json(path)
        if table is not None and table.get("url") == current.url:
            snapshot = _parse_snapshot(table, path)
            found.setdefault(snapshot.id, snapshot)
    return tuple(sorted(found.values(), key=lambda snapshot: (snapshot.fetched_at, snapshot.id)))


_RESTORE = "Restore it from git or a backup, or run `dragoman prepare` to fetch the page again."


def _snapshot_path(folder: Path, slug: str, snapshot_id: str) -> Path:
    if not _SLUG.fullmatch(slug) or (snapshot_id and not re.fullmatch(_HASH, snapshot_id)):
        raise ScrapeError("that names no snapshot", where=f"{slug} {snapshot_id}".strip(), hint="Check slug and id.")
    return folder / OBJECTS / f"{snapshot_id}.json" if snapshot_id else folder / f"{slug}.json"


def _make_json(snapshot: Snapshot) -> bytes:
    table = asdict(snapshot) | {"format": _FORMAT, "id": snapshot.id, "headers": dict(snapshot.headers)}
    return (json.dumps(table, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _parse_snapshot(table: Mapping[str, Any], path: Path) -> Snapshot:
    try:
        if table["format"] != _FORMAT:
            raise ValueError(f"format {table['format']!r}")
        snapshot = Snapshot(
            url=_text(table["url"]),
            final_url=_text(table["final_url"]),
            sha256=_text(table["sha256"]),
            charset=_text(table["charset"]),
            fetched_at=_text(table["fetched_at"]),
            headers=tuple(sorted((_text(name), _text(value)) for name, value in table["headers"].items())),
            assets=tuple(Asset(**{key: _text(value) for key, value in each.items()}) for each in table["assets"]),
        )
        if not re.fullmatch(_HASH, snapshot.sha256):
            raise ValueError("sha256")
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise _altered(path, f"it is no snapshot of Dragoman ({exc})") from exc
    if table.get("id") != snapshot.id:
        raise _altered(path, "its page or images were changed by hand")
    return snapshot


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _read_json(path: Path) -> Mapping[str, Any] | None:
    data = _read_bytes(path)
    if data is None:
        return None
    try:
        table = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise _altered(path, f"it is not valid JSON: {exc}") from exc
    if not isinstance(table, dict):
        raise _altered(path, "it is no snapshot of Dragoman")
    return table


def _read_bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise ScrapeError(
            f"it cannot be read: {exc.strerror}", where=_shown(path), hint="Check its permissions."
        ) from exc


def _altered(path: Path, message: str) -> ScrapeError:
    return ScrapeError(message, where=_shown(path), hint=_RESTORE)


def _shown(path: Path) -> str:
    """The path as a message shows it: from the snapshots' folder on."""
    parts = path.parts
    depth = 3 if path.parent.name == OBJECTS else 2
    return "/".join(parts[-depth:])
