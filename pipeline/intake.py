"""A page taken in: fetched, the article found in it, kept as the new snapshot, or left out with the reason.

Where the page is gone, leads to another article or has shrunk beyond belief, the last snapshot stands. Servers have bad
days, so a page that is gone or leads elsewhere is a person's matter once two fetches a day apart have said so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipeline.errors import ArticleError
from pipeline.model import Article, Hold, Snapshot, timestamp
from pipeline.scrape.article import Found, find_article, has_shrunk
from pipeline.scrape.faults import NetworkError
from pipeline.scrape.fetch import FetchedPage, fetch_assets, fetch_page
from pipeline.scrape.network import Network, TransientFetchError
from pipeline.scrape.snapshots import read_page, read_snapshot, write_snapshot
from pipeline.sources import Source, make_source, profile_of
from pipeline.workspace import Workspace

GONE = "gone"
REDIRECTED = "redirected"
SHRUNK = "shrunk"
"""Outcomes of a look at a source after which its last snapshot stands."""

_PATIENCE = timedelta(days=1)
_SAME_ARTICLE = 0.5
"""The share of its units that an article keeps when it only moved to another address."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a look at a page came to."""

    fetched: str
    """new, changed, unchanged; held, gone, redirected where the last snapshot stands."""
    notes: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()


def take_in(workspace: Workspace, article: Article, network: Network, *, accept_shrunk: bool = False) -> Intake:
    """Look at an article's page and keep what is new. FetchError and ArticleError where it cannot be had or read."""
    known = read_snapshot(workspace.source_html, article.slug)
    try:
        fetched = fetch_page(network, article.url, known=known)
    except NetworkError as error:
        if known is None or error.status not in (404, 410):
            raise
        return _wait_or_ask(workspace, article, GONE, f"the page is gone (HTTP {error.status})")
    now = timestamp(workspace.clock())
    if fetched is None:
        workspace.ledger.record_check(article.id, now, "unchanged")
        return Intake("unchanged")
    found = _find(workspace, article, fetched, known)
    if found is None:
        return _wait_or_ask(workspace, article, REDIRECTED, f"the page leads to another article, {fetched.final_url}")
    if known is not None and not accept_shrunk:
        before = _measure(workspace, article, known)
        if has_shrunk(before, found.text_length, limit=workspace.settings.shrink_limit):
            workspace.ledger.record_check(article.id, now, SHRUNK)
            return Intake("held", holds=(_shrunk(article, before, found.text_length, now),))
    problems = _keep(workspace, article, network, fetched, found, now)
    state = "new" if known is None else "changed"
    workspace.ledger.record_check(article.id, now, state)
    return Intake(state, (*found.problems, *problems))


def _find(workspace: Workspace, article: Article, fetched: FetchedPage, known: Snapshot | None) -> Found | None:
    """The article in the page; None where the page's address leads to another one."""
    profile, _ = profile_of(workspace, article)
    elsewhere = known is not None and _place(fetched.final_url) not in (_place(article.url), _place(known.final_url))
    try:
        found = find_article(fetched.data, charset=fetched.charset, base_url=fetched.final_url, profile=profile)
        if known is not None and elsewhere and not _is_same_article(workspace, article, fetched, known):
            return None
    except ArticleError:
        if elsewhere:
            return None
        raise
    return found


def _place(url: str) -> tuple[str, str, str]:
    """An address without what servers add or leave out: scheme, www, a final slash, index.html."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.removesuffix("index.html").rstrip("/"), parts.query


def _is_same_article(workspace: Workspace, article: Article, fetched: FetchedPage, known: Snapshot) -> bool:
    old = make_source(workspace, article, known, read_page(workspace.source_html, article.slug))
    snapshot = _make_snapshot(article, fetched, known.fetched_at)
    new = make_source(workspace, article, snapshot, fetched.data)
    before, after = _texts(old), _texts(new)
    return len(before & after) >= _SAME_ARTICLE * len(before)


def _texts(source: Source) -> set[str]:
    return {unit.text for unit in source.units}


def _make_snapshot(article: Article, fetched: FetchedPage, now: str) -> Snapshot:
    return Snapshot(
        url=article.url,
        final_url=fetched.final_url,
        sha256=fetched.sha256,
        charset=fetched.charset,
        fetched_at=now,
        headers=fetched.headers,
    )


def _keep(
    workspace: Workspace, article: Article, network: Network, fetched: FetchedPage, found: Found, now: str
) -> tuple[str, ...]:
    """Write the snapshot with its images; gives a sentence for each image that was left out."""
    assets = fetch_assets(network, found.images)
    if assets.transient:
        # Kept without its image, the page would answer 304 from now on and the image never be asked for again.
        raise TransientFetchError(
            f"an image could not be had: {assets.problems[0]}",
            where=article.url,
            hint="The next run tries again; if the image is gone for good, name it in the profile's `drop`.",
        )
    snapshot = replace(_make_snapshot(article, fetched, now), assets=assets.assets)
    write_snapshot(workspace.source_html, article.slug, fetched.data, snapshot, assets.data)
    return assets.problems


def _wait_or_ask(workspace: Workspace, article: Article, outcome: str, told: str) -> Intake:
    """Remember it; ask an operator once it has been so for a day, at two fetches or more."""
    now = workspace.clock()
    workspace.ledger.record_check(article.id, timestamp(now), outcome)
    check = workspace.ledger.read_check(article.id)
    since = check.since if check else timestamp(now)
    if now - datetime.fromisoformat(since) < _PATIENCE:
        later = "the last snapshot stands; if it is still so a day from now, an operator is asked"
        return Intake(outcome, (f"{article.slug}: {told}; {later}",))
    ways = f"correct its url in dragoman.toml, or `dragoman withdraw {article.slug} --why …`"
    return Intake(outcome, holds=(Hold(article.slug, "", f"{told}: {ways}", since=since, who="an operator"),))


def _measure(workspace: Workspace, article: Article, known: Snapshot) -> int:
    """Characters of the article as it stands; 0 where the profile was changed to fit a new layout and not the old."""
    try:
        source = make_source(workspace, article, known, read_page(workspace.source_html, article.slug))
    except ArticleError:
        return 0
    return source.found.text_length if source.found else 0


def _shrunk(article: Article, before: int, after: int, now: str) -> Hold:
    return Hold(
        article.slug,
        "",
        f"the article shrank from {before:,} to {after:,} characters; the last snapshot stands until someone says "
        f"that this is right: `dragoman prepare {article.slug} --accept-shrunk`",
        since=now,
        who="an operator",
    )
