"""An article's source as the later stages need it: scrape's snapshot and article, segment's units and skeleton.

Joins `scrape`, `segment` and the splits that editors asked for, and gives the interface words the same shape. Nothing
is fetched here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from pipeline.errors import ScrapeError
from pipeline.model import Article, ArticleKind, EntryKey, Snapshot, Unit, canonical_json, sha256
from pipeline.render.words import interface_units
from pipeline.review.splits import read_splits
from pipeline.scrape.article import Found, Profile, find_article
from pipeline.scrape.snapshots import read_page, read_snapshot
from pipeline.segment import Page, SegmentOptions, extract_units
from pipeline.segment.splits import Anchor, Split, split_page
from pipeline.settings import ProfileSettings
from pipeline.text.languages import is_for_locale
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Source:
    """An article's text at one snapshot."""

    article: Article
    units: tuple[Unit, ...]
    page: Page | None = None
    """None for the interface, which has no page of its own."""
    snapshot: Snapshot | None = None
    found: Found | None = None

    def units_for(self, locale: str) -> tuple[Unit, ...]:
        """The units that are asked for and published in a locale: without those that are for others only."""
        return tuple(unit for unit in self.units if is_for_locale(unit, locale))

    def left_out(self, locale: str) -> dict[EntryKey, None]:
        """The others, as targets that leave them out of a page."""
        return {unit.key: None for unit in self.units if not is_for_locale(unit, locale)}


def profile_of(workspace: Workspace, article: Article) -> tuple[Profile | None, ProfileSettings]:
    """The article's profile as scrape takes it, and as set; the defaults where it has none."""
    settings = workspace.settings.profiles.get(article.profile)
    if settings is None:
        return None, ProfileSettings()
    return Profile(**settings.model_dump(), name=article.profile), settings


def page_slug(workspace: Workspace, article: Article) -> str:
    """The slug under which the article's page is kept: for a shared block, that of the page it was found in."""
    if article.kind is not ArticleKind.SHARED:
        return article.slug
    return next(page.slug for page in workspace.pages if article.slug in page.shared)


def read_source(
    workspace: Workspace, article: Article, *, snapshot_id: str = "", page: Article | None = None
) -> Source | None:
    """The article at its current snapshot, or at a kept earlier one; None where none was ever fetched.

    `page` is the page in which a shared block is looked for, where it is not the first one that has it. ArticleError
    where the profile no longer fits the kept page.
    """
    if article.kind is ArticleKind.INTERFACE:
        return Source(article, tuple(interface_units()))
    slug = page.slug if page and article.kind is ArticleKind.SHARED else page_slug(workspace, article)
    snapshot = read_snapshot(workspace.source_html, slug, snapshot_id=snapshot_id)
    if snapshot is None:
        return None
    data = read_page(workspace.source_html, slug, snapshot_id=snapshot_id)
    return make_source(workspace, article, snapshot, data)


_KEPT = 16
"""Sources that a process keeps taken apart. A sweep asks for each a dozen times, a desk's request for one."""

_sources: OrderedDict[tuple[object, ...], Source] = OrderedDict()
_sources_lock = Lock()


def make_source(workspace: Workspace, article: Article, snapshot: Snapshot, data: bytes) -> Source:
    """Find the article in a page's bytes and take it apart; pure over its inputs and the profile, so it is kept."""
    settings = profile_of(workspace, article)[1]
    profile = canonical_json(settings.model_dump(mode="json"))
    slug = page_slug(workspace, article)
    splits = _read_splits(workspace, article)
    key = (article, slug, snapshot, sha256(data), profile, workspace.settings.source_locale, splits)
    with _sources_lock:
        if known := _sources.get(key):
            _sources.move_to_end(key)
            return known
    source = _make_source(workspace, article, snapshot, data, splits)
    with _sources_lock:
        _sources[key] = source
        while len(_sources) > _KEPT:
            _sources.popitem(last=False)
    return source


def _read_splits(workspace: Workspace, article: Article) -> tuple[Split, ...]:
    """The occurrences that editors made entries of their own."""
    return tuple(
        Split(row.decision.details["context"], row.decision.fingerprint, Anchor(**row.decision.details["anchor"]))
        for row in read_splits(workspace.ledger, article.id)
    )


def _make_source(
    workspace: Workspace, article: Article, snapshot: Snapshot, data: bytes, splits: tuple[Split, ...]
) -> Source:
    profile, settings = profile_of(workspace, article)
    found = find_article(data, charset=snapshot.charset, base_url=snapshot.final_url, profile=profile)
    document = found.document
    if article.kind is ArticleKind.SHARED:
        if article.slug not in found.shared:
            raise ScrapeError(
                f"the shared block {article.slug!r} is not in the page",
                where=snapshot.url,
                hint=f"Correct its selector in [profiles.{article.profile}] shared.",
            )
        document = found.shared[article.slug]
    options = SegmentOptions(
        keep=settings.keep, references=settings.references, source_locale=workspace.settings.source_locale
    )
    hashes = {asset.url: asset.sha256 for asset in snapshot.assets}
    page = extract_units(document, slug=page_slug(workspace, article), options=options, asset_hashes=hashes)
    page = split_page(page, splits)
    return Source(article, page.units, page, snapshot, found)
