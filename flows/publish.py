"""The flow `publish`: one task an edition to render, then one sweep that swaps them in."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task, unmapped
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from flows.outcome import end_state
from pipeline import publish as publishing
from pipeline.outcomes import Published
from pipeline.workspace import Workspace


@task(name="render edition", task_run_name="render {pair[0]} in {pair[1]}", cache_policy=NO_CACHE)
def render_edition(root: str, pair: tuple[str, str]) -> str:
    """Make and verify one edition's PDF ahead of the sweep, if the gate lets it; says what it did."""
    with Workspace.open(Path(root)) as workspace:
        return publishing.render_ahead(workspace, *pair)


@task(name="sweep", cache_policy=NO_CACHE)
def sweep(root: str, slugs: list[str], locales: list[str]) -> Published:
    """Gate, render what is left, verify, swap."""
    with Workspace.open(Path(root)) as workspace:
        return publishing.publish_editions(workspace, slugs, locales)


@flow(name="publish", flow_run_name="publish", validate_parameters=True)
def publish(
    root: str = ".", slugs: list[str] | None = None, locales: list[str] | None = None
) -> State[Published | None]:
    """Publish what is approved; Completed named `Held (n)` where n editions wait for people, Failed if one broke."""
    with Workspace.open(Path(root)) as workspace:
        names = slugs or [article.slug for article in workspace.pages]
        chosen = locales or list(workspace.settings.locales)
    rendered = render_edition.map(unmapped(root), [(slug, locale) for slug in names for locale in chosen])
    rendered.wait()
    result = sweep(root, slugs or [], locales or [], return_state=True).result(raise_on_failure=False)
    if not isinstance(result, Published):
        return end_state(None, held=0, errors=[str(result)])
    create_table_artifact(key="publish", table=result.table())
    held = len({(hold.article, hold.locale) for hold in result.holds})
    return end_state(result, held=held, errors=list(result.errors))
