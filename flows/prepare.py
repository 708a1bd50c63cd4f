"""The flow `prepare`: one task an article, then one an article in a locale. Nobody is waited for here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, task, unmapped
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFutureList
from prefect.tasks import Task

from flows.outcome import end_state
from pipeline import prepare as preparing
from pipeline.model import ArticleKind
from pipeline.prepare import PreparedArticle, PreparedLocale
from pipeline.scrape.network import TransientFetchError
from pipeline.workspace import Workspace


async def _is_network_fault(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Retry what the network did, nothing else."""
    try:
        await state.aresult()
    except TransientFetchError:
        return True
    except Exception:
        return False
    return False


@task(
    name="prepare article",
    task_run_name="prepare {slug}",
    retries=2,
    retry_delay_seconds=[2, 10],
    retry_condition_fn=_is_network_fault,
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


@flow(name="prepare", flow_run_name="prepare", validate_parameters=True)
def prepare(
    root: str = ".", slugs: list[str] | None = None, locales: list[str] | None = None
) -> State[tuple[list[PreparedArticle], list[PreparedLocale]]]:
    """Prepare articles in locales, all of them by default; Completed named `Held (n)` where n units wait for people."""
    with Workspace.open(Path(root)) as workspace:
        wanted = [article for article in workspace.articles if not slugs or article.slug in slugs]
        chosen = locales or list(workspace.settings.locales)
    pages = [article.slug for article in wanted if article.kind is ArticleKind.PAGE]
    blocks = [article.slug for article in wanted if article.kind is not ArticleKind.PAGE]
    names = pages + blocks
    fetched = _resolve(prepare_article.map(unmapped(root), pages))
    fetched += _resolve(prepare_article.map(unmapped(root), blocks))  # a shared block is found in a page's snapshot
    pairs = [(slug, locale) for slug in names for locale in chosen]
    results = _resolve(prepare_locale.map(unmapped(root), pairs))
    articles = [
        each if isinstance(each, PreparedArticle) else PreparedArticle(slug, "failed", error=str(each))
        for slug, each in zip(names, fetched, strict=True)
    ]
    catalogs = [
        each if isinstance(each, PreparedLocale) else PreparedLocale(*pair, error=str(each))
        for pair, each in zip(pairs, results, strict=True)
    ]
    create_table_artifact(key="prepare", table=preparing.table_of(articles, catalogs))
    held = sum(result.left for result in catalogs) + sum(len(article.holds) for article in articles)
    errors = [*(each.error for each in articles if each.error), *(each.error for each in catalogs if each.error)]
    return end_state((articles, catalogs), held=held, errors=errors)


def _resolve(futures: PrefectFutureList[Any]) -> list[Any]:
    """Every future's result, or the error that it ended with: none is left unseen."""
    futures.wait()
    return [future.result(raise_on_failure=False) for future in futures]
