"""The manifest of an edition: what it rests on, in enough detail to render it again, prove it and roll back.

Stands beside the page as `manifest.json`. Its times come from its inputs; the ledger's head in it is the anchor
against which a shortened or older ledger is found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import PublishError
from pipeline.model import EditionFile, EntryKey, Head, Pair
from pipeline.render.release import CURRENT

FORMAT = "dragoman.manifest/1"
FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class ActedPolicy:
    """What was done about a source that changed under an edition."""

    policy: str
    """stand, notice, withdraw; ask: too much changed at once, an operator is asked and a notice stands meanwhile."""
    change_class: str
    """The worst change: cosmetic, ordinary, critical."""
    since: str
    """The day of the source's change."""
    snapshot: str
    """Id of the snapshot that changed it."""
    units: int = 0
    """That changed."""
    reason: str = ""
    """What made it critical, or why an operator is asked."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """An edition, or the notice that stands in its place."""

    article: str
    """The article's id."""
    slug: str
    locale: str
    tag: str
    title: str
    snapshot: str
    """Id of the snapshot; empty for a notice."""
    head: Head
    """The ledger's head when the edition was built."""
    rules: str = ""
    """Version of the checks."""
    approved_at: str = ""
    single: bool = False
    changed_on: str = ""
    """The day on which the source changed, where the edition stands with a notice."""
    withdrawn_on: str = ""
    """Set for a notice: the day on which the edition was taken down."""
    acted: ActedPolicy | None = None
    """What was done about a source that changed since."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Hashes of what the text, the PDF and the page were made from."""
    parts: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)
    """Article id → its pairs: the article, its shared blocks, the interface words."""
    files: Mapping[str, EditionFile] = field(default_factory=dict)
    """`page` and `pdf`."""
    pages: int = 0
    """Of the PDF."""
    rights: Mapping[str, str] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        """An edition, not a notice."""
        return not self.withdrawn_on

    @property
    def folder(self) -> str:
        return f"{self.slug}/{self.tag}"


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest's JSON: indented, so that a diff of two editions is readable."""
    table = {
        "format": FORMAT,
        "article": manifest.article,
        "slug": manifest.slug,
        "locale": manifest.locale,
        "tag": manifest.tag,
        "title": manifest.title,
        "snapshot": manifest.snapshot,
        "ledger": {"count": manifest.head.count, "hash": manifest.head.hash},
        "rules": manifest.rules,
        "approved_at": manifest.approved_at,
        "single": manifest.single,
        "changed_on": manifest.changed_on,
        "withdrawn_on": manifest.withdrawn_on,
        "source_change": asdict(manifest.acted) if manifest.acted else None,
        "inputs": dict(manifest.inputs),
        "rights": dict(manifest.rights),
        "pages": manifest.pages,
        "files": {
            name: {"path": each.path, "sha256": each.sha256, "size": each.size} for name, each in manifest.files.items()
        },
        "parts": {
            article: [
                {
                    "context": pair.key.context,
                    "source": pair.key.source,
                    "fingerprint": pair.fingerprint,
                    "target": pair.target,
                    "approval": pair.approval,
                    "binding": pair.binding,
                }
                for pair in pairs
            ]
            for article, pairs in manifest.parts.items()
        },
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(data: bytes, *, name: str) -> Manifest:
    """A manifest's JSON; PublishError names the file where it is none of ours or of a newer format."""
    try:
        table: dict[str, Any] = json.loads(data)
        if table["format"] != FORMAT:
            raise PublishError(f"of the format {table['format']!r}, not {FORMAT}", where=name, hint="Upgrade Dragoman.")
        return Manifest(
            article=table["article"],
            slug=table["slug"],
            locale=table["locale"],
            tag=table["tag"],
            title=table["title"],
            snapshot=table["snapshot"],
            head=Head(table["ledger"]["count"], table["ledger"]["hash"]),
            rules=table["rules"],
            approved_at=table["approved_at"],
            single=table["single"],
            changed_on=table["changed_on"],
            withdrawn_on=table["withdrawn_on"],
            acted=ActedPolicy(**acted) if (acted := table.get("source_change")) else None,
            inputs=table["inputs"],
            rights=table["rights"],
            pages=table["pages"],
            files={key: EditionFile(**value) for key, value in table["files"].items()},
            parts={
                article: tuple(
                    Pair(
                        EntryKey(pair["context"], pair["source"]),
                        pair["fingerprint"],
                        pair["target"],
                        pair["approval"],
                        pair["binding"],
                    )
                    for pair in pairs
                )
                for article, pairs in table["parts"].items()
            },
        )
    except (ValueError, KeyError, TypeError) as exc:
        raise PublishError(
            f"not a manifest ({type(exc).__name__}: {exc})",
            where=name,
            hint="Remove the file `.current` in output/ and publish again; the editions are rebuilt from the ledger.",
        ) from exc


def live_site(output: Path) -> Path | None:
    """The root of the site that readers see now; None where nothing was ever published."""
    site = output / CURRENT
    return site if site.is_dir() else None


def read_manifests(site: Path) -> Mapping[tuple[str, str], Manifest]:
    """(slug, locale) → manifest, for each edition and notice of the live site; empty where nothing is published."""
    manifests = {}
    for path in sorted(site.glob(f"*/*/{FILE_NAME}")):
        manifest = read_manifest(path.read_bytes(), name=path.relative_to(site).as_posix())
        manifests[manifest.slug, manifest.locale] = manifest
    return manifests
