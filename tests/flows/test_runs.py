"""Whole runs of both flows against a real Prefect server."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [
    pytest.mark.usefixtures("prefect_server", "collected"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


def run(flow: Any, **parameters: Any) -> Any:
    """The final state of a run, with no exception raised for a failed one."""
    return flow(**parameters, return_state=True)


def read_table(key: str) -> tuple[list[dict[str, Any]], str]:
    """Rows and description of the newest artifact with this key."""
    from prefect.settings import get_current_settings

    url = get_current_settings().api.url
    answer = httpx.post(f"{url}/artifacts/latest/filter", json={"artifacts": {"key": {"any_": [key]}}, "limit": 1})
    artifact = answer.raise_for_status().json()[0]
    assert artifact["type"] == "table"
    return json.loads(artifact["data"]), str(artifact["description"])


def test_prepare_fills_the_queue_and_is_completed_as_held(make_workspace, site) -> None:
    from flows.prepare import prepare

    root = make_workspace()
    state = run(prepare, root=str(root))
    articles, catalogs = state.result()
    left = sum(catalog.left for catalog in catalogs)
    assert (state.type.value, state.name) == ("COMPLETED", f"Held ({left})")
    assert [article.fetched for article in articles] == ["new", "new", "none"]
    rows, _ = read_table("prepare")
    assert [(row["article"], row["locale"], row["source"]) for row in rows][:2] == [
        ("rest", "es", "new"),
        ("rest", "ar", "new"),
    ]
    assert sum(row["left"] for row in rows) == left
    assert (root / "locales" / "ar" / "LC_MESSAGES" / "food.po").is_file()


def test_a_second_run_writes_nothing(make_workspace) -> None:
    from flows.prepare import prepare

    root = make_workspace()
    run(prepare, root=str(root))
    before = read_files(root)
    articles, catalogs = run(prepare, root=str(root)).result()
    assert read_files(root) == before
    assert not any(result.wrote for result in (*articles, *catalogs))


def test_a_relative_root_is_taken_from_the_working_directory(make_workspace, monkeypatch) -> None:
    from flows.prepare import prepare

    root = make_workspace()
    monkeypatch.chdir(root)
    assert run(prepare, slugs=["food"], locales=["es"]).is_completed()
    assert (root / "locales" / "es" / "LC_MESSAGES" / "food.po").is_file()
    assert not (root / "locales" / "rest.pot").exists()


def test_a_server_that_fails_twice_is_asked_a_third_time(make_workspace, site, quick_retries) -> None:
    from flows.prepare import prepare

    site.faults["/rest.html"] = [503, 503]
    state = run(prepare, root=str(make_workspace()), slugs=["rest"], locales=["es"])
    articles, _ = state.result()
    assert (articles[0].fetched, site.count("/rest.html")) == ("new", 3)


def test_a_server_that_stays_down_is_given_up_after_two_retries(make_workspace, site, quick_retries) -> None:
    from flows.prepare import prepare

    site.faults["/rest.html"] = [503] * 9
    state = run(prepare, root=str(make_workspace()))
    assert site.count("/rest.html") == 3
    assert state.is_failed()
    assert "rest: " in state.message
    assert "503" in state.message


def test_a_page_that_is_gone_is_asked_for_once(make_workspace, site, quick_retries) -> None:
    from flows.prepare import prepare

    run(prepare, root=str(make_workspace(rest="/gone.html")), slugs=["rest"], locales=["es"])
    assert site.count("/gone.html") == 1


def test_a_broken_article_does_not_stop_the_others_and_the_run_is_failed(make_workspace) -> None:
    from flows.prepare import prepare

    root = make_workspace(rest="/gone.html")
    state = run(prepare, root=str(root))
    assert state.is_failed()
    assert state.message.startswith("rest: http://www.harbor.example/gone.html: ")
    assert "more" not in state.message
    rows, description = read_table("prepare")
    assert {row["article"] for row in rows if row["error"]} == {"rest"}
    assert {row["source"] for row in rows if row["article"] == "food"} == {"new"}
    assert description.startswith("Error: rest: ")
    assert (root / "locales" / "es" / "LC_MESSAGES" / "food.po").is_file()


def test_a_task_that_breaks_in_a_way_of_its_own_is_named_too(make_workspace, monkeypatch) -> None:
    """An error that no stage foresaw: the workspace's state folder is a file."""
    from flows.prepare import prepare

    root = make_workspace()
    (root / ".dragoman").write_text("in the way")
    state = run(prepare, root=str(root), slugs=["rest"], locales=["es"])
    assert state.is_failed()
    assert "rest: " in state.message


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"slugs": ["nothing"]}, "no article has the slug 'nothing'"), ({"locales": ["fr"]}, "'fr' is not a locale")],
)
@pytest.mark.parametrize("name", ["prepare", "publish"])
def test_an_unknown_slug_or_locale_fails_the_run_before_anything_is_fetched(
    make_workspace, site, name, wrong, said
) -> None:
    from flows import prepare, publish

    flow = {"prepare": prepare.prepare, "publish": publish.publish}[name]
    state = run(flow, root=str(make_workspace()), **wrong)
    assert state.is_failed()
    assert said in state.message
    assert site.requests == []


@pytest.mark.parametrize("wrong", [{"slugs": "rest"}, {"late_after": 0}, {"locales": [1]}])
def test_parameters_of_the_wrong_kind_are_refused(make_workspace, wrong) -> None:
    from flows.prepare import prepare

    state = run(prepare, root=str(make_workspace()), **wrong)
    assert state.is_failed()
    assert next(iter(wrong)) in state.message


def test_all_tasks_of_a_run_wait_their_turn_at_one_host(make_workspace, site) -> None:
    from flows.prepare import prepare

    run(prepare, root=str(make_workspace(delay=0.3)))
    times = [asked for _, asked in site.requests]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert len(pauses) >= 2
    assert min(pauses) > 0.25


def test_a_run_that_comes_too_late_is_skipped(make_workspace, site) -> None:
    from flows.prepare import prepare

    state = run_scheduled(prepare, minutes_ago=61, root=str(make_workspace()), late_after=60)
    assert (state.type.value, state.name) == ("COMPLETED", "Skipped: late")
    assert "61 minutes ago" in state.message
    assert site.requests == []


def test_a_run_that_is_a_little_late_does_its_work(make_workspace, site) -> None:
    from flows.prepare import prepare

    state = run_scheduled(prepare, minutes_ago=5, root=str(make_workspace()), slugs=["rest"], late_after=60)
    assert state.name.startswith("Held")
    assert site.count("/rest.html") == 1


def test_publish_holds_what_nobody_approved(make_workspace) -> None:
    from flows.prepare import prepare
    from flows.publish import publish

    root = make_workspace()
    run(prepare, root=str(root))
    state = run(publish, root=str(root))
    assert (state.type.value, state.name) == ("COMPLETED", "Held (4)")
    rows, description = read_table("publish")
    assert {(row["edition"], row["rendering"].split(":")[0]) for row in rows} == {("held", "held")}
    assert "Waits for" in description


@pytest.mark.slow
@pytest.mark.usefixtures("examples")
def test_publish_puts_up_what_was_approved_and_nothing_twice(tmp_path) -> None:
    from examples.origin.serve import serve
    from examples.replay import replay_decisions
    from flows.prepare import prepare
    from flows.publish import publish
    from pipeline.workspace import Workspace

    folder = Path(__file__).resolve().parents[2]
    with serve() as origin:
        text = (folder / "dragoman.toml").read_text("utf-8")
        resolve = f'[fetch]\nresolve = {{ "www.lindenvale.example" = "127.0.0.1:{origin.port}" }}\n'
        (tmp_path / "dragoman.toml").write_text(text.replace("[fetch]\n", resolve), "utf-8")
        run(prepare, root=str(tmp_path))
    with Workspace.open(tmp_path) as workspace:
        assert list(replay_decisions(workspace, folder / "examples" / "decisions"))
    state = run(publish, root=str(tmp_path))
    assert state.name == "Held (2)"
    assert (tmp_path / "output" / "immunotherapy-all" / "es" / "index.html").is_file()
    rows, description = read_table("publish")
    spanish = next(row for row in rows if row["locale"] == "es")
    assert (spanish["edition"], spanish["held"], spanish["rendering"][:9]) == ("published", 0, "rendered:")
    assert "1 published, 2 held" in description

    before = read_files(tmp_path)
    state = run(publish, root=str(tmp_path), locales=["es"])
    assert (state.name, state.result().wrote) == ("Completed", False)
    assert read_files(tmp_path) == before

    lose_ledger(tmp_path)
    state = run(publish, root=str(tmp_path))
    assert state.is_failed()
    assert "Nothing was published" in state.message
    assert read_files(tmp_path) == before


def run_scheduled(flow: Any, *, minutes_ago: int, **parameters: Any) -> Any:
    """The final state of a run that the schedule wanted some time ago."""
    from prefect.client.orchestration import get_client
    from prefect.flow_engine import run_flow
    from prefect.states import Scheduled

    due = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    with get_client(sync_client=True) as client:
        flow_run = client.create_flow_run(flow, parameters=parameters, state=Scheduled(scheduled_time=due))
    return run_flow(flow, flow_run=flow_run, parameters=parameters, return_type="state")


def read_files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in ("source_html", "locales", "output")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def lose_ledger(root: Path) -> None:
    """The database is gone, the head beside it is not."""
    (root / ".dragoman" / "ledger.sqlite3").unlink()
