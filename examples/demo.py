"""`make demo`: the main job on the sample site, from a URL to a reviewed Spanish page and PDF.

Serves examples/origin/www on loopback and runs prepare → review → publish through the Prefect flows. People and
their decisions come from examples/decisions and go through the same functions as anybody's. A second run finds
everything done and changes no byte.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import print_error, print_table
from pipeline.errors import DragomanError
from pipeline.model import sha256
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

ROOT = Path(__file__).resolve().parent.parent
HOST = "www.lindenvale.example"
FOLDERS = ("source_html", "locales", "output")
PREFECT_HOME = ROOT / ".dragoman" / "prefect-demo"
"""Of its own, so that a demonstration never meets the database of a server that runs."""


def main() -> int:
    """Run it: 0 if all went well, 3 where something broke, 130 where it was stopped."""
    began = time.monotonic()
    try:
        before = hash_folders()
        run_main_job()
        changed = hash_folders() != before
    except DragomanError as error:
        print_error(error)
        return 3
    except OSError as error:
        print(f"Error: {error.filename or 'the system'}: {error.strerror or error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nStopped. Nothing is half-written; `make demo` goes on where it ended.", file=sys.stderr)
        return 130
    print()
    print(f"Done in {time.monotonic() - began:.0f} seconds. {tell_change(changed)}")
    print("Next: `make serve` shows the pages, `make desk` opens the review desk, `make test` runs the tests.")
    return 0


def run_main_job() -> None:
    """Serve, prepare, review, publish, and a table of what they did; DragomanError where a flow failed."""
    from examples.origin.serve import serve

    with serve() as origin:
        set_environment(origin.port)
        Workspace.open(ROOT)  # what is wrong with dragoman.toml is said at once
        say(1, f"The sample site is served on loopback as http://{HOST}/")
        # Only here, for importing Prefect takes seconds and reads the environment.
        from examples.replay import replay_decisions
        from flows.prepare import prepare
        from flows.publish import publish

        say(2, "Flow `prepare`: scrape → segment → catalog → draft → check")
        if not (PREFECT_HOME / "prefect.db").exists():
            tell("Prefect makes its database first, once; that takes about 15 seconds.")
        tell_state(prepare(root=str(ROOT), return_state=True))
        say(3, "Review: the decisions of the demonstration people are entered, each through the ledger")
        with Workspace.open(ROOT) as workspace:
            for line in replay_decisions(workspace, ROOT / "examples" / "decisions"):
                tell(line)
        say(4, "Flow `publish`: gate → render → verify → swap")
        tell_state(publish(root=str(ROOT), return_state=True))
    print()
    show_status()
    print()
    for path in find_editions():
        tell(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:,.0f} kB")


def set_environment(port: int) -> None:
    """This demonstration's own Prefect and site, whatever the shell has set: no other ledger, server or engine."""
    for name in [name for name in os.environ if name.startswith(("DRAGOMAN_", "PREFECT_"))]:
        del os.environ[name]
    PREFECT_HOME.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(PREFECT_HOME)
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"  # a run that breaks says so in its state
    os.environ["PREFECT_LOGGING_ROOT_LEVEL"] = "CRITICAL"  # what still waits to be sent at the end
    os.environ["PREFECT_SERVER_LOGGING_LEVEL"] = "CRITICAL"
    # Of a connection that its server drops while it stops, SQLAlchemy tells by a logger with a level of its own.
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    os.environ["DRAGOMAN_FETCH__RESOLVE"] = json.dumps({HOST: f"127.0.0.1:{port}"})


def tell_state(state: State[Any]) -> None:
    """How a flow ended; DragomanError where it failed."""
    if not state.is_completed():
        raise DragomanError(str(state.message), hint="Mend that, then run `make demo` again.")
    tell(f"{state.name}: {state.message}")


def show_status() -> None:
    """What is published and what waits for whom."""
    from pipeline.status import read_status

    with Workspace.open(ROOT) as workspace:
        rows = [
            (row.slug, row.locale, row.edition, str(row.units), str(row.left), row.who)
            for row in read_status(workspace)
        ]
    show_table(("article", "locale", "edition", "units", "left", "waits for"), rows)


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Fitted to a terminal; in a pipe, aligned and as wide as it needs to be."""
    if sys.stdout.isatty():
        print_table(columns, rows)
        return
    widths = [max(len(row[index]) for row in (columns, *rows)) for index in range(len(columns))]
    for row in (columns, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def find_editions() -> list[Path]:
    """Pages and PDFs of the release that readers see, by the paths that they use."""
    live = ROOT / "output" / ".current"
    files = [path for path in sorted(live.glob("*/*/*")) if path.suffix in (".html", ".pdf")]
    return [ROOT / "output" / path.relative_to(live) for path in files]


def hash_folders() -> str:
    """One hash over every file that a run may write."""
    return sha256(
        "".join(
            f"{path.relative_to(ROOT)} {sha256(path.read_bytes())}\n"
            for folder in FOLDERS
            for path in sorted((ROOT / folder).rglob("*"))
            if path.is_file()
        ).encode()
    )


def tell_change(changed: bool) -> str:
    """The law of the second run."""
    if changed:
        return "Run `make demo` again: it will change no byte."
    return f"No byte changed in {', '.join(f'{folder}/' for folder in FOLDERS)}."


def say(number: int, text: str) -> None:
    """A step, at once."""
    print(f"{number}. {text}", flush=True)


def tell(text: str) -> None:
    """What a step did, at once."""
    print(f"   {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
