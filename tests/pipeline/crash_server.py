"""Does pieces of work in a process of its own each, and kills some of them.

Reads one JSON line a call (root, work, delay), forks, lets the child do the work and, where a delay is given, sends it
SIGKILL after so many seconds. Answers with one JSON line: how it ended, how long it took, what it acknowledged. The
child acknowledges by a line appended to a file, at once after the call that records something has returned.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline import roster, workbench
from pipeline.bench import open_bench
from pipeline.editions import render_version
from pipeline.gate import pass_gate
from pipeline.prepare import make_network, prepare_article, prepare_locale
from pipeline.publish import publish_editions, render_ahead
from pipeline.workspace import Workspace

SLUG = "walking"
NOW = datetime(2031, 5, 6, 12, tzinfo=UTC)
"""One time for all, so that a run that was killed and finished can be compared with one that was not."""


def prepare(workspace: Workspace, _acknowledge: Any) -> None:
    network = make_network(workspace)
    slugs = [article.slug for article in workspace.articles]
    results: list[Any] = [prepare_article(workspace, slug, network) for slug in slugs]
    results += [prepare_locale(workspace, slug, locale) for locale in workspace.settings.locales for slug in slugs]
    if faults := [each.error for each in results if each.error]:
        raise RuntimeError(faults[0])


def decide(workspace: Workspace, acknowledge: Any) -> None:
    """Save and approve a new wording of each unit, unless that was done."""
    tom = roster.find_actor(workspace, "Tom", channel="cli")
    rita = roster.find_actor(workspace, "Rita", channel="cli")
    for number, item in enumerate(open_bench(workspace, SLUG, "es").items):
        now, text = item, f"{(item.status.target or '').removesuffix(' (bis)')} (bis)"
        if item.status.target != text:
            now = workbench.save_text(workspace, SLUG, "es", item.id, text, version=item.status.version, actor=tom)
            acknowledge(["edited", text])
        if not now.status.settled:
            version = now.status.version
            workbench.approve_unit(workspace, SLUG, "es", item.id, version=version, actor=rita)
            acknowledge(["approved", text])
        if number == 5:
            return


def publish(workspace: Workspace, _acknowledge: Any) -> None:
    if errors := publish_editions(workspace).errors:
        raise RuntimeError(errors[0])


def render(workspace: Workspace, _acknowledge: Any) -> None:
    render_ahead(workspace, SLUG, "es")


WORK = {each.__name__: each for each in (prepare, decide, publish, render)}


def be_child(call: dict[str, Any], acknowledged: Path) -> NoReturn:
    code = 1
    try:
        with acknowledged.open("a", encoding="utf-8") as stream:

            def acknowledge(what: list[str]) -> None:
                stream.write(json.dumps(what) + "\n")
                stream.flush()

            with Workspace.open(Path(call["root"]), clock=lambda: NOW) as workspace:
                WORK[call["work"]](workspace, acknowledge)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def warm_up(root: Path) -> None:
    """Load what is loaded at first use, so that kills meet the work and not the import of modules."""
    with Workspace.open(root) as workspace:
        open_bench(workspace, SLUG, "es")
        pass_gate(workspace, workspace.article(SLUG), "es")
        render_version()


def run(call: dict[str, Any]) -> dict[str, Any]:
    acknowledged = Path(call["root"]).parent / "acknowledged"
    acknowledged.unlink(missing_ok=True)
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        be_child(call, acknowledged)
    if call["delay"] is not None:
        time.sleep(call["delay"])
        os.kill(child, signal.SIGKILL)  # a child that has ended is not reaped yet, so the number is still its own
    _, status = os.waitpid(child, 0)
    lines = acknowledged.read_text("utf-8").splitlines() if acknowledged.exists() else []
    return {
        "code": os.waitstatus_to_exitcode(status),
        "took": time.monotonic() - began,
        "acknowledged": [json.loads(line) for line in lines],
    }


if __name__ == "__main__":
    warm = False
    for line in sys.stdin:
        call = json.loads(line)
        if not warm:
            warm_up(Path(call["root"]))
            warm = True
        print(json.dumps(run(call)), flush=True)
