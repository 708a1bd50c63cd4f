"""prefect.yaml: what it says, and that a server and a worker do it."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def deployments() -> list[dict[str, Any]]:
    table = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert isinstance(table, list)
    return table


def test_each_entrypoint_is_a_flow_that_takes_its_parameters(deployments) -> None:
    from prefect import Flow

    for deployment in deployments:
        module, _, name = deployment["entrypoint"].rpartition(".")
        flow = getattr(importlib.import_module(module), name)
        assert isinstance(flow, Flow)
        flow.validate_parameters(deployment["parameters"])
        assert deployment["parameters"].keys() <= flow.parameters.properties.keys()
    assert [deployment["entrypoint"] for deployment in deployments] == [
        "flows.prepare.prepare",
        "flows.publish.publish",
    ]


def test_schedules_name_a_time_zone_and_run_one_at_a_time(deployments) -> None:
    for deployment in deployments:
        (schedule,) = deployment["schedules"]
        assert schedule["timezone"]
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        assert deployment["parameters"]["late_after"]


def test_no_absolute_path_stands_in_the_settings_of_prefect() -> None:
    for name in ("prefect.yaml", "prefect.toml"):
        words = (ROOT / name).read_text("utf-8").replace('"', " ").split()
        assert [word for word in words if word.startswith(("/", "~", "file:"))] == []


@pytest.mark.slow
@pytest.mark.usefixtures("collected")
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_a_worker_runs_what_was_deployed(make_workspace, prefect_server, plain_environment) -> None:
    """The commands of docs/scheduling.md, in a folder that has a workspace and prefect.yaml and no code."""
    folder = make_workspace()
    shutil.copy(ROOT / "prefect.yaml", folder)
    environment = {**plain_environment, "PREFECT_API_URL": prefect_server, "PREFECT_LOGGING_LEVEL": "ERROR"}

    def prefect(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    prefect("worker", "start", "--pool", "dragoman", "--type", "process", "--run-once")
    told = prefect("--no-prompt", "deploy", "--all")
    assert told.count("successfully created") == 2
    assert scheduled_runs() > 0
    prefect("deployment", "run", "prepare/prepare-hourly")
    prefect("worker", "start", "--pool", "dragoman", "--run-once")
    state = last_state("prepare")
    assert state.name.startswith("Held")
    assert (folder / "locales" / "es" / "LC_MESSAGES" / "rest.po").is_file()


def scheduled_runs() -> int:
    """How many runs the server makes of the deployments' schedules: what it does by itself once a minute.

    It fails where Prefect does not go with the installed SQLAlchemy: deployments stand, and nothing ever runs.
    """
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for deployment in client.read_deployments():
            client.request("POST", "/deployments/{id}/schedule", path_params={"id": deployment.id}).raise_for_status()
        return sum(run.auto_scheduled for run in client.read_flow_runs())


def last_state(flow: str) -> Any:
    """Of the run of a deployment that was asked for, not scheduled."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])))
    (run,) = [run for run in runs if run.deployment_id and not run.auto_scheduled]
    return run.state
