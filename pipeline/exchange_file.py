"""What a translation file says of itself: its article, its locale, how old its texts are. `exchange` compares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline.catalog import READERS, Received, read_catalog
from pipeline.errors import CatalogError, DragomanError, UsageError
from pipeline.model import Catalog, EntryKey
from pipeline.sources import read_source
from pipeline.text.languages import is_same_locale
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TranslationFile:
    """What a file says, whatever its format."""

    catalog: Catalog
    told: Received
    """What only exchange formats say; of a PO, its entries alone."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How old a file's texts are."""

    saved_at: datetime | None
    own: bool = False
    """It is the workspace's own catalog, which was brought up to the ledger after each decision."""
    bases: Mapping[EntryKey, str] = field(default_factory=dict)
    """Of the units that still carry it: what stood when the file was exported. No clock can be wrong about it."""


def read_file(path: Path, name: str) -> TranslationFile:
    """The file in the format that its ending says, PO for every other; CatalogError where it cannot be read."""
    read = READERS.get(path.suffix.lower())
    if read is None:
        catalog = read_catalog(path.read_bytes(), name=name)
        return TranslationFile(catalog, Received("", "", "", catalog.entries))
    received = read(path.read_bytes(), name)
    header = (("Language", received.target_tag),) if received.target_tag else ()
    return TranslationFile(Catalog(header, received.entries), received)


def check_article(workspace: Workspace, told: str, asked: str, name: str) -> None:
    """UsageError where the file says another article than was asked for, or one that is not here."""
    known = {article.slug for article in workspace.articles}
    if told and (told != asked if asked else told not in known):
        raise UsageError(
            f"the file says that it is of the article {told!r}" + (f", not of {asked!r}" if asked else ""),
            where=name,
            hint=f"Give --slug {told}, or the right file." if told in known else "Give the right file.",
        )


def find_origin(workspace: Workspace, path: Path, file: TranslationFile, slug: str, locale: str) -> Origin:
    """How old it is by its bases, its own date where that is not in the future, or its PO header."""
    told = file.told
    if told.exported_at or told.bases:
        try:
            moment = datetime.fromisoformat(told.exported_at)
        except ValueError:
            return Origin(None, bases=told.bases)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return Origin(moment if moment <= workspace.clock() else None, bases=told.bases)
    own = path.resolve() == workspace.catalog_path(slug, locale).resolve()
    return Origin(_saved_at(file.catalog, _own_date(workspace, slug, locale)), own)


def _own_date(workspace: Workspace, slug: str, locale: str) -> str:
    """The PO-Revision-Date of the workspace's own catalog."""
    path = workspace.catalog_path(slug, locale)
    try:
        return dict(read_catalog(path.read_bytes(), name=path.name).header).get("PO-Revision-Date", "")
    except (OSError, CatalogError):
        return ""


def _saved_at(catalog: Catalog, own_date: str) -> datetime | None:
    """When the file's header says that a person saved it; None where it says nothing, or still says our own date."""
    told = dict(catalog.header).get("PO-Revision-Date", "")
    if told == own_date:
        return None
    try:
        parsed = datetime.strptime(told, "%Y-%m-%d %H:%M%z")
    except ValueError:
        return None
    return parsed


def read_place(workspace: Workspace, path: Path, catalog: Catalog) -> tuple[str, str]:
    """Slug and locale as the path says them (`<locale>/LC_MESSAGES/<slug>.po`, `<slug>.<locale>.po`), or the header."""
    slugs = {article.slug for article in workspace.articles}
    stem, locale = path.name.removesuffix(path.suffix), ""
    folders = path.resolve().parts
    if len(folders) > 2 and folders[-2] == "LC_MESSAGES":
        locale = folders[-3]
    elif "." in stem:
        stem, _, locale = stem.rpartition(".")
    locale = locale or dict(catalog.header).get("Language", "").strip()
    return (stem if stem in slugs else ""), locale.replace("-", "_")


def check_language(catalog: Catalog, locale: str, name: str) -> None:
    """UsageError where the file's header says another language."""
    told = dict(catalog.header).get("Language", "").strip()
    if told and not is_same_locale(told, locale):
        raise UsageError(
            f"its header says Language: {told}, and it is to be read as {locale}",
            where=name,
            hint="Give the right --locale, or correct the header.",
        )


def check_source_language(workspace: Workspace, told: str, name: str) -> None:
    """UsageError where the file says that it is translated from another language than the workspace's sources."""
    source = workspace.settings.source_locale
    if told and not is_same_locale(told, source):
        raise UsageError(
            f"the file is a translation from {told!r}, and this workspace's sources are in {source!r}",
            where=name,
            hint="Give a file that was exported here.",
        )


def guess_article(workspace: Workspace, catalog: Catalog) -> str:
    """Which article the file is likelier for."""
    keys = {entry.key for entry in catalog.entries}
    hits: dict[str, int] = {}
    for article in workspace.articles:
        try:
            source = read_source(workspace, article)
        except DragomanError:
            continue
        hits[article.slug] = len(keys & {unit.key for unit in source.units}) if source else 0
    best = max(hits, key=lambda slug: hits[slug], default="")
    if best and hits[best]:
        return f"{hits[best]} entries are of {best}: is it --slug {best}?"
    return "The source may have changed since: export a new catalog, and merge the file into it (`msgmerge`)."
