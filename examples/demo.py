"""`make demo`: the main job on the sample site, from a URL to a reviewed Spanish page and PDF.

Serves examples/origin/www on loopback and runs prepare → review → publish through the Prefect flows. People and
their decisions come from examples/decisions and go through the same functions as anybody's. A second run finds
everything done and changes no byte.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path

from pipeline.model import sha256

ROOT = Path(__file__).resolve().parent.parent
HOST = "www.lindenvale.example"
FOLDERS = ("source_html", "locales", "output")


def main() -> int:
    """Run it; 0 if all went well."""
    began = time.monotonic()
    os.chdir(ROOT)
    home = ROOT / ".dragoman" / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")
    before = hash_folders()

    from examples.origin.serve import serve

    with serve() as origin:
        os.environ["DRAGOMAN_FETCH__RESOLVE"] = json.dumps({HOST: f"127.0.0.1:{origin.port}"})
        say("1", f"The sample site is served on loopback as http://{HOST}/")
        return run_main_job(began, before)


def run_main_job(began: float, before: str) -> int:
    """prepare, replay, publish, and a table of what they did."""
    from examples.replay import replay_decisions
    from flows.prepare import prepare
    from flows.publish import publish
    from pipeline.cli.output import print_line, print_table
    from pipeline.status import read_status
    from pipeline.workspace import Workspace

    logging.getLogger("prefect").setLevel(logging.ERROR)
    say("2", "Flow `prepare`: scrape → segment → catalog → draft → check")
    state = prepare(root=str(ROOT), return_state=True)
    print_line(f"   {state.name}: {state.message}")
    if state.is_failed():
        return 3
    with Workspace.open(ROOT) as workspace:
        say("3", "Review: the decisions of the demonstration people are entered, each through the ledger")
        for line in replay_decisions(workspace, ROOT / "examples" / "decisions"):
            print_line(f"   {line}")
    say("4", "Flow `publish`: gate → render → verify → swap")
    state = publish(root=str(ROOT), return_state=True)
    print_line(f"   {state.name}: {state.message}")
    if state.is_failed():
        return 3
    print_line("")
    with Workspace.open(ROOT) as workspace:
        rows = read_status(workspace)
    print_table(
        ("article", "locale", "edition", "units", "left", "waits for"),
        [(row.slug, row.locale, row.edition, row.units, row.left, row.who) for row in rows],
    )
    print_line("")
    for path in sorted((ROOT / "output" / ".current").glob("*/*/*")):
        if path.suffix in (".html", ".pdf"):
            shown = ROOT / "output" / path.relative_to(ROOT / "output" / ".current")
            print_line(f"   {shown.relative_to(ROOT)}  {path.stat().st_size / 1000:,.0f} kB")
    print_line("")
    changed = hash_folders() != before
    print_line(
        f"Done in {time.monotonic() - began:.0f} seconds. "
        + (
            "Run `make demo` again: it will change no byte."
            if changed
            else "No byte changed in source_html/, locales/ and output/."
        )
    )
    print_line("Next: `make serve` shows the pages, `make desk` opens the review desk, `make test` runs the tests.")
    return 0


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


def say(number: str, text: str) -> None:
    """A step, at once."""
    print(f"{number}. {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
