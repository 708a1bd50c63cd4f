"""The demonstration's decisions, entered once, and the command's word for what is held."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.prepare import make_network, prepare_article, prepare_locale
from pipeline.publish import publish_editions
from pipeline.settings import make_settings, read_settings
from pipeline.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
WALK = "Walk for 5 minutes twice a day in the first week."


@pytest.fixture
def demo(tmp_path: Path) -> Any:
    """The sample's workspace in a folder of its own, prepared from the sample site."""
    sys.path.insert(0, str(ROOT))
    try:
        from examples.origin.serve import serve
        from examples.replay import replay_decisions
    finally:
        sys.path.remove(str(ROOT))
    shutil.copy(ROOT / "dragoman.toml", tmp_path)
    with ExitStack() as stack:
        port = stack.enter_context(serve()).port
        table = read_settings(tmp_path).model_dump(mode="json")
        table["fetch"]["resolve"] = {"www.lindenvale.example": f"127.0.0.1:{port}"}
        workspace = stack.enter_context(
            Workspace(tmp_path, make_settings(table), clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
        )
        network = make_network(workspace)
        for article in workspace.articles:
            assert not prepare_article(workspace, article.slug, network).error
        for locale in workspace.settings.locales:
            for article in workspace.articles:
                assert not prepare_locale(workspace, article.slug, locale).error
        yield workspace, lambda: tuple(replay_decisions(workspace, ROOT / "examples" / "decisions"))


def test_the_demonstrations_decisions_are_entered_once_and_decide_nothing_the_second_time(demo: Any) -> None:
    workspace, replay = demo
    first = replay()
    assert any(" entered" in line and not line.endswith(": 0 entered") for line in first)
    head = workspace.ledger.head()
    files = {path: path.stat().st_mtime_ns for path in workspace.locales.rglob("*") if path.is_file()}
    second = replay()
    assert workspace.ledger.head() == head
    assert {path: path.stat().st_mtime_ns for path in workspace.locales.rglob("*") if path.is_file()} == files
    assert "(0 new)" in second[0]
    assert all(": 0 entered, 0 approved" in line for line in second[1:])


@pytest.mark.slow
def test_the_demonstration_publishes_spanish_and_holds_the_rest(demo: Any) -> None:
    workspace, replay = demo
    replay()
    result = publish_editions(workspace)
    assert {o.locale: o.action for o in result.editions} == {"es": "published", "zh_Hans": "held", "ar": "held"}
    assert not result.errors
    assert not publish_editions(workspace).wrote


def run_command(place: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "-w", str(place.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("change", ["byte in the PO", "link in the source"])
def test_publish_strict_ends_with_1_and_names_the_unit(live: Any, change: str) -> None:
    if change == "byte in the PO":
        live.edit_catalog("durante 5 minutos", "durante 6 minutos")
        source = WALK
    else:
        live.change_page("tel:+15550100123", "tel:+15550100777")
        live.prepare()
        source = "Call <a>our nurses</a>"
    done = run_command(live, "publish", "--locale", "es", "--strict")
    unit = live.item(source).id
    assert done.returncode == 1, done.stderr
    assert unit in done.stdout
    assert run_command(live, "publish", "--locale", "es").returncode == 0


def test_publish_strict_ends_with_0_where_nothing_is_held(live: Any) -> None:
    assert run_command(live, "publish", "--locale", "es", "--strict").returncode == 0
