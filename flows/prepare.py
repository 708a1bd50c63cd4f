"""The flow `prepare`: one task an article, then one an article in a locale. Nobody is waited for here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task
from pydantic import Field

from flows.lateness import skip_if_late
from flows.outcome import end_state, explain, report, resolve
from pipeline import prepare as preparing
from pipeline import publish as publishing
from pipeline.model import ArticleKind
from pipeline.outcomes import Published
from pipeline.prepare import PreparedArticle, PreparedLocale
from pipeline.scrape.network import TransientFetchError
from pipeline.workspace import Workspace

RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=4)
"""Tasks at once in one run: fetches wait for their host's turn, the rest is work for the processor."""


def is_network_fault(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Retry what the network did, nothing else."""
    return isinstance(state.result(raise_on_failure=False), TransientFetchError)


@task(
    name="prepare article",
    task_run_name="prepare {slug}",
    retries=2,
    retry_delay_seconds=[2, 10],
    retry_condition_fn=is_network_fault,
    cache_policy=NO_CACHE,
)
def prepare_article(root: str, slug: str) -> PreparedArticle:
    """Fetch one article's page and write its template."""
    with Workspace.open(Path(root)) as workspace:
        network = preparing.shared_network(workspace)
        return preparing.prepare_article(workspace, slug, network, raise_transient=True)


@task(name="prepare locale", task_run_name="prepare {pair[0]} in {pair[1]}", cache_policy=NO_CACHE)
def prepare_locale(root: str, pair: tuple[str, str]) -> PreparedLocale:
    """Draft, write and check one article's catalog in one locale."""
    slug, locale = pair
    with Workspace.open(Path(root)) as workspace:
        engine, fault = preparing.find_engine(workspace, locale)
        return preparing.prepare_locale(workspace, slug, locale, engine=engine, engine_fault=fault)


@task(name="follow changes", cache_policy=NO_CACHE)
def follow_changes(root: str) -> Published | None:
    """Take down or put a notice on the published editions whose source changed, at once."""
    with Workspace.open(Path(root)) as workspace:
        return publishing.follow_changes(workspace)


@flow(name="prepare", flow_run_name="prepare", task_runner=RUNNER)
def prepare(
    root: str = ".",
    slugs: list[str] | None = None,
    locales: list[str] | None = None,
    late_after: Annotated[int, Field(gt=0)] | None = None,
) -> State[tuple[list[PreparedArticle], list[PreparedLocale]]]:
    """Prepare articles in locales, all of them by default; Completed named `Held (n)` where n units wait for people.

    `root` is the workspace; `late_after` the minutes after which a scheduled run is skipped. UsageError names a slug
    or locale that the workspace does not have.
    """
    if (skipped := skip_if_late(late_after)) is not None:
        return skipped
    root = str(Path(root).resolve())
    pages, blocks, chosen = _choose(root, slugs, locales)
    # A shared block is found in its page's snapshot, so all pages are fetched first.
    articles = [*_prepare_articles(root, pages), *_prepare_articles(root, blocks)]
    pairs = [(slug, locale) for slug in (*pages, *blocks) for locale in chosen]
    catalogs = resolve(
        prepare_locale.map(unmapped(root), pairs), pairs, lambda pair, error: PreparedLocale(*pair, error=error)
    )
    followed, faults = _follow(root)
    lines = [*_tell(articles, catalogs), *(followed.hold_lines() if followed else ()), *faults]
    report("prepare", preparing.table_of(articles, catalogs), lines)
    held = sum(result.left for result in catalogs) + sum(len(article.holds) for article in articles)
    return end_state(
        (articles, catalogs), held=held, waiting="units", errors=[*_find_errors(articles, catalogs), *faults]
    )


def _follow(root: str) -> tuple[Published | None, list[str]]:
    """What became of the editions whose source changed, and what broke over it."""
    result = follow_changes(root, return_state=True).result(raise_on_failure=False)
    if isinstance(result, Published):
        return result, list(result.errors)
    return None, [] if result is None else [explain(result)]


def _choose(
    root: str, slugs: list[str] | None, locales: list[str] | None
) -> tuple[list[str], list[str], tuple[str, ...]]:
    """Slugs of pages, slugs of the rest, and locales: those that were asked for, or all."""
    with Workspace.open(Path(root)) as workspace:
        articles = [workspace.article(slug) for slug in dict.fromkeys(slugs)] if slugs else workspace.articles
        chosen = tuple(workspace.check_locale(name) for name in dict.fromkeys(locales)) if locales else ()
        # Made here, before the tasks' threads ask for it at once: one network, one pause between requests to a host.
        preparing.shared_network(workspace)
        return (
            [article.slug for article in articles if article.kind is ArticleKind.PAGE],
            [article.slug for article in articles if article.kind is not ArticleKind.PAGE],
            chosen or workspace.settings.locales,
        )


def _prepare_articles(root: str, slugs: list[str]) -> list[PreparedArticle]:
    futures = prepare_article.map(unmapped(root), slugs)
    return resolve(futures, slugs, lambda slug, error: PreparedArticle(slug, "failed", error=error))


def _find_errors(articles: list[PreparedArticle], catalogs: list[PreparedLocale]) -> list[str]:
    """What broke, each article's fault once: a page that was never fetched is missing in every locale."""
    broken = {article.slug: article.error for article in articles if article.error}
    faults = [(each.slug, each.error) for each in catalogs if each.error and each.slug not in broken]
    return [f"{slug}: {error}" for slug, error in dict.fromkeys([*broken.items(), *faults])]


def _tell(articles: list[PreparedArticle], catalogs: list[PreparedLocale]) -> list[str]:
    """What an operator should read of a run, beside its table."""
    return [
        *(f"Error: {error}" for error in _find_errors(articles, catalogs)),
        *(f"Held: {hold.article}: {hold.reason} ({hold.who})" for article in articles for hold in article.holds),
        *(f"Note: {article.slug}: {note}" for article in articles for note in article.notes),
        *(f"No draft: {result.slug} ({result.locale}): {why}" for result in catalogs for why in result.refused),
    ]
