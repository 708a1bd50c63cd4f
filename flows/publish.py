"""The flow `publish`: one task an edition to render, then one sweep that swaps them in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import Field

from flows.lateness import skip_if_late
from flows.outcome import end_state, explain, report, resolve
from pipeline import publish as publishing
from pipeline.outcomes import Published
from pipeline.workspace import Workspace

RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=2)
"""Renderings at once in one run: each is a process of its own with a few hundred megabytes."""


@task(name="render edition", task_run_name="render {pair[0]} in {pair[1]}", cache_policy=NO_CACHE)
def render_edition(root: str, pair: tuple[str, str]) -> str:
    """Make and verify one edition's PDF ahead of the sweep, if the gate lets it; says what it did."""
    with Workspace.open(Path(root)) as workspace:
        return publishing.render_ahead(workspace, *pair)


@task(name="sweep", task_run_name="sweep", cache_policy=NO_CACHE)
def sweep(root: str, slugs: list[str], locales: list[str]) -> Published:
    """Gate, render what is left, verify, swap."""
    with Workspace.open(Path(root)) as workspace:
        return publishing.publish_editions(workspace, slugs, locales)


@flow(name="publish", flow_run_name="publish", task_runner=RUNNER)
def publish(
    root: str = ".",
    slugs: list[str] | None = None,
    locales: list[str] | None = None,
    late_after: Annotated[int, Field(gt=0)] | None = None,
) -> State[Published]:
    """Publish what is approved; Completed named `Held (n)` where n editions wait for people, Failed if one broke.

    `root` is the workspace; `late_after` the minutes after which a scheduled run is skipped. UsageError names a slug
    or locale that the workspace does not have.
    """
    if (skipped := skip_if_late(late_after)) is not None:
        return skipped
    root = str(Path(root).resolve())
    names, chosen = _choose(root, slugs, locales)
    pairs = [(slug, locale) for slug in names for locale in chosen]
    # What a rendering cannot do the sweep meets again and judges; here it is only told.
    told = resolve(render_edition.map(unmapped(root), pairs), pairs, lambda _pair, error: f"failed: {error}")
    result = _sweep(root, names if slugs else [], list(chosen) if locales else [])
    rendered: dict[tuple[object, object], str] = dict(zip(pairs, told, strict=True))
    table = [{**row, "rendering": rendered.get((row["article"], row["locale"]), "")} for row in result.table()]
    report("publish", table, _tell(result))
    held = len({(hold.article, hold.locale) for hold in result.holds})
    return end_state(result, held=held, waiting="editions", errors=result.errors)


def _choose(root: str, slugs: list[str] | None, locales: list[str] | None) -> tuple[list[str], tuple[str, ...]]:
    """Slugs of pages and locales: those that were asked for, or all."""
    with Workspace.open(Path(root)) as workspace:
        names = [workspace.article(slug).slug for slug in dict.fromkeys(slugs)] if slugs else []
        chosen = tuple(workspace.check_locale(name) for name in dict.fromkeys(locales)) if locales else ()
        return names or [page.slug for page in workspace.pages], chosen or workspace.settings.locales


def _sweep(root: str, slugs: list[str], locales: list[str]) -> Published:
    """What the sweep did; one that could not be done at all published nothing and says why."""
    result = sweep(root, slugs, locales, return_state=True).result(raise_on_failure=False)
    return result if isinstance(result, Published) else Published((), (), (explain(result),))


def _tell(result: Published) -> list[str]:
    """What an operator should read of a run, beside its table."""
    return [*(f"Error: {error}" for error in result.errors), *result.hold_lines(), result.summary()]
